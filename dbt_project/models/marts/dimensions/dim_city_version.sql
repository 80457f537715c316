-- The names and ranks of each place over the years, for reports that use the name of their time.
with final as (
    select
        city_code,
        name_zh,
        name_en,
        level,
        parent_code,
        province_code,
        cast(valid_from as integer) as valid_from,
        cast(valid_to as integer) as valid_to,
    from {{ ref('cities') }}
)

select * from final

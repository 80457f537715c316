with final as (
    select
        category,
        dimension,
        name_zh,
    from {{ ref('categories') }}
)

select * from final

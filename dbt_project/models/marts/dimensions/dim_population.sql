-- The censuses, and every year that anything loaded speaks about.
with population as (
    select * from {{ ref('int_population') }}
),

final as (
    select
        city_code,
        year,
        population,
        source,
        method <> 'census' as is_interpolated,
        method,
    from population
    where method = 'census' or year in (select year from {{ ref('dim_year') }})
)

select * from final

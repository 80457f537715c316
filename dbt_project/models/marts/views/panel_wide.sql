{{ config(materialized='view', contract={'enforced': false}, post_hook="{{ comment_wide_columns() }}") }}
-- depends_on: {{ ref('indicators') }}
-- One row per city and year, one column per indicator, its unit after two underscores. Columns come
-- from the catalogue; indicators that are reported by residence have a column for each.
with panel as (
    select
        city_code,
        year,
        indicator_id || case residence when 'total' then '' else '_' || residence end || '__' || unit as name,
        cast(value as double) as value,
    from {{ ref('fct_city_year_indicator') }}
    where category = ''
),

wide as (
    pivot panel
    on name in ({% for column in wide_columns() %}'{{ column.name }}'{% if not loop.last %}, {% endif %}{% else %}'none'{% endfor %})
    using first(value)
    group by city_code, year
),

final as (
    select
        wide.city_code,
        cities.name_zh as city_name,
        cities.name_en as city_name_en,
        cities.province_name_zh,
        cities.level,
        population.population,
        wide.* exclude (city_code),
    from wide
    left join {{ ref('dim_city') }} as cities using (city_code)
    left join {{ ref('dim_population') }} as population using (city_code, year)
)

select * from final

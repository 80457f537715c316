-- Every year that anything loaded speaks about, without holes between the first and the last.
with bounds as (
    select
        min(year) as first_year,
        max(year) as last_year,
    from {{ ref('int_city_year_inputs') }}
),

years as (
    select cast(unnest(range(first_year, last_year + 1)) as integer) as year
    from bounds
),

counts as (
    select year, count(distinct city_code) as n_cities
    from {{ ref('int_city_year_inputs') }}
    group by year
),

final as (
    select
        year,
        make_date(year, 1, 1) as first_day,
        make_date(year, 12, 31) as last_day,
        -- The plans count in steps of five years since the third (1966 to 1970).
        cast(case when year >= 1966 then (year - 1966) // 5 + 3 end as integer) as five_year_plan,
        cast(coalesce(n_cities, 0) as integer) as n_cities,
    from years
    left join counts using (year)
)

select * from final

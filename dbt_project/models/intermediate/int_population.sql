{{ config(materialized='table') }}
-- Residents of every area in every year of its code: the census where there was one, equal steps between
-- two of them, the nearest one before the first and after the last. A place keeps its figures where its
-- code alone changed.
with places as (
    select * from {{ ref('int_places') }}
),

anchors as (
    select place_code, year, population, source
    from {{ ref('population') }}
    inner join places using (city_code)
),

area_years as (
    select
        city_code,
        place_code,
        cast(unnest(range(greatest(first_year, {{ var('first_population_year') }}), last_year + 1)) as integer) as year,
    from places
    where place_code in (select place_code from anchors)
),

bracketed as (
    select
        area_years.*,
        earlier.year as earlier_year, earlier.population as earlier_population, earlier.source as earlier_source,
        later.year as later_year, later.population as later_population, later.source as later_source,
    from area_years
    asof left join anchors as earlier
        on area_years.place_code = earlier.place_code and area_years.year >= earlier.year
    asof left join anchors as later
        on area_years.place_code = later.place_code and area_years.year <= later.year
),

final as (
    select
        city_code,
        year,
        cast(coalesce(
            round(earlier_population + (later_population - earlier_population)
                * (year - earlier_year) / nullif(later_year - earlier_year, 0)),
            earlier_population, later_population
        ) as bigint) as population,
        case
            when earlier_source <> later_source then earlier_source || '；' || later_source
            else coalesce(earlier_source, later_source)
        end as source,
        case
            when year in (earlier_year, later_year) then 'census'
            when earlier_year is null or later_year is null then 'carried'
            else 'interpolated'
        end as method,
    from bracketed
)

select * from final

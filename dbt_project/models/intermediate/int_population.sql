-- Residents of every area in every year of its code: the census where there was one, equal steps between
-- two of them, the nearest one before the first and after the last. A place keeps its figures where its
-- code alone changed; where areas were merged or split, each code knows its own censuses only.
with recursive censuses as (
    select * from {{ ref('population') }}
),

spans as (
    select
        city_code,
        min(valid_from) as first_year,
        coalesce(max(valid_to) filter (not is_open), {{ var('last_population_year') }}) as last_year,
    from (
        select *, bool_or(valid_to is null) over (partition by city_code) as is_open from {{ ref('cities') }}
    )
    group by city_code
),

-- One old code, one new code, which begins where the old one ends.
recodings as (
    select changes.old_code, changes.new_code,
    from (select distinct old_code, new_code, year from {{ ref('city_changes') }} where kind <> 'merge') as changes
    inner join spans as ended on changes.old_code = ended.city_code
    inner join spans as begun on changes.new_code = begun.city_code
    where changes.old_code <> changes.new_code
        and ended.last_year < changes.year
        and begun.first_year = changes.year
    qualify count(*) over (partition by changes.old_code) = 1
        and count(*) over (partition by changes.new_code) = 1
),

places as (
    select city_code, city_code as place_code, 0 as steps
    from spans
    union all
    select places.city_code, recodings.new_code, steps + 1
    from places
    inner join recodings on places.place_code = recodings.old_code
    where steps < 10
),

latest_places as (
    select city_code, place_code from places
    qualify row_number() over (partition by city_code order by steps desc) = 1
),

anchors as (
    select place_code, year, population, source
    from censuses
    inner join latest_places using (city_code)
),

area_years as (
    select city_code, place_code, cast(unnest(range(first_year, last_year + 1)) as integer) as year
    from spans
    inner join latest_places using (city_code)
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

-- question: What do the cities of a province add up to, and how many of them reported?
-- 问题: 各省所辖市合计多少，其中几市有数？
-- rows: one per province that has a city with a figure or states one itself
-- leaves out: counties below a city, so that nobody is counted twice (what counts is what lies directly below the province: prefectures, directly governed counties, the districts of a municipality); parts of a year; parts of a breakdown. Cities without a figure are not estimated: cities_sum is a lower bound unless is_complete; missing names them. A standard or a ratio has no sum, only lowest, median and highest. A figure of the province itself is never added in, it stands beside (stated_by_province).
-- indicator: id or name
-- year: the year
-- example: indicator=elderly_care_beds year=2013
create macro marts.province_rollup(indicator, year) as table
with places as (
    select
        below.city_code,
        below.name_zh,
        below.province_code,
        below.province_name_zh,
        coalesce(people.population, 0) as population,
    from marts.dim_city as below
    left join marts.dim_population as people
        on below.city_code = people.city_code and people.year = year::integer
    where below.parent_code = below.province_code
        and year::integer between below.valid_from and coalesce(below.valid_to, 9999)
),

cells as (
    select panel.city_code, panel.value, panel.unit, panel.level,
        panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    from marts.fct_city_year_indicator as panel
    where panel.indicator_id = marts.the_indicator(indicator)
        and panel.year = year::integer
        and panel.residence = 'total'
        and panel.category = ''
        and panel.is_full_year
),

summed as (
    select
        places.province_code,
        any_value(places.province_name_zh) as province_name_zh,
        sum(cells.value) as cities_sum,
        min(cells.value) as lowest,
        median(cells.value) as median,
        max(cells.value) as highest,
        count(cells.value) as n_reported,
        count(*) as n_cities,
        sum(places.population) filter (cells.value is not null) / nullif(sum(places.population), 0)
            as share_of_residents,
        coalesce(bool_or(cells.is_disputed), false) as is_disputed,
        string_agg(places.name_zh, '、' order by places.city_code)
            filter (cells.value is null) as missing,
    from places
    left join cells on places.city_code = cells.city_code
    group by places.province_code
)

select
    summed.province_code,
    summed.province_name_zh,
    case when indicators.kind in ('stock', 'flow') then summed.cities_sum end as cities_sum,
    indicators.unit,
    summed.n_reported,
    summed.n_cities,
    summed.n_reported = summed.n_cities as is_complete,
    round(summed.share_of_residents, 4) as share_of_residents,
    stated.value as stated_by_province,
    summed.lowest,
    summed.median,
    summed.highest,
    summed.is_disputed,
    summed.missing,
from summed
inner join marts.dim_indicator as indicators
    on indicators.indicator_id = marts.the_indicator(indicator)
left join cells as stated on summed.province_code = stated.city_code
where summed.n_reported > 0 or stated.value is not null
order by summed.province_code

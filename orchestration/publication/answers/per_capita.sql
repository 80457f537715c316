-- question: How much is it for each thousand residents?
-- 问题: 每千常住人口多少？
-- rows: one per place that reported, the highest per head first, places of unknown population last
-- leaves out: urban and rural cells, which would be divided by all residents; parts of a year; parts of a breakdown; places that did not report. A standard or a ratio is per head already and is an error here. Residents are those of the censuses and equal steps between them (is_interpolated): docs/population.md.
-- indicator: id or name of a count or of money
-- year: the year
-- level: province, prefecture or county
-- example: indicator=elderly_care_beds year=2013
create macro marts.per_capita(indicator, year, level := 'prefecture') as table
select
    case
        when population.population is not null
            then rank() over (
                order by panel.value::double / population.population desc nulls last
            )
    end as rank,
    panel.city_code,
    panel.city_name,
    places.province_name_zh,
    round(1000 * panel.value::double / population.population, 4) as per_1000_residents,
    panel.value,
    panel.unit,
    population.population,
    population.is_interpolated,
    population.source as population_source,
    panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    panel.observation_id,
from marts.fct_city_year_indicator as panel
inner join marts.dim_city as places on panel.city_code = places.city_code
left join marts.dim_population as population
    on panel.city_code = population.city_code and panel.year = population.year
where
    panel.indicator_id = marts.the_indicator_of_people(indicator)
    and panel.year = year::integer
    and panel.level = marts.one_of(level, ['province', 'prefecture', 'county'])
    and panel.residence = 'total'
    and panel.category = ''
    and panel.is_full_year
order by per_1000_residents desc nulls last, panel.city_code

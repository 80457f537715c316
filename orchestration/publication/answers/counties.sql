-- question: How do the counties of a city compare with it and with each other?
-- 问题: 某市各县（区）与全市相比如何？
-- rows: one per county that the city had in the year, those without a figure last
-- leaves out: parts of a year, of the city and of the counties; parts of a breakdown; development zones without a code of their own, so counties_sum may stay below city_value although n_reported = n_counties. For a standard or a ratio counties_sum is empty and pct_of_city tells its level.
-- city: code, Chinese or English name of a prefecture or municipality
-- indicator: id or name
-- year: the year
-- residence: total, urban or rural
-- example: city=330800 indicator=elderly_care_beds year=2013
create macro marts.counties(city, indicator, year, residence := 'total') as table
with cells as (
    select panel.city_code, panel.value, panel.observation_id,
        panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    from marts.fct_city_year_indicator as panel
    where panel.indicator_id = marts.the_indicator(indicator)
        and panel.year = year::integer
        and panel.residence = marts.one_of(residence, ['total', 'urban', 'rural'])
        and panel.category = ''
        and panel.is_full_year
)

select
    places.city_code as county_code,
    places.name_zh as county_name,
    cells.value,
    indicators.unit,
    round(100 * cells.value::double / nullif(whole.value, 0), 2) as pct_of_city,
    whole.value as city_value,
    case
        when indicators.kind in ('stock', 'flow') then sum(cells.value) over ()
    end as counties_sum,
    count(cells.value) over () as n_reported,
    count(*) over () as n_counties,
    coalesce(cells.is_disputed, false) or coalesce(whole.is_disputed, false) as is_disputed,
    cells.observation_id,
from marts.dim_city as places
inner join marts.dim_indicator as indicators
    on indicators.indicator_id = marts.the_indicator(indicator)
left join cells on places.city_code = cells.city_code
left join cells as whole on places.parent_code = whole.city_code
where places.parent_code = marts.the_city(city)
    and places.level = 'county'
    and year::integer between places.valid_from and coalesce(places.valid_to, 9999)
order by cells.value desc nulls last, places.city_code

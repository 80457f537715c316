-- question: What does the panel say, in English?
-- 问题: 面板的英文版
-- rows: one per cell; all of them, or those of a city, an indicator, a year
-- leaves out: parts of a year (all_periods=true shows them and says so in is_full_year). Urban and rural cells and parts of a breakdown stand in rows of their own: add up only rows of one residence and one category. Sentences and titles of documents stay Chinese and are not shown.
-- city: code, Chinese or English name
-- indicator: id or name
-- year: the year
-- all_periods: true for parts of a year as well
-- example: city=Hefei year=2018
create macro marts.in_english(
    city := null, indicator := null, year := null, all_periods := false
) as table
select
    panel.city_code,
    places.name_en as city,
    provinces.name_en as province,
    panel.level,
    panel.year,
    indicators.domain_name_en as domain,
    panel.indicator_id,
    indicators.name_en as indicator,
    panel.residence,
    replace(panel.category, '_', ' ') as category,
    panel.value,
    units.name_en as unit,
    panel.period_start,
    panel.period_end,
    panel.is_full_year,
    panel.trust,
    panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    panel.observation_id,
from marts.fct_city_year_indicator as panel
inner join marts.dim_indicator as indicators on panel.indicator_id = indicators.indicator_id
inner join marts.dim_city as places on panel.city_code = places.city_code
left join marts.dim_city as provinces on places.province_code = provinces.city_code
left join marts.dim_unit as units on panel.unit = units.unit
where
    (city is null or panel.city_code = marts.the_city(city))
    and (indicator is null or panel.indicator_id = marts.the_indicator(indicator))
    and (year is null or panel.year = year::integer)
    and (panel.is_full_year or all_periods::boolean)
order by
    panel.city_code, panel.year, indicators.domain, panel.indicator_id, panel.residence,
    panel.category

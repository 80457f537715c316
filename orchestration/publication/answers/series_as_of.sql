-- question: Which figures of a city did readers see in a publication or on a day?
-- 问题: 某次发布或某日，读者所见某市某项指标为何值？
-- rows: one per year and residence
-- leaves out: parts of a year; parts of a breakdown. The whole panel as it was: panel_as_of
-- publication: number, day or moment (UTC)
-- city: code, Chinese or English name
-- indicator: id or name
-- example: publication=1 city=340100 indicator=dibao_standard
create macro marts.series_as_of(publication, city, indicator) as table
select
    panel.city_code,
    panel.city_name,
    panel.year,
    panel.indicator_id,
    panel.residence,
    panel.value,
    panel.unit,
    panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    today.value as value_today,
    panel.observation_id,
from marts.panel_as_of(publication) as panel
left join marts.fct_city_year_indicator as today
    using (city_code, year, indicator_id, residence, category)
where
    panel.city_code = marts.the_city(city)
    and panel.indicator_id = marts.the_indicator(indicator)
    and panel.category = ''
    and panel.is_full_year
order by panel.year, panel.residence

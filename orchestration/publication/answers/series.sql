-- question: How did an indicator develop in a city?
-- 问题: 某市某项指标历年如何变化？
-- rows: one per year, with total, urban and rural beside each other
-- leaves out: parts of a year and stocks that are not of its end (all_periods=true shows them and says so in is_full_year); parts of a breakdown; what is planned; what a check holds back. Where the report splits by residence and gives no total, value is empty: urban and rural are not added, a standard or a household can't be. A county that became a city or changed its code keeps its earlier years, each under the code of its time; a merged one does not.
-- city: code, Chinese or English name
-- indicator: id or name
-- all_periods: true for parts of a year as well
-- example: city=340100 indicator=dibao_standard
create macro marts.series(city, indicator, all_periods := false) as table
select
    panel.city_code,
    any_value(panel.city_name) as city_name,
    panel.year,
    panel.indicator_id,
    any_value(panel.indicator_name_zh) as indicator_name_zh,
    any_value(panel.value) filter (panel.residence = 'total') as value,
    any_value(panel.value) filter (panel.residence = 'urban') as urban,
    any_value(panel.value) filter (panel.residence = 'rural') as rural,
    any_value(panel.unit) as unit,
    bool_and(panel.is_full_year) as is_full_year,
    max(panel.period_end) as period_end,
    bool_or(panel.has_conflict or panel.is_ambiguous or panel.doubt is not null) as is_disputed,
    string_agg(panel.observation_id, ' ' order by panel.residence) as observation_ids,
from marts.fct_city_year_indicator as panel
inner join marts.dim_city as places on panel.city_code = places.city_code
where
    (
        places.city_code = marts.the_city(city)
        or places.current_city_code = marts.the_city(city)
        and places.change_kind in ('recode', 'upgrade')
    )
    and panel.indicator_id = marts.the_indicator(indicator)
    and panel.category = ''
    and (panel.is_full_year or all_periods::boolean)
group by panel.city_code, panel.year, panel.indicator_id
order by panel.year, panel.city_code

-- question: What would a city's official table of the year say?
-- 问题: 按官方统计表式列出某市某年各项指标：指标、单位、数量、上年、同比
-- rows: one per indicator and part of it, in the order of the ministry's outline; of one city and year, or of all
-- leaves out: nothing that stands in the panel, parts of a year included: 期间 says which. 上年 is filled only from the same months of the year before; 同比 is in percent, for a percentage in percentage points (百分点).
-- city: code, Chinese or English name
-- year: the year
-- example: city=340200 year=2022
create macro marts.official_table(city := null, year := null) as table
select
    panel.city_code as 地区代码,
    panel.city_name as 地区,
    panel.year as 年份,
    indicators.domain_name_zh as 类别,
    indicators.name_zh
    || case panel.residence when 'urban' then '（城市）' when 'rural' then '（农村）' else '' end
    || coalesce('：' || categories.name_zh, '') as 指标,
    coalesce(units.name_zh, panel.unit) as 单位,
    panel.value as 数量,
    earlier.value as 上年,
    case
        when panel.unit like 'percent%' then (panel.value - earlier.value)::double
        else round(100 * (panel.value::double / nullif(earlier.value, 0) - 1), 2)
    end as 同比,
    case
        when earlier.value is null then ''
        when panel.unit like 'percent%' then '百分点'
        else '%'
    end as 同比单位,
    case
        when panel.period_start = panel.period_end then panel.period_end::varchar
        else panel.period_start::varchar || ' 至 ' || panel.period_end::varchar
    end as 期间,
    case
        when panel.has_conflict or panel.is_ambiguous or panel.doubt is not null then '存疑'
        else ''
    end as 说明,
    panel.indicator_id as 指标代码,
    panel.observation_id as 观测编号,
from marts.fct_city_year_indicator as panel
inner join marts.dim_indicator as indicators on panel.indicator_id = indicators.indicator_id
left join marts.dim_unit as units on panel.unit = units.unit
left join marts.dim_category as categories on panel.category = categories.category
left join marts.fct_city_year_indicator as earlier
    on panel.city_code = earlier.city_code
    and panel.year = earlier.year + 1
    and panel.indicator_id = earlier.indicator_id
    and panel.residence = earlier.residence
    and panel.category = earlier.category
    and strftime(panel.period_start, '%m') = strftime(earlier.period_start, '%m')
    and strftime(panel.period_end, '%m') = strftime(earlier.period_end, '%m')
where
    (city is null or panel.city_code = marts.the_city(city))
    and (year is null or panel.year = year::integer)
order by
    panel.city_code, panel.year, indicators.domain, indicators.outline_zh nulls last, panel.indicator_id,
    panel.residence = 'rural', panel.residence <> 'total', panel.category

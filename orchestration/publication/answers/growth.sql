-- question: How much more or less than the year before?
-- 问题: 与上年相比增减多少？
-- rows: one per place and year that has a year before; of one year, of one city, or of all
-- leaves out: years without the year before; parts of a year, on either side; parts of a breakdown. change_pct is empty where the value is a percentage (change_abs is then in percentage points) or began at zero. Growth that a report states itself stands in fct_observation (measure change_pct). A place whose code changed between the two years has no growth in that year; borders that moved under one code are not adjusted.
-- indicator: id or name
-- year: only this year
-- city: only this place, of whatever level
-- level: without a city: province, prefecture or county
-- residence: total, urban or rural
-- example: indicator=dibao_persons year=2020
create macro marts.growth(
    indicator, year := null, city := null, level := 'prefecture', residence := 'total'
) as table
select
    panel.city_code,
    panel.city_name,
    panel.year,
    earlier.value as previous_value,
    panel.value,
    panel.unit,
    panel.value - earlier.value as change_abs,
    case
        when panel.unit not like 'percent%'
            then round(100 * (panel.value::double / nullif(earlier.value, 0) - 1), 2)
    end as change_pct,
    coalesce(
        greatest(panel.value, earlier.value)
        > indicators.yoy_factor_max * least(panel.value, earlier.value),
        false
    ) as is_implausible,
    panel.has_conflict or panel.is_ambiguous or panel.doubt is not null
    or earlier.has_conflict or earlier.is_ambiguous or earlier.doubt is not null as is_disputed,
    panel.observation_id,
    earlier.observation_id as previous_observation_id,
from marts.fct_city_year_indicator as panel
inner join marts.fct_city_year_indicator as earlier
    on panel.city_code = earlier.city_code
    and panel.year = earlier.year + 1
    and panel.indicator_id = earlier.indicator_id
    and panel.residence = earlier.residence
    and panel.category = earlier.category
inner join marts.dim_indicator as indicators on panel.indicator_id = indicators.indicator_id
where
    panel.indicator_id = marts.the_indicator(indicator)
    and (year is null or panel.year = year::integer)
    and case
        when city is null
            then panel.level = marts.one_of(level, ['province', 'prefecture', 'county'])
        else panel.city_code = marts.the_city(city)
    end
    and panel.residence = marts.one_of(residence, ['total', 'urban', 'rural'])
    and panel.category = ''
    and panel.is_full_year
    and earlier.is_full_year
order by change_pct desc nulls last, panel.city_code, panel.year

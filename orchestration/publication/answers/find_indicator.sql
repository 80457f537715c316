-- question: What is the indicator called here?
-- 问题: 某项指标在此叫什么？
-- rows: one per indicator whose id, names, aliases or description hold the words, those with most cells first
-- leaves out: nothing
-- words: a part of a name, Chinese or English; nothing for all
-- example: words=养老床位
create macro marts.find_indicator(words := '') as table
select
    indicators.indicator_id,
    indicators.name_zh,
    indicators.name_en,
    indicators.domain,
    indicators.kind,
    indicators.unit,
    count(panel.city_code) as n_cells,
    count(distinct panel.city_code) as n_places,
    min(panel.year) as first_year,
    max(panel.year) as last_year,
from marts.dim_indicator as indicators
left join marts.fct_city_year_indicator as panel
    on indicators.indicator_id = panel.indicator_id
where contains(
    lower(concat_ws(
        ' ', indicators.indicator_id, indicators.name_zh, indicators.name_en,
        indicators.aliases_zh, indicators.description, indicators.description_zh
    )),
    lower(words::varchar)
)
group by all
order by n_cells desc, indicators.indicator_id

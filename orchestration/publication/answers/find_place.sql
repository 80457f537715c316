-- question: What is the code of a place, and what is known of it?
-- 问题: 某地代码为何，有哪些数据？
-- rows: one per code whose names hold the words, those with most cells first
-- leaves out: nothing; codes that are gone say what they became
-- words: a part of a name, Chinese or English, or a code; nothing for all
-- example: words=合肥
create macro marts.find_place(words := '') as table
select
    places.city_code,
    places.name_zh,
    places.name_en,
    places.level,
    places.province_name_zh,
    places.valid_from,
    places.valid_to,
    nullif(places.current_city_code, places.city_code) as became,
    count(panel.city_code) as n_cells,
    min(panel.year) as first_year,
    max(panel.year) as last_year,
from marts.dim_city as places
left join marts.fct_city_year_indicator as panel on places.city_code = panel.city_code
where contains(
    lower(concat_ws(' ', places.city_code, places.name_zh, places.name_en, places.names_zh)),
    lower(words::varchar)
)
group by all
order by n_cells desc, places.city_code

-- question: Which cities have most of something in a year?
-- 问题: 某年某项指标各市排名如何？
-- rows: one per place that reported, the highest first
-- leaves out: places that did not report (n_places says of how many); parts of a year; parts of a breakdown; places of other levels, so that a county never stands beside its city. The four municipalities (Beijing, Tianjin, Shanghai, Chongqing) are of the level province. Where the report splits by residence and gives no total, ask for residence=urban or rural.
-- indicator: id or name
-- year: the year
-- level: province, prefecture or county
-- residence: total, urban or rural
-- example: indicator=elderly_care_beds year=2013
create macro marts.ranking(
    indicator, year, level := 'prefecture', residence := 'total'
) as table
with places_there as (
    select count(*) as n_places
    from marts.dim_city as places
    where places.level = marts.one_of(level, ['province', 'prefecture', 'county'])
        and year::integer between places.valid_from and coalesce(places.valid_to, 9999)
)

select
    rank() over (order by panel.value desc) as rank,
    panel.city_code,
    panel.city_name,
    places.province_name_zh,
    panel.value,
    panel.unit,
    panel.qualifier,
    panel.has_conflict or panel.is_ambiguous or panel.doubt is not null as is_disputed,
    panel.trust,
    count(*) over () as n_ranked,
    places_there.n_places,
    panel.observation_id,
from marts.fct_city_year_indicator as panel
inner join marts.dim_city as places on panel.city_code = places.city_code
cross join places_there
where
    panel.indicator_id = marts.the_indicator(indicator)
    and panel.year = year::integer
    and panel.level = marts.one_of(level, ['province', 'prefecture', 'county'])
    and panel.residence = marts.one_of(residence, ['total', 'urban', 'rural'])
    and panel.category = ''
    and panel.is_full_year
order by panel.value desc, panel.city_code

-- question: What is missing of a city, and why?
-- 问题: 某市缺哪些指标，原因何在？
-- rows: one per year that a document speaks for and indicator that is no whole-year total of the panel
-- leaves out: years of which no document speaks. A reason is the nearest one: what a check rejected first, what the reports do not say last.
-- city: code, Chinese or English name
-- year: only this year
-- example: city=340200 year=2022
create macro marts.gaps(city, year := null) as table
select
    coverage.city_code,
    coverage.city_name,
    coverage.year,
    indicators.domain_name_zh,
    coverage.indicator_id,
    coverage.indicator_name_zh,
    coverage.gap_reason,
    coverage.n_documents,
from marts.fct_coverage as coverage
inner join marts.dim_indicator as indicators on coverage.indicator_id = indicators.indicator_id
where coverage.city_code = marts.the_city(city)
    and (year is null or coverage.year = year::integer)
    and coverage.gap_reason is not null
order by
    coverage.year, coverage.gap_reason = 'not_reported', coverage.gap_reason, indicators.domain,
    coverage.indicator_id

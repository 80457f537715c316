{{ config(meta={'dagster': {'ref': {'name': 'fct_coverage'}}}) }}
-- Detects city-years whose coverage does not list the whole catalogue, or lists a gap without a reason.
-- Why it matters: what is missing must show. A returned row is a city-year to rebuild.
select city_code, year, count(*) as n_indicators
from {{ ref('fct_coverage') }}
semi join {{ ref('int_city_years_to_process') }} using (city_code, year)
group by all
having count(*) <> (select count(*) from {{ ref('indicators') }})
    or bool_or(not is_reported and gap_reason is null)

{{ config(meta={'dagster': {'ref': {'name': 'fct_city_year_indicator'}}}) }}
-- Detects panel rows whose fact the rule of the panel (panel_exclusion) keeps out, is gone or no longer
-- stands. Why it matters: everything that reads the panel relies on it. A returned row breaks the rule.
select panel.observation_id, observations.panel_exclusion
from {{ ref('fct_city_year_indicator') }} as panel
semi join {{ ref('int_city_years_to_process') }} as changed
    on panel.city_code = changed.city_code and panel.year = changed.year
left join {{ ref('int_observations') }} as observations using (observation_id)
where observations.observation_id is null
    or observations.panel_exclusion is not null
    or not observations.is_current

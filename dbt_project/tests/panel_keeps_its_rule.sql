{{ config(meta={'dagster': {'ref': {'name': 'fct_city_year_indicator'}}}) }}
-- Detects panel rows that the rule of the panel does not allow: parts of a place, plans, changes, other
-- units than the catalogue's, flows over more than a year, documents that no longer stand.
-- Why it matters: everything that reads the panel relies on it. A returned row breaks the rule.
select panel.observation_id, observations.panel_exclusion
from {{ ref('fct_city_year_indicator') }} as panel
semi join {{ ref('int_city_years_to_process') }} as changed
    on panel.city_code = changed.city_code and panel.year = changed.year
inner join {{ ref('int_observations') }} as observations using (observation_id)
inner join {{ ref('indicators') }} as indicators on panel.indicator_id = indicators.indicator_id
where observations.area <> ''
    or observations.status <> 'actual'
    or observations.measure <> 'level'
    or not observations.is_current
    or panel.unit <> indicators.unit
    or (indicators.kind = 'flow' and date_diff('day', panel.period_start, panel.period_end) > 365)

{{ config(meta={'dagster': {'ref': {'name': 'int_observations'}}}) }}
-- Detects observations whose span or confidence cannot be; ranges and periods are the gate's rules.
-- Why it matters: each number must lead back to its sentence. A returned row is an extraction error.
select observation_id, char_start, char_end, confidence
from {{ ref('int_observations') }}
where char_start < 0
    or char_end <= char_start
    or confidence < 0
    or confidence > 1

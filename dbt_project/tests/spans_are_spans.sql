-- Detects observations whose span, range, period or confidence cannot be.
-- Why it matters: each number must lead back to its sentence. A returned row is an extraction error.
select observation_id, char_start, char_end, value, value_high, period_start, period_end, confidence
from {{ ref('int_observations') }}
where char_start < 0
    or char_end <= char_start
    or value_high < value
    or period_start > period_end
    or confidence < 0
    or confidence > 1

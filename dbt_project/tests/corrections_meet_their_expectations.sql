{{ config(meta={
    'dagster': {'ref': {'name': 'int_corrections'}},
    'remedy': 'Change or delete the row of that correction in seeds/reference/corrections.csv: its file says something else now.',
}) }}
-- Detects corrections that no longer mean one fact of their file, or whose quoted text is gone.
-- Why it matters: a correction of a changed source may be wrong, and must not be forgotten silently.
-- A returned row is a correction to look at: change or delete its row in corrections.csv.
select correction_id, source_file, state, quote, expect, found
from {{ ref('int_corrections') }}
where state in ('source_changed', 'ambiguous')

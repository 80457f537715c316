{{ config(severity='warn', meta={
    'dagster': {'ref': {'name': 'fct_reconciliation'}},
    'remedy': 'Read the sentence. Misread: a row in seeds/reference/corrections.csv; an error of the report: action confirm there.',
}) }}
-- Detects sums, shares and growth that a document states and its own numbers contradict.
-- Why it matters: the report has an error, or a number was read wrongly.
-- A returned row shows the arithmetic; look at the sentence, then correct or confirm the fact.
select reconciliation_id, method, formula, stated, computed, tolerance, sentence
from {{ ref('fct_reconciliation') }}
where verdict = 'contradicts'

{{ config(
    materialized='incremental', incremental_strategy='replace_touched', unique_key='document_id',
    full_refresh=false,
) }}
-- Written after everything that is kept per document: what int_documents_to_process compares with.
-- depends_on: {{ ref('int_observations') }}
-- depends_on: {{ ref('int_reconciliation_in_text') }}
with final as (
    select
        document_id,
        document_fingerprint,
    from {{ ref('int_documents_to_process') }}
    where document_fingerprint is not null
)

select * from final

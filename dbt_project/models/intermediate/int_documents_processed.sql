{{ config(
    materialized='incremental', incremental_strategy='replace_touched', unique_key='document_id',
    on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_documents_to_process') }}
-- Written after everything that is kept per document: what int_documents_to_process compares with, and
-- what can be counted of a document once. Two files whose quantities are the same in the same order are
-- one report, whatever the pages around it.
-- depends_on: {{ ref('int_reconciliation_in_text') }}
with to_process as (
    select * from {{ ref('int_documents_to_process') }} where document_fingerprint is not null
),

counts as (
    select
        document_id,
        count(*) as n_observations,
        count(indicator_id) as n_catalogued,
        round(avg(confidence), 6) as mean_confidence,
        case when count(*) >= 5 then md5(string_agg(quote, '|' order by char_start, observation_id)) end
            as quantities_hash,
    from {{ ref('int_observations') }}
    semi join to_process using (document_id)
    group by document_id
),

final as (
    select
        document_id,
        document_fingerprint,
        cast(coalesce(n_observations, 0) as integer) as n_observations,
        cast(coalesce(n_catalogued, 0) as integer) as n_catalogued,
        mean_confidence,
        quantities_hash,
    from to_process
    left join counts using (document_id)
)

select * from final

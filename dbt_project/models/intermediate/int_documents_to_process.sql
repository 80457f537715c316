{{ config(materialized='table') }}
{#
  The documents whose observations are out of date: new, changed in any way, or gone. What was done is
  remembered by int_documents_processed, written last, so that a run that breaks is simply done again.
#}
{%- set processed = load_relation(this.incorporate(path={'identifier': 'int_documents_processed'})) -%}
{%- set observations = load_relation(this.incorporate(path={'identifier': 'int_observations'})) -%}
{%- set everything = flags.FULL_REFRESH or not observations or not processed -%}
with documents as (
    select document_id, document_fingerprint from {{ ref('int_documents') }}
),

processed as (
    select document_id, document_fingerprint
    from {{ processed or '(select null as document_id, null as document_fingerprint where false)' }}
),

final as (
    select
        coalesce(documents.document_id, processed.document_id) as document_id,
        documents.document_fingerprint,
    from documents
    full outer join processed using (document_id)
    where {{ everything }} or documents.document_fingerprint is distinct from processed.document_fingerprint
)

select * from final

{{ config(materialized='view') }}
-- What is stated beside the documents that stand, and their title or page lines speak against.
with disagreements as (
    select * from {{ ref('stg_statement_disagreements') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

final as (
    select
        disagreements.document_id,
        source_file,
        field,
        stated,
        stated_by,
        found,
        is_text_taken,
        extractor_version,
        extracted_at,
        disagreements.run_id,
    from disagreements
    inner join documents using (document_id)
    where is_current
)

select * from final

{{ config(materialized='view') }}
-- What broke while reading the documents that stand; the rest of each was read.
with unreadable as (
    select * from {{ ref('stg_unreadable') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

final as (
    select
        unreadable.document_id,
        source_file,
        stage,
        char_start,
        char_end,
        reading_error as error,
        extractor_version,
        extracted_at,
        run_id,
    from unreadable
    inner join documents using (document_id)
    where is_current
)

select * from final

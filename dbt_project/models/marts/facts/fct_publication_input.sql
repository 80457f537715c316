{{ config(materialized='view') }}
with inputs as (
    select * from {{ ref('stg_published_inputs') }}
),

documents as (
    select document_id, source_file from {{ ref('stg_documents') }}
),

final as (
    select
        kind,
        input_id,
        document_id,
        source_file,
        observation_id,
        valid_from,
        valid_to,
    from inputs
    left join documents using (document_id)
)

select * from final

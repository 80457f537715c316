{{ config(materialized='view') }}
with final as (
    select
        source_file,
        reason,
        detail,
        landed_at,
        content_hash,
        resolved_at,
        run_id,
    from {{ ref('stg_rejected_documents') }}
)

select * from final

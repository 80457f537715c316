with source as (
    select * from {{ source('raw', 'rejected_documents') }}
),

final as (
    select
        source_file,
        reason,
        detail,
        content_hash,
        landed_at,
        resolved_at,
        run_id,
    from source
)

select * from final

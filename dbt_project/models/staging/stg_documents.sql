-- Without the content and the text: both stay in raw, a join away.
with source as (
    select * from {{ source('raw', 'documents') }}
),

final as (
    select
        document_id,
        source_file,
        source_uri,
        encoding,
        media_type,
        size_bytes,
        n_chars,
        sidecar_hash,
        modified_at,
        landed_at,
        superseded_at,
        retracted_at,
        superseded_at is null and retracted_at is null as is_current,
    from source
)

select * from final

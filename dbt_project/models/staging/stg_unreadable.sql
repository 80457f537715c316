with source as (
    select * from {{ source('raw', 'unreadable') }}
),

final as (
    select
        document_id,
        extractor_version,
        stage,
        char_start,
        char_end,
        error as reading_error,
        extracted_at,
        run_id,
    from source
)

select * from final

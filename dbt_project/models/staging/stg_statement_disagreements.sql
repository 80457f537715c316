with source as (
    select * from {{ source('raw', 'statement_disagreements') }}
),

final as (
    select
        document_id,
        field,
        stated,
        stated_by,
        found,
        is_text_taken,
        extractor_version,
        extracted_at,
        run_id,
    from source
)

select * from final

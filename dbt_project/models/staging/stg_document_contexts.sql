with source as (
    select * from {{ source('raw', 'document_contexts') }}
),

latest_extraction as (
    select *
    from source
    qualify row_number() over (
        partition by document_id order by extracted_at desc, extractor_version desc
    ) = 1
),

final as (
    select
        document_id,
        extractor_version,
        title,
        publisher,
        source_url,
        city_code,
        city_name,
        city_level,
        published_at,
        report_start,
        report_end,
        genre,
        context_confidence,
        n_facts,
        error as extraction_error,
        extracted_at,
    from latest_extraction
)

select * from final

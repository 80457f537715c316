with documents as (
    select * from {{ ref('int_documents') }}
),

processed as (
    select * exclude (document_fingerprint) from {{ ref('int_documents_processed') }}
),

final as (
    select
        document_id,
        source_file,
        source_url,
        title,
        publisher,
        city_code,
        city_name,
        city_level,
        genre,
        published_at,
        report_start,
        report_end,
        context_confidence,
        n_chars,
        coalesce(n_observations, 0) as n_observations,
        coalesce(n_catalogued, 0) as n_catalogued,
        mean_confidence,
        nullif(
            first_value(document_id) over (
                partition by coalesce(quantities_hash, document_id) order by landed_at, document_id
            ),
            document_id
        ) as repeats_document_id,
        media_type,
        encoding,
        size_bytes,
        extractor_version,
        extraction_error,
        landed_at,
        superseded_at,
        retracted_at,
        is_current,
    from documents
    left join processed using (document_id)
)

select * from final

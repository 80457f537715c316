with documents as (
    select * from {{ ref('int_documents') }}
),

observations as (
    select
        document_id,
        count(*) as n_observations,
        count(indicator_id) as n_catalogued,
        round(avg(confidence), 6) as mean_confidence,
    from {{ ref('fct_observation') }}
    group by document_id
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
        cast(coalesce(n_observations, 0) as integer) as n_observations,
        cast(coalesce(n_catalogued, 0) as integer) as n_catalogued,
        mean_confidence,
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
    left join observations using (document_id)
)

select * from final

with source as (select * from {{ source('raw', 'candidate_facts') }}),

final as (
    select
        observation_id,
        document_id,
        extractor_version,
        char_start,
        char_end,
        quote,
        sentence,
        sentence_start,
        case when coalesce(cell, '') = '' then 'prose' else 'table' end as source_kind,
        nullif(cell, '') as cell,
        number,
        number_high,
        coalesce(multiplier, '') as multiplier,
        unit_zh,
        unit_raw,
        coalesce(qualifier, '') as qualifier,
        city_code,
        city_name,
        coalesce(area, '') as area,
        nullif(indicator_id, '') as indicator_id,
        left(label, 40) as label,
        coalesce(residence, 'total') as residence,
        coalesce(category, '') as category,
        measure,
        period_start,
        period_end,
        status,
        confidence as confidence_extracted,
        subject,
        candidates,
    from source
)

select * from final

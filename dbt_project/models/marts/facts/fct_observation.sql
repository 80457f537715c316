{{ config(materialized='view') }}
-- What the documents state, without what a check holds back. Older versions of a document stay, marked
-- by is_current; what was retracted does not.
with observations as (
    select * from {{ ref('int_observations') }}
),

retracted as (
    select document_id from {{ ref('int_documents') }} where retracted_at is not null
),

quarantine as (
    select observation_id from {{ ref('stg_quarantine') }}
),

final as (
    select
        observation_id,
        document_id,
        source_file,
        source_kind,
        case when cell is null then char_start end as char_start,
        case when cell is null then char_end end as char_end,
        cell,
        char_start as text_start,
        char_end as text_end,
        quote,
        sentence,
        city_code,
        city_name,
        city_name_en,
        area,
        indicator_id,
        indicator_name_zh,
        indicator_name_en,
        label,
        residence,
        category,
        measure,
        value,
        value_high,
        unit,
        value_printed,
        unit_printed,
        qualifier,
        period_start,
        period_end,
        year,
        status,
        confidence,
        extractor_version,
        is_current,
        panel_exclusion,
        repeats_observation_id,
        arithmetic,
        correction_id,
        correction_action,
        tolerance,
        unit_raw,
        subject,
        candidates,
        confidence_extracted,
        doubt,
    from observations
    left join {{ ref('stg_doubts') }} using (observation_id)
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
    anti join quarantine using (observation_id)
    anti join retracted using (document_id)
)

select * from final

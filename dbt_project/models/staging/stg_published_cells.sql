with source as (
    select * from {{ source('publication', 'published_cells') }}
),

final as (
    select
        city_code, year, indicator_id, residence, category,
        city_name, city_name_en, indicator_name_zh, indicator_name_en,
        value, unit, value_printed, unit_printed,
        tolerance,
        period_start,
        period_end,
        is_full_year,
        observation_id,
        document_id,
        n_observations,
        n_documents,
        value_min,
        value_max,
        has_conflict,
        confidence,
        qualifier,
        arithmetic,
        correction_id,
        correction_action,
        level,
        value_per_capita,
        is_ambiguous,
        trust,
        doubt,
        valid_from,
        valid_to,
    from source
)

select * from final

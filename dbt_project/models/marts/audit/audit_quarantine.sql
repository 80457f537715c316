{{ config(materialized='view') }}
-- Catalogued facts that are kept out of the panel because something is wrong with them, with the reason.
with observations as (
    select * from {{ ref('int_observations') }}
),

quarantine as (
    select * from {{ ref('stg_quarantine') }}
),

final as (
    select
        observation_id,
        observations.document_id,
        source_file,
        city_code,
        city_name,
        city_name_en,
        year,
        indicator_id,
        indicator_name_zh,
        indicator_name_en,
        value,
        unit,
        value_printed,
        unit_printed,
        coalesce(quarantine.expectation, panel_exclusion) as expectation,
        coalesce(quarantine.reason, 'The unit ' || unit || ' is not that of the indicator') as reason,
        sentence,
        quarantined_at,
        source_kind,
        cell,
        quote,
        char_start as text_start,
        char_end as text_end,
        label,
        area,
        residence,
        category,
        measure,
        status,
        period_start,
        period_end,
        confidence,
    from observations
    left join quarantine using (observation_id)
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
    where quarantine.observation_id is not null or (panel_exclusion = 'unit_mismatch' and is_current)
)

select * from final

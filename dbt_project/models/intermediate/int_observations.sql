-- The observations of every document, superseded and retracted ones too, before the gate takes any out.
{{ config(
    materialized='incremental', incremental_strategy='replace_touched', unique_key='document_id',
    on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_documents_to_process') }}
-- depends_on: {{ ref('int_documents_to_process') }}
with facts as (
    select * from {{ ref('int_facts_judged') }}
),

verdicts as (
    select * from {{ ref('int_verdicts') }}
),

weighed as (
    select facts.*, arithmetic, {{ weighed_confidence() }} as confidence
    from facts
    left join verdicts using (observation_id)
),

final as (
    select
        observation_id,
        document_id,
        source_file,
        char_start,
        char_end,
        source_kind,
        cell,
        quote,
        sentence,
        city_code,
        city_name,
        area,
        indicator_id,
        label,
        residence,
        category,
        measure,
        value,
        value_high,
        unit,
        qualifier,
        period_start,
        period_end,
        year,
        status,
        confidence,
        extractor_version,
        is_current,
        kind,
        -- The last reason needs the arithmetic, which looks at facts that are judged already.
        case
            when panel_exclusion is null and confidence < {{ var('panel_min_confidence') }} then 'low_confidence'
            else panel_exclusion
        end as panel_exclusion,
        repeats_observation_id,
        arithmetic,
        correction_id,
        correction_action,
        tolerance,
        value_printed,
        unit_printed,
        unit_raw,
        subject,
        candidates,
        confidence_extracted,
    from weighed
)

select * from final

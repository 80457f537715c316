{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- depends_on: {{ ref('int_city_years_to_process') }}
-- One statement of each source, compared with the first one of the same cell and period; where a source
-- speaks of another part of the year and differs, with the cell of the panel. docs/sources.md has the rules.
with pairs as (
    select * from {{ ref('int_source_pairs') }}
),

reasons as (
    select * from {{ ref('int_source_reasons') }}
),

final as (
    select
        agreement_id,
        city_code, year, indicator_id, residence, category,
        city_name, city_name_en, indicator_name_zh, indicator_name_en,
        period_start,
        period_end,
        case
            when is_within_print then 'agree'
            when reason is null and is_same_period then 'differ'
            else 'differ_for_a_reason'
        end as verdict,
        case
            when is_within_print then null
            when not is_same_period then 'period'
            else reason
        end as reason,
        is_same_period and not is_within_print as is_conflict,
        value,
        other_value,
        unit,
        other_value - value as difference,
        source_kind,
        other_source_kind,
        observation_id,
        other_observation_id,
        document_id,
        other_document_id,
        other_period_start,
        other_period_end,
    from pairs
    left join reasons using (agreement_id)
)

select * from final

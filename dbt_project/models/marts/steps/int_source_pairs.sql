{{ config(materialized='table') }}
-- Statements of two sources about one cell, side by side. A source is the prose or the tables of one
-- document; files with the same quantities are one report and no witnesses for each other. Each source
-- speaks with the statement that the rule of the panel prefers.
with reports as (
    select document_id, coalesce(quantities_hash, document_id) as report_id
    from {{ ref('int_documents_processed') }}
),

statements as (
    select
        cells.*,
        report_id || ' ' || source_kind as source,
        {{ floor_of_print() }} as value_floor,
        {{ ceiling_of_print() }} as value_ceiling,
    from {{ ref('fct_cell_observation') }} as cells
    semi join {{ ref('int_city_years_to_process') }} as touched
        on cells.city_code = touched.city_code and cells.year = touched.year
    inner join reports using (document_id)
    where is_current and not is_quarantined
),

-- Period and source lead the order of the rule, so that the first of a source is about the cell's period
-- wherever the source states it.
placed as (
    select
        *,
        row_number() over (
            partition by
                city_code, year, indicator_id, residence, category, period_start, period_end
            order by preference
        ) as place_in_period,
        row_number() over (
            partition by
                city_code, year, indicator_id, residence, category, period_start, period_end, source
            order by preference
        ) as place_in_source_and_period,
        row_number() over (
            partition by city_code, year, indicator_id, residence, category, source order by preference
        ) as place_in_source,
    from statements
),

final as (
    select
        md5(one.observation_id || '|' || other.observation_id) as agreement_id,
        city_code, year, indicator_id, residence, category,
        one.city_name, one.city_name_en, one.indicator_name_zh, one.indicator_name_en,
        one.observation_id,
        one.document_id,
        one.source_kind,
        one.value,
        one.unit,
        one.tolerance,
        one.period_start,
        one.period_end,
        other.observation_id as other_observation_id,
        other.document_id as other_document_id,
        other.source_kind as other_source_kind,
        other.value as other_value,
        other.tolerance as other_tolerance,
        other.period_start as other_period_start,
        other.period_end as other_period_end,
        one.period_start is not distinct from other.period_start
            and one.period_end = other.period_end as is_same_period,
        one.value_floor <= other.value_ceiling and one.value_ceiling >= other.value_floor as is_within_print,
    from placed as one
    inner join placed as other using (city_code, year, indicator_id, residence, category)
    where one.source <> other.source
        and case
            when is_same_period then one.place_in_period = 1 and other.place_in_source_and_period = 1
            else one.is_preferred and other.place_in_source = 1 and not is_within_print
        end
)

select * from final

{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_city_years_to_process') }}
with candidates as (
    select * from {{ ref('fct_cell_observation') }}
    where is_current and not is_quarantined
),

touched as (
    select city_code, year from {{ ref('int_city_years_to_process') }}
),

-- What the printing leaves open; two statements conflict when these do not overlap.
bounded as (
    select
        candidates.*,
        {{ floor_of_print() }} as value_floor,
        {{ ceiling_of_print() }} as value_ceiling,
    from candidates
    inner join touched using (city_code, year)
),

-- The chosen statement, as far as other sources bear it out.
preferred as (
    select
        bounded.* exclude (confidence),
        coalesce(is_contradicted, false) as has_conflict,
        {{ confidence_among_sources() }} as confidence,
    from bounded
    left join {{ ref('int_source_verdicts') }} using (observation_id)
    where is_preferred
),

-- Only statements about the same period contradict each other: May and December may differ. Between two
-- sources that is a conflict, within one our reading of it is ambiguous.
compared as (
    select
        preferred.*,
        bounded.document_id as other_document_id,
        bounded.value as other_value,
        bounded.period_start is not distinct from preferred.period_start
            and bounded.period_end = preferred.period_end
            and bounded.document_id = preferred.document_id
            and bounded.source_kind is not distinct from preferred.source_kind
            and (bounded.value_floor > preferred.value_ceiling or bounded.value_ceiling < preferred.value_floor)
            as differs_in_source,
    from preferred
    inner join bounded using (city_code, year, indicator_id, residence, category)
),

cells as (
    select
        city_code, year, indicator_id, residence, category,
        count(*) as n_observations,
        count(distinct other_document_id) as n_documents,
        min(other_value) as value_min,
        max(other_value) as value_max,
        bool_or(differs_in_source) as is_ambiguous,
    from compared
    group by all
),

-- Counts and money per resident; a standard or a ratio is per head already.
scales as (
    select indicator_id, scales_with_population from {{ ref('indicators') }}
),

final as (
    select
        city_code,
        year,
        indicator_id,
        residence,
        category,
        city_name,
        city_name_en,
        indicator_name_zh,
        indicator_name_en,
        value,
        unit,
        value_printed,
        unit_printed,
        tolerance,
        period_start,
        period_end,
        is_full_year,
        observation_id,
        document_id,
        cast(n_observations as integer) as n_observations,
        cast(n_documents as integer) as n_documents,
        value_min,
        value_max,
        has_conflict,
        confidence,
        qualifier,
        arithmetic,
        correction_id,
        correction_action,
        cities.level,
        case when scales_with_population then cast(value as double) / population.population end as value_per_capita,
        is_ambiguous,
        case
            when confidence >= {{ var('high_trust_confidence') }} and doubt is null then 'high'
            else 'medium'
        end as trust,
        doubt,
    from cells
    inner join preferred using (city_code, year, indicator_id, residence, category)
    left join scales using (indicator_id)
    left join {{ ref('stg_doubts') }} using (observation_id)
    left join {{ ref('dim_city') }} as cities using (city_code)
    left join {{ ref('int_population') }} as population using (city_code, year)
)

select * from final

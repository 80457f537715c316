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

preferred as (
    select * from bounded where is_preferred
),

-- Only statements about the same period contradict each other: May and December may differ.
cells as (
    select
        preferred.city_code,
        preferred.year,
        preferred.indicator_id,
        preferred.residence,
        preferred.category,
        count(*) as n_observations,
        count(distinct bounded.document_id) as n_documents,
        min(bounded.value) as value_min,
        max(bounded.value) as value_max,
        bool_or(
            bounded.period_start is not distinct from preferred.period_start
            and bounded.period_end = preferred.period_end
            and (bounded.value_floor > preferred.value_ceiling or bounded.value_ceiling < preferred.value_floor)
        ) as has_conflict,
    from preferred
    inner join bounded using (city_code, year, indicator_id, residence, category)
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
        value,
        unit,
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
    from cells
    inner join preferred using (city_code, year, indicator_id, residence, category)
    left join scales using (indicator_id)
    left join {{ ref('dim_city') }} as cities using (city_code)
    left join {{ ref('int_population') }} as population using (city_code, year)
)

select * from final

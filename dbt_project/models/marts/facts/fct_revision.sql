{{ config(materialized='view') }}
-- Each time a cell came to say something else: what it said, what it says now, who said so, when.
with history as (
    select * from {{ ref('fct_cell_history') }}
),

changes as (
    select
        history.*,
        lag(value) over cell as old_value,
        lag(period_start) over cell as old_period_start,
        lag(period_end) over cell as old_period_end,
        lag(observation_id) over cell as old_observation_id,
        lag(document_id) over cell as old_document_id,
        lag(tolerance) over cell as old_tolerance,
        row_number() over cell as place,
    from history
    window cell as (
        partition by city_code, year, indicator_id, residence, category, axis order by valid_from
    )
),

final as (
    select
        city_code,
        year,
        indicator_id,
        residence,
        category,
        axis,
        valid_from as revised_at,
        case
            when value is null then 'withdrawn'
            when old_value is null then 'reinstated'
            when (period_start, period_end) is distinct from (old_period_start, old_period_end)
                then 'other_period'
            when value = old_value then 'confirmed'
            when abs(value - old_value) <= tolerance + old_tolerance then 'within_rounding'
            else 'revised'
        end as kind,
        old_value,
        value as new_value,
        unit,
        value - old_value as difference,
        old_observation_id,
        observation_id as new_observation_id,
        old_document_id,
        document_id as new_document_id,
    from changes
    where place > 1
)

select * from final

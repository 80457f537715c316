{{ config(materialized='view') }}
-- Each time that a number readers had seen became another one, by the record of what was published.
with changes as (
    select * from {{ ref('fct_publication_change') }} where is_revision
),

final as (
    select
        city_code,
        year,
        indicator_id,
        residence,
        category,
        city_name, city_name_en, indicator_name_zh, indicator_name_en,
        number,
        published_at as revised_at,
        case
            when (old_period_start, old_period_end) is distinct from (new_period_start, new_period_end)
                then 'other_period'
            when abs(new_value - old_value) <= old_tolerance + new_tolerance then 'within_rounding'
            else 'revised'
        end as kind,
        cause,
        old_value,
        new_value,
        unit,
        new_value - old_value as difference,
        old_observation_id,
        new_observation_id,
        old_document_id,
        new_document_id,
    from changes
)

select * from final

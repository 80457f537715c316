{{ config(materialized='view') }}
-- Where a person's time helps most: the least certain cells first. What a person has confirmed or
-- changed is not asked again.
with panel as (
    select * from {{ ref('fct_city_year_indicator') }} where correction_action is null
),

jumps as (
    select observation_id, true as is_jump
    from {{ ref('fct_year_on_year') }}
    where exceeds_yoy_factor
),

observations as (
    select * from {{ ref('fct_observation') }} where is_current
),

misfits as (
    select observation_id, panel_exclusion
    from observations
    where panel_exclusion in ('unit_mismatch', 'unknown_city', 'unknown_period', 'low_confidence')
        and correction_action is null
),

reasons as (
    select
        observation_id,
        panel.confidence * case when has_conflict or is_ambiguous then 0.5 else 1 end
            * case when is_jump then 0.5 else 1 end * case when doubt is null then 1 else 0.5 end
            as certainty,
        concat_ws(
            '; ',
            case when has_conflict then 'documents disagree beyond rounding' end,
            case when is_ambiguous then 'read from its document with several values' end,
            case when is_jump then 'changes more within a year than is plausible' end,
            'doubted: ' || doubt,
            case when panel.arithmetic = 'contradicts' then 'does not add up in its sentence' end,
            case when panel.confidence < 0.7 then 'read with low confidence' end
        ) as review_reason,
    from panel
    left join jumps using (observation_id)
    union all
    select
        observation_id,
        confidence * 0.5,
        'kept out of the panel: ' || replace(misfits.panel_exclusion, '_', ' '),
    from misfits
    inner join observations using (observation_id)
),

least_certain as (
    select * from reasons order by certainty, observation_id limit 1000
),

final as (
    select
        cast(row_number() over (order by certainty, observation_id) as integer) as review_rank,
        coalesce(nullif(review_reason, ''), 'next in line') as review_reason,
        certainty,
        observation_id,
        source_file,
        city_code,
        city_name,
        city_name_en,
        year,
        indicator_id,
        indicator_name_zh,
        indicator_name_en,
        label,
        residence,
        category,
        value,
        unit,
        value_printed,
        unit_printed,
        period_start,
        period_end,
        quote,
        sentence,
        candidates,
    from least_certain
    inner join observations using (observation_id)
)

select * from final

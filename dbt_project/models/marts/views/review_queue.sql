{{ config(materialized='view') }}
-- Where a person's time helps most: what is disputed or doubted first, then by expected error times
-- importance. What a person has confirmed or changed is not asked again; what a check holds back is told
-- in audit_quarantine.
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

readings as (
    select observation_id, confidence as confidence_read from observations
),

cells as (
    select
        observation_id,
        -- A conflict has lowered the confidence of its cell already.
        panel.confidence * case when is_ambiguous then 0.5 else 1 end
            * case when is_jump then 0.5 else 1 end * case when doubt is null then 1 else 0.5 end
            as certainty,
        -- A cell of the whole place is what is compared; a part of it is read less.
        case when residence = 'total' and category = '' then 1.0::double else 0.7 end as importance,
        has_conflict or is_ambiguous or doubt is not null or coalesce(panel.arithmetic = 'contradicts', false)
            as is_disputed,
        concat_ws(
            '; ',
            case when has_conflict then 'sources disagree beyond rounding' end,
            case when is_ambiguous then 'read from its document with several values' end,
            case when is_jump then 'changes more within a year than is plausible' end,
            'doubted: ' || doubt,
            case when panel.arithmetic = 'contradicts' then 'does not add up in its sentence' end,
            case when confidence_read < 0.7 then 'read with low confidence' end
        ) as review_reason,
    from panel
    inner join readings using (observation_id)
    left join jumps using (observation_id)
),

-- No cells, but they would be if they were read otherwise; of a repeated fact the first mention.
outside as (
    select
        observation_id,
        case when panel_exclusion = 'uncatalogued' then confidence else confidence * 0.5 end as certainty,
        case when panel_exclusion = 'uncatalogued' then 0.2::double else 0.5 end as importance,
        doubt is not null or coalesce(arithmetic = 'contradicts', false) as is_disputed,
        case
            when panel_exclusion = 'uncatalogued' then 'no indicator of the catalogue was found for it'
            else 'kept out of the panel: ' || replace(panel_exclusion, '_', ' ')
        end as review_reason,
    from observations
    where panel_exclusion in
        ('unit_mismatch', 'unknown_city', 'unknown_period', 'low_confidence', 'uncatalogued')
        and correction_action is null
        and repeats_observation_id is null
),

ranked as (
    select
        *,
        1 - certainty as expected_error,
        expected_error * importance as priority,
        row_number() over (order by is_disputed desc, priority desc, observation_id) as review_rank,
    from (select * from cells union all by name select * from outside)
    qualify review_rank <= 1000
),

final as (
    select
        cast(review_rank as integer) as review_rank,
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
        source_kind,
        cell,
        quote,
        sentence,
        candidates,
        expected_error,
        importance,
        is_disputed,
    from ranked
    inner join observations using (observation_id)
)

select * from final

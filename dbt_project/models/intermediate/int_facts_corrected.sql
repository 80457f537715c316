{{ config(materialized='table') }}
-- What people found out about single facts goes before what was extracted; dropped facts end here.
with facts as (
    select * from {{ ref('int_facts_normalised') }}
),

corrections as (
    select * from {{ ref('int_corrections') }} where state = 'applied'
),

final as (
    select
        facts.observation_id,
        facts.document_id,
        extractor_version,
        facts.char_start,
        char_end,
        facts.quote,
        sentence,
        sentence_start,
        source_kind,
        cell,
        value_printed,
        unit_printed,
        unit_raw,
        subject,
        candidates,
        city_code,
        city_name,
        coalesce(corrections.area, facts.area) as area,
        coalesce(corrections.indicator_id, facts.indicator_id) as indicator_id,
        label,
        coalesce(corrections.residence, facts.residence) as residence,
        coalesce(corrections.category, facts.category) as category,
        coalesce(corrections.measure, facts.measure) as measure,
        coalesce(corrections.value, facts.value) as value,
        case when corrections.value is null then value_high end as value_high,
        coalesce(corrections.unit, facts.unit) as unit,
        case when corrections.value is null then tolerance else 0 end as tolerance,
        case when corrections.value is null then qualifier else '' end as qualifier,
        coalesce(corrections.period_start, facts.period_start) as period_start,
        coalesce(corrections.period_end, facts.period_end) as period_end,
        coalesce(corrections.status, facts.status) as status,
        confidence_extracted,
        correction_id,
        action as correction_action,
    from facts
    left join corrections using (observation_id)
    where action is distinct from 'drop'
)

select * from final

-- Parts that exhaust a whole wherever the prose or the tables of a document state them: urban and rural, and the two codes of
-- a dimension that has two (集中供养, 分散供养).
with facts as (
    select * from {{ ref('int_facts_judged') }}
    where panel_exclusion is null and value_high is null and kind in ('stock', 'flow')
        and repeats_observation_id is null
),

dimensions as (
    select
        category,
        dimension,
        count(*) over (partition by dimension) as n_codes,
    from {{ ref('categories') }}
    where category is not null
),

parts as (
    select document_id, source_kind, indicator_id, period_end, unit, category as held, 'residence' as split,
        residence as code, 2 as n_codes, observation_id, value, tolerance
    from facts
    where residence <> 'total'
    union all
    select document_id, source_kind, indicator_id, period_end, unit, residence, dimension,
        category, n_codes, observation_id, value, tolerance
    from facts
    inner join dimensions using (category)
    where n_codes = 2
),

complete as (
    select
        document_id, source_kind, indicator_id, period_end, unit, held, split,
        list(observation_id order by code) as part_observation_ids,
        sum(value) as computed,
        sum(tolerance) as parts_tolerance,
        string_agg({{ plain('value') }}, ' + ' order by code) as formula,
    from parts
    group by all
    having count(*) = any_value(n_codes) and count(distinct code) = any_value(n_codes)
),

final as (
    select
        'exhaustive_parts' as method,
        facts.observation_id,
        complete.* exclude (parts_tolerance, held, split, source_kind, indicator_id, period_end, unit),
        facts.value as stated,
        tolerance + parts_tolerance as tolerance,
        case
            when abs(facts.value - computed) <= tolerance + parts_tolerance then 'holds'
            else 'contradicts'
        end as verdict,
    from complete
    inner join facts using (document_id, source_kind, indicator_id, period_end, unit)
    where case
            when split = 'residence' then facts.residence = 'total' and facts.category = held
            -- A dimension of two codes may still leave a rest unsaid; a sum beside the whole may not.
            else facts.category = '' and facts.residence = held and computed > 0.9 * facts.value
        end
)

select * from final

-- The rule of the panel, written once: why a fact is no cell of a city-year, null where it is one. What is
-- only not_a_level would be a cell in every other way. Everything else reads this column, to which
-- int_observations adds low_confidence.
-- Also marks the repetitions of a fact within its source; the first mention is the one that counts. A
-- document's table and its prose are two sources: what both say is no repetition.
with facts as (
    select * from {{ ref('int_facts_corrected') }}
),

indicators as (
    select indicator_id, kind, unit as indicator_unit from {{ ref('indicators') }}
),

documents as (
    select document_id, source_file, is_current from {{ ref('int_documents') }}
),

final as (
    select
        facts.*,
        source_file,
        is_current,
        kind,
        cast(year(period_end) as integer) as year,
        case
            when facts.indicator_id is null then 'uncatalogued'
            when kind is null then 'unknown_indicator'
            when status <> 'actual' then 'planned'
            when area <> '' then 'sub_area'
            when city_code is null then 'unknown_city'
            when period_end is null then 'unknown_period'
            when measure <> 'level' then 'not_a_level'
            -- The gate holds such rows back before; here for builds that run without it.
            when unit <> indicator_unit then 'unit_mismatch'
            when kind = 'flow'
                and date_diff('day', period_start, period_end) + 1 > {{ var('longest_year_days') }}
                then 'more_than_a_year'
        end as panel_exclusion,
        nullif(
            first_value(observation_id) over (
                partition by
                    facts.document_id, source_kind, city_code, area, coalesce(facts.indicator_id, label), residence,
                    category, measure, status, period_start, period_end, value, unit
                order by char_start, observation_id
            ),
            observation_id
        ) as repeats_observation_id,
    from facts
    inner join documents using (document_id)
    left join indicators using (indicator_id)
)

select * from final

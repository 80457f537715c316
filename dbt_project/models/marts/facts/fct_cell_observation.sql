{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- The rule that chooses a cell's observation, and the only place where it stands. In this order:
-- 1 a flow over the whole year before part of it, 2 the longer part, 3 the later as-of date,
-- 4 the more official kind of source (a table before prose), 5 the city's own report,
-- 6 higher confidence by tenths, 7 later publication, 8 higher confidence,
-- 9 first mention in the document (later ones repeat or round it).
with observations as (
    select * from {{ ref('int_observations') }} where panel_exclusion is null
),

touched as (
    select city_code, year from {{ ref('int_city_years_to_process') }}
),

documents as (
    select document_id, city_code as reporting_city_code, published_at, landed_at, superseded_at, retracted_at
    from {{ ref('int_documents') }}
),

criteria as (
    select
        observations.*,
        documents.* exclude (document_id),
        quarantine.observation_id is not null as is_quarantined,
        month(period_end) = 12 and day(period_end) = 31
            and (kind <> 'flow' or (month(period_start) = 1 and day(period_start) = 1
                and year(period_start) = observations.year)) as is_full_year,
        case when kind = 'flow' then date_diff('day', period_start, period_end) else 0 end as days_covered,
        list_position({{ var('source_kinds') }}, source_kind) as source_rank,
        coalesce(reporting_city_code = observations.city_code, false) as is_own_report,
        round(confidence, 1) as confidence_tenth,
    from observations
    inner join touched using (city_code, year)
    inner join documents using (document_id)
    left join {{ ref('stg_quarantine') }} as quarantine using (observation_id)
),

ranked as (
    select
        *,
        is_current and not is_quarantined as is_candidate,
        row_number() over (
            partition by city_code, year, indicator_id, residence, category
            order by
                kind = 'flow' and is_full_year desc, days_covered desc, period_end desc,
                source_rank, is_own_report desc, confidence_tenth desc, published_at desc nulls last,
                confidence desc, char_start, observation_id
        ) as preference,
        struct_pack(
            is_full_year, days_covered, period_end, source_rank, is_own_report, confidence_tenth, published_at,
            confidence
        ) as merits,
    from criteria
),

compared as (
    select
        *,
        min(preference) filter (is_candidate) over cell as best_preference,
        arg_min(merits, preference) filter (is_candidate) over cell as best,
    from ranked
    window cell as (partition by city_code, year, indicator_id, residence, category)
),

final as (
    select
        city_code,
        year,
        indicator_id,
        residence,
        category,
        observation_id,
        document_id,
        source_kind,
        cast(preference as integer) as preference,
        coalesce(preference = best_preference, false) as is_preferred,
        case
            when retracted_at is not null then 'retracted'
            when not is_current then 'superseded'
            when is_quarantined then 'quarantined'
            when preference = best_preference then null
            when days_covered < best.days_covered or (kind = 'flow' and is_full_year < best.is_full_year)
                then 'part_of_the_year'
            when period_end < best.period_end then 'earlier_as_of'
            when source_rank > best.source_rank then 'less_official_source'
            when is_own_report < best.is_own_report then 'report_of_another_place'
            when confidence_tenth < best.confidence_tenth then 'less_certain'
            when published_at is distinct from best.published_at then 'earlier_publication'
            when confidence < best.confidence then 'less_certain'
            else 'later_in_the_document'
        end as lost_because,
        city_name, city_name_en, indicator_name_zh, indicator_name_en,
        value, unit, value_printed, unit_printed, tolerance, value_high, qualifier, period_start, period_end, is_full_year,
        confidence, correction_id, correction_action, arithmetic,
        is_current, is_quarantined, published_at, landed_at,
        least(superseded_at, retracted_at) as left_at,
    from compared
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
)

select * from final

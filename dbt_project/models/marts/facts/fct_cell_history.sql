{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- What the panel said, and from when to when: by the time of loading (every version of a document
-- counts while it stood) and by the time of publication (the current version of each counts). Where a
-- document does not tell its day, that of its landing stands in for it; is_published_at_known says so.
with observations as (
    select * from {{ ref('fct_cell_observation') }} where not is_quarantined
),

touched as (
    select city_code, year from {{ ref('int_city_years_to_process') }}
),

spans as (
    select observations.*, 'loaded' as axis, landed_at as valid_from,
        coalesce(left_at, timestamp 'infinity') as valid_to
    from observations
    inner join touched using (city_code, year)
    union all
    select observations.*, 'published', coalesce(published_at::timestamp, landed_at),
        timestamp 'infinity'
    from observations
    inner join touched using (city_code, year)
    where is_current
),

moments as (
    select distinct
        city_code, year, indicator_id, residence, category, axis,
        unnest([valid_from, valid_to]) as moment,
    from spans
),

standing as (
    select
        moments.*,
        spans.observation_id, spans.document_id, spans.value, spans.unit,
        spans.period_start, spans.period_end, spans.tolerance,
        spans.published_at is not null as is_published_at_known,
    from moments
    left join spans
        on moments.city_code = spans.city_code
        and moments.year = spans.year
        and moments.indicator_id = spans.indicator_id
        and moments.residence = spans.residence
        and moments.category = spans.category
        and moments.axis = spans.axis
        and spans.valid_from <= moments.moment
        and spans.valid_to > moments.moment
    where moments.moment < timestamp 'infinity'
    qualify row_number() over (
        partition by
            moments.city_code, moments.year, moments.indicator_id, moments.residence, moments.category,
            moments.axis, moments.moment
        order by spans.preference
    ) = 1
),

changes as (
    select * from standing
    window cell as (
        partition by city_code, year, indicator_id, residence, category, axis order by moment
    )
    qualify observation_id is distinct from lag(observation_id) over cell
),

final as (
    select
        city_code, year, indicator_id, residence, category, axis,
        city_name_zh as city_name, city_name_en, indicator_name_zh, indicator_name_en,
        moment as valid_from,
        lead(moment) over cell as valid_to,
        case when observation_id is not null then is_published_at_known end as is_published_at_known,
        value, unit, period_start, period_end, tolerance, observation_id, document_id,
    from changes
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
    window cell as (
        partition by city_code, year, indicator_id, residence, category, axis order by moment
    )
)

select * from final

{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
    pre_hook="alter table if exists {{ this }} drop column if exists axis",
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- What the documents that were public by a day say of a cell, as they are read and corrected today. What
-- readers of this warehouse saw is another question: see fct_publication_cell.
with spans as (
    select observations.*, coalesce(published_at::timestamp, landed_at) as valid_from
    from {{ ref('fct_cell_observation') }} as observations
    semi join {{ ref('int_city_years_to_process') }} as touched
        on observations.city_code = touched.city_code and observations.year = touched.year
    where is_current and not is_quarantined
),

moments as (
    select distinct city_code, year, indicator_id, residence, category, valid_from as moment
    from spans
),

standing as (
    select
        moments.*,
        spans.observation_id, spans.document_id, spans.value, spans.unit,
        spans.period_start, spans.period_end, spans.tolerance,
        spans.published_at is not null as is_published_at_known,
    from moments
    inner join spans
        on moments.city_code = spans.city_code
        and moments.year = spans.year
        and moments.indicator_id = spans.indicator_id
        and moments.residence = spans.residence
        and moments.category = spans.category
        and spans.valid_from <= moments.moment
    qualify row_number() over (
        partition by
            moments.city_code, moments.year, moments.indicator_id, moments.residence, moments.category,
            moments.moment
        order by spans.preference
    ) = 1
),

changes as (
    select * from standing
    window cell as (partition by city_code, year, indicator_id, residence, category order by moment)
    qualify observation_id is distinct from lag(observation_id) over cell
),

final as (
    select
        city_code, year, indicator_id, residence, category,
        city_name_zh as city_name, city_name_en, indicator_name_zh, indicator_name_en,
        moment as valid_from,
        lead(moment) over cell as valid_to,
        case when observation_id is not null then is_published_at_known end as is_published_at_known,
        value, unit, period_start, period_end, tolerance, observation_id, document_id,
    from changes
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
    window cell as (partition by city_code, year, indicator_id, residence, category order by moment)
)

select * from final

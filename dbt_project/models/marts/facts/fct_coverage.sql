{{ config(
    materialized='incremental', incremental_strategy='replace_touched',
    unique_key=['city_code', 'year'], on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- What could be known of each city and year that a document speaks for, and why it is not.
with touched as (
    select city_code, year from {{ ref('int_city_years_to_process') }}
    where input_hash is not null
),

documented as (
    select city_code, cast(year(report_end) as integer) as year, count(*) as n_documents
    from {{ ref('int_documents') }}
    where is_current and report_end is not null
    group by all
),

observations as (
    select observations.*, quarantine.observation_id is not null as is_quarantined
    from {{ ref('int_observations') }} as observations
    left join {{ ref('stg_quarantine') }} as quarantine using (observation_id)
    inner join touched using (city_code, year)
    where is_current
),

expected as (
    select city_code, year, indicator_id, coalesce(n_documents, 0) as n_documents
    from touched
    left join documented using (city_code, year)
    cross join (select indicator_id from {{ ref('indicators') }})
),

panel as (
    select city_code, year, indicator_id,
        bool_or(is_full_year) as has_full_year,
        bool_or(residence = 'total' and category = '') as has_total,
    from {{ ref('fct_city_year_indicator') }}
    inner join touched using (city_code, year)
    group by all
),

seen as (
    select city_code, year, indicator_id,
        bool_or(is_quarantined or panel_exclusion in ('unit_mismatch', 'more_than_a_year', 'low_confidence'))
            as was_rejected,
        bool_or(panel_exclusion = 'sub_area') as has_sub_area,
        bool_or(panel_exclusion = 'planned') as has_plan,
        bool_or(panel_exclusion = 'not_a_level') as has_change,
    from observations
    where indicator_id is not null
    group by all
),

-- Facts that fit no indicator, but for which the extraction weighed this one.
nearby as (
    select distinct city_code, year,
        unnest(json_extract_string(candidates, '$[*].indicator_id')) as indicator_id,
        true as has_candidate,
    from observations
    where panel_exclusion = 'uncatalogued' and json_valid(candidates)
),

final as (
    select
        city_code, year, indicator_id,
        city_name_zh as city_name, city_name_en, indicator_name_zh, indicator_name_en,
        panel.indicator_id is not null as is_reported,
        case
            when panel.indicator_id is null and was_rejected then 'rejected'
            when panel.indicator_id is null and has_sub_area then 'only_sub_area'
            when panel.indicator_id is null and has_change then 'only_change'
            when panel.indicator_id is null and has_plan then 'only_planned'
            when panel.indicator_id is null and has_candidate then 'uncatalogued_nearby'
            when panel.indicator_id is null and n_documents = 0 then 'no_report_of_the_year'
            when panel.indicator_id is null then 'not_reported'
            when not has_full_year then 'only_part_of_the_year'
            when not has_total then 'only_breakdown'
        end as gap_reason,
        cast(n_documents as integer) as n_documents,
    from expected
    left join panel using (city_code, year, indicator_id)
    left join seen using (city_code, year, indicator_id)
    left join nearby using (city_code, year, indicator_id)
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
)

select * from final

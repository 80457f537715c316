{{ config(materialized='view') }}
-- The panel as people read it: names in both languages, the words of the source, where it stands.
with panel as (
    select * from {{ ref('fct_city_year_indicator') }}
),

final as (
    select
        panel.city_code,
        coalesce(cities.name_zh, panel.city_name) as city_name,
        panel.city_name_en,
        cities.province_name_zh,
        panel.level,
        panel.year,
        indicators.domain,
        panel.indicator_id,
        panel.indicator_name_zh,
        panel.indicator_name_en,
        panel.residence,
        panel.category,
        categories.name_zh as category_name_zh,
        panel.value,
        panel.unit,
        panel.value_per_capita,
        units.name_zh as unit_name_zh,
        units.name_en as unit_name_en,
        panel.value_printed,
        panel.unit_printed,
        panel.period_start,
        panel.period_end,
        panel.is_full_year,
        panel.has_conflict,
        panel.is_ambiguous,
        panel.confidence,
        panel.trust,
        panel.doubt,
        panel.arithmetic,
        panel.correction_id,
        observations.source_kind,
        observations.cell,
        observations.quote,
        observations.sentence,
        documents.title,
        documents.publisher,
        documents.source_url,
        documents.published_at,
        panel.observation_id,
        panel.document_id,
    from panel
    inner join {{ ref('dim_indicator') }} as indicators using (indicator_id)
    inner join {{ ref('fct_observation') }} as observations using (observation_id)
    inner join {{ ref('dim_document') }} as documents on panel.document_id = documents.document_id
    left join {{ ref('dim_city') }} as cities on panel.city_code = cities.city_code
    left join {{ ref('dim_unit') }} as units on panel.unit = units.unit
    left join {{ ref('dim_category') }} as categories on panel.category = categories.category
)

select * from final

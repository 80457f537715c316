{{ config(materialized='view') }}
-- The publication after which a cell said something else ended one row of the cell and began another.
with changes as (
    select * from {{ ref('stg_published_changes') }}
),

publications as (
    select number, published_at from {{ ref('stg_publications') }}
),

cells as (
    select * from {{ ref('stg_published_cells') }}
),

final as (
    select
        number,
        published_at,
        changes.city_code,
        changes.year,
        changes.indicator_id,
        changes.residence,
        changes.category,
        coalesce(later.city_name, earlier.city_name) as city_name,
        coalesce(later.city_name_en, earlier.city_name_en) as city_name_en,
        coalesce(later.indicator_name_zh, earlier.indicator_name_zh) as indicator_name_zh,
        coalesce(later.indicator_name_en, earlier.indicator_name_en) as indicator_name_en,
        changes.kind,
        cause,
        is_revision,
        columns_changed,
        earlier.value as old_value,
        later.value as new_value,
        coalesce(later.unit, earlier.unit) as unit,
        earlier.tolerance as old_tolerance,
        later.tolerance as new_tolerance,
        earlier.period_start as old_period_start,
        later.period_start as new_period_start,
        earlier.period_end as old_period_end,
        later.period_end as new_period_end,
        earlier.observation_id as old_observation_id,
        later.observation_id as new_observation_id,
        earlier.document_id as old_document_id,
        later.document_id as new_document_id,
        earlier.correction_id as old_correction_id,
        later.correction_id as new_correction_id,
    from changes
    inner join publications using (number)
    left join cells as earlier
        on changes.number = earlier.valid_to
        and changes.city_code = earlier.city_code
        and changes.year = earlier.year
        and changes.indicator_id = earlier.indicator_id
        and changes.residence = earlier.residence
        and changes.category = earlier.category
    left join cells as later
        on changes.number = later.valid_from
        and changes.city_code = later.city_code
        and changes.year = later.year
        and changes.indicator_id = later.indicator_id
        and changes.residence = later.residence
        and changes.category = later.category
)

select * from final

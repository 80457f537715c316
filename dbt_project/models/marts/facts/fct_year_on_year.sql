{{ config(materialized='view') }}
-- Each cell beside that of the year before.
with panel as (
    select * from {{ ref('fct_city_year_indicator') }}
),

indicators as (
    select indicator_id, yoy_factor_max from {{ ref('indicators') }}
),

final as (
    select
        panel.city_code,
        panel.year,
        panel.indicator_id,
        panel.residence,
        panel.category,
        panel.city_name,
        panel.city_name_en,
        panel.indicator_name_zh,
        panel.indicator_name_en,
        panel.value,
        earlier.value as previous_value,
        panel.unit,
        panel.value - earlier.value as change_abs,
        round(100 * (cast(panel.value as double) / nullif(earlier.value, 0) - 1), 4) as change_pct,
        panel.is_full_year and earlier.is_full_year as is_comparable,
        is_comparable and earlier.value > 0 and panel.value > 0
            and greatest(panel.value / earlier.value, earlier.value / panel.value) > yoy_factor_max
            as exceeds_yoy_factor,
        panel.observation_id,
        earlier.observation_id as previous_observation_id,
    from panel
    inner join panel as earlier
        on panel.city_code = earlier.city_code
        and panel.year = earlier.year + 1
        and panel.indicator_id = earlier.indicator_id
        and panel.residence = earlier.residence
        and panel.category = earlier.category
    left join indicators on panel.indicator_id = indicators.indicator_id
)

select * from final

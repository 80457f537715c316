{{ config(materialized='view') }}
-- What is known of each city: the latest value of every indicator beside that of the year before.
with labelled as (
    select * from {{ ref('panel_labelled') }}
),

latest as (
    select *
    from labelled
    qualify row_number() over (
        partition by city_code, indicator_id, residence, category order by year desc
    ) = 1
),

growth as (
    select city_code, year, indicator_id, residence, category, previous_value, change_pct, is_comparable
    from {{ ref('fct_year_on_year') }}
),

final as (
    select
        city_code,
        city_name,
        city_name_en,
        domain,
        indicator_id,
        indicator_name_zh,
        indicator_name_en,
        residence,
        category,
        category_name_zh,
        year,
        value,
        unit_name_zh,
        unit_name_en,
        value_printed,
        unit_printed,
        is_full_year,
        previous_value,
        case when is_comparable then change_pct end as change_pct,
        confidence,
        trust,
        has_conflict,
        cell,
        sentence,
        title,
        source_url,
        observation_id,
        cast(row_number() over (
            partition by city_code order by domain, indicator_name_en, residence, category
        ) as integer) as position_in_sheet,
    from latest
    left join growth using (city_code, year, indicator_id, residence, category)
)

select * from final

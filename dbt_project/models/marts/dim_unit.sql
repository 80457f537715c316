with units as (
    select * from {{ ref('units') }}
),

final as (
    select
        unit,
        max(name_zh) filter (unit_raw = unit) as name_zh,
        max(name_en) filter (unit_raw = unit) as name_en,
        any_value(family order by unit_raw = unit desc) as family,
        string_agg(
            unit_raw || ' × ' || cast(cast(factor as double) as varchar), '; ' order by unit_raw
        ) as factors,
    from units
    group by unit
)

select * from final

with units as (
    select * from {{ ref('units') }}
),

final as (
    select
        unit,
        max(name_zh) filter (unit_raw = unit) as name_zh,
        max(name_en) filter (unit_raw = unit) as name_en,
        arg_min(family, unit_raw <> unit) as family,
        string_agg(
            unit_raw || ' × ' || cast(cast(factor as double) as varchar), '; ' order by unit_raw
        ) as factors,
    from units
    group by unit
)

select * from final

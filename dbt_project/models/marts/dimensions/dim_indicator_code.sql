-- The bridge to the official statistical forms: one indicator has several codes over years and forms, and
-- a code may mean another indicator under another name in other years.
with bridge as (
    select * from {{ ref('indicator_mca_codes') }}
),

codes as (
    select * from {{ ref('mca_codes') }}
),

final as (
    select
        bridge.indicator_id,
        bridge.code as mca_code,
        codes.name_zh,
        codes.unit as unit_zh,
        codes.scheme,
        codes.form,
        bridge.residence,
        coalesce(bridge.category, '') as category,
        greatest(bridge.valid_from, codes.valid_from) as valid_from,
        least(bridge.valid_to, codes.valid_to) as valid_to,
        bridge.note,
    from bridge
    inner join codes
        on bridge.code = codes.code
        and bridge.valid_from <= coalesce(codes.valid_to, 9999)
        and codes.valid_from <= coalesce(bridge.valid_to, 9999)
)

select * from final

-- The bridge to the official statistical forms: one indicator has several codes over years and forms.
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
        codes.form,
        bridge.residence,
        bridge.note,
    from bridge
    inner join codes using (code)
)

select * from final

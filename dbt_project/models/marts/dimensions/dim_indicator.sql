with indicators as (
    select * from {{ ref('indicators') }}
),

-- Only codes that the ministry's forms print: other schemes stand in dim_indicator_code.
codes as (
    select
        indicator_id,
        string_agg(distinct code, ';' order by code) as mca_codes,
    from {{ ref('indicator_mca_codes') }}
    where code in (select code from {{ ref('mca_codes') }} where scheme = 'form')
    group by indicator_id
),

domains as (
    select * from {{ ref('domains') }}
),

final as (
    select
        indicator_id,
        domain,
        domains.name_zh as domain_name_zh,
        domains.name_en as domain_name_en,
        indicators.name_zh,
        indicators.name_en,
        kind,
        unit,
        mca_code,
        mca_codes,
        value_min,
        value_max,
        range_reason,
        yoy_factor_max,
        aliases_zh,
        description_en as description,
        description_zh,
        source_standard,
        parent_id,
        adds_up,
        outline_zh,
        scales_with_population,
        per_1000_min,
        per_1000_max,
    from indicators
    left join codes using (indicator_id)
    left join domains using (domain)
    left join {{ ref('indicator_per_head') }} using (indicator_id)
)

select * from final

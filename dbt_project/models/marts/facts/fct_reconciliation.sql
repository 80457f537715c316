with in_text as (
    select * from {{ ref('int_reconciliation_in_text') }}
),

across_reports as (
    select * from {{ ref('int_reconciled_growth') }}
),

all_methods as (
    select * from in_text
    union all by name
    select * from across_reports
),

final as (
    select
        reconciliation_id,
        method,
        document_id,
        source_file,
        observation_id,
        city_code,
        city_name,
        city_name_en,
        year,
        indicator_id,
        indicator_name_zh,
        indicator_name_en,
        residence,
        category,
        label,
        part_observation_ids,
        formula,
        stated,
        computed,
        stated - computed as difference,
        tolerance,
        unit,
        verdict,
        quote,
        sentence,
    from all_methods
    left join {{ city_names() }} as cities using (city_code)
    left join {{ indicator_names() }} as indicators using (indicator_id)
    anti join {{ ref('stg_quarantine') }} as quarantine using (observation_id)
    where is_current
)

select * from final

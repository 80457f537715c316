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
        year,
        indicator_id,
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
    anti join {{ ref('stg_quarantine') }} as quarantine using (observation_id)
    where is_current
)

select * from final

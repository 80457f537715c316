{{ config(materialized='view') }}
with final as (
    select
        run_id,
        suite,
        expectation,
        subject,
        severity,
        success,
        observed,
        checked_at,
        expected,
        n_unexpected,
        sample,
        error,
        remedy,
        action,
        n_checked,
    from {{ ref('stg_check_results') }}
)

select * from final

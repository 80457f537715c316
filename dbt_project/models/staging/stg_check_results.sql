with source as (
    select * from {{ source('audit', 'check_results') }}
),

final as (
    select
        run_id,
        suite,
        expectation,
        subject,
        severity,
        success,
        observed,
        expected,
        n_unexpected,
        cast(sample as varchar) as sample,
        error,
        remedy,
        action,
        n_checked,
        checked_at,
    from source
)

select * from final

with source as (
    select * from {{ source('audit', 'quarantine') }}
),

-- An observation is out while any check holds it back; of several the latest gives the reason.
in_force as (
    select *
    from source
    where released_at is null and coalesce(is_held, true)
    qualify row_number() over (
        partition by observation_id order by quarantined_at desc, expectation
    ) = 1
),

final as (
    select
        observation_id,
        document_id,
        suite,
        expectation,
        coalesce(observed, '') || ' instead of ' || coalesce(expected, '') as reason,
        run_id,
        quarantined_at,
    from in_force
)

select * from final

with source as (
    select * from {{ source('audit', 'quarantine') }}
),

-- An observation may be caught by several checks and in several runs: the last word counts.
last_word as (
    select *
    from source
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
    from last_word
    where released_at is null
)

select * from final

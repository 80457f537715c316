-- What a check marked without taking it out: the fact stays, and its doubt is told beside it.
with source as (
    select * from {{ source('audit', 'quarantine') }}
),

final as (
    select
        observation_id,
        string_agg(
            coalesce(observed, '') || ' instead of ' || coalesce(expected, ''), '; ' order by expectation
        ) as doubt,
    from source
    where released_at is null and not is_held
    group by observation_id
)

select * from final

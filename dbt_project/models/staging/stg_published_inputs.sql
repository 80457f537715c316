with source as (
    select * from {{ source('publication', 'published_inputs') }}
),

final as (
    select
        kind,
        input_id,
        document_id,
        observation_id,
        state,
        valid_from,
        valid_to,
    from source
)

select * from final

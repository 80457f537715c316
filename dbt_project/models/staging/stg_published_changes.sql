with source as (
    select * from {{ source('publication', 'published_changes') }}
),

final as (
    select
        number,
        city_code,
        year,
        indicator_id,
        residence,
        category,
        kind,
        cause,
        columns_changed,
        is_revision,
    from source
)

select * from final

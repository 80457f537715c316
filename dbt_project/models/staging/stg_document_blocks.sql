with source as (
    select * from {{ source('raw', 'document_blocks') }}
),

final as (
    select
        document_id,
        block,
        kind,
        level,
        char_start,
        char_end,
        place,
        caption,
        cells,
    from source
)

select * from final

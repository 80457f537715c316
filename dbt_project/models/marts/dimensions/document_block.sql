{{ config(materialized='view') }}
-- The texts that were read, of all documents but the retracted. A block reaches to the start of the next
-- one, so that the blocks of a document, joined, are its text and every span is found in them. A format
-- without blocks has its lines, those of a page being markup: each with the blank ones after it.
{% set blank = "[\\s\\x{3000}\\x{a0}]" %}
{% set blank_lines = "(?:" ~ blank ~ "*\\n)*" %}
{% set printed = "[^\\n]*[^\\s\\x{3000}\\x{a0}][^\\n]*\\n?" %}
with documents as (
    select document_id, text, if(media_type = 'text/html', 'markup', 'line') as line_kind
    from {{ source('raw', 'documents') }}
    where retracted_at is null
),

blocks as (
    select
        *,
        lag(char_start) over in_order is null as is_first,
        lead(char_start) over in_order as next_start,
    from {{ ref('stg_document_blocks') }}
    window in_order as (partition by document_id order by block)
),

told_by_the_format as (
    select
        document_id,
        block,
        kind,
        level,
        if(is_first, 0, char_start) as char_start,
        coalesce(next_start, length(text))::integer as char_end,
        place,
        caption,
        cells,
        text as document_text,
    from blocks
    inner join documents using (document_id)
),

lines as (
    select
        document_id,
        line_kind,
        unnest(lines) as line,
        generate_subscripts(lines, 1) - 1 as block,
    from (
        select
            document_id,
            line_kind,
            regexp_extract_all(
                text, '{{ blank_lines }}{{ printed }}{{ blank_lines }}(?:{{ blank }}+$)?'
            ) as lines,
        from documents
        anti join blocks using (document_id)
    )
),

told_by_lines as (
    select
        document_id,
        block,
        sum(length(line)) over (
            partition by document_id order by block rows unbounded preceding
        ) as char_end,
        line_kind,
        line,
    from lines
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
        substr(document_text, char_start + 1, char_end - char_start) as text,
    from told_by_the_format
    union all
    select
        document_id,
        block::integer,
        line_kind,
        0,
        (char_end - length(line))::integer,
        char_end::integer,
        '',
        '',
        null,
        line,
    from told_by_lines
)

select * from final

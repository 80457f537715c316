-- What the sources state, whatever kind of source they are. Every statement says where it was read: a span
-- of its document's text and, in a table, the cell that stands there. Nothing below asks for the kind
-- again, but for the arithmetic of sentences and the rank of sources (see docs/sources.md).
with read_from_documents as (
    select * from {{ ref('stg_candidate_facts') }}
),

-- A source whose facts have a raw table of their own joins here, by name.
final as (
    select * from read_from_documents
)

select * from final

-- What the sources state, whatever kind of source they are. Every statement says where it was read: a span
-- of its document's text and, in a table, the cell that stands there, for a document's tables stand in its
-- text too. Below, only the arithmetic of sentences and the rank of sources ask for the kind again.
with read_from_documents as (
    select * from {{ ref('stg_candidate_facts') }}
),

-- A source whose facts have a raw table of their own joins here, by name.
final as (
    select * from read_from_documents
)

select * from final

-- The fingerprint changes whenever anything does that the observations of the document depend on:
-- its extraction, its standing, the corrections made to it, and all that the models are made of. Read anew
-- with the same outcome, a document keeps the time of its extraction, and so its fingerprint.
with documents as (
    select * from {{ ref('stg_documents') }}
),

contexts as (
    select * from {{ ref('stg_document_contexts') }}
),

corrections as (
    select
        document_id,
        string_agg(correction_hash, '' order by correction_id) as corrections_hash,
    from {{ ref('int_corrections') }}
    where document_id is not null
    group by document_id
),

final as (
    select
        documents.*,
        contexts.* exclude (document_id),
        md5(concat_ws(
            '|',
            documents.document_id, source_file, sidecar_hash, superseded_at, retracted_at,
            extracted_at, n_facts, published_at, contexts.city_code,
            corrections_hash,
            '{{ model_version('facts') }}'
        )) as document_fingerprint,
    from documents
    left join contexts using (document_id)
    left join corrections using (document_id)
)

select * from final

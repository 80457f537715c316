-- The fingerprint changes whenever anything does that the observations of the document depend on:
-- its extraction, its standing, the corrections made to it, the reference tables, the models' code.
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

reference as (
    select
        (select bit_xor(hash(indicator_id, kind, unit)) from {{ ref('indicators') }}) as indicators_hash,
        (select bit_xor(hash(unit_raw, unit, factor, family)) from {{ ref('units') }}) as units_hash,
        (select bit_xor(hash(category, dimension)) from {{ ref('categories') }}) as categories_hash,
        (select bit_xor(hash(multiplier, factor)) from {{ ref('multipliers') }}) as multipliers_hash,
),

final as (
    select
        documents.*,
        contexts.* exclude (document_id),
        md5(concat_ws(
            '|',
            documents.document_id, source_file, sidecar_hash, superseded_at, retracted_at,
            extractor_version, extracted_at, n_facts, published_at, contexts.city_code,
            corrections_hash, indicators_hash, units_hash, multipliers_hash,
            categories_hash,
            '{{ code_hash(['staging', 'intermediate']) }}'
        )) as document_fingerprint,
    from documents
    cross join reference
    left join contexts using (document_id)
    left join corrections using (document_id)
)

select * from final

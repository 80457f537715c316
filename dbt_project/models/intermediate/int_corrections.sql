{{ config(materialized='table') }}
-- Finds the one fact each correction means. A correction names the file and the observation, or the
-- file and the quoted text; where the file is loaded but the text is not what it was, it is stale.
with corrections as (
    select * from {{ ref('corrections') }}
),

documents as (
    select document_id, source_file from {{ ref('stg_documents') }} where is_current
),

facts as (
    select observation_id, document_id, char_start, quote, sentence
    from {{ ref('stg_candidate_facts') }}
),

targets as (
    select
        corrections.correction_id,
        max(documents.document_id) as document_id,
    from corrections
    left join documents
        on corrections.source_file = documents.source_file
        or corrections.document_id = documents.document_id
    group by corrections.correction_id
),

matches as (
    select
        corrections.correction_id,
        count(facts.observation_id) as n_matches,
        min(facts.observation_id) as matched_observation_id,
        coalesce(bool_and(
            corrections.expect is null
            or contains(facts.quote, corrections.expect)
            or contains(facts.sentence, corrections.expect)
        ), false) as meets_expectation,
    from corrections
    inner join targets using (correction_id)
    inner join facts
        on targets.document_id = facts.document_id
        and facts.observation_id = coalesce(corrections.observation_id, facts.observation_id)
        and facts.quote = coalesce(corrections.quote, facts.quote)
        and facts.char_start = coalesce(corrections.char_start, facts.char_start)
    group by corrections.correction_id
),

final as (
    select
        corrections.* exclude (document_id, observation_id),
        targets.document_id,
        case when n_matches = 1 and meets_expectation then matched_observation_id end as observation_id,
        case
            when targets.document_id is null then 'not_loaded'
            when coalesce(n_matches, 0) = 0 then 'source_changed'
            when n_matches > 1 then 'ambiguous'
            when not meets_expectation then 'source_changed'
            else 'applied'
        end as state,
        md5(cast(corrections as varchar) || '|' || coalesce(matched_observation_id, '')) as correction_hash,
    from corrections
    inner join targets using (correction_id)
    left join matches using (correction_id)
)

select * from final

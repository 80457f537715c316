{{ config(materialized='table') }}
-- Finds the one fact each correction means. A correction names the file and the observation, or the
-- file and the quoted text; where the file is loaded but the text is not what it was, it is stale.
with corrections as (select * from {{ ref('corrections') }}),

documents as (
    select document_id, source_file from {{ ref('stg_documents') }} where is_current
),

facts as (
    select observation_id, document_id, char_start, quote, sentence
    from {{ ref('int_facts_stated') }}
),

targets as (
    select corrections.correction_id, max(documents.document_id) as document_id
    from corrections
    left join documents
        on corrections.source_file = documents.source_file
        or corrections.document_id = documents.document_id
    group by corrections.correction_id
),

-- Every fact of the file beside the correction: does it mean this one, is the expected text there?
compared as (
    select
        corrections.correction_id,
        facts.observation_id,
        facts.char_start,
        facts.quote || ' in “' || trim(facts.sentence, E' \n\r\t') || '”' as passage,
        facts.observation_id = coalesce(corrections.observation_id, facts.observation_id)
            and facts.quote = coalesce(corrections.quote, facts.quote)
            and facts.char_start = coalesce(corrections.char_start, facts.char_start) as is_meant,
        corrections.expect is null
            or contains(facts.quote, corrections.expect)
            or contains(facts.sentence, corrections.expect) as is_expected,
    from corrections
    inner join targets using (correction_id)
    inner join facts on targets.document_id = facts.document_id
),

matches as (
    select
        correction_id,
        count(*) as n_facts,
        count_if(is_meant) as n_matches,
        min(observation_id) filter (is_meant) as matched_observation_id,
        coalesce(bool_and(is_expected) filter (is_meant), false) as meets_expectation,
        string_agg(passage, '; ' order by char_start) filter (is_meant) as meant,
        string_agg(passage, '; ' order by char_start) filter (is_expected) as expected,
    from compared
    group by correction_id
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
        case
            when state = 'applied' or targets.document_id is null then null
            when n_matches > 0 then meant
            when expect is not null and expected is not null then 'not that fact, but ' || expected
            else 'none such among its ' || coalesce(n_facts, 0) || ' facts'
        end as found,
        md5(cast(corrections as varchar) || '|' || coalesce(matched_observation_id, '')) as correction_hash,
    from corrections
    inner join targets using (correction_id)
    left join matches using (correction_id)
)

select * from final

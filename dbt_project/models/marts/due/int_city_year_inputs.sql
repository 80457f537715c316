{{ config(materialized='table') }}
-- One hash of all that a city's year is made of: the documents that speak of it, as they were read and
-- corrected, and what checks took out or doubted. A changed hash, not a message from upstream, says that the year
-- must be done again.
with documents as (
    select document_id, city_code, report_end, document_fingerprint from {{ ref('int_documents') }}
),

spoken_against as (
    select observation_id, reason from {{ ref('stg_quarantine') }}
    union all
    select observation_id, doubt from {{ ref('stg_doubts') }}
),

parts as (
    select distinct city_code, year, document_id, 0 as part_hash
    from {{ ref('int_observations') }}
    union all
    select city_code, cast(year(report_end) as integer), document_id, 1
    from documents
    union all
    select city_code, year, observations.document_id, hash(observation_id, reason)
    from {{ ref('int_observations') }} as observations
    inner join spoken_against using (observation_id)
),

final as (
    select
        parts.city_code,
        parts.year,
        md5(concat_ws(
            '|',
            string_agg(document_fingerprint || part_hash, '' order by document_id, part_hash),
            '{{ model_version('marts') }}'
        )) as input_hash,
    from parts
    inner join documents using (document_id)
    where parts.city_code is not null and parts.year is not null
    group by all
)

select * from final

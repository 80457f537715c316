{{ config(materialized='table') }}
-- One hash of all that a city's year is made of: what was read about it, the documents behind it, what
-- checks took out. A changed hash, not a message from upstream, says that the year must be redone.
with observations as (
    select * from {{ ref('int_observations') }}
),

documents as (
    select document_id, city_code, report_end, source_file, published_at, landed_at, superseded_at, retracted_at
    from {{ ref('int_documents') }}
),

quarantine as (
    select observation_id, reason from {{ ref('stg_quarantine') }}
),

parts as (
    select
        observations.city_code,
        observations.year,
        hash(observations, documents, quarantine.reason) as part_hash,
    from observations
    inner join documents using (document_id)
    left join quarantine using (observation_id)
    where observations.city_code is not null and observations.year is not null
    union all
    select
        city_code,
        year(report_end),
        hash(documents),
    from documents
    where city_code is not null and report_end is not null
),

final as (
    select
        city_code,
        cast(year as integer) as year,
        -- Addition, unlike xor, does not lose two equal rows.
        md5(concat_ws('|', sum(part_hash), count(*), '{{ code_hash(['staging', 'intermediate', 'marts']) }}', (
            select bit_xor(hash(i)) from {{ ref('indicators') }} as i
        ))) as input_hash,
    from parts
    group by city_code, year
)

select * from final

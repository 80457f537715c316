-- One verdict for every number that takes part in some arithmetic; where it holds once, it holds.
with reconciliations as (
    select * from {{ ref('int_reconciliation_in_text') }}
),

to_process as (
    select document_id from {{ ref('int_documents_to_process') }}
),

members as (
    select verdict, unnest(list_append(part_observation_ids, observation_id)) as observation_id
    from reconciliations
    inner join to_process using (document_id)
),

final as (
    select
        observation_id,
        case when bool_or(verdict = 'holds') then 'holds' else 'contradicts' end as arithmetic,
    from members
    group by observation_id
)

select * from final

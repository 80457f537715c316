{{ config(materialized='view') }}
with final as (
    select
        correction_id,
        state,
        source_file,
        document_id,
        observation_id,
        quote,
        action,
        value,
        expect,
        reason,
        who,
        date as decided_on,
        found,
    from {{ ref('int_corrections') }}
)

select * from final

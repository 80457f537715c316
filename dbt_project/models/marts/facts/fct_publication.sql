{{ config(materialized='view') }}
-- A view, like all that tells of publications: the step that publishes adds its row just before the
-- published file is made from it.
with final as (
    select * from {{ ref('stg_publications') }}
)

select * from final

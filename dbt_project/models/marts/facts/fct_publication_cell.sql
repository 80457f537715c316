{{ config(materialized='view') }}
-- What panel_as_of reads: the panel of publication n is the rows with valid_from <= n and, where it is not
-- null, valid_to > n.
with final as (
    select * from {{ ref('stg_published_cells') }}
)

select * from final

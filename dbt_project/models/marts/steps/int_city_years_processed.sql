{{ config(
    materialized='incremental', incremental_strategy='replace_touched', unique_key=['city_code', 'year'],
) }}
{{ built_whole_with('int_city_years_to_process') }}
-- Written after everything that is kept per city and year: what int_city_years_to_process compares with.
-- depends_on: {{ ref('fct_city_year_indicator') }}
-- depends_on: {{ ref('fct_cell_history') }}
-- depends_on: {{ ref('fct_coverage') }}
-- depends_on: {{ ref('fct_source_agreement') }}
with final as (
    select
        city_code,
        year,
        input_hash,
    from {{ ref('int_city_years_to_process') }}
    where input_hash is not null
)

select * from final

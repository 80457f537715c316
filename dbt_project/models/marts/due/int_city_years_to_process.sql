{{ config(materialized='table') }}
{#
  The city-years whose cells are out of date. Like int_documents_to_process, it compares with what was
  remembered at the end of the last run that went through.
#}
{%- set processed = load_relation(this.incorporate(path={'identifier': 'int_city_years_processed'})) -%}
{%- set panel = adapter.get_relation(this.database, 'marts', 'fct_city_year_indicator') -%}
{%- set everything = flags.FULL_REFRESH or not panel or not processed -%}
with inputs as (
    select city_code, year, input_hash from {{ ref('int_city_year_inputs') }}
),

processed as (
    select city_code, year, input_hash
    from {{ processed or '(select null as city_code, null as year, null as input_hash where false)' }}
),

final as (
    select
        coalesce(inputs.city_code, processed.city_code) as city_code,
        coalesce(inputs.year, processed.year) as year,
        inputs.input_hash,
    from inputs
    full outer join processed
        on inputs.city_code = processed.city_code and inputs.year = processed.year
    where {{ everything }} or inputs.input_hash is distinct from processed.input_hash
)

select * from final

{{ config(meta={'dagster': {'ref': {'name': 'fct_city_year_indicator'}}}) }}
-- Detects cells, of those that the run changed, whose history does not end with what the panel says.
-- Why it matters: what is public today and the panel must tell one story.
-- A returned row is a cell of one that the other lacks or says differently.
with history as (
    select city_code, year, indicator_id, residence, category, observation_id
    from {{ ref('fct_cell_history') }}
    semi join {{ ref('int_city_years_to_process') }} using (city_code, year)
    where valid_to is null
),

panel as (
    select city_code, year, indicator_id, residence, category, observation_id
    from {{ ref('fct_city_year_indicator') }}
    semi join {{ ref('int_city_years_to_process') }} using (city_code, year)
)

select * from ((select * from history except select * from panel)
    union all (select * from panel except select * from history))

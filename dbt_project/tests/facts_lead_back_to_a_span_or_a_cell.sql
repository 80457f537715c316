{{ config(meta={'dagster': {'ref': {'name': 'int_observations'}}}) }}
-- Detects facts of a kind of source that dbt_project.yml does not rank, and facts of a table whose cell does
-- not say its table, row, column and address. A fact without a cell has its span alone.
-- Why it matters: a number of a table is traced by its cell. A returned row is an error of its reader.
select observation_id, source_kind, cell
from {{ ref('int_observations') }}
where source_kind is null
    or not list_contains({{ var('source_kinds') }}, source_kind)
    or (cell is not null and case
        when json_valid(cell) then not list_has_all(json_keys(cell), ['table', 'row', 'column', 'address'])
        else true
    end)

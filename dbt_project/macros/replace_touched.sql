{#
  Incremental strategy: what is kept per document (or per city and year) is replaced for those that
  changed, also where nothing is left to insert. Plain delete+insert would keep the rows of a document
  that no longer has any.
#}
{% macro get_incremental_replace_touched_sql(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set touched = ref('int_documents_to_process') if arg_dict['unique_key'] == 'document_id'
        else ref('int_city_years_to_process') -%}
    {%- set keys = ['document_id'] if arg_dict['unique_key'] == 'document_id' else ['city_code', 'year'] -%}
    delete from {{ target }} as target
    using {{ touched }} as touched
    where {% for key in keys %}target.{{ key }} = touched.{{ key }}{% if not loop.last %} and {% endif %}{% endfor %};
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
{% endmacro %}

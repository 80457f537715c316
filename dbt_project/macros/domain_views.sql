{# The domains of the catalogue: domain, name_zh, name_en. #}
{% macro domains() %}
    {{- return(run_query("select domain, name_zh, name_en from " ~ ref('domains') ~ " order by domain") if execute else []) -}}
{% endmacro %}

{#
  A view of the labelled panel for each domain, for those who look at one only. They come from the list of
  domains, not from thirteen models that would repeat one another.
#}
{% macro create_domain_views() %}
    {%- for row in domains() %}
        {%- set view = this.incorporate(path={'identifier': row['domain']}) %}
        create or replace view {{ view }} as
        select * exclude (domain) from {{ this }} where domain = '{{ row['domain'] }}';
        comment on view {{ view }} is {{ duckdb_escape_comment(domain_description(row)) }};
        {%- for column in model.columns.values() if column.name != 'domain' %}
            comment on column {{ view }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor %}
    {%- endfor %}
{% endmacro %}

{% macro domain_description(row) -%}
    One row per cell of the panel in the domain {{ row['name_en'] }} ¦ {{ row['name_zh'] }}领域的每个面板单元格一行
{%- endmacro %}

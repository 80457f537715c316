{# The names of a code in both languages, to be joined to what has the code. #}
{% macro city_names() -%}
    (select city_code, name_zh as city_name_zh, name_en as city_name_en from {{ ref('dim_city') }})
{%- endmacro %}

{% macro indicator_names() -%}
    (
        select indicator_id, name_zh as indicator_name_zh, name_en as indicator_name_en
        from {{ ref('dim_indicator') }}
    )
{%- endmacro %}

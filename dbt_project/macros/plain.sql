{# A number as people write it: no trailing zeros. #}
{% macro plain(number) -%}
    regexp_replace(cast({{ number }} as varchar), '\.?0+$', '')
{%- endmacro %}

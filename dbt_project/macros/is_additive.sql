{# Counts and money add up; rates, standards and densities do not. #}
{% macro is_additive(unit) -%}
    {{ unit }} not like 'percent%' and {{ unit }} not like '%\_per\_%' escape '\'
{%- endmacro %}

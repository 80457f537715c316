{# The schema of a model is its layer alone (staging, intermediate, marts), whatever the target is called. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

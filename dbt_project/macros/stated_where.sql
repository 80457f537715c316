{# What a reconciliation repeats of the fact it checks, so that it can be read by itself. #}
{% macro stated_where(facts) -%}
    {%- for column in [
        'source_file', 'city_code', 'city_name', 'year', 'indicator_id', 'residence', 'category', 'label',
        'unit', 'quote', 'sentence', 'is_current',
    ] %}
        {{ facts }}.{{ column }},
    {%- endfor %}
{%- endmacro %}

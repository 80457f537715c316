{# True where two facts are about the same indicator, breakdown and area. #}
{% macro same_subject(one, other) -%}
    {{ one }}.indicator_id = {{ other }}.indicator_id
        and ({{ one }}.residence, {{ one }}.category, {{ one }}.area)
        = ({{ other }}.residence, {{ other }}.category, {{ other }}.area)
{%- endmacro %}

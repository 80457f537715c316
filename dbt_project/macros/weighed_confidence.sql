{# What a person confirmed is certain; arithmetic that holds halves the doubt, one that fails adds to it. #}
{% macro weighed_confidence() -%}
    case
        when correction_action is not null then 1.0
        when arithmetic = 'holds'
            then 1 - (1 - confidence_extracted) * {{ var('doubt_left_where_sums_hold') }}
        when arithmetic = 'contradicts'
            then confidence_extracted * {{ var('confidence_left_where_sums_contradict') }}
        else confidence_extracted
    end
{%- endmacro %}

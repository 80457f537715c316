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

{#
  What another source says to a cell: agreement halves the doubt, a conflict adds to it, both leave it. A
  cell that is contradicted stays one, to be looked at; what a person confirmed is certain.
#}
{% macro confidence_among_sources() -%}
    case
        when correction_action is not null or is_confirmed is not distinct from is_contradicted then confidence
        when is_confirmed then 1 - (1 - confidence) * {{ var('doubt_left_where_sources_agree') }}
        when is_contradicted then greatest(
            confidence * {{ var('confidence_left_where_sources_differ') }},
            least(confidence, {{ var('panel_min_confidence') }})
        )
        else confidence
    end
{%- endmacro %}

{# The change between two levels, absolute or in percent of the earlier one. #}
{% macro change_between(measure, later, earlier) -%}
    case
        when {{ measure }} = 'change_abs' then cast({{ later }} as double) - {{ earlier }}
        else 100 * (cast({{ later }} as double) / {{ earlier }} - 1)
    end
{%- endmacro %}

{#
  How far a stated change may be from the computed one. A percentage is cut as often as it is rounded,
  so it may be off by a whole last digit.
#}
{% macro tolerance_of_change(measure, stated, later, later_tolerance, earlier, earlier_tolerance) -%}
    case
        when {{ measure }} = 'change_abs' then {{ stated }} + {{ later_tolerance }} + {{ earlier_tolerance }}
        else 2 * {{ stated }}
            + 100 * ({{ later_tolerance }} + {{ earlier_tolerance }} * cast({{ later }} as double) / {{ earlier }})
            / {{ earlier }}
    end
{%- endmacro %}

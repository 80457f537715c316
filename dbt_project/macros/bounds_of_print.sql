{# The lowest and the highest value that what was printed leaves open, in the canonical unit. #}
{% macro floor_of_print() -%}
    case when qualifier = 'at_most' then '-infinity'::double else value::double - tolerance end
{%- endmacro %}

{% macro ceiling_of_print() -%}
    case
        when qualifier = 'at_least' then 'infinity'::double
        else coalesce(value_high, value)::double + tolerance
    end
{%- endmacro %}

{#
  A printed number in its canonical unit. One that is too large for the column stays as large as the
  column allows: the gate finds it out of range, where a null would be lost.
#}
{% macro canonical(number) -%}
    case
        when {{ number }} is not null
            then coalesce(
                try(cast({{ number }} * multiplier_factor * unit_factor as decimal(24, 6))),
                999999999999999999.999999
            )
    end
{%- endmacro %}

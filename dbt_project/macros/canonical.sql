{# A printed number in its canonical unit; null where it is too large for any quantity to be. #}
{% macro canonical(number) -%}
    try(cast({{ number }} * multiplier_factor * unit_factor as decimal(24, 6)))
{%- endmacro %}

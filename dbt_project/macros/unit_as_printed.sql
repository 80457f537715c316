{#
  The unit in the words of the text, with its multiplier and what it is counted per: 万元, 元/年, 张/千名老人.
  Where the text names no unit beside its number (三分之二, a cell of a table), the name of the unit.
#}
{% macro unit_as_printed() -%}
    multiplier || case
        when coalesce(unit_zh, '') in ('', quote) then unit_name_zh
        when contains(unit_zh, '/') then unit_zh
        -- A standard is per person unless it says otherwise: 元/人·年 is written 元/年.
        else unit_zh || replace(regexp_extract(unit_name_zh, '/.*'), '人·', '')
    end
{%- endmacro %}

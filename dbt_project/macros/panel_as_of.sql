{#
  The panel as it stood on a day: select * from {{ panel_as_of('2024-03-31') }}.
  axis 'loaded' asks what this warehouse said, 'published' what the documents published by then say.
#}
{% macro panel_as_of(day, axis='loaded') -%}
    (
        select * exclude (valid_from, valid_to, axis)
        from {{ ref('fct_cell_history') }}
        where axis = '{{ axis }}'
            and valid_from < cast('{{ day }}' as date) + 1
            and (valid_to is null or valid_to >= cast('{{ day }}' as date) + 1)
            and value is not null
    )
{%- endmacro %}

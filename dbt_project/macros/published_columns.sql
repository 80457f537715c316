{# A row for every table and column of the marts: table, column ('' for the table), type, description. #}
{% macro published_columns() %}
    {%- set rows = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | sort(attribute='name')
            if node.resource_type == 'model' and node.config.schema == 'marts' -%}
            {%- do rows.append(
                {'table': node.name, 'column': '', 'data_type': '', 'description': node.description}
            ) -%}
            {%- for column in node.columns.values() -%}
                {%- do rows.append({
                    'table': node.name, 'column': column.name,
                    'data_type': column.data_type or '', 'description': column.description,
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- for column in wide_columns() -%}
            {%- do rows.append({
                'table': 'panel_wide', 'column': column.name, 'data_type': 'DOUBLE',
                'description': column.description_en ~ ' ¦ ' ~ column.description_zh,
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(rows) -}}
{% endmacro %}

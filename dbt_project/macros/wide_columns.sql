{# The columns of panel_wide, in the order of the catalogue: name, description_en, description_zh. #}
{% macro wide_columns() %}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- set rows = run_query(
            "select indicator_id, unit, name_en, name_zh, residence from " ~ ref('indicators')
            ~ " cross join (values ('total', 1), ('urban', 2), ('rural', 3)) as t(residence, place)"
            ~ " where residence = 'total' or splits_by_residence order by domain, indicator_id, place"
        ) -%}
        {%- set residences = {'total': ('', ''), 'urban': (', urban', '（城镇）'), 'rural': (', rural', '（农村）')} -%}
        {%- for row in rows -%}
            {%- set suffix = '' if row['residence'] == 'total' else '_' ~ row['residence'] -%}
            {%- do columns.append({
                'name': row['indicator_id'] ~ suffix ~ '__' ~ row['unit'],
                'description_en': row['name_en'] ~ residences[row['residence']][0] ~ ', in ' ~ row['unit'],
                'description_zh': row['name_zh'] ~ residences[row['residence']][1],
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(columns) -}}
{% endmacro %}

{# The catalogue's names as comments on the columns of the wide panel. #}
{% macro comment_wide_columns() %}
    {%- if execute -%}
        {%- for column in wide_columns() %}
            comment on column {{ this }}."{{ column.name }}" is
                '{{ (column.description_en ~ ' ¦ ' ~ column.description_zh) | replace("'", "''") }}';
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

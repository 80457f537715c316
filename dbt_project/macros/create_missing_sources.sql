{#
  A warehouse in which a step has not run yet lacks that step's tables. They are created empty from
  the columns that the sources declare, so that the build works on day one and from the command line.
#}
{% macro create_missing_sources() %}
    {% if execute %}
        {% for source in graph.sources.values() if source.package_name == 'minzheng' %}
            {% set columns = [] %}
            {% for column in source.columns.values() %}
                {% do columns.append(adapter.quote(column.name) ~ ' ' ~ column.data_type) %}
            {% endfor %}
            create schema if not exists {{ source.schema }};
            create table if not exists {{ source.schema }}.{{ source.identifier }} ({{ columns | join(', ') }});
        {% endfor %}
    {% endif %}
{% endmacro %}

{#
  A hash of the SQL of every model of the layers: what changed code would build otherwise is built again.
  dbt does not show the text of macros here: after a change of a macro, build with --full-refresh.
#}
{% macro code_hash(layers) %}
    {%- if execute -%}
        {%- set code = [] -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.fqn[1] in layers -%}
            {%- do code.append(node.name ~ node.checksum.checksum) -%}
        {%- endfor -%}
        {{- local_md5(code | sort | join('|')) -}}
    {%- endif -%}
{% endmacro %}

{#
  A table that is kept per document (or city and year) is built from those to process. Built anew, it needs
  all of them, which only a run that also selects their list knows to give it.
#}
{% macro built_whole_with(list_of_touched) %}
    {%- if execute and flags.WHICH in ('build', 'run') and model.resource_type == 'model'
        and 'model.minzheng.' ~ list_of_touched not in selected_resources and not is_incremental() -%}
        {{- exceptions.raise_compiler_error(
            this.identifier ~ ' is to be built anew, but ' ~ list_of_touched ~ ' is not selected, so that most rows'
            ~ ' would be lost. Select it too: --select ' ~ list_of_touched ~ '+ --full-refresh'
        ) -}}
    {%- endif -%}
{% endmacro %}

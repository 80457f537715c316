{#
  The version of everything that the models of a layer ('facts' or 'marts') are made of, as computed outside
  of dbt (orchestration/model_version.py) and passed in. dbt called by hand is given none, and builds all.
#}
{% macro model_version(layer) -%}
    {{ env_var('MINZHENG_' ~ (layer | upper) ~ '_VERSION', run_started_at.isoformat()) }}
{%- endmacro %}

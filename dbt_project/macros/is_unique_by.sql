{#
  A key of several columns has one row; a returned row is a key with more. Tables that are kept per city
  and year are looked at where this run changed them: what it left alone was looked at before.
#}
{% test is_unique_by(model, columns, changed_only=false) %}
select {{ columns | join(', ') }}, count(*) as n_rows
from {{ model }}
{%- if changed_only %}
semi join {{ ref('int_city_years_to_process') }} using (city_code, year)
{%- endif %}
group by all
having count(*) > 1
{% endtest %}

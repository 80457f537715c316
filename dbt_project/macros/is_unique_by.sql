{# A key of several columns has one row. A returned row is a key with more. #}
{% test is_unique_by(model, columns) %}
select {{ columns | join(', ') }}, count(*) as n_rows
from {{ model }}
group by all
having count(*) > 1
{% endtest %}

{# The cells of one domain with their labels, for those who only look at one. #}
{% macro domain_view(domain) -%}
with labelled as (
    select * from {{ ref('panel_labelled') }}
),

final as (
    select * exclude (domain)
    from labelled
    where domain = '{{ domain }}'
)

select * from final
{%- endmacro %}

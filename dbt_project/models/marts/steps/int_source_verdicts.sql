-- What other sources say to a statement, whatever their number.
with final as (
    select
        observation_id,
        bool_or(verdict = 'agree') as is_confirmed,
        bool_or(is_conflict) as is_contradicted,
    from {{ ref('fct_source_agreement') }}
    semi join {{ ref('int_city_years_to_process') }} using (city_code, year)
    group by observation_id
)

select * from final

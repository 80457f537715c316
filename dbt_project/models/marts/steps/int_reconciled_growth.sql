-- Growth stated in this year's report against the levels of this and last year's panel, both of the
-- whole year: the one arithmetic that needs two documents.
with changes as (
    select *
    from {{ ref('int_observations') }}
    where measure in ('change_pct', 'change_abs')
        and panel_exclusion = 'not_a_level'
        and is_current
),

panel as (
    select city_code, year, indicator_id, residence, category, value, tolerance, period_end,
        observation_id, unit,
    from {{ ref('fct_city_year_indicator') }}
    where is_full_year
),

compared as (
    select
        changes.observation_id,
        changes.document_id,
        {{ stated_where('changes') }}
        changes.value as stated,
        [later.observation_id, earlier.observation_id] as part_observation_ids,
        {{ plain('later.value') }} || ' against ' || {{ plain('earlier.value') }} as formula,
        {{ change_between('changes.measure', 'later.value', 'earlier.value') }} as computed,
        {{ tolerance_of_change(
            'changes.measure', 'changes.tolerance', 'later.value', 'later.tolerance',
            'earlier.value', 'earlier.tolerance'
        ) }} as tolerance,
    from changes
    inner join panel as later using (city_code, year, indicator_id, residence, category)
    inner join panel as earlier
        on changes.city_code = earlier.city_code
        and changes.year = earlier.year + 1
        and changes.indicator_id = earlier.indicator_id
        and changes.residence = earlier.residence
        and changes.category = earlier.category
    where changes.period_end = later.period_end
        and earlier.value > 0
        and (changes.measure = 'change_pct' or changes.unit = later.unit)
),

final as (
    select
        md5(concat_ws('|', 'growth_on_last_report', observation_id, formula)) as reconciliation_id,
        'growth_on_last_report' as method,
        compared.* exclude (stated, computed, tolerance),
        cast(stated as double) as stated,
        computed,
        tolerance,
        case when abs(stated - computed) <= tolerance then 'holds' else 'contradicts' end as verdict,
    from compared
)

select * from final

-- Why two sources differ about the same cell and period, where their own numbers tell: what one says of
-- the cell is what the other says of the urban or rural part, of a part of the place or another one, of
-- another period; or both print the same digits in units that are a multiplier apart.
with disputed as (
    select * from {{ ref('int_source_pairs') }} where is_same_period and not is_within_print
),

-- The number of the one beside all that the other states.
claims as (
    select *, value as claimed, tolerance as claimed_tolerance,
        other_document_id as witness_id, other_source_kind as witness_kind,
    from disputed
    union all
    select *, other_value, other_tolerance, document_id, source_kind,
    from disputed
),

slices as (
    select * from {{ ref('int_observations') }} where measure = 'level' and status = 'actual'
),

-- A number of few digits agrees by accident.
elsewhere as (
    select
        agreement_id,
        slices.residence <> claims.residence as is_other_residence,
        (slices.city_code, slices.area, slices.category) <> (claims.city_code, '', claims.category) as is_other_scope,
        (slices.period_start, slices.period_end) is distinct from (claims.period_start, claims.period_end)
            as is_other_period,
    from claims
    inner join slices
        on claims.witness_id = slices.document_id
        and claims.witness_kind = slices.source_kind
        and claims.indicator_id = slices.indicator_id
        and claims.unit = slices.unit
        and abs(claims.claimed - slices.value) <= claims.claimed_tolerance + slices.tolerance
    where claims.claimed >= {{ var('least_telling_number') }}
),

-- What printing multiplies by; a standard is printed by the month or by the year.
factors as (
    select distinct factor, '%' as of_units from {{ ref('multipliers') }} where factor >= 100
    union all
    select 12, '%\_month'
),

units_apart as (
    select agreement_id
    from disputed
    inner join factors on unit like of_units escape '\'
    where abs(value * factor - other_value) <= tolerance * factor + other_tolerance
        or abs(other_value * factor - value) <= other_tolerance * factor + tolerance
),

found as (
    select
        agreement_id,
        case
            when is_other_residence and not is_other_scope and not is_other_period then 'urban_part'
            when is_other_scope and not is_other_residence and not is_other_period then 'scope'
            when is_other_period and not is_other_residence and not is_other_scope then 'period'
        end as reason,
    from elsewhere
    union all
    select agreement_id, 'unit' from units_apart
),

final as (
    select
        agreement_id,
        arg_min(reason, list_position(['urban_part', 'scope', 'period', 'unit'], reason)) as reason,
    from found
    where reason is not null
    group by agreement_id
)

select * from final

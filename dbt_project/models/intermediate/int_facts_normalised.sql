-- From print to the canonical unit, and how far the printing rounds: 3.46万 stands for 34600 ± 50.
-- A count printed to the last digit is exact; a percentage never is. What was printed stays beside it:
-- 3500元 of a yearly standard is 291.67 a month, printed as 3500 元/年.
with facts as (
    select * from {{ ref('int_facts_stated') }}
),

to_process as (
    select document_id from {{ ref('int_documents_to_process') }}
),

units as (
    select * from {{ ref('units') }}
),

multipliers as (
    select multiplier, factor as multiplier_factor from {{ ref('multipliers') }}
),

printed as (
    select
        facts.*,
        units.unit,
        units.family,
        units.factor as unit_factor,
        units.name_zh as unit_name_zh,
        coalesce(multipliers.multiplier_factor, 1) as multiplier_factor,
        length(regexp_extract(quote, '[.．点]([0-9０-９零〇一二三四五六七八九]+)', 1)) as decimals,
        length(regexp_extract(cast(cast(abs(number) as bigint) as varchar), '0+$')) as trailing_zeros,
    from facts
    inner join to_process using (document_id)
    left join units using (unit_raw)
    left join multipliers on facts.multiplier = coalesce(multipliers.multiplier, '')
),

final as (
    select
        * exclude (unit_factor, unit_name_zh, multiplier_factor, decimals, trailing_zeros, family),
        number as value_printed,
        {{ unit_as_printed() }} as unit_printed,
        {{ canonical('number') }} as value,
        {{ canonical('number_high') }} as value_high,
        round(cast(
            case
                when qualifier = 'approx' and decimals = 0 then power(10, trailing_zeros)
                when qualifier = 'approx' then power(10, -decimals)
                when decimals = 0 and multiplier_factor = 1 and family in ('count', 'money', 'standard')
                    then 0
                else 0.5 * power(10, -decimals)
            end * multiplier_factor * unit_factor
            as double
        ), 6) as tolerance,
    from printed
)

select * from final

-- A percentage and the two numbers of its sentence that it is the ratio of: 9322 of 11543 is 81 %,
-- 332 to 480 is 69.16 %. Reports cut digits as often as they round, so a whole last digit is allowed.
with facts as (
    select * from {{ ref('int_sentence_facts') }} where measure in ('level', 'share')
),

-- What has just been added up is not compared again with its whole.
parts as (
    select facts.observation_id
    from facts
    inner join {{ ref('int_reconciled_sums') }} as sums
        on facts.document_id = sums.document_id
        and facts.sentence_start = sums.sentence_start
        and facts.counted_in = sums.counted_in
        and facts.is_number
        and facts.bracket_depth = sums.parts_depth
        and facts.position between sums.first_position and sums.last_position
        and facts.observation_id <> sums.observation_id
),

numbers as (
    select * from facts where measure = 'level' and unit <> 'percent' and value > 0
    and observation_id not in (select observation_id from parts)
),

percentages as (
    select
        *,
        regexp_matches(gap_before, '占|比例|比重|相当于|(达到|为).*的$') as is_claimed,
    from facts
    where unit = 'percent'
),

pairs as (
    select
        percentages.observation_id,
        percentages.document_id,
        percentages.value as stated,
        percentages.is_claimed,
        [part.observation_id, whole.observation_id] as part_observation_ids,
        {{ plain('part.value') }} || ' / ' || {{ plain('whole.value') }} as formula,
        100 * cast(part.value as double) / whole.value as computed,
        2 * percentages.tolerance
            + 100 * (part.tolerance + cast(part.value as double) * whole.tolerance / whole.value)
            / whole.value as tolerance,
        abs(stated - computed) as difference,
        abs(percentages.char_start - greatest(part.char_start, whole.char_start)) as distance,
        count(*) over (partition by percentages.observation_id) as n_pairs,
    from percentages
    inner join numbers as part using (document_id, sentence_start)
    inner join numbers as whole using (document_id, sentence_start)
    where part.counted_in = whole.counted_in and part.value < whole.value
),

final as (
    select
        'share' as method, document_id, observation_id, part_observation_ids, formula,
        stated, computed, tolerance,
        case when difference <= tolerance then 'holds' else 'contradicts' end as verdict,
    from pairs
    where
        case verdict
            when 'holds' then tolerance < 5 and (is_claimed or n_pairs * tolerance < 5)
            -- Far off, the share is of something that the sentence does not count (占常住人口的…).
            else is_claimed and n_pairs = 1 and difference < 0.15 * stated
        end
    qualify row_number() over (partition by observation_id order by verdict = 'holds' desc, distance, formula) = 1
)

select * from final

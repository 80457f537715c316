-- A stated change beside the two levels it lies between (从500元提高到630元，提高26%), or beside the
-- new level and the other way of saying it (增加795人，增长2.82%), in one sentence.
with facts as (
    select * from {{ ref('int_sentence_facts') }}
),

levels as (
    select * from facts where measure = 'level' and value > 0
),

-- A yearly average (年均) compares with nothing that the sentence states.
changes as (
    select * from facts
    where measure in ('change_abs', 'change_pct') and not regexp_matches(sentence, '年均|平均每年')
),

-- The earlier level: stated by itself, or the new level less the stated difference.
baselines as (
    select
        later.observation_id,
        earlier.observation_id as other_id,
        earlier.value as earlier_value,
        earlier.tolerance as earlier_tolerance,
    from levels as later
    inner join levels as earlier using (document_id, sentence_start, unit)
    where earlier.position = later.position - 1
        and earlier.is_number = later.is_number
        and earlier.bracket_depth = later.bracket_depth
        and regexp_matches(later.gap_before, '到|至|为')
        and {{ same_subject('earlier', 'later') }}
    union all
    select
        levels.observation_id,
        changes.observation_id,
        levels.value - changes.value,
        levels.tolerance + changes.tolerance,
    from levels
    inner join changes using (document_id, sentence_start, unit)
    where changes.measure = 'change_abs'
        and changes.char_start > levels.char_start
        and {{ same_subject('changes', 'levels') }}
),

compared as (
    select
        changes.observation_id,
        changes.document_id,
        changes.value as stated,
        [levels.observation_id, baselines.other_id] as part_observation_ids,
        {{ plain('levels.value') }} || ' against ' || {{ plain('earlier_value') }} as formula,
        changes.char_start - levels.char_start as distance,
        {{ change_between('changes.measure', 'levels.value', 'earlier_value') }} as computed,
        {{ tolerance_of_change(
            'changes.measure', 'changes.tolerance', 'levels.value', 'levels.tolerance',
            'earlier_value', 'earlier_tolerance'
        ) }} as tolerance,
    from changes
    inner join levels using (document_id, sentence_start)
    inner join baselines on levels.observation_id = baselines.observation_id
    where changes.char_start > levels.char_start
        and changes.observation_id <> baselines.other_id
        and (changes.measure = 'change_pct' or changes.unit = levels.unit)
        and {{ same_subject('changes', 'levels') }}
        and earlier_value > 0
),

final as (
    select
        'change' as method, document_id, observation_id, part_observation_ids, formula,
        stated, computed, tolerance,
        case when abs(stated - computed) <= tolerance then 'holds' else 'contradicts' end as verdict,
    from compared
    qualify row_number() over (
        partition by observation_id order by verdict = 'holds' desc, distance, formula
    ) = 1
)

select * from final

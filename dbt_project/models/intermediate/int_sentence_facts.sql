{{ config(materialized='table') }}
-- The numbers of a sentence in their order, with what lies between them: the ground for arithmetic.
-- Positions and running sums count per unit (people and times they were helped as one: reports say 人
-- for both) and bracket depth, so that 3.46万人9194.32万元 reads as two
-- rows, and 486人（其中甲62人）、乙2481人 as a row of two and one inside. A row of a table is no sentence.
with facts as (
    select *
    from {{ ref('int_facts_judged') }}
    where value_high is null and status = 'actual' and cell is null
),

in_sentence as (
    select
        *,
        substr(sentence, 1, char_start - sentence_start) as before,
        coalesce(
            lag(char_end) over (
                partition by document_id, sentence_start order by char_start, observation_id
            ),
            sentence_start
        ) as previous_end,
        replace(unit, 'person_time', 'person') as counted_in,
        measure in ('level', 'increment') as is_number,
        length(before) - length(translate(before, ')）', '')) as brackets_closed,
        length(before) - length(translate(before, '(（', '')) - brackets_closed as bracket_depth,
    from facts
),

final as (
    select
        * exclude (before, previous_end),
        substr(sentence, previous_end - sentence_start + 1, char_start - previous_end) as gap_before,
        row_number() over unit_run as position,
        lag(char_start) over unit_run as previous_start,
        lead(char_start) over unit_run as next_start,
        sum(value) over unit_run as running_sum,
        sum(tolerance) over unit_run as running_tolerance,
    from in_sentence
    window unit_run as (
        partition by document_id, sentence_start, counted_in, is_number, bracket_depth
        order by char_start, observation_id
        rows unbounded preceding
    )
)

select * from final

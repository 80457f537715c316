{{ config(materialized='table') }}
-- A number and a run of two or more numbers beside it that should add up to it. No rule names what is
-- counted: a run counts where the text says so (其中, brackets, 共, parts of the same indicator) or where
-- the numbers are too large to agree by accident.
with facts as (
    select * from {{ ref('int_sentence_facts') }}
    where is_number and value > 0 and {{ is_additive('unit') }}
),

-- The run follows its total (其中…), perhaps in brackets, or leads to it (…共).
runs as (
    select
        total.observation_id, total.document_id, total.sentence_start, total.counted_in,
        total.value as stated,
        first_part.bracket_depth as parts_depth,
        first_part.position as first_position,
        last_part.position as last_position,
        last_part.running_sum - first_part.running_sum + first_part.value as computed,
        total.tolerance + last_part.running_tolerance - first_part.running_tolerance
            + first_part.tolerance as tolerance,
        first_part.bracket_depth > total.bracket_depth as is_bracketed,
        case
            when first_part.char_start > total.char_start
                then regexp_matches(first_part.gap_before, '其中|包括|分别|[:：]')
            else regexp_matches(total.gap_before, '共|合计|总计|总')
        end as has_cue,
        total.indicator_id = first_part.indicator_id and total.indicator_id = last_part.indicator_id
            and (total.residence = 'total' or total.category = '')
            and (total.residence, total.category) <> (first_part.residence, first_part.category)
            and (first_part.residence, first_part.category) <> (last_part.residence, last_part.category)
            as is_breakdown,
    from facts as total
    inner join facts as first_part using (document_id, sentence_start, counted_in)
    inner join facts as last_part
        on first_part.document_id = last_part.document_id
        and first_part.sentence_start = last_part.sentence_start
        and first_part.counted_in = last_part.counted_in
        and first_part.bracket_depth = last_part.bracket_depth
        and last_part.position between first_part.position + 1 and first_part.position + 11
    where
        case
            when first_part.char_start > total.char_start
                then coalesce(first_part.previous_start, -1) <= total.char_start
                    and (
                        first_part.bracket_depth = total.bracket_depth
                        or (
                            first_part.bracket_depth = total.bracket_depth + 1
                            and first_part.brackets_closed = last_part.brackets_closed
                            and first_part.char_start < coalesce(total.next_start, last_part.char_end)
                            and regexp_matches(first_part.gap_before, '^[^，,、。；;]*[(（]')
                        )
                    )
            else last_part.bracket_depth = total.bracket_depth and last_part.position = total.position - 1
        end
),

final as (
    select
        'sum_of_parts' as method,
        *,
        is_bracketed or has_cue or is_breakdown as is_claimed,
        case when abs(stated - computed) <= tolerance then 'holds' else 'contradicts' end as verdict,
    from runs
    where
        case verdict
            -- Twelve runs tried around each total: agreement by accident stays below one in twenty.
            when 'holds' then is_claimed or 12 * (2 * tolerance + 1) < 0.05 * stated
            -- Parts may leave a rest unsaid; a bracket that exceeds its whole is wrong, a near miss too.
            else (is_bracketed and computed > 0.8 * stated)
                or (is_claimed and computed between 0.95 * stated and 1.05 * stated)
        end
    qualify row_number() over (
        partition by observation_id
        order by verdict = 'holds' desc, is_bracketed desc, last_position - first_position desc, first_position
    ) = 1
)

select * from final

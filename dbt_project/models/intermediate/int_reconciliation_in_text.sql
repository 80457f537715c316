{{ config(
    materialized='incremental', incremental_strategy='replace_touched', unique_key='document_id',
    on_schema_change='append_new_columns',
) }}
{{ built_whole_with('int_documents_to_process') }}
-- depends_on: {{ ref('int_documents_to_process') }}
-- All arithmetic that a document states and that can be done from its own numbers.
with facts as (
    select * from {{ ref('int_sentence_facts') }} where is_number
),

sums as (
    select
        sums.method,
        sums.document_id,
        sums.observation_id,
        list(facts.observation_id order by facts.position) as part_observation_ids,
        string_agg({{ plain('facts.value') }}, ' + ' order by facts.position) as formula,
        any_value(sums.stated) as stated,
        any_value(sums.computed) as computed,
        any_value(sums.tolerance) as tolerance,
        any_value(sums.verdict) as verdict,
    from {{ ref('int_reconciled_sums') }} as sums
    inner join facts
        on sums.document_id = facts.document_id
        and sums.sentence_start = facts.sentence_start
        and sums.counted_in = facts.counted_in
        and facts.bracket_depth = sums.parts_depth
        and facts.position between sums.first_position and sums.last_position
    group by sums.method, sums.document_id, sums.observation_id
),

all_methods as (
    select * from sums
    union all by name select * from {{ ref('int_reconciled_shares') }}
    union all by name select * from {{ ref('int_reconciled_changes') }}
    union all by name select * from {{ ref('int_reconciled_breakdowns') }}
),

final as (
    select
        md5(concat_ws('|', method, observation_id, formula)) as reconciliation_id,
        method, all_methods.document_id, observation_id, part_observation_ids, formula,
        cast(stated as double) as stated,
        cast(computed as double) as computed,
        all_methods.tolerance,
        verdict,
        {{ stated_where('facts') }}
    from all_methods
    inner join {{ ref('int_facts_judged') }} as facts using (observation_id)
    -- The same sum may be seen in its sentence and in the categories: one row is enough. Where a number
    -- holds in one reading, another that fails was no claim of the text.
    qualify row_number() over (
            partition by observation_id, list_sort(part_observation_ids) order by method desc
        ) = 1
        and (verdict = 'holds' or not bool_or(verdict = 'holds') over (partition by observation_id))
)

select * from final

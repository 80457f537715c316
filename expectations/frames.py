"""The facts that the suites look at, one row per fact judged, as pandas frames.

Belongs here: SQL that lays a fact beside what it should be by catalogue, text, time, neighbours.
Does not belong here: any verdict; Great Expectations compares the two columns (library/).
See RULES.md for the columns that each suite reads.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from expectations.audit import HELD_VIEW
from expectations.peers import PEER_KEY
from expectations.plausible import LOWEST_LEVEL, nearest
from expectations.ranges import prepare_bounds

SOURCE = "intermediate.int_observations"
# The source without what was superseded or retracted, as prepare_current defines it.
OBSERVATIONS = "gate_current"

# Years on either side that can witness a value.
WITNESS_YEARS = 3
# Chronicles tell figures since the founding of the People's Republic, plans look twenty years
# ahead.
EARLIEST = "date '1949-01-01'"
LOOK_AHEAD_YEARS = 20
# A task may be done by more than all of it: 完成年度任务的113%.
_OF_A_TASK, _NEAR = "完成|任务|目标", 16
# Rounding in print: 3.5万 beside 34,962.
ROUNDING = 0.005

_IDENTITY = "observation_id, document_id, indicator_id, quote, sentence"
# The same whatever the size of a batch.
IN_ORDER = "order by position, char_start, observation_id"
# How many months a flow ran; 0 for everything else.
FACT_MONTHS = """
case when gate_indicators.kind = 'flow' then
    datediff('month', facts.period_start, facts.period_end + interval 1 day) else 0 end
"""
# The facts of a batch, and all others of its cities.
NEAR_BATCH = """
document_id in (select document_id from gate_batch)
or city_code in (
    select city_code from gate_said where document_id in (select document_id from gate_batch))
"""


def prepare_current(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the temporary view of the facts that are in force."""
    con.execute(
        f"create or replace temp view {OBSERVATIONS} as select * from {SOURCE} where is_current"
    )


_ROWS_SQL = f"""
create or replace temp table gate_rows as
with facts as (
    select observation_id, document_id, indicator_id, quote, sentence, cell, char_start,
           char_end, source_kind, facts.city_code, area, residence, category, measure, unit, status,
           confidence, correction_action, period_start, period_end,
           value::double as value, value_high::double as value_high,
           gate_indicators.domain, gate_indicators.kind, own_unit, is_counted, yoy_factor_max,
           value_min,
           year(facts.period_end) as fact_year,
           {FACT_MONTHS} as months,
           facts.panel_exclusion is null as is_cell
    from (select * from {OBSERVATIONS} where {NEAR_BATCH}) as facts
    left join gate_indicators using (indicator_id)
),
touched as (
    select distinct city_code, indicator_id from facts
    where is_cell and document_id in (select document_id from gate_batch)
)
select facts.*, position, position is not null as is_in_batch
from facts
left join gate_batch using (document_id)
where is_in_batch or ($with_witnesses and is_cell
    and (city_code, indicator_id) in (select * from touched))
"""


def prepare_facts(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_rows of the facts of a batch alone."""
    con.execute(_ROWS_SQL, {"with_witnesses": False})


def prepare_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_rows: the facts of a batch, and those that can be their witnesses; gate_bounds.

    A witness is a city-wide actual level of the same city and indicator. It is not judged here: the
    document that states it is in the scope too where a new document can show it to be wrong.
    """
    con.execute(_ROWS_SQL, {"with_witnesses": True})
    prepare_bounds(con, "gate_rows")


_OBSERVATIONS_SQL = f"""
with facts as (
    select facts.*, documents.text, report_end,
           least(coalesce(published_at, landed_at::date), landed_at::date) as known_at
    from gate_rows as facts
    inner join raw.documents as documents using (document_id)
    inner join raw.document_contexts as contexts using (document_id)
    where is_in_batch
),
bounded as (
    select *,
           greatest({EARLIEST}, period_start) as earliest_end,
           case status when 'target'
               then coalesce(report_end, known_at) + interval {LOOK_AHEAD_YEARS} year
               else make_date(year(known_at), 12, 31) end::date as latest_end,
           -- A standard is announced before the day from which it holds.
           case when status <> 'target' and kind is distinct from 'standard'
               then last_day(known_at) end as over_by
    from facts
)
select {_IDENTITY}, measure, status, kind, value, value_high,
       measure = 'share' and not regexp_matches(
           substr(text, greatest(char_start - {_NEAR} + 1, 1), {_NEAR}), '{_OF_A_TASK}'
       ) as is_bounded_share,
       substr(text, char_start + 1, char_end - char_start) as sliced,
       period_start, period_end, known_at, earliest_end, latest_end, over_by,
       case when period_end is not null then {nearest("period_end", "earliest_end", "latest_end")}
           end as nearest_end
from bounded
{IN_ORDER}
"""


def observations(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Facts of a batch beside the text that they quote and what is known of their document."""
    return con.execute(_OBSERVATIONS_SQL).df()


# The unit a fact should have. Nothing is counted in times (人次) on a day: where that is printed of
# a stock of people, the reading has bent it to people.
_EXPECTED_UNIT = """
case
    when measure in ('change_pct', 'share')
        then case when unit in ('percent', 'percentage_point') then unit else 'percent' end
    when measure = 'change_abs' and own_unit in ('percent', 'percentage_point')
        and unit in ('percent', 'percentage_point') then unit
    else own_unit
end
"""
_PRINTED_UNIT = """
case
    when unit = 'person' and facts.kind = 'stock' and ends_with(quote, '人次')
        and correction_action is null then 'person_time'
    else unit
end
"""

# What bounds a value, by its measure; a percentage is bounded by other rules.
_LOWEST = f"""
case measure when 'level' then {LOWEST_LEVEL} when 'increment' then 0
    when 'change_abs' then -range_high end
"""
_HIGHEST = "case when measure in ('level', 'increment', 'change_abs') then range_high end"

_CATALOGUED_SQL = f"""
with cells as (
    select city_code, indicator_id, residence, category, months, fact_year,
           median(value) as value
    from gate_rows
    inner join gate_bounds using (indicator_id, city_code, fact_year)
    where is_cell and value > 0 and value between value_min and range_high
    group by all
),
witnesses as (
    select facts.observation_id,
           list(cells.value order by abs(cells.fact_year - facts.fact_year),
                cells.fact_year) as witness_values,
           list(cells.fact_year - facts.fact_year
                order by abs(cells.fact_year - facts.fact_year), cells.fact_year)
               as witness_gaps
    from gate_rows as facts
    inner join cells using (city_code, indicator_id, residence, category, months)
    where facts.is_in_batch and facts.is_cell and facts.value > 0
      and cells.fact_year <> facts.fact_year
      and abs(cells.fact_year - facts.fact_year) <= {WITNESS_YEARS}
    group by facts.observation_id
),
bounded as (
    select facts.*, {_LOWEST} as lowest, {_HIGHEST} as highest,
           case when is_cell then substr(facts.city_code, 5, 2) = '00' end as is_prefecture
    from gate_rows as facts
    left join gate_bounds
        on facts.indicator_id = gate_bounds.indicator_id
        and facts.city_code is not distinct from gate_bounds.city_code
        and facts.fact_year is not distinct from gate_bounds.fact_year
    where facts.domain is not null and is_in_batch
),
measured as (
    select facts.*, {_PRINTED_UNIT} as printed_unit, {_EXPECTED_UNIT} as expected_unit,
           value / case facts.kind when 'flow' then greatest(1.0, facts.months / 12.0) else 1.0
               end as value_per_year,
           case when is_counted and measure in ('level', 'increment', 'change_abs') then value end
               as count,
           witness_values, witness_gaps, peer_median, coalesce(n_peers, 0)::double as n_peers,
           witness_values[1] as nearest_year,
           yoy_factor_max ** abs(witness_gaps[1]) as allowed_factor
    from bounded as facts
    left join witnesses using (observation_id)
    left join gate_peers using ({PEER_KEY})
)
select {_IDENTITY}, domain, kind, measure, residence, category, is_cell,
       printed_unit as unit, expected_unit,
       value, value_per_year, lowest, highest,
       {nearest("value_per_year", "lowest", "highest")} as nearest_plausible,
       count, case when abs(count - round(count)) <= 1e-6 then count else round(count) end
           as whole_count,
       yoy_factor_max, witness_values, witness_gaps, peer_median, n_peers,
       case when value > 0 and nearest_year is not null then
           {nearest("value", "nearest_year / allowed_factor", "nearest_year * allowed_factor")}
           end as nearest_in_band
from measured
{IN_ORDER}
"""


def catalogued(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Catalogued facts beside their neighbouring years and the other cities, for domain suites."""
    return con.execute(_CATALOGUED_SQL).df()


_RELATED_SQL = f"""
with facts as (
    select * from gate_rows
    where is_in_batch and status = 'actual' and measure = 'level' and value > 0
      and observation_id not in (
          select observation_id from {HELD_VIEW})
),
pairs as (
    select relation_id, ratio_min::double as ratio_min, ratio_max::double as ratio_max, reason,
           l.observation_id, l.document_id, l.indicator_id, l.quote, l.sentence,
           l.position, l.char_start,
           r.observation_id as right_observation_id, r.indicator_id as right_indicator_id,
           r.quote as right_quote,
           l.value * case when l.months > 0 and r.months = 0 then 12.0 / l.months else 1 end
           / (r.value
              * case when r.months > 0 and l.months = 0 then 12.0 / r.months else 1 end)
               as ratio
    from facts as l
    inner join gate_relations as relation
        on l.indicator_id = relation.left_indicator
        and relation.left_residence in ('same', l.residence)
        and coalesce(relation.left_category, '') = l.category
    inner join facts as r
        on l.document_id = r.document_id and l.city_code is not distinct from r.city_code
        and l.area = r.area
        and r.indicator_id = relation.right_indicator
        and r.residence = case relation.right_residence when 'same' then l.residence
                          else relation.right_residence end
        and coalesce(relation.right_category, '') = r.category
        and l.observation_id <> r.observation_id
        and case when (l.months = 0) = (r.months = 0)
            then l.period_start = r.period_start and l.period_end = r.period_end
            else l.fact_year = r.fact_year end
),
measured as (
    select *, greatest(ln(ratio_min / ratio), ln(ratio / ratio_max), 0) as excess
    from pairs
)
select *,
       case when ratio between ratio_min * (1 - {ROUNDING}) and ratio_max * (1 + {ROUNDING})
           then ratio else {nearest("ratio", "ratio_min", "ratio_max")} end as nearest_ratio
from measured
qualify row_number() over (
        partition by relation_id, observation_id order by excess, right_observation_id
    ) = 1
    and row_number() over (
        partition by relation_id, right_observation_id order by excess, observation_id
    ) = 1
{IN_ORDER}, relation_id
"""


def related(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Pairs of facts of one document that a row of indicator_relations.csv compares.

    A flow beside a stock is brought to a year. Of several candidates only the pair stays that is
    the most plausible one for both of its sides. A fact that another rule already holds back is
    left out: its partner is not to blame.
    """
    return con.execute(_RELATED_SQL).df()

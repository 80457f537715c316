"""What a verdict was come to with, beside the content of its document: its witnesses.

Belongs here: hashing the witnesses of documents, finding the cities in which they may have changed.
Does not belong here: which documents are looked at (scope.py), the content itself (verdicts.py).

Two hashes, because a fact that is held back witnesses no mark: first whatever can hold a fact back
is judged, then whatever can mark one. A document is judged again where its hash is another one.
Only documents of cities in which something changed are hashed; what changed is told by one hash per
city, so that a run with nothing new reads the facts once and hashes no witness.
See RULES.md, section "What a run looks at".
"""

from __future__ import annotations

import duckdb

from expectations.audit import CITIES_TABLE, HELD_VIEW, QUARANTINE_TABLE
from expectations.frames import FACT_MONTHS, OBSERVATIONS, WITNESS_YEARS
from expectations.peers import prepare_peers
from expectations.ranges import POPULATION

# Everything the gate compares between documents goes by city.
_CITIES_SQL = f"""
create or replace temp table gate_cities as
select city_code, bit_xor(facts_hash) as facts_hash, any_value(people_hash) as people_hash
from gate_said
left join (
    select city_code, bit_xor(hash(people)) as people_hash from {POPULATION} as people group by all
) using (city_code)
where city_code is not null
group by city_code
"""

_TOUCHED_SQL = f"""
create or replace temp table gate_touched as
select city_code
from gate_cities as now
full join {CITIES_TABLE} as before using (city_code)
where now.facts_hash is distinct from before.facts_hash
   or now.people_hash is distinct from before.people_hash
"""

_CELLS_SQL = f"""
create or replace temp view gate_witnesses as
select observation_id, document_id, city_code, indicator_id, residence, category,
       gate_indicators.kind, value::double as value, period_end, year(period_end) as fact_year,
       {FACT_MONTHS} as months
from {OBSERVATIONS} as facts
inner join gate_indicators using (indicator_id)
where panel_exclusion is null
"""


def prepare_cells(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_witnesses, the facts that can be one, with gate_peers and gate_apart of them."""
    con.execute(_CELLS_SQL)
    prepare_peers(con)


def prepare_touched(con: duckdb.DuckDBPyConnection) -> bool:
    """Creates gate_touched, the cities whose facts are not those of the last run, if any."""
    con.execute(_CITIES_SQL)
    con.execute(_TOUCHED_SQL)
    row = con.execute("select count(*) from gate_touched").fetchone()
    return bool(row and row[0])


def remember_cities(con: duckdb.DuckDBPyConnection) -> None:
    """Keeps the hashes of all cities as those that have been looked at."""
    con.execute(
        f"delete from {CITIES_TABLE} where city_code in (select city_code from gate_touched)"
    )
    con.execute(
        f"insert into {CITIES_TABLE} by name select * from gate_cities "
        "where city_code in (select city_code from gate_touched)"
    )


def forget_hashes(con: duckdb.DuckDBPyConnection) -> None:
    """Lets everything in scope count as judged with nothing, so that it is looked at again."""
    for which in ("holding", "marking"):
        con.execute(
            f"create or replace temp table gate_{which}_hashes as "
            f"select document_id, null::ubigint as {which}_hash from gate_scope"
        )


# A document whose fact other cities have begun, or ceased, to speak against is hashed too.
_HOLDING_SQL = f"""
create or replace temp table gate_holding_hashes as
with concerned as (
    select document_id from gate_said
    where city_code in (select city_code from gate_touched)
       or document_id in (select document_id from gate_scope)
       or document_id in (select document_id from gate_apart)
       or document_id in (
           select document_id from {QUARANTINE_TABLE}
           where released_at is null and expectation = 'expect_no_unit_slip')
),
near as (
    select * from gate_witnesses
    where city_code in (
        select city_code from gate_said
        where document_id in (select document_id from concerned))
),
own as (
    select * from near where document_id in (select document_id from concerned)
),
inputs as (
    select own.document_id,
           hash(own.observation_id, other.document_id, other.value, other.fact_year, other.months,
                other.period_end) as input
    from own
    inner join near as other using (city_code, indicator_id, residence, category)
    where own.document_id <> other.document_id
      and abs(own.fact_year - other.fact_year) <= {WITNESS_YEARS}
      and (own.months = other.months or own.period_end = other.period_end)
    union all
    select document_id, hash(observation_id, population::double)
    from own
    inner join {POPULATION} as people
        on own.city_code = people.city_code and own.fact_year = people.year
    union all
    select document_id, hash(observation_id, 'apart') from gate_apart
)
select document_id, hash(sum(input)) as holding_hash
from (select distinct document_id from concerned)
left join inputs using (document_id)
group by document_id
"""


def prepare_holding_hashes(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_holding_hashes: what can hold back facts of the documents concerned.

    These are the same city's values of the same cell within some years, the people of the place,
    and whether its value stands apart from other cities. Needs gate_touched, and gate_scope with
    what is pending.
    """
    con.execute(_HOLDING_SQL)


_MARKING_SQL = f"""
create or replace temp table gate_marking_hashes as
with cities as (
    select city_code from gate_touched
    union
    select city_code from gate_said where document_id in (select document_id from gate_scope)
),
concerned as (
    select document_id from gate_scope
    union
    select document_id from gate_said where city_code in (select city_code from cities)
),
near as (
    select document_id, observation_id, city_code, indicator_id, residence, category, area, value,
           char_start, year(period_end) as year,
           {FACT_MONTHS} as months,
           observation_id in (select observation_id from {HELD_VIEW}) as is_held
    from {OBSERVATIONS} as facts
    inner join gate_indicators using (indicator_id)
    where status = 'actual' and measure = 'level' and city_code in (
        select city_code from gate_said where document_id in (select document_id from concerned))
),
own as (
    select * from near where document_id in (select document_id from concerned)
),
inputs as (
    select own.document_id,
           hash(own.observation_id, before.document_id, before.char_start, before.value) as input
    from own
    inner join near as before using (city_code, indicator_id, residence, category, area, months)
    where own.document_id <> before.document_id and before.year = own.year - 1
      and not before.is_held
    union all
    select document_id, hash(observation_id, 'held')
    from {HELD_VIEW} where document_id in (select document_id from concerned)
)
select document_id, hash(sum(input)) as marking_hash
from concerned left join inputs using (document_id)
group by document_id
"""


def prepare_marking_hashes(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_marking_hashes: what can mark facts of the documents concerned.

    These are its own facts that are held back, and the values of the same cell that others stated
    for the year before, unless they are held back. To be called when that is known.
    """
    con.execute(_MARKING_SQL)

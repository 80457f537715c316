"""What the gate has said of which content, and whether what stands may be published.

Belongs here: the content that a verdict belongs to, keeping verdicts, the reasons to refuse.
Does not belong here: coming to a verdict (gate.py), choosing what to look at (scope.py).
See RULES.md, section "A verdict belongs to content".
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from expectations.audit import HELD_VIEW, OUTCOMES_TABLE, RESULTS_TABLE, VERDICTS_TABLE
from expectations.registry import DBT, EXTRACTION, LANDING, PANEL
from expectations.rules_version import rules_version

CONTENT = ("document_id", "sidecar_hash", "rules_version", "facts_hash")
_KEY = ", ".join(CONTENT)

# The facts are hashed as they stand in the warehouse, corrected and in canonical units, so that a
# correction or a changed model is another content; who read them is none.
_SAID_SQL = """
create or replace temp table gate_said as
select document_id, city_code, bit_xor(hash(facts)) as facts_hash
from (select * exclude (extractor_version) from intermediate.int_observations) as facts
group by document_id, city_code
"""

# What the marts are made of at this moment.
_STANDING_SQL = """
create or replace temp table gate_standing as
select documents.document_id, coalesce(documents.sidecar_hash, '') as sidecar_hash,
       $rules as rules_version,
       hash(said.facts_hash, contexts.title, contexts.publisher, contexts.city_code,
            contexts.published_at, contexts.report_start, contexts.report_end, contexts.error)
           as facts_hash,
       documents.source_file, said.city_code
from raw.documents as documents
inner join raw.document_contexts as contexts using (document_id)
left join (
    select document_id, bit_xor(facts_hash) as facts_hash, min(city_code) as city_code
    from gate_said group by document_id
) as said using (document_id)
where documents.retracted_at is null and documents.superseded_at is null
"""

MAX_NAMED = 3
RUN_ALL = "Run the whole job, in which the gate looks at them: make run."


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why what stands in the warehouse may not be published, and what to do."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        """The reason with its remedy."""
        return f"{self.reason} {self.remedy}"


def prepare_standing(con: duckdb.DuckDBPyConnection) -> None:
    """Creates gate_standing, the contents that stand, and gate_said, hashes by document and city.

    Reads every fact once; whatever asks for what stands afterwards asks these tables.
    """
    con.execute(_SAID_SQL)
    con.execute(_STANDING_SQL, {"rules": rules_version()})


def remember_verdicts(con: duckdb.DuckDBPyConnection, run_id: str, *, is_blocked: bool) -> None:
    """Keeps the verdict on every content of gate_scope, with what it was come to with.

    What was accepted before stays accepted; what was not is blocked or free as the run says, and
    keeps the name of the run that first looked at it.
    """
    con.execute(
        f"""
        merge into {VERDICTS_TABLE} as verdicts
        using (
            select {_KEY}, cohort, holding_hash, marking_hash from gate_scope
            left join gate_holding_hashes using (document_id)
            left join gate_marking_hashes using (document_id)
        ) as scope using ({_KEY})
        when matched then update set
            run_id = $run_id, judged_at = current_localtimestamp(),
            is_blocked = verdicts.accepted_at is null and $is_blocked,
            holding_hash = scope.holding_hash, marking_hash = scope.marking_hash
        when not matched then insert
            ({_KEY}, cohort, run_id, judged_at, is_blocked, holding_hash, marking_hash)
            values ({", ".join(f"scope.{name}" for name in CONTENT)}, scope.cohort, $run_id,
                    current_localtimestamp(), $is_blocked, scope.holding_hash, scope.marking_hash)
        """,
        {"run_id": run_id, "is_blocked": is_blocked},
    )


def accept_standing(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Marks what was published as accepted, and names its documents in gate_accepted.

    Beside what is accepted now, gate_accepted holds what this run looked at again.
    """
    prepare_standing(con)
    con.execute(
        f"""
        create or replace temp table gate_accepted as
        select {_KEY} from gate_standing
        inner join {VERDICTS_TABLE} using ({_KEY})
        where not is_blocked and (accepted_at is null or run_id = $run_id)
        """,
        {"run_id": run_id},
    )
    con.execute(
        f"""
        update {VERDICTS_TABLE} set accepted_at = coalesce(accepted_at, current_localtimestamp())
        where ({_KEY}) in (select ({_KEY}) from gate_accepted)
        """
    )


def refusals(con: duckdb.DuckDBPyConnection) -> list[Refusal]:
    """Says why what stands in the warehouse may not be published; nothing when it may.

    Asks the warehouse and not the run, so that the answer is the same however the publication was
    started: by the job, from a selection of assets, by re-execution.
    """
    prepare_standing(con)
    found = [
        _without_verdict(con),
        _blocked(con),
        _broken_structure(con),
        _unfinished_marts(con),
        _outdated_cells(con),
    ]
    return [refusal for refusal in found if refusal]


def _without_verdict(con: duckdb.DuckDBPyConnection) -> Refusal | None:
    files = _files(
        con,
        f"""
        select source_file from gate_standing left join {VERDICTS_TABLE} using ({_KEY})
        where run_id is null order by source_file
        """,
    )
    if not files:
        return None
    return Refusal(f"No check has looked at {files} as they are now.", RUN_ALL)


def _blocked(con: duckdb.DuckDBPyConnection) -> Refusal | None:
    files = _files(
        con,
        f"""
        select source_file from gate_standing inner join {VERDICTS_TABLE} using ({_KEY})
        where is_blocked order by source_file
        """,
    )
    checks = con.execute(
        f"""
        with gate as (
            select * from {RESULTS_TABLE}
            where suite not in ('{DBT}', '{PANEL}', '{LANDING}', '{EXTRACTION}')
        )
        select distinct suite || ': ' || expectation as name, observed, remedy from gate
        where run_id = (select run_id from gate order by checked_at desc limit 1)
          and (error is not null or (severity = 'critical' and not success))
        order by name
        """
    ).fetchall()
    if not files and not checks:
        return None
    names = ", ".join(name for name, _, _ in checks) or "an earlier run"
    what = f"{files} blocked by {names}" if files else f"blocked by {names}"
    observed = f" ({checks[0][1]})" if checks else ""
    remedy = checks[0][2] if checks else "Correct or retract them (minzheng retract)."
    return Refusal(f"The gate has {what}{observed}.", f"{remedy} Then: make run.")


def _broken_structure(con: duckdb.DuckDBPyConnection) -> Refusal | None:
    rows = con.execute(
        f"select node, message from {OUTCOMES_TABLE} where is_blocking order by node"
    ).fetchall()
    if not rows:
        return None
    names = _named([node for node, _ in rows])
    return Refusal(
        f"{len(rows)} models or tests of dbt failed when they last ran: {names} ({rows[0][1]}).",
        "Mend the model or the delivery that the test names, then: make run.",
    )


def _unfinished_marts(con: duckdb.DuckDBPyConnection) -> Refusal | None:
    """Whether dbt reached its last step, which it only does once all tests before it passed."""
    (n_years,) = con.execute(
        """
        select count(*) from intermediate.int_city_year_inputs as inputs
        left join intermediate.int_city_years_processed as processed using (city_code, year)
        where inputs.input_hash is distinct from processed.input_hash
        """
    ).fetchone() or (0,)
    if not n_years:
        return None
    return Refusal(f"The marts of {n_years} city-years were not built to their end.", RUN_ALL)


def _outdated_cells(con: duckdb.DuckDBPyConnection) -> Refusal | None:
    (n_cells,) = con.execute(
        f"""
        select count(*) from marts.fct_city_year_indicator as cells
        left join intermediate.int_observations as facts using (observation_id)
        left join raw.documents as documents on cells.document_id = documents.document_id
        where facts.value is distinct from cells.value or facts.unit <> cells.unit
           or facts.panel_exclusion is not null
           or documents.retracted_at is not null or documents.superseded_at is not null
           or observation_id in (
               select observation_id from {HELD_VIEW})
        """
    ).fetchone() or (0,)
    if not n_cells:
        return None
    return Refusal(
        f"{n_cells} cells of the panel are older than the verdict on their facts.", RUN_ALL
    )


def _files(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    return _named([file for (file,) in con.execute(sql).fetchall()])


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more

"""The gate's memory: quarantine, check results, verdicts and coverage, in schema audit.

Belongs here: the tables' definitions and every statement that writes them.
Does not belong here: deciding what fails (suites.py), what is looked at (scope.py), what a verdict
belongs to (verdicts.py).
See RULES.md, section "Quarantine".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from expectations.results import CheckResult

QUARANTINE_TABLE = "audit.quarantine"
# What is out of the marts at this moment; the table also has what is only marked, and the history.
HELD_VIEW = "audit.held_back"
RESULTS_TABLE = "audit.check_results"
VERDICTS_TABLE = "audit.verdicts"
OUTCOMES_TABLE = "audit.dbt_outcomes"
COVERAGE_TABLE = "audit.gate_coverage"
CITIES_TABLE = "audit.gate_cities"

_TABLES = {
    QUARANTINE_TABLE: (
        "observation_id varchar, document_id varchar, indicator_id varchar, suite varchar, "
        "expectation varchar, observed varchar, expected varchar, sentence varchar, "
        "run_id varchar, quarantined_at timestamp, released_at timestamp, released_run_id varchar, "
        "is_held boolean default true"
    ),
    RESULTS_TABLE: (
        "run_id varchar, suite varchar, expectation varchar, subject varchar, severity varchar, "
        "success boolean, observed varchar, expected varchar, n_unexpected bigint, "
        "sample varchar, error varchar, checked_at timestamp, remedy varchar, action varchar, "
        "n_checked bigint, observed_value double"
    ),
    # One row per content that was judged, with what it was judged by; cohort is the run that first
    # looked at it.
    VERDICTS_TABLE: (
        "document_id varchar, sidecar_hash varchar, rules_version varchar, facts_hash ubigint, "
        "cohort varchar, run_id varchar, judged_at timestamp, is_blocked boolean, "
        "accepted_at timestamp, holding_hash ubigint, marking_hash ubigint"
    ),
    # How each model and test of dbt ended when it last ran.
    OUTCOMES_TABLE: (
        "node varchar, status varchar, is_blocking boolean, message varchar, run_id varchar, "
        "ended_at timestamp"
    ),
    COVERAGE_TABLE: (
        "city_code varchar, year integer, document_id varchar, sidecar_hash varchar, "
        "n_facts bigint, run_id varchar, accepted_at timestamp"
    ),
    # What each city's facts and people were when the gate last looked at them.
    CITIES_TABLE: "city_code varchar, facts_hash ubigint, people_hash ubigint",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One observation that one expectation keeps out of the marts."""

    observation_id: str
    document_id: str
    indicator_id: str | None
    observed: str
    expected: str
    sentence: str


def ensure_audit_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Creates the gate's tables where they are missing and adds columns that are new."""
    con.execute("create schema if not exists audit")
    for table, columns in _TABLES.items():
        con.execute(f"create table if not exists {table} ({columns})")
        for column in columns.split(", "):
            con.execute(f"alter table {table} add column if not exists {column}")
    con.execute(
        f"create or replace view {HELD_VIEW} as "
        f"select * from {QUARANTINE_TABLE} where released_at is null and is_held"
    )


_RELEASE_SQL = f"""
update {QUARANTINE_TABLE}
set released_at = current_localtimestamp(), released_run_id = $run_id
where released_at is null and suite = $suite and expectation = $expectation
  and observation_id in ({{judged}})
  and observation_id not in (select observation_id from gate_failing)
"""


_HOLD_SQL = f"""
insert into {QUARANTINE_TABLE} by name
select gate_failing.*, $suite as suite, $expectation as expectation, $run_id as run_id,
       $is_held as is_held,
       current_localtimestamp() as quarantined_at
from gate_failing
where observation_id not in (
    select observation_id from {QUARANTINE_TABLE}
    where released_at is null and suite = $suite and expectation = $expectation
)
"""


def quarantine(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    rule: tuple[str, str],
    judged: str,
    failures: Iterable[Failure],
    *,
    is_held: bool = True,
) -> None:
    """Makes the quarantine of one rule agree with its latest verdicts.

    Rows that fail are added once and keep their date; rows that were judged and do not fail are
    released, also those that the rule does not apply to any more. Other rows keep their state.

    Args:
        con: connection to the warehouse.
        run_id: the run that decides.
        rule: (suite, expectation).
        judged: query of the observation ids that were judged.
        failures: the rows that fail, one per observation.
        is_held: whether they leave the marts, or stay there with a mark.
    """
    names = ("observation_id", "document_id", "indicator_id", "observed", "expected", "sentence")
    rows = [[getattr(failure, name) for name in names] for failure in failures]
    con.register("gate_failing", pd.DataFrame(rows, columns=list(names), dtype="object"))
    arguments = dict(zip(("suite", "expectation"), rule, strict=True)) | {"run_id": run_id}
    con.execute(
        _RELEASE_SQL.format(judged=judged),
        arguments,
    )
    con.execute(
        _HOLD_SQL,
        arguments | {"is_held": is_held},
    )
    con.unregister("gate_failing")


def rules_in_force(con: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(suite, expectation) of every rule that holds rows back at present."""
    rows = con.execute(
        f"select distinct suite, expectation from {QUARANTINE_TABLE} where released_at is null"
    ).fetchall()
    return {(suite, expectation) for suite, expectation in rows}


def release_vanished(con: duckdb.DuckDBPyConnection, run_id: str, observations: str) -> None:
    """Releases rows whose observation is gone: extracted anew, replaced or retracted."""
    con.execute(
        f"""
        update {QUARANTINE_TABLE} set released_at = current_localtimestamp(), released_run_id = ?
        where released_at is null
          and observation_id not in (
              select observation_id from {observations}
              where observation_id in (
                  select observation_id from {QUARANTINE_TABLE} where released_at is null))
        """,
        [run_id],
    )


def append_results(
    con: duckdb.DuckDBPyConnection, run_id: str, results: Sequence[CheckResult]
) -> None:
    """Appends the results of one run to the log of all runs."""
    rows = pd.DataFrame(
        [
            {
                "run_id": run_id,
                "suite": result.suite,
                "expectation": result.expectation,
                "subject": result.subject,
                "severity": result.severity,
                "success": result.success,
                "observed": result.observed,
                "expected": result.expected,
                "n_unexpected": result.n_unexpected,
                "sample": json.dumps(result.sample, ensure_ascii=False, default=str),
                "error": result.error,
                "remedy": result.remedy,
                "action": result.action,
                "n_checked": result.n_checked,
                "observed_value": result.observed_value,
            }
            for result in results
        ]
    )
    if rows.empty:
        return
    rows = rows.astype({"error": "object", "observed_value": "float64"})
    con.register("gate_results", rows)
    con.execute(
        f"insert into {RESULTS_TABLE} by name "
        "select *, current_localtimestamp() as checked_at from gate_results"
    )
    con.unregister("gate_results")


def remember_outcomes(
    con: duckdb.DuckDBPyConnection, run_id: str, outcomes: pd.DataFrame, known: Sequence[str]
) -> None:
    """Keeps how each model and test of dbt ended; what the project no longer has is forgotten.

    Args:
        con: connection to the warehouse.
        run_id: the run in which they ended.
        outcomes: columns node, status, is_blocking, message.
        known: the names of all models and tests that the project has.
    """
    con.register("gate_outcomes", outcomes)
    con.execute(
        f"delete from {OUTCOMES_TABLE} where node in (select node from gate_outcomes) "
        "or node not in (select unnest(?))",
        [list(known)],
    )
    con.execute(
        f"insert into {OUTCOMES_TABLE} by name "
        "select *, ? as run_id, current_localtimestamp() as ended_at from gate_outcomes",
        [run_id],
    )
    con.unregister("gate_outcomes")

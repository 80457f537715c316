"""The gate between the warehouse's facts and everyone who trusts them.

Order of one run. The gate stands between dbt's intermediate models and its marts:

1. dbt builds `intermediate.int_observations`: every current fact in canonical units, after
   corrections, before any quarantine.
2. `run_suites` decides which documents to look at (scope.py), lays each fact beside what it is
   compared with (frames.py), runs the suites (runner.py), writes the rows to hold back to
   audit.quarantine and every result to audit.check_results.
3. Nothing blocks: dbt builds the marts without the rows whose quarantine is in force
   (`released_at is null`), they are published, and `accept` marks their content as accepted.
   Something blocks: marts and publication stay as they are, and what was looked at carries the
   verdict until its content or a rule changes; `refusals` keeps it from being published by
   whatever other way.

Why this order: the marts are built once, from rows that have passed; a row comes back by itself
as soon as a correction, a better extraction or other witnesses make it pass, because its document
is looked at again when any of these changed.

Belongs here: that order. Does not belong here: rules (library/), SQL (frames.py, audit.py), running
one suite (suite_runner.py).
Importing this module is cheap; Great Expectations is imported by the first check of a process.
See RULES.md.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import duckdb
import pandas as pd

from expectations import (
    audit,
    batch_frame,
    document_frame,
    doubt_frame,
    frames,
    inputs,
    scope,
    verdicts,
)
from expectations.audit import ensure_audit_tables
from expectations.catalogue import domains
from expectations.registry import (
    BATCH,
    CHECKED_MODEL,
    COVERAGE,
    DOCUMENTS,
    DOUBTS,
    DRIFT,
    OBSERVATIONS,
    RELATIONS,
)
from expectations.results import CheckResult, broken_check
from expectations.verdicts import refusals

__all__ = ["accept", "ensure_audit_tables", "refusals", "run_suites"]

Loaders: TypeAlias = dict[str, Callable[[], pd.DataFrame]]


def run_suites(
    con: duckdb.DuckDBPyConnection, run_id: str, batch_documents: int | None = None
) -> list[CheckResult]:
    """Checks what was never accepted, and what is no longer what an earlier verdict depends on.

    Args:
        con: open, writable connection to the warehouse; stays open.
        run_id: the run that the results and the quarantine are recorded under.
        batch_documents: how many documents go through the suites at a time, by default as the
            environment says; verdicts and results do not depend on it.

    Returns:
        One result per expectation, passed ones included; publish only when none of them `.blocks`.
        Nothing when there is nothing to look at, without importing Great Expectations.
    """
    ensure_audit_tables(con)
    try:
        frames.prepare_current(con)
        audit.release_vanished(con, run_id, frames.OBSERVATIONS)
        results: list[CheckResult] = []
        if scope.prepare_scope(con, run_id):
            results = _run_all(con, run_id, batch_documents or scope.batch_documents())
            _remember(con, run_id, results)
    except Exception as error:
        results = [broken_check(OBSERVATIONS, CHECKED_MODEL, error)]
    audit.append_results(con, run_id, results)
    return results


def accept(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Marks what was published as accepted; call it after publication only."""
    verdicts.accept_standing(con, run_id)
    frames.prepare_current(con)
    batch_frame.accept_coverage(con, run_id)


def _run_all(con: duckdb.DuckDBPyConnection, run_id: str, n_documents: int) -> list[CheckResult]:
    """Batches through the suites that hold back, then through those that mark, then the run."""
    from expectations.suite_runner import SuiteRunner, added_up
    from expectations.suites import gate_suites

    suites = gate_suites()
    runner = SuiteRunner(con, run_id)
    results: list[CheckResult] = []

    def run(loaders: Loaders) -> None:
        for name, load in loaders.items():
            results.extend(runner.run(name, suites[name], load))

    for _ in scope.batches(con, n_documents, holds=True):
        frames.prepare_rows(con)
        run(_holding(con))
    scope.widen_scope(con)
    for _ in scope.batches(con, n_documents, holds=False):
        frames.prepare_facts(con)
        run({
            RELATIONS: lambda: frames.related(con),
            DOUBTS: lambda: doubt_frame.doubtful(con),
        })  # fmt: skip
    run({
        BATCH: lambda: batch_frame.shares(con),
        COVERAGE: lambda: batch_frame.coverage(con),
        DRIFT: lambda: batch_frame.drift(con, run_id),
    })  # fmt: skip
    return added_up(results)


def _holding(con: duckdb.DuckDBPyConnection) -> Loaders:
    """The suites that can hold a fact back: none of them asks what others hold back."""
    catalogued = _by_domain(con)
    return {
        OBSERVATIONS: lambda: frames.observations(con),
        **{domain: partial(catalogued, domain) for domain in domains()},
        DOCUMENTS: lambda: document_frame.documents(con),
    }


def _remember(con: duckdb.DuckDBPyConnection, run_id: str, results: list[CheckResult]) -> None:
    """Keeps the verdicts, and what they were come to with unless a check broke."""
    is_broken = any(result.error for result in results)
    if is_broken:
        inputs.forget_hashes(con)
    is_blocked = any(result.blocks for result in results)
    verdicts.remember_verdicts(con, run_id, is_blocked=is_blocked)
    if not is_broken:
        inputs.remember_cities(con)


def _by_domain(con: duckdb.DuckDBPyConnection) -> Callable[[str], pd.DataFrame]:
    """Loads the catalogued facts of a batch once, at the first domain that asks for them."""
    loaded: dict[str, pd.DataFrame] = {}

    def domain_frame(domain: str) -> pd.DataFrame:
        if not loaded:
            everything = frames.catalogued(con)
            loaded[""] = everything.iloc[0:0]
            for key, group in everything.groupby("domain"):
                loaded[str(key)] = group.reset_index(drop=True)
        return loaded.get(domain, loaded[""])

    return domain_frame

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
as soon as a correction or a better extraction makes it pass, because documents with a row in
quarantine are looked at in every run.

Belongs here: that order. Does not belong here: rules (library/), SQL (frames.py, audit.py).
Importing this module is cheap; Great Expectations is imported by the first check of a process.
See RULES.md.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import pandas as pd

from expectations import audit, batch_frame, document_frame, frames, scope, verdicts
from expectations.audit import Failure, ensure_audit_tables
from expectations.registry import (
    BATCH,
    CHECKED_MODEL,
    COVERAGE,
    DOCUMENTS,
    DRIFT,
    OBSERVATIONS,
    RELATIONS,
)
from expectations.results import MAX_SAMPLES, CheckResult
from expectations.verdicts import refusals

if TYPE_CHECKING:
    from expectations.library.base import RowExpectation
    from expectations.runner import Verdict

__all__ = ["accept", "ensure_audit_tables", "refusals", "run_suites"]

_ERROR_REMEDY = (
    "The check itself broke, so nothing is known about the data: read the exception, mend the "
    "check, run again. Nothing is published until then."
)

# Domain suites judge witnesses outside the scope too, the others what is in scope only.
_WITHOUT_WITNESSES = (OBSERVATIONS, RELATIONS, DOCUMENTS)
_JUDGED = "select observation_id from gate_rows"
_JUDGED_IN_SCOPE = f"{_JUDGED} where is_in_scope"

# A failing row, what was observed of it, what was expected.
Explained: TypeAlias = tuple[dict[str, Any], str, str]


def run_suites(con: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    """Checks what was never accepted, and what an earlier verdict depends on.

    Args:
        con: open, writable connection to the warehouse; stays open.
        run_id: the run that the results and the quarantine are recorded under.

    Returns:
        One result per expectation, passed ones included; publish only when none of them `.blocks`.
        Nothing when there is nothing to look at, without importing Great Expectations.
    """
    ensure_audit_tables(con)
    try:
        n_documents = scope.prepare_scope(con, run_id)
        frames.prepare_current(con)
        audit.release_vanished(con, run_id, frames.OBSERVATIONS)
        if n_documents or not batch_frame.coverage(con).empty:
            frames.prepare_reference(con)
            frames.prepare_rows(con)
            results = _run_all(con, run_id)
            is_blocked = any(result.blocks for result in results)
            verdicts.remember_verdicts(con, run_id, is_blocked=is_blocked)
        else:
            results = []
    except Exception as error:
        results = [_broken(OBSERVATIONS, "prepare", error)]
    audit.append_results(con, run_id, results)
    return results


def accept(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Marks what was published as accepted; call it after publication only."""
    verdicts.accept_standing(con, run_id)
    frames.prepare_current(con)
    batch_frame.accept_coverage(con, run_id)


def _run_all(con: duckdb.DuckDBPyConnection, run_id: str) -> list[CheckResult]:
    from expectations.suites import all_suites

    suites = all_suites()
    runner = _SuiteRunner(con, run_id)
    results = runner.run(OBSERVATIONS, suites.pop(OBSERVATIONS), lambda: frames.observations(con))
    later = {
        RELATIONS: lambda: frames.related(con),
        DOCUMENTS: lambda: document_frame.documents(con),
        BATCH: lambda: batch_frame.shares(con),
        COVERAGE: lambda: batch_frame.coverage(con),
        DRIFT: lambda: batch_frame.drift(con, run_id),
    }
    catalogued = _by_domain(con)
    for name, expectations in suites.items():
        results += runner.run(name, expectations, later.get(name) or partial(catalogued, name))
    return results


def _by_domain(con: duckdb.DuckDBPyConnection) -> Callable[[str], pd.DataFrame]:
    """Loads the catalogued facts once, at the first domain that asks for them."""
    loaded: dict[str, pd.DataFrame] = {}

    def domain_frame(domain: str) -> pd.DataFrame:
        if not loaded:
            everything = frames.catalogued(con)
            loaded[""] = everything.iloc[0:0]
            for key, group in everything.groupby("domain"):
                loaded[str(key)] = group.reset_index(drop=True)
        return loaded.get(domain, loaded[""])

    return domain_frame


class _SuiteRunner:
    """Runs suites one after another in one GX context and records what they hold back."""

    def __init__(self, con: duckdb.DuckDBPyConnection, run_id: str) -> None:
        from expectations.runner import new_batches

        self._con = con
        self._run_id = run_id
        self._batches = new_batches()
        self._in_force = audit.rules_in_force(con)

    def run(
        self,
        suite: str,
        expectations: list[RowExpectation],
        load: Callable[[], pd.DataFrame],
    ) -> list[CheckResult]:
        """Loads the suite's frame and judges it; an exception is an error of the suite."""
        from expectations.runner import run_suite

        try:
            frame = load()
            if frame.empty:
                self._release(suite, expectations)
                return []
            verdicts = run_suite(self._batches, suite, frame, expectations)
            return [
                result for verdict in verdicts for result in self._record(suite, frame, verdict)
            ]
        except Exception as error:
            return [_broken(suite, "prepare", error)]

    def _release(self, suite: str, expectations: list[RowExpectation]) -> None:
        for expectation in expectations:
            self._hold_back(suite, expectation, [])

    def _record(self, suite: str, frame: pd.DataFrame, verdict: Verdict) -> list[CheckResult]:
        expectation = verdict.expectation
        rows = _records(verdict.failing)
        explained = [(row, *expectation.explain(row)) for row in rows]
        if verdict.error is None:
            self._hold_back(suite, expectation, explained)
        if suite == DRIFT and verdict.error is None:
            return _per_metric(frame, expectation, explained)
        return [_result(suite, frame, verdict, explained, self._sources(rows))]

    def _hold_back(
        self, suite: str, expectation: RowExpectation, explained: list[Explained]
    ) -> None:
        if expectation.action == "quarantine":
            failures = [_failure(row, observed, wanted) for row, observed, wanted in explained]
            failures += [
                _right_side(failure, row)
                for failure, (row, _, _) in zip(failures, explained, strict=True)
                if "right_observation_id" in row
            ]
        elif expectation.action == "quarantine_document":
            failures = self._whole_documents(explained)
        else:
            return
        rule = (suite, expectation.expectation_type)
        if failures or rule in self._in_force:
            judged = _JUDGED_IN_SCOPE if suite in _WITHOUT_WITNESSES else _JUDGED
            unique = {failure.observation_id: failure for failure in failures}
            audit.quarantine(self._con, self._run_id, rule, judged, unique.values())

    def _whole_documents(self, explained: list[Explained]) -> list[Failure]:
        words = {row["document_id"]: (observed, wanted) for row, observed, wanted in explained}
        rows = self._con.execute(
            "select observation_id, document_id, indicator_id, sentence from gate_rows "
            "where is_in_scope and document_id in (select unnest(?))",
            [list(words)],
        ).fetchall()
        return [
            Failure(observation, document, indicator, *words[document], sentence)
            for observation, document, indicator, sentence in rows
        ]

    def _sources(self, rows: list[dict[str, Any]]) -> dict[str, str]:
        ids = list({row["document_id"] for row in rows if "document_id" in row})
        found = self._con.execute(
            "select document_id, source_file from raw.documents "
            "where document_id in (select unnest(?))",
            [ids[: 10 * MAX_SAMPLES]],
        ).fetchall()
        return dict(found)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _failure(row: dict[str, Any], observed: str, wanted: str) -> Failure:
    return Failure(
        observation_id=row["observation_id"],
        document_id=row["document_id"],
        indicator_id=_text(row["indicator_id"]),
        observed=observed,
        expected=wanted,
        sentence=row["sentence"],
    )


def _right_side(failure: Failure, row: dict[str, Any]) -> Failure:
    return Failure(
        row["right_observation_id"], failure.document_id, row["right_indicator_id"],
        failure.observed, failure.expected, failure.sentence,
    )  # fmt: skip


def _sample(explained: list[Explained], sources: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "document": sources.get(row.get("document_id", ""), row.get("source_file")),
            "document_id": row.get("document_id"),
            "observation_id": row.get("observation_id"),
            "indicator_id": _text(row.get("indicator_id")),
            "quote": row.get("quote"),
            "sentence": row.get("sentence") or row.get("title"),
            "value": row.get("value"),
            "observed": observed,
            "expected": wanted,
        }
        for row, observed, wanted in explained[:MAX_SAMPLES]
    ]


def _observed(n_rows: int, verdict: Verdict, explained: list[Explained]) -> str:
    if verdict.error:
        return "not known"
    if explained:
        return f"{len(explained)} of {n_rows} fail: {explained[0][1]}"
    return f"{n_rows} of {n_rows} pass"


def _result(
    suite: str,
    frame: pd.DataFrame,
    verdict: Verdict,
    explained: list[Explained],
    sources: dict[str, str],
) -> CheckResult:
    from expectations.suites import severity_of

    expectation = verdict.expectation
    return CheckResult(
        suite=suite,
        expectation=expectation.expectation_type,
        subject=CHECKED_MODEL,
        severity=severity_of(type(expectation)),
        success=verdict.success,
        observed=_observed(len(frame), verdict, explained),
        expected=expectation.statement,
        n_unexpected=len(explained),
        sample=_sample(explained, sources),
        error=verdict.error,
        remedy=_ERROR_REMEDY if verdict.error else "" if verdict.success else expectation.remedy,
        action=expectation.action,
        n_checked=len(frame),
    )


def _per_metric(
    frame: pd.DataFrame,
    expectation: RowExpectation,
    explained: list[Explained],
) -> list[CheckResult]:
    """One result per metric, with its number, which is the history of later runs."""
    failing = {row["subject"] for row, _, _ in explained}
    results = []
    for row in _records(frame.dropna(subset=["value"])):
        observed, wanted = expectation.explain(row)
        success = row["subject"] not in failing
        results.append(
            CheckResult(
                suite=DRIFT,
                expectation=expectation.expectation_type,
                subject=row["subject"],
                severity="warning",
                success=success,
                observed=observed,
                expected=wanted if row["low"] == row["low"] else "no history yet",
                n_unexpected=int(not success),
                remedy="" if success else expectation.remedy,
                action=expectation.action,
                n_checked=1,
                observed_value=row["value"],
            )
        )
    return results


def _broken(suite: str, expectation: str, error: Exception) -> CheckResult:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return CheckResult(
        suite=suite,
        expectation=expectation,
        subject=CHECKED_MODEL,
        severity="critical",
        success=False,
        observed="not known",
        expected="the check runs",
        error=f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})",
        remedy=_ERROR_REMEDY,
        action="block",
    )

"""Running one suite: its rows loaded, judged, held back or marked, and put into words.

Belongs here: what happens with the failing rows of a rule, and how a result is told.
Does not belong here: the order of a run (gate.py), Great Expectations itself (runner.py), rules.
Importing this module imports Great Expectations: only what checks does so.
See RULES.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeAlias

import duckdb
import pandas as pd

from expectations import audit
from expectations.audit import Failure
from expectations.library.rule import Rule
from expectations.registry import CHECKED_MODEL, DRIFT
from expectations.results import ERROR_REMEDY, MAX_SAMPLES, CheckResult, broken_check
from expectations.runner import Verdict, new_batches, run_suite

# Every fact of the documents of a batch, also what a suite has no row for any more.
_JUDGED = "select observation_id from gate_rows where is_in_batch"

# A failing row, what was observed of it, what was expected.
Explained: TypeAlias = tuple[dict[str, Any], str, str]


class SuiteRunner:
    """Runs suites one after another in one GX context and records what they hold back."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, run_id: str, subject: str = CHECKED_MODEL
    ) -> None:
        self._con = con
        self._run_id = run_id
        self._subject = subject
        self._batches = new_batches()
        self._in_force = audit.rules_in_force(con)

    def run(
        self,
        suite: str,
        rules: list[Rule],
        load: Callable[[], pd.DataFrame],
    ) -> list[CheckResult]:
        """Loads the suite's frame and judges it; an exception is an error of the suite."""
        try:
            frame = load()
            if frame.empty:
                self._release(suite, rules)
                return []
            verdicts = run_suite(self._batches, suite, frame, rules)
            return [
                result for verdict in verdicts for result in self._record(suite, frame, verdict)
            ]
        except Exception as error:
            return [broken_check(suite, self._subject, error)]

    def _release(self, suite: str, rules: list[Rule]) -> None:
        for rule in rules:
            self._hold_back(suite, rule, [])

    def _record(self, suite: str, frame: pd.DataFrame, verdict: Verdict) -> list[CheckResult]:
        rule = verdict.rule
        rows = _records(verdict.failing)
        explained = [(row, *rule.explain(row)) for row in rows]
        if verdict.error is None:
            self._hold_back(suite, rule, explained)
        if suite == DRIFT and verdict.error is None:
            return _per_metric(frame, rule, explained)
        return [_result((suite, self._subject), frame, verdict, explained, self._sources(rows))]

    def _hold_back(self, suite: str, rule: Rule, explained: list[Explained]) -> None:
        if rule.action in ("quarantine", "mark"):
            failures = [_failure(row, observed, wanted) for row, observed, wanted in explained]
            failures += [
                _right_side(failure, row)
                for failure, (row, _, _) in zip(failures, explained, strict=True)
                if "right_observation_id" in row
            ]
        elif rule.action in ("quarantine_document", "quarantine_touched"):
            failures = self._facts_of_documents(rule, explained)
        else:
            return
        name = (suite, rule.name)
        if failures or name in self._in_force:
            unique = {failure.observation_id: failure for failure in failures}
            audit.quarantine(
                self._con, self._run_id, name, _JUDGED, unique.values(),
                is_held=rule.action != "mark",
            )  # fmt: skip

    def _facts_of_documents(self, rule: Rule, explained: list[Explained]) -> list[Failure]:
        """The facts that a doubt about their document touches."""
        words = {row["document_id"]: (observed, wanted) for row, observed, wanted in explained}
        rows = self._con.execute(
            "select observation_id, facts.document_id, indicator_id, sentence "
            "from gate_rows as facts "
            "inner join raw.document_contexts as contexts using (document_id) "
            "where is_in_batch and facts.document_id in (select unnest(?)) "
            f"and ({rule.touches})",
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


def added_up(results: Iterable[CheckResult]) -> list[CheckResult]:
    """One result per rule from those of batches, as if all had been looked at at once."""
    groups: dict[tuple[str, str, str], list[CheckResult]] = {}
    for result in results:
        key = (result.suite, result.expectation, result.subject)
        groups.setdefault(key, []).append(result)
    return [_sum(group) if len(group) > 1 else group[0] for group in groups.values()]


def _sum(group: list[CheckResult]) -> CheckResult:
    worst = next((it for it in group if it.error), None) or next(
        (it for it in group if not it.success), group[0]
    )
    sample = [row for it in group for row in it.sample][:MAX_SAMPLES]
    n_failing, n_rows = (sum(it.n_unexpected for it in group), sum(it.n_checked for it in group))
    is_known = worst.error is None
    return replace(
        worst,
        observed=_observed(n_rows, n_failing, sample) if is_known else worst.observed,
        n_unexpected=n_failing,
        n_checked=n_rows,
        sample=sample,
    )


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


def _observed(n_rows: int, n_failing: int, sample: list[dict[str, Any]]) -> str:
    if n_failing:
        return f"{n_failing} of {n_rows} fail: {sample[0]['observed']}"
    return f"{n_rows} of {n_rows} pass"


def _result(
    where: tuple[str, str],
    frame: pd.DataFrame,
    verdict: Verdict,
    explained: list[Explained],
    sources: dict[str, str],
) -> CheckResult:
    rule = verdict.rule
    sample = _sample(explained, sources)
    observed = _observed(len(frame), len(explained), sample)
    return CheckResult(
        suite=where[0],
        expectation=rule.name,
        subject=where[1],
        severity=rule.severity,
        success=verdict.success,
        observed="not known" if verdict.error else observed,
        expected=rule.statement,
        n_unexpected=len(explained),
        sample=sample,
        error=verdict.error,
        remedy=ERROR_REMEDY if verdict.error else "" if verdict.success else rule.remedy,
        action=rule.action,
        n_checked=len(frame),
    )


def _per_metric(frame: pd.DataFrame, rule: Rule, explained: list[Explained]) -> list[CheckResult]:
    """One result per metric, with its number, which is the history of later runs."""
    failing = {row["subject"] for row, _, _ in explained}
    results = []
    for row in _records(frame.dropna(subset=["value"])):
        observed, wanted = rule.explain(row)
        success = row["subject"] not in failing
        results.append(
            CheckResult(
                suite=DRIFT,
                expectation=rule.name,
                subject=row["subject"],
                severity="warning",
                success=success,
                observed=observed,
                expected=wanted if row["low"] == row["low"] else "no history yet",
                n_unexpected=int(not success),
                remedy="" if success else rule.remedy,
                action=rule.action,
                n_checked=1,
                observed_value=row["value"],
            )
        )
    return results

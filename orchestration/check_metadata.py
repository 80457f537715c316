"""How verdicts of the gate look in the UI: one asset check for each suite, with rows and remedy.

Belongs here: turning results into Dagster's. Does not belong here: running the suites (see
`checks.py`), deciding (see `expectations/`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    MetadataValue,
    TableRecord,
)

from expectations.audit import append_results
from expectations.registry import SuiteSpec
from expectations.results import CheckResult
from orchestration.asset_metadata import SAMPLE_ROWS
from orchestration.publication.pages_address import link_to, page_of


def check_results(
    suites: Sequence[SuiteSpec], results: Sequence[CheckResult]
) -> Iterator[AssetCheckResult]:
    """Yield one Dagster result for each suite, also for those that had nothing to look at."""
    by_suite = {
        name: list(found)
        for name, found in groupby(
            sorted(results, key=lambda result: result.suite), key=lambda result: result.suite
        )
    }
    for suite in suites:
        found = by_suite.get(suite.name, [])
        is_blocked = any(result.blocks for result in found)
        yield AssetCheckResult(
            check_name=suite.name,
            passed=all(result.success and result.error is None for result in found),
            severity=AssetCheckSeverity.ERROR if is_blocked else AssetCheckSeverity.WARN,
            description=_summary(found),
            metadata=_suite_metadata(found),
        )


def single_check(
    connection: duckdb.DuckDBPyConnection,
    result: CheckResult,
    run_id: str,
    metadata: Mapping[str, Any],
) -> AssetCheckResult:
    """Keep the result of a check that is no suite, and return it as Dagster's, with its rows."""
    append_results(connection, run_id, [result])
    return AssetCheckResult(
        check_name=result.expectation,
        passed=result.success,
        severity=AssetCheckSeverity.ERROR
        if result.severity == "critical"
        else AssetCheckSeverity.WARN,
        description=result.observed,
        metadata={
            "expected": result.expected,
            "observed": result.observed,
            **({} if result.success else {"what to do": result.remedy}),
            **metadata,
        },
    )


def _summary(found: Sequence[CheckResult]) -> str:
    n_errors = sum(result.error is not None for result in found)
    n_failed = sum(not result.success for result in found) - n_errors
    if n_errors:
        return f"{n_errors} checks broke: an error of the check, not of the data."
    if n_failed:
        return f"{n_failed} of {len(found)} expectations not met."
    if found:
        return f"All expectations met ({len(found)})."
    return "Nothing to look at in this run."


def _suite_metadata(found: Sequence[CheckResult]) -> dict[str, Any]:
    failed = [result for result in found if not result.success or result.error is not None]
    metadata: dict[str, Any] = {
        "expectations": len(found),
        "failed": len(failed),
        "rows checked": max((result.n_checked for result in found), default=0),
        "observed and expected": MetadataValue.table([_record(result) for result in found])
        if found
        else "no rows",
    }
    for result in failed[:SAMPLE_ROWS]:
        name = f"{result.expectation}: {result.subject}"
        metadata[name] = MetadataValue.md(_explain(result))
    return metadata


def _record(result: CheckResult) -> TableRecord:
    return TableRecord(
        {
            "expectation": _breakable(result.expectation),
            "subject": _breakable(result.subject),
            "severity": result.severity,
            "result": _verdict(result),
            "observed": result.observed,
            "expected": result.expected,
            "failing rows": result.n_unexpected,
        }
    )


def _breakable(name: str) -> str:
    """Blanks instead of underscores let the UI break a name and leave room for the rest."""
    return name.replace("_", " ")


def _verdict(result: CheckResult) -> str:
    if result.error is not None:
        return "error of the check"
    return "met" if result.success else f"not met ({result.action})"


def _explain(result: CheckResult) -> str:
    lines = [
        f"**{_verdict(result)}**, severity {result.severity}",
        "",
        f"- observed: {result.observed}",
        f"- expected: {result.expected}",
        f"- failing rows: {result.n_unexpected}",
        f"- what to do: {result.remedy or 'look at the sentences below'}",
    ]
    if result.error is not None:
        lines += ["", "```", result.error, "```"]
    if result.sample:
        rows = "\n".join(json.dumps(row, ensure_ascii=False, default=str) for row in result.sample)
        lines += ["", "```json", rows, "```", *told_places(result.sample)]
    return "\n".join(lines)


def told_places(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line of Markdown for each row that names a fact: a link to it in the document's page."""
    found = [row for row in rows if row.get("document_id") and row.get("observation_id")]
    lines = [
        f"- [{_plain(row.get('quote') or row['observation_id'])}]"
        f"({link_to(page_of(str(row['document_id']), str(row['observation_id'])))}) "
        f"in {_plain(row.get('document') or row['document_id'])}"
        for row in found
    ]
    return ["", "In the documents, as published:", "", *lines] if lines else []


def _plain(text: object) -> str:
    """What a document says, so that Markdown takes it for nothing but letters."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(str(text).split()))


def describe_blocking(results: Sequence[CheckResult]) -> str:
    """Return why a run is not published, one paragraph for each result that blocks."""
    return "\n\n".join(
        f"### {result.suite}: {result.expectation}\n\n{_explain(result)}"
        for result in results
        if result.blocks
    )

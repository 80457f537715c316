"""The gate between what was read and who may trust it, as Dagster sees it.

Belongs here: running the suites, showing their results, blocking. Does not belong here: the rules
themselves (see `expectations/`), structural tests (see `dbt_project/`).
A failed critical check, or a check that broke, keeps everything after it from running.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    MaterializeResult,
    MetadataValue,
    TableRecord,
    asset,
)

from expectations.registry import CHECKED_MODEL, SUITES
from expectations.results import CheckResult
from orchestration.asset_metadata import SAMPLE_ROWS, table_metadata
from orchestration.names import GROUP_CHECKING, QUARANTINE
from orchestration.resources import Warehouse
from orchestration.run_history import count_run
from orchestration.settings import WRITER_POOL

CHANGED_DOCUMENTS = "select document_id from raw.document_contexts where run_id = $run_id"

QUARANTINED = """
from audit.quarantine
where released_at is null
"""

SAMPLE = f"""
select
    suite || ': ' || expectation as failed,
    observed || ', expected ' || expected as observed,
    sentence
{QUARANTINED}
order by quarantined_at desc
limit {SAMPLE_ROWS}
"""


@asset(
    key=QUARANTINE,
    deps=[CHECKED_MODEL],
    group_name=GROUP_CHECKING,
    kinds={"greatexpectations", "duckdb"},
    pool=WRITER_POOL,
    check_specs=[
        AssetCheckSpec(suite.name, asset=QUARANTINE, description=suite.description, blocking=True)
        for suite in SUITES
    ],
)
def quarantine(
    context: AssetExecutionContext, warehouse: Warehouse
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Facts that may not enter the marts, each with the expectation it failed.

    Great Expectations suites, generated from the catalogue, look at what the run changed. A single
    implausible row is set aside here and the rest goes on; a structural or systematic failure
    stops the run, and what was published stays as it is.
    """
    from expectations.gate import run_suites

    with warehouse.connect() as connection:
        changed = connection.execute(CHANGED_DOCUMENTS, {"run_id": context.run_id}).fetchall()
        count_run(connection, context.run_id)
        results = run_suites(
            connection, context.run_id, [document_id for (document_id,) in changed]
        )
        yield MaterializeResult(metadata=_metadata(connection, results))
    yield from check_results(results)


def check_results(results: Sequence[CheckResult]) -> Iterator[AssetCheckResult]:
    """Yield one Dagster result for each suite, also for those that had nothing to look at."""
    by_suite = {
        name: list(found)
        for name, found in groupby(
            sorted(results, key=lambda result: result.suite), key=lambda result: result.suite
        )
    }
    for suite in SUITES:
        found = by_suite.get(suite.name, [])
        is_blocked = any(result.blocks for result in found)
        yield AssetCheckResult(
            check_name=suite.name,
            passed=all(result.success and result.error is None for result in found),
            severity=AssetCheckSeverity.ERROR if is_blocked else AssetCheckSeverity.WARN,
            description=_summary(found),
            metadata=_suite_metadata(found),
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
            "expectation": result.expectation,
            "subject": result.subject,
            "severity": result.severity,
            "result": _verdict(result),
            "observed": result.observed,
            "expected": result.expected,
            "failing rows": result.n_unexpected,
        }
    )


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
        lines += ["", "```json", rows, "```"]
    return "\n".join(lines)


def _metadata(
    connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult]
) -> dict[str, Any]:
    (n_rows,) = connection.execute(
        f"select count(distinct observation_id) {QUARANTINED}"
    ).fetchone() or (0,)
    return {
        "expectations checked": len(results),
        "expectations not met": sum(not result.success for result in results),
        "blocking": sum(result.blocks for result in results),
        "dagster/row_count": n_rows,
        "rows set aside": table_metadata(connection, SAMPLE),
    }

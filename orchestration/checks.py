"""The gate between what was read and who may trust it, as Dagster sees it.

Belongs here: the asset that runs the suites and stops the run. Does not belong here: the rules
themselves (see `expectations/`), how results look (see `check_metadata.py`), structural tests
(see `dbt_project/`).
A failed critical check, or a check that broke, keeps everything after it from running.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    Failure,
    MaterializeResult,
    MetadataValue,
    asset,
)

from expectations.registry import CHECKED_MODEL, GATE_SUITES
from expectations.results import CheckResult
from orchestration.asset_metadata import SAMPLE_ROWS, inline_markdown, rows_of, table_metadata
from orchestration.check_metadata import check_results, describe_blocking, told_places
from orchestration.duty import read_report
from orchestration.duty_lines import duty_markdown
from orchestration.names import DUTY_REPORT, GROUP_CHECKING, QUARANTINE
from orchestration.resources import Warehouse
from orchestration.run_history import count_run
from orchestration.settings import DATA_DOCS_FOLDER, WRITER_POOL

HELD_BACK = "from audit.held_back"

# Blanks instead of underscores let the UI break the names, and leave room for the sentence.
SAMPLE = f"""
select
    sentence,
    observed || ', expected ' || expected as observed,
    replace(expectation, '_', ' ') as failed
{HELD_BACK}
order by quarantined_at desc
limit {SAMPLE_ROWS}
"""


PLACES = f"""
select document_id, observation_id, source_file as document, quote
{HELD_BACK} inner join raw.documents using (document_id)
left join (select observation_id, quote from raw.candidate_facts) using (observation_id)
qualify row_number() over (partition by observation_id) = 1
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
        for suite in GATE_SUITES
    ],
)
def quarantine(
    context: AssetExecutionContext, warehouse: Warehouse
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Facts that may not enter the marts, each with the expectation it failed.

    Great Expectations suites, generated from the catalogue, look at what was never accepted. A
    single implausible row is set aside here and the rest goes on; a structural or systematic
    failure stops the run, and what was published stays as it is.
    """
    from expectations.gate import run_suites

    with warehouse.connect() as connection:
        count_run(connection, context.run_id)
        results = run_suites(connection, context.run_id)
        report = read_report(connection, context.run_id)
        yield MaterializeResult(
            metadata={
                DUTY_REPORT: MetadataValue.md(duty_markdown(report)),
                "facts held": report.n_held,
                "facts marked": report.n_marked,
                "files rejected": sum(report.rejected.values()),
                **_metadata(connection, results),
            }
        )
        yield from check_results(GATE_SUITES, results)
        if any(result.blocks for result in results):
            raise _blocked(context, connection, warehouse, results)


def _blocked(
    context: AssetExecutionContext,
    connection: duckdb.DuckDBPyConnection,
    warehouse: Warehouse,
    results: Sequence[CheckResult],
) -> Failure:
    blocking = [result for result in results if result.blocks]
    names = ", ".join(dict.fromkeys(f"{it.suite}: {it.expectation}" for it in blocking))
    report = duty_markdown(read_report(connection, context.run_id))
    metadata: dict[str, Any] = {
        "why": MetadataValue.md(describe_blocking(results)),
        DUTY_REPORT: MetadataValue.md(report),
    }
    docs = _build_docs(context, connection, Path(warehouse.path).parent / DATA_DOCS_FOLDER)
    if docs:
        metadata["data docs"] = MetadataValue.path(docs)
    return Failure(
        f"Not published, what was published stays as it is. Blocking: {names}. "
        f"{blocking[0].observed}; expected: {blocking[0].expected}. {blocking[0].remedy}",
        metadata=metadata,
        allow_retries=False,
    )


def _build_docs(
    context: AssetExecutionContext, connection: duckdb.DuckDBPyConnection, target: Path
) -> Path | None:
    """Render the expectations of the run; a failure of that must not hide why it is blocked."""
    from expectations.docs import build_data_docs

    try:
        return build_data_docs(connection, context.run_id, target)
    except Exception:
        context.log.warning("The Data Docs could not be built.", exc_info=True)
        return None


def _metadata(
    connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult]
) -> dict[str, Any]:
    (n_rows,) = connection.execute(
        f"select count(distinct observation_id) {HELD_BACK}"
    ).fetchone() or (0,)
    places = rows_of(connection, PLACES)
    return {
        "expectations checked": len(results),
        "expectations not met": sum(not result.success for result in results),
        "blocking": sum(result.blocks for result in results),
        "dagster/row_count": n_rows,
        "rows set aside": table_metadata(connection, SAMPLE),
        "where they stand": inline_markdown(told_places(places) or ["-"]),
    }

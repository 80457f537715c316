"""The last asset: the files that readers open.

Belongs here: the asset and what its page shows. Does not belong here: how files are exchanged (see
`publishing.py`), what may be published (see `checks.py`).
See the README, section "How a document becomes a number".
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetSpec,
    Failure,
    MaterializeResult,
    MetadataValue,
    RetryPolicy,
    TableRecord,
    UrlMetadataValue,
    asset,
)

from expectations.registry import PANEL_SUITE
from expectations.verdicts import Refusal
from orchestration.asset_metadata import SAMPLE_ROWS, table_metadata
from orchestration.assets.warehouse import marts
from orchestration.check_metadata import check_results
from orchestration.duckdb_files import read_published
from orchestration.duty import DutyReport, read_report
from orchestration.duty_lines import duty_markdown
from orchestration.model_version import version_variables
from orchestration.names import (
    DUTY_REPORT,
    GROUP_PUBLICATION,
    GROUP_RECORD,
    PUBLICATION_RECORD,
    PUBLISHED_MARTS,
    QUARANTINE,
)
from orchestration.publication.coverage_picture import coverage_metadata
from orchestration.publication.pages_address import FIRST_PAGE, link_to
from orchestration.publication.publishing import publish_marts
from orchestration.publication.record import Versions, recorded
from orchestration.resources import Publication, Warehouse
from orchestration.run_history import close_run
from orchestration.settings import PUBLISHED_FILE, WRITER_POOL

SAMPLE = f"""
select
    cells.city_name || ' ' || cells.year as city_and_year,
    concat_ws(' ', cells.indicator_id, cells.residence, nullif(cells.category, '')) as indicator,
    trim(trailing '.' from trim(trailing '0' from cells.value::varchar)) || ' ' || cells.unit
        as value,
    facts.quote as quote
from marts.fct_city_year_indicator as cells
left join marts.fct_observation as facts on cells.observation_id = facts.observation_id
order by hash(cells.observation_id)
limit {SAMPLE_ROWS}
"""

publication_record = AssetSpec(
    PUBLICATION_RECORD,
    group_name=GROUP_RECORD,
    kinds={"duckdb"},
    description="What was published when, cell by cell: written by published_marts, so that the "
    "views which tell of it seem to come before it; they are read when the files are built.",
)


@asset(
    key=PUBLISHED_MARTS,
    deps=[*sorted(marts.keys), QUARANTINE],
    group_name=GROUP_PUBLICATION,
    kinds={"duckdb", "parquet", "csv"},
    pool=WRITER_POOL,
    retry_policy=RetryPolicy(max_retries=2, delay=5),
    check_specs=[
        AssetCheckSpec(PANEL_SUITE.name, asset=PUBLISHED_MARTS, description=PANEL_SUITE.description)
    ],
)
def published_marts(
    context: AssetExecutionContext, warehouse: Warehouse, publication: Publication
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """The marts for readers: one DuckDB file, and Parquet and CSV beside it.

    A version is built beside the last good one and takes its place by the switch of one link, only
    when all that stands in the marts has an unblocked verdict, however this was started, and the
    panel as a whole keeps its rules, which is looked at in every run. A reader neither waits for it
    nor holds it up. It is numbered and recorded, cell by cell, where a cell differs from the one
    before.
    """
    from expectations.gate import accept, refusals
    from expectations.panel_check import check_panel
    from expectations.rules_version import rules_version

    with warehouse.connect() as connection:
        _refuse(refusals(connection), connection, context.run_id)
        results = check_panel(connection, context.run_id)
        blocking = [Refusal(f"{it.observed}.", it.remedy) for it in results if it.blocks]
        _refuse(blocking, connection, context.run_id)
    path = publication.path / PUBLISHED_FILE
    versions = Versions(version_variables()["MINZHENG_MARTS_VERSION"], rules_version())
    with recorded(warehouse.connect, path, context.run_id, versions) as record:
        tables = publish_marts(
            Path(warehouse.path),
            publication.path,
            context.run_id,
            kept_versions=publication.kept_versions,
            with_texts=publication.with_texts,
            with_pages=publication.with_pages,
        )
    with warehouse.connect() as connection:
        accept(connection, context.run_id)
        close_run(connection, context.run_id)
        report = read_report(connection, context.run_id)
    with read_published(path) as connection:
        sample = table_metadata(connection, SAMPLE)
        coverage = coverage_metadata(connection)
    yield MaterializeResult(
        metadata={
            DUTY_REPORT: MetadataValue.md(duty_markdown(report)),
            "publication": record.number,
            "differs from the one before": record.is_new,
            "published file": MetadataValue.path(path),
            "version": path.resolve().parent.name,
            **_pages(publication),
            "size in bytes": path.stat().st_size,
            **_numbers(report),
            **coverage,
            "tables": MetadataValue.table(
                [TableRecord({"table": table.name, "rows": table.n_rows}) for table in tables]
            ),
            "sample of the panel": sample,
        }
    )
    yield from check_results([PANEL_SUITE], results)


def _pages(publication: Publication) -> dict[str, UrlMetadataValue]:
    """The link to the pages, where there are some."""
    if not publication.with_pages:
        return {}
    return {"pages": MetadataValue.url(link_to(FIRST_PAGE))}


def _numbers(report: DutyReport) -> dict[str, int | float]:
    """What came of the documents, and how far sources agree: the UI draws numbers over the runs."""
    numbers: dict[str, int | float] = {
        "documents": report.n_documents,
        "files rejected": sum(report.rejected.values()),
        "facts": report.n_facts,
        "share catalogued": round(report.share_catalogued, 4),
        "facts held": report.n_held,
        "facts marked": report.n_marked,
        "panel cells": report.n_cells,
        "checks not passed": len(report.checks) - report.count("passed"),
        "cells stated by two sources": report.n_stated_twice,
    }
    if report.share_agreeing is not None:
        numbers["share of them that agree"] = round(report.share_agreeing, 4)
    return numbers


def _refuse(
    refusals: Sequence[Refusal], connection: duckdb.DuckDBPyConnection, run_id: str
) -> None:
    if not refusals:
        return
    raise Failure(
        "Not published, what was published stays as it is. " + str(refusals[0]),
        metadata={
            "why": MetadataValue.md("\n".join(f"- {refusal}" for refusal in refusals)),
            DUTY_REPORT: MetadataValue.md(duty_markdown(read_report(connection, run_id))),
        },
        allow_retries=False,
    )

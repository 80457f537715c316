"""The first asset: what stands in the landing zone, loaded unchanged.

Belongs here: the asset, its configuration, what its page shows. Does not belong here: how files
are read (see `landing/zone.py`) and stored (see `landing/documents.py`).
See the README, section "How a document becomes a number".
"""

from collections.abc import Iterator
from typing import Any

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    Backoff,
    Config,
    Failure,
    Jitter,
    MaterializeResult,
    MetadataValue,
    RetryPolicy,
    asset,
)
from pydantic import Field

from expectations.registry import LANDING
from expectations.results import CheckResult
from orchestration.asset_metadata import SAMPLE_ROWS, table_metadata
from orchestration.check_metadata import single_check
from orchestration.duckdb_files import single_row
from orchestration.duty import REJECTED_FILES
from orchestration.duty_lines import REMEDY_REJECTED
from orchestration.errors import MendableError
from orchestration.landing.documents import LandingReport, load_documents
from orchestration.landing.zone import LandingZone
from orchestration.names import CHECK_ALL_FILES_LOADED, GROUP_LANDING, RAW_DOCUMENTS
from orchestration.resources import Landing, Warehouse
from orchestration.run_history import open_run
from orchestration.settings import WRITER_POOL


class SelectDocuments(Config):
    """Which documents a run looks at; set it in the Launchpad to run a part again."""

    glob: str = Field(
        "*", description="Paths below the landing zone to look at, such as `2019/*.txt`."
    )
    full_refresh: bool = Field(
        False, description="Do everything again, although this version has done it."
    )


@asset(
    key=RAW_DOCUMENTS,
    group_name=GROUP_LANDING,
    kinds={"python", "duckdb"},
    pool=WRITER_POOL,
    retry_policy=RetryPolicy(
        max_retries=3, delay=5, backoff=Backoff.EXPONENTIAL, jitter=Jitter.PLUS_MINUS
    ),
    check_specs=[
        AssetCheckSpec(
            CHECK_ALL_FILES_LOADED,
            asset=RAW_DOCUMENTS,
            description="Every file of the landing zone is a document that could be read. A "
            "rejected one is listed with its reason; deliver it again, the next run takes it.",
        )
    ],
)
def raw_documents(
    context: AssetExecutionContext,
    config: SelectDocuments,
    landing: Landing,
    warehouse: Warehouse,
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Every document of the landing zone: its unchanged bytes, its text, its history.

    A document is its content (SHA-256). The same bytes under two names are one document; a changed
    file is a new document that supersedes the old one at its path. A file that has not changed is
    not opened again, and one that disappears keeps its facts.
    """
    with warehouse.connect() as connection:
        open_run(connection, context.run_id)
        try:
            report = load_documents(
                connection,
                LandingZone(landing.uri),
                run_id=context.run_id,
                glob=config.glob,
                full_refresh=config.full_refresh,
                progress=lambda n_read, n: context.log.info(f"{n_read:,} of {n:,} files"),
            )
        except MendableError as error:
            raise Failure(str(error), allow_retries=False) from error
        yield MaterializeResult(metadata=_metadata(connection, landing.uri, report))
        yield _check(connection, context.run_id, report.n_files)


def _metadata(
    connection: duckdb.DuckDBPyConnection, uri: str, report: LandingReport
) -> dict[str, Any]:
    totals = single_row(
        connection,
        "select count(*) as n_documents, count(superseded_at) as n_superseded from raw.documents",
    )
    return {
        "landing zone": uri,
        "files seen": report.n_files,
        "files unchanged": report.n_unchanged,
        "documents new": report.n_new_documents,
        "characters read": report.n_chars,
        "documents superseded": totals["n_superseded"],
        "dagster/row_count": totals["n_documents"],
        "rejected in this run": sum(report.rejections.values()),
        "rejected by reason": MetadataValue.json(dict(report.rejections)),
        "latest documents": table_metadata(
            connection,
            f"""
            select
                source_file,
                document_id[:12] as document_id,
                encoding || ', ' || n_chars || ' characters' as size,
                replace(text[:36], chr(10), ' ') as begins_with
            from raw.documents
            order by landed_at desc, source_file
            limit {SAMPLE_ROWS}
            """,
        ),
    }


def _check(connection: duckdb.DuckDBPyConnection, run_id: str, n_files: int) -> AssetCheckResult:
    rejected = connection.execute(REJECTED_FILES).fetchall()
    result = CheckResult(
        suite=LANDING,
        expectation=CHECK_ALL_FILES_LOADED,
        subject=RAW_DOCUMENTS,
        severity="warning",
        success=not rejected,
        observed=f"{len(rejected)} {'file' if len(rejected) == 1 else 'files'} rejected",
        expected="0 files rejected",
        n_unexpected=len(rejected),
        sample=[
            {"document": file, "reason": reason, "observed": detail}
            for file, reason, detail in rejected[:SAMPLE_ROWS]
        ],
        remedy="" if not rejected else REMEDY_REJECTED,
        n_checked=n_files,
    )
    files = table_metadata(connection, f"{REJECTED_FILES} limit {SAMPLE_ROWS}")
    return single_check(connection, result, run_id, {"rejected files": files})

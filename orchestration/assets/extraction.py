"""The second asset: every quantity that a document states, with what it is about.

Belongs here: the asset and what its page shows. Does not belong here: rules about text (see
`extraction/`), batches and storage (see `extracted_facts.py`).
See the README, section "How a document becomes a number".
"""

import time
from collections.abc import Iterator
from typing import Any

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    MaterializeResult,
    asset,
)

from expectations.registry import EXTRACTION
from expectations.results import CheckResult
from orchestration.asset_metadata import SAMPLE_ROWS, table_metadata
from orchestration.assets.landing import SelectDocuments
from orchestration.check_metadata import single_check
from orchestration.duckdb_files import single_row
from orchestration.duty import DISAGREEMENTS, STANDS, UNREADABLE
from orchestration.duty_lines import REMEDY_STATED, REMEDY_UNREADABLE, told_disagreement
from orchestration.extracted_facts import ExtractionReport, extract_due_documents
from orchestration.names import (
    CANDIDATE_FACTS,
    CHECK_ALL_DOCUMENTS_READ,
    CHECK_STATEMENTS_AGREE,
    GROUP_EXTRACTION,
    RAW_DOCUMENTS,
)
from orchestration.resources import Warehouse
from orchestration.settings import WRITER_POOL

TOTALS = """
select
    count(*) as n_facts,
    count(indicator_id) as n_catalogued,
    coalesce(count(indicator_id) / nullif(count(*), 0), 0.0) as share_catalogued,
    coalesce(avg(confidence), 0.0) as mean_confidence,
    coalesce(avg((confidence < 0.5)::integer), 0.0) as share_below_05,
    coalesce(avg((confidence >= 0.5 and confidence < 0.7)::integer), 0.0) as share_05_to_07,
    coalesce(avg((confidence >= 0.7 and confidence < 0.9)::integer), 0.0) as share_07_to_09,
    coalesce(avg((confidence >= 0.9)::integer), 0.0) as share_from_09
from raw.candidate_facts
"""

# One odd document is left out; when this many break, the rules are broken and not the documents.
MAX_FAILED_SHARE = 0.2

FAILED_SHARE = f"""
select
    count(*) as n_documents,
    count(error) as n_failed,
    (
        select count(*) from raw.unreadable inner join raw.documents using (document_id)
        where stage <> 'document' and {STANDS}
    ) as n_places
from raw.document_contexts inner join raw.documents using (document_id)
where {STANDS}
"""

# Few and short columns: the UI gives a table the width of half a page.
SAMPLE = f"""
select
    quote,
    concat_ws(
        ' ', city_name, nullif(area, ''), year(period_end),
        coalesce(indicator_id, 'uncatalogued: ' || label), status, round(confidence, 2)
    ) as read_as,
    substr(sentence, greatest(1, char_start - sentence_start - 11), 36) as in_the_text
from raw.candidate_facts
order by extracted_at desc, hash(observation_id)
limit {SAMPLE_ROWS}
"""


@asset(
    key=CANDIDATE_FACTS,
    deps=[RAW_DOCUMENTS],
    group_name=GROUP_EXTRACTION,
    kinds={"python", "jieba", "duckdb"},
    pool=WRITER_POOL,
    check_specs=[
        AssetCheckSpec(
            CHECK_ALL_DOCUMENTS_READ,
            asset=CANDIDATE_FACTS,
            blocking=True,
            description="The rules ran to their end on every document. One on which they break has "
            "no facts, keeps its error, and is tried again by the next version of the rules; a "
            "sentence on which they break is left out and told in audit_unreadable.",
        ),
        AssetCheckSpec(
            CHECK_STATEMENTS_AGREE,
            asset=CANDIDATE_FACTS,
            description="What sidecars, lists of deliveries and paths state of place and year is "
            "not contradicted by a title or a page line. audit_statement_disagreements lists what "
            "is, and which of the two the facts follow.",
        ),
    ],
)
def candidate_facts(
    context: AssetExecutionContext, config: SelectDocuments, warehouse: Warehouse
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """One row per quantity that a document mentions.

    Each row holds the span, the sentence, the subject, the period, the area, the status, the
    indicator and its rivals, and the cues that decided. Only documents that this version of the
    rules has not read yet are read; large batches are spread over processes.
    """
    started = time.monotonic()
    with warehouse.connect() as connection:
        report = extract_due_documents(
            connection,
            run_id=context.run_id,
            glob=config.glob,
            full_refresh=config.full_refresh,
            progress=lambda n_read, n_due: context.log.info(f"{n_read:,} of {n_due:,} documents"),
        )
        seconds = time.monotonic() - started
        yield MaterializeResult(metadata=_metadata(connection, report, seconds))
        yield _check(connection, context.run_id)
        yield _check_statements(connection, context.run_id)


def _metadata(
    connection: duckdb.DuckDBPyConnection, report: ExtractionReport, seconds: float
) -> dict[str, Any]:
    totals = single_row(connection, TOTALS)
    return {
        "extractor version": report.extractor_version,
        "documents read": len(report.document_ids),
        "facts in this run": report.n_facts,
        "characters per second": round(report.n_chars / seconds) if report.n_chars else 0,
        "documents with errors": report.n_errors,
        "places that could not be read": report.n_unreadable,
        "facts": totals["n_facts"],
        "dagster/row_count": totals["n_facts"],
        "facts catalogued": totals["n_catalogued"],
        "share catalogued": round(totals["share_catalogued"], 4),
        "mean confidence": round(totals["mean_confidence"], 4),
        "share below 0.5": round(totals["share_below_05"], 4),
        "share from 0.5 to 0.7": round(totals["share_05_to_07"], 4),
        "share from 0.7 to 0.9": round(totals["share_07_to_09"], 4),
        "share from 0.9": round(totals["share_from_09"], 4),
        "sample of facts": table_metadata(connection, SAMPLE),
    }


def _check(connection: duckdb.DuckDBPyConnection, run_id: str) -> AssetCheckResult:
    counts = single_row(connection, FAILED_SHARE)
    is_systematic = counts["n_failed"] > MAX_FAILED_SHARE * counts["n_documents"]
    unreadable = connection.execute(UNREADABLE).fetchall()
    passed = counts["n_failed"] == counts["n_places"] == 0
    result = CheckResult(
        suite=EXTRACTION,
        expectation=CHECK_ALL_DOCUMENTS_READ,
        subject=CANDIDATE_FACTS,
        severity="critical" if is_systematic else "warning",
        success=passed,
        observed=f"{counts['n_failed']} of {counts['n_documents']} documents with errors, "
        f"{counts['n_places']} sentences of others left out",
        expected=f"0 documents with errors; more than {MAX_FAILED_SHARE:.0%} of them block",
        n_unexpected=counts["n_failed"] + counts["n_places"],
        sample=[
            {"document": file, "stage": stage, "observed": error}
            for file, stage, error in unreadable[:SAMPLE_ROWS]
        ],
        remedy="" if passed else REMEDY_UNREADABLE,
        action="block" if is_systematic else "warn",
        n_checked=counts["n_documents"],
    )
    documents = table_metadata(connection, f"{UNREADABLE} limit {SAMPLE_ROWS}")
    return single_check(connection, result, run_id, {"documents": documents})


def _check_statements(connection: duckdb.DuckDBPyConnection, run_id: str) -> AssetCheckResult:
    found = connection.execute(DISAGREEMENTS).fetchall()
    n_documents = single_row(connection, FAILED_SHARE)["n_documents"]
    result = CheckResult(
        suite=EXTRACTION,
        expectation=CHECK_STATEMENTS_AGREE,
        subject=CANDIDATE_FACTS,
        severity="warning",
        success=not found,
        observed=f"the text speaks against {len(found)}",
        expected="the text speaks against no statement",
        n_unexpected=len(found),
        sample=[
            {"document": row[0], "observed": told_disagreement(*row)} for row in found[:SAMPLE_ROWS]
        ],
        remedy="" if not found else REMEDY_STATED,
        n_checked=n_documents,
    )
    statements = table_metadata(connection, f"{DISAGREEMENTS} limit {SAMPLE_ROWS}")
    return single_check(connection, result, run_id, {"statements": statements})

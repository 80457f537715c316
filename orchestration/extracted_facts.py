"""How documents become candidate facts, many at a time, and how those become rows.

Belongs here: which documents are due, the process pool, what happens to a document that breaks.
Does not belong here: any rule about text (see `extraction/`), storing rows (see `stored_facts.py`).
Work is keyed by document, sidecar and extractor version: a run takes only what is not done yet.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

import duckdb

from orchestration.extraction.blocks import Block
from orchestration.extraction.model import DocumentContext, Extraction, Fact, Unreadable
from orchestration.landing.formats.content import RECOGNISED
from orchestration.landing.stored_blocks import load_blocks
from orchestration.stored_facts import Rows, store_rows

BATCH_CHARS = 400_000
PARALLEL_CHARS = 2_000_000  # below, one process is done sooner than two have started
MAX_ERROR_CHARS = 2_000

# raw.candidate_facts keeps numbers as DECIMAL(24, 6).
MAX_NUMBER = Decimal(10) ** 18
NUMBER_STEP = Decimal("0.000001")

# Of a scan read twice: below the 0.9 from which trust is high.
RECOGNISED_CONFIDENCE = 0.85

DUE_DOCUMENTS = """
select documents.document_id, documents.n_chars, documents.sidecar_hash
from raw.documents as documents
left join raw.document_contexts as contexts
    on documents.document_id = contexts.document_id
    and documents.sidecar_hash = contexts.sidecar_hash
    and contexts.extractor_version = $version
where documents.retracted_at is null
    and (contexts.document_id is null or $full_refresh)
    and documents.source_file glob $glob
order by documents.source_file, documents.document_id
"""

_WITHIN = frozenset({"children", "period_confidence", "disagreements"})
"""What only the extraction itself needs of a context, or has a table of its own."""
CONTEXT_COLUMNS = tuple(
    name for name in (item.name for item in fields(DocumentContext)) if name not in _WITHIN
)
FACT_COLUMNS = tuple(item.name for item in fields(Fact))


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document to be read, as it travels to a worker process; `sidecar` is JSON."""

    document_id: str
    text: str
    sidecar: str
    sidecar_hash: str
    blocks: tuple[Block, ...] = ()
    is_recognised: bool = False


@dataclass(slots=True)
class ExtractionReport:
    """What an extraction did, for the page of the asset."""

    extractor_version: str
    document_ids: list[str]
    n_chars: int = 0
    n_facts: int = 0
    n_errors: int = 0
    n_unreadable: int = 0


Progress = Callable[[int, int], None]


def extract_due_documents(
    connection: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    glob: str = "*",
    full_refresh: bool = False,
    progress: Progress | None = None,
) -> ExtractionReport:
    """Read every document that this version of the rules has not read yet.

    Args:
        connection: The warehouse, open for writing.
        run_id: The run that is written beside each row.
        glob: Which paths below the landing zone to read.
        full_refresh: Read documents again that are done.
        progress: Called after each batch with the number of documents read, and of all due.
    """
    from orchestration.extraction import EXTRACTOR_VERSION

    due = connection.execute(
        DUE_DOCUMENTS, {"version": EXTRACTOR_VERSION, "full_refresh": full_refresh, "glob": glob}
    ).fetchall()
    report = ExtractionReport(EXTRACTOR_VERSION, [document_id for document_id, _, _ in due])
    report.n_chars = sum(n_chars for _, n_chars, _ in due)
    batches = (_load_batch(connection, ids) for ids in _split(due))
    n_read = 0
    for rows in _extract_batches(batches, is_parallel=report.n_chars >= PARALLEL_CHARS):
        store_rows(connection, rows, EXTRACTOR_VERSION, run_id)
        report.n_facts += len(rows["facts"])
        report.n_unreadable += len(rows["unreadable"])
        report.n_errors += sum(1 for row in rows["contexts"] if row["error"])
        n_read += len(rows["contexts"])
        if progress:
            progress(n_read, len(due))
    return report


def observation_key(document_id: str, fact: Fact) -> str:
    """Return the key that is the same for the same span on every machine and run."""
    span = f"{document_id}:{fact.char_start}:{fact.char_end}:{fact.part}"
    return hashlib.sha256(span.encode()).hexdigest()[:32]


def read_documents(documents: Sequence[DueDocument]) -> Rows:
    """Extract the facts of a batch; runs in worker processes, so plain data in and out.

    A document on which the extraction raises gets a context row with the error and no facts; a
    sentence on which it breaks, a row of its own.
    """
    from orchestration.extraction import extract

    rows: Rows = {"contexts": [], "facts": [], "unreadable": [], "disagreements": []}
    for document in documents:
        try:
            extraction = extract(document.text, json.loads(document.sidecar), document.blocks)
        except Exception:
            error = traceback.format_exc()
            rows["contexts"].append(_failed_row(document, error))
            rows["unreadable"].append(_unreadable_document(document, error))
        else:
            facts = [
                _fact_row(document.document_id, _as_sure_as_its_print(fact, document))
                for fact in extraction.facts
                if _fits(fact)
            ]
            rows["contexts"].append(_context_row(document, extraction, n_facts=len(facts)))
            rows["facts"].extend(facts)
            rows["unreadable"].extend(
                {"document_id": document.document_id} | asdict(place)
                for place in extraction.unreadable
            )
            rows["disagreements"].extend(
                {"document_id": document.document_id} | asdict(disagreement)
                for disagreement in extraction.context.disagreements
            )
    return rows


def _split(due: Sequence[tuple[str, int, str]]) -> Iterator[list[str]]:
    batch: list[str] = []
    n_batch_chars = 0
    for document_id, n_chars, _ in due:
        if batch and n_batch_chars + n_chars > BATCH_CHARS:
            yield batch
            batch, n_batch_chars = [], 0
        batch.append(document_id)
        n_batch_chars += n_chars
    if batch:
        yield batch


def _load_batch(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> list[DueDocument]:
    rows = connection.execute(
        "select document_id, text, sidecar, sidecar_hash, encoding from raw.documents "
        "where document_id in (select unnest($ids)) order by document_id",
        {"ids": ids},
    ).fetchall()
    blocks = load_blocks(connection, ids)
    return [
        DueDocument(key, text, sidecar, sidecar_hash, blocks.get(key, ()), encoding == RECOGNISED)
        for key, text, sidecar, sidecar_hash, encoding in rows
    ]


def _extract_batches(batches: Iterator[list[DueDocument]], *, is_parallel: bool) -> Iterator[Rows]:
    """Read batches here, or in processes with a bounded number of batches under way."""
    n_workers = os.cpu_count() or 1
    if not is_parallel or n_workers == 1:
        yield from map(read_documents, batches)
        return
    context = multiprocessing.get_context("spawn")
    lost: list[list[DueDocument]] = []
    with ProcessPoolExecutor(n_workers, mp_context=context) as pool:
        under_way: list[tuple[Future[Rows], list[DueDocument]]] = []
        for batch in batches:
            try:
                under_way.append((pool.submit(read_documents, batch), batch))
            except BrokenProcessPool:
                lost.append(batch)
            if len(under_way) > 2 * n_workers:
                yield from _collect(*under_way.pop(0), lost)
        for future, batch in under_way:
            yield from _collect(future, batch, lost)
    for batch in lost:
        for document in batch:
            yield _read_alone(document)


def _collect(
    future: Future[Rows], batch: list[DueDocument], lost: list[list[DueDocument]]
) -> Iterator[Rows]:
    try:
        yield future.result()
    except BrokenProcessPool:
        lost.append(batch)


def _read_alone(document: DueDocument) -> Rows:
    """Read one document in a process of its own: whoever killed the pool is found this way."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(read_documents, [document]).result()
        except BrokenProcessPool:
            error = "The process that read this document died, most likely for want of memory."
            return {
                "contexts": [_failed_row(document, error)],
                "facts": [],
                "unreadable": [_unreadable_document(document, error)],
                "disagreements": [],
            }


def _as_sure_as_its_print(fact: Fact, document: DueDocument) -> Fact:
    """A fact from a scan is never as sure as one from characters that were written as such."""
    if not document.is_recognised:
        return fact
    return replace(fact, confidence=fact.confidence * RECOGNISED_CONFIDENCE)


def _fits(fact: Fact) -> bool:
    """A number of 19 digits or more is an identifier that slipped through, not a quantity."""
    numbers = (fact.number, fact.number_high or fact.number)
    return all(abs(number) < MAX_NUMBER for number in numbers)


def _stored(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(NUMBER_STEP)


def _context_row(document: DueDocument, extraction: Extraction, *, n_facts: int) -> dict[str, Any]:
    row = {name: getattr(extraction.context, name) for name in CONTEXT_COLUMNS}
    return row | {
        "document_id": document.document_id,
        "sidecar_hash": document.sidecar_hash,
        "n_facts": n_facts,
        "error": None,
    }


def _failed_row(document: DueDocument, error: str) -> dict[str, Any]:
    return dict.fromkeys(CONTEXT_COLUMNS) | {
        "document_id": document.document_id,
        "sidecar_hash": document.sidecar_hash,
        "n_facts": 0,
        "error": error[-MAX_ERROR_CHARS:],
    }


def _unreadable_document(document: DueDocument, error: str) -> dict[str, Any]:
    """The whole document as one place that could not be read."""
    said = error.strip().splitlines()[-1]
    place = Unreadable("document", 0, len(document.text), said[:MAX_ERROR_CHARS])
    return {"document_id": document.document_id} | asdict(place)


def _fact_row(document_id: str, fact: Fact) -> dict[str, Any]:
    row = {name: getattr(fact, name) for name in FACT_COLUMNS}
    return row | {
        "observation_id": observation_key(document_id, fact),
        "document_id": document_id,
        "number": _stored(fact.number),
        "number_high": _stored(fact.number_high),
        "cues": json.dumps(fact.cues, ensure_ascii=False),
        "candidates": json.dumps(fact.candidates, ensure_ascii=False),
    }

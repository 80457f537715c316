"""How readings of the landing zone become rows of schema `raw`.

Belongs here: identity, the history of paths, supersession, rejections. Does not belong here:
reading files (see `landing/zone.py`), facts (see `extracted_facts.py`).
A document is its content: the same bytes under two names are one row, a changed file is a new
document that supersedes the old one at its path. Nothing is ever deleted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch

import duckdb
import pyarrow as pa

from orchestration.landing.deliveries import attach_statements, remember_lists
from orchestration.landing.formats.version import readers_version
from orchestration.landing.members import MEMBER
from orchestration.landing.stored_blocks import block_rows
from orchestration.landing.zone import LandedDocument, LandedFile, LandingZone, Reading

# Bounds the memory of a load; each batch is one transaction, so an interrupted run goes on.
BATCH_BYTES = 32_000_000
BATCH_FILES = 1_000

INSERT_DOCUMENTS = """
insert into raw.documents
select
    document_id, source_file, source_uri, content, text, encoding, media_type,
    size_bytes, n_chars, sidecar, sidecar_hash, modified_at, landed_at, null, null, run_id
from batch_documents
on conflict (document_id) do nothing
"""

# A full refresh takes what today's readers make of a known content.
REREAD_DOCUMENTS = """
update raw.documents as documents
set
    text = batch.text,
    encoding = batch.encoding,
    media_type = batch.media_type,
    n_chars = batch.n_chars
from batch_documents as batch
where documents.document_id = batch.document_id and documents.text <> batch.text
"""

FORGET_BLOCKS = """
delete from raw.document_blocks
where document_id in (select document_id from batch_documents)
"""

INSERT_BLOCKS = """
insert into raw.document_blocks
select document_id, block, kind, level, char_start, char_end, place, caption, cells
from batch_blocks
on conflict (document_id, block) do nothing
"""

LEAVE_OLD_PATHS = """
update raw.document_paths as paths
set is_current = false
from batch_documents as batch
where paths.source_file = batch.source_file
    and paths.document_id <> batch.document_id
    and paths.is_current
"""

UPSERT_PATHS = """
insert into raw.document_paths
select source_file, document_id, sidecar, landed_at, landed_at, true
from batch_documents
on conflict (source_file, document_id) do update set
    sidecar = excluded.sidecar,
    last_seen_at = excluded.last_seen_at,
    is_current = true
"""

# A document follows its first current path; without one it is superseded.
REFRESH_DOCUMENTS = """
with touched as (
    select distinct paths.document_id
    from raw.document_paths as paths
    semi join batch_documents as batch on paths.source_file = batch.source_file
),

standing as (
    select
        paths.document_id,
        bool_or(paths.is_current) as is_current,
        min_by(paths.source_file, (not paths.is_current, paths.source_file)) as source_file,
        min_by(
            paths.sidecar, (paths.sidecar = '{}', not paths.is_current, paths.source_file)
        ) as sidecar
    from raw.document_paths as paths
    semi join touched on paths.document_id = touched.document_id
    group by paths.document_id
)

update raw.documents as documents
set
    source_file = standing.source_file,
    sidecar = standing.sidecar,
    sidecar_hash = sha256(standing.sidecar),
    superseded_at = case
        when not standing.is_current then coalesce(documents.superseded_at, $now)
    end
from standing
where documents.document_id = standing.document_id
    and (
        documents.source_file <> standing.source_file
        or documents.sidecar <> standing.sidecar
        or (documents.superseded_at is null) <> standing.is_current
    )
"""

RESOLVE_REJECTIONS = """
update raw.rejected_documents as rejected
set resolved_at = $now
from batch_files as batch
where rejected.resolved_at is null
    and (
        rejected.source_file in (batch.source_file, batch.source_file || '.meta.json')
        or starts_with(rejected.source_file, batch.source_file || '!/')
    )
"""

INSERT_REJECTIONS = """
insert into raw.rejected_documents
select source_file, reason, detail, content_hash, landed_at, run_id, null
from batch_rejections
on conflict (source_file, reason, content_hash) do update set resolved_at = null
"""

REMEMBER_FILES = """
insert or replace into raw.landing_files
select source_file, fingerprint, delivered_hash
from batch_files
where is_final
"""

# What a file was last read with, and whether something of it was refused.
KNOWN_FILES = """
select
    files.source_file,
    files.fingerprint,
    files.source_file in (
        select split_part(source_file, '!/', 1)
        from raw.rejected_documents
        where resolved_at is null
    ) as is_refused
from raw.landing_files as files
"""

DOCUMENT_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("source_file", pa.string()),
        ("source_uri", pa.string()),
        ("content", pa.binary()),
        ("text", pa.string()),
        ("encoding", pa.string()),
        ("media_type", pa.string()),
        ("size_bytes", pa.int64()),
        ("n_chars", pa.int32()),
        ("sidecar", pa.string()),
        ("sidecar_hash", pa.string()),
        ("modified_at", pa.timestamp("us")),
        ("landed_at", pa.timestamp("us")),
        ("run_id", pa.string()),
    ]
)

BLOCK_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("block", pa.int32()),
        ("kind", pa.string()),
        ("level", pa.int32()),
        ("char_start", pa.int32()),
        ("char_end", pa.int32()),
        ("place", pa.string()),
        ("caption", pa.string()),
        ("cells", pa.string()),
    ]
)

FILE_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("fingerprint", pa.string()),
        ("delivered_hash", pa.string()),
        ("is_final", pa.bool_()),
    ]
)

REJECTION_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("content_hash", pa.string()),
        ("landed_at", pa.timestamp("us")),
        ("run_id", pa.string()),
    ]
)


@dataclass(slots=True)
class LandingReport:
    """What a load did, for the page of the asset and the last lines of `make run`."""

    n_files: int = 0
    n_unchanged: int = 0
    n_read: int = 0
    n_new_documents: int = 0
    n_chars: int = 0
    rejections: Counter[str] = field(default_factory=Counter)


def load_documents(
    connection: duckdb.DuckDBPyConnection,
    zone: LandingZone,
    *,
    run_id: str,
    glob: str = "*",
    full_refresh: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> LandingReport:
    """Load what is new in the landing zone; what is known and unchanged is not even opened.

    Args:
        connection: The warehouse, open for writing.
        zone: Where the files are.
        run_id: The run that is written beside each row.
        glob: Which paths below the zone to look at.
        full_refresh: Read every file again, whatever its fingerprint.
        progress: Called after each batch with the number of files read, and of all to be read.
    """
    deliveries = attach_statements(connection, zone, zone.list_files(), full_refresh=full_refresh)
    files = [file for file in deliveries.files if fnmatch(file.source_file, glob)]
    pending = files if full_refresh else find_changed_files(connection, files)
    report = LandingReport(n_files=len(files), n_unchanged=len(files) - len(pending))
    if deliveries.lists:
        _store_batch(connection, zone, deliveries.readings, run_id, report, full_refresh=False)
        remember_lists(connection, deliveries.lists)
        report.n_read = 0  # a list is no document
    for batch in _batches(pending):
        zone.prefetch(batch)
        readings = [zone.read(file) for file in batch]
        _store_batch(connection, zone, readings, run_id, report, full_refresh=full_refresh)
        if progress:
            progress(report.n_read, len(pending))
    return report


def find_changed_files(
    connection: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]
) -> list[LandedFile]:
    """Return the files that are not as they were last read, or were refused by other readers."""
    known = {
        source_file: (fingerprint, is_refused)
        for source_file, fingerprint, is_refused in connection.execute(KNOWN_FILES).fetchall()
    }
    return [
        file for file in files if not _is_known(file, *known.get(file.source_file, ("", False)))
    ]


def _is_known(file: LandedFile, fingerprint: str, is_refused: bool) -> bool:
    return bool(file.fingerprint) and fingerprint == _remembered(file, is_refused)


def _remembered(file: LandedFile, is_refused: bool) -> str:
    """The mark by which a file is known again; of a refused one the readers are a part of it."""
    return f"{file.fingerprint}+{readers_version()}" if is_refused else file.fingerprint


def _batches(files: Iterable[LandedFile]) -> Iterator[list[LandedFile]]:
    batch: list[LandedFile] = []
    n_bytes = 0
    for file in files:
        if batch and (n_bytes + file.size_bytes > BATCH_BYTES or len(batch) >= BATCH_FILES):
            yield batch
            batch, n_bytes = [], 0
        batch.append(file)
        n_bytes += file.size_bytes
    if batch:
        yield batch


def _store_batch(
    connection: duckdb.DuckDBPyConnection,
    zone: LandingZone,
    readings: Sequence[Reading],
    run_id: str,
    report: LandingReport,
    *,
    full_refresh: bool,
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    stamp = {"landed_at": now, "run_id": run_id}
    documents = [document for reading in readings for document in reading.documents]
    rejections = [rejection for reading in readings for rejection in reading.rejections]
    rows = {
        "batch_documents": pa.Table.from_pylist(
            [_document_row(zone, document) | stamp for document in documents], DOCUMENT_SCHEMA
        ),
        "batch_blocks": pa.Table.from_pylist(
            [
                row
                for document in documents
                for row in block_rows(document.document_id, document.decoded.blocks)
            ],
            BLOCK_SCHEMA,
        ),
        "batch_rejections": pa.Table.from_pylist(
            [
                {
                    "source_file": rejection.source_file,
                    "reason": rejection.reason,
                    "detail": rejection.detail,
                    "content_hash": rejection.content_hash,
                }
                | stamp
                for rejection in rejections
            ],
            REJECTION_SCHEMA,
        ),
        "batch_files": pa.Table.from_pylist([_file_row(item) for item in readings], FILE_SCHEMA),
    }
    report.n_new_documents += _write_batch(connection, rows, now, full_refresh=full_refresh)
    report.n_read += len(readings)
    report.n_chars += sum(len(document.decoded.text) for document in documents)
    report.rejections.update(rejection.reason for rejection in rejections)


def _write_batch(
    connection: duckdb.DuckDBPyConnection,
    rows: dict[str, pa.Table],
    now: datetime,
    *,
    full_refresh: bool,
) -> int:
    for name, table in rows.items():
        connection.register(name, table)
    connection.begin()
    try:
        (n_new,) = connection.execute(INSERT_DOCUMENTS).fetchone() or (0,)
        if full_refresh:
            connection.execute(REREAD_DOCUMENTS)
            connection.execute(FORGET_BLOCKS)
        connection.execute(INSERT_BLOCKS)
        connection.execute(LEAVE_OLD_PATHS)
        connection.execute(UPSERT_PATHS)
        connection.execute(REFRESH_DOCUMENTS, {"now": now})
        connection.execute(RESOLVE_REJECTIONS, {"now": now})
        connection.execute(INSERT_REJECTIONS)
        connection.execute(REMEMBER_FILES)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        for name in rows:
            connection.unregister(name)
    return int(n_new)


def _document_row(zone: LandingZone, document: LandedDocument) -> dict[str, object]:
    return {
        "document_id": document.document_id,
        "source_file": document.file.source_file,
        "source_uri": zone.source_uri(document.file),
        "content": document.content,
        "text": document.decoded.text,
        "encoding": document.decoded.encoding,
        "media_type": document.decoded.media_type,
        "size_bytes": len(document.content),
        "n_chars": len(document.decoded.text),
        "sidecar": document.sidecar,
        "sidecar_hash": hashlib.sha256(document.sidecar.encode()).hexdigest(),
        "modified_at": document.file.modified_at,
    }


def _file_row(reading: Reading) -> dict[str, object]:
    path = reading.file.source_file
    is_refused = any(item.source_file.split(MEMBER)[0] == path for item in reading.rejections)
    return {
        "source_file": path,
        "fingerprint": _remembered(reading.file, is_refused),
        "delivered_hash": reading.delivered_hash,
        "is_final": reading.is_final,
    }

"""What stands in the folder `exports` of a version, and what of it is written anew.

Belongs here: the list of files, their fingerprints, linking what did not change. Does not belong
here: the formats (one module each).
An export is what it is made of: rows, the catalogue, and the code that writes it. Where all of that
is as in the version before, its file is linked from there and costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from orchestration.meaning import digest, of_file
from orchestration.publication.fingerprints import stamp
from orchestration.publication.versions import link_or_copy

MANIFEST_FILE = "exports.json"
PANEL = "panel_labelled"


@dataclass(frozen=True, slots=True)
class Export:
    """One file: its path below the folder, a hash of all it is made of, and how it is written."""

    path: str
    content: str
    write: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which publication a file says it was first part of; none before the first number."""

    number: int | None
    published_at: Any

    @property
    def told_zh(self) -> str:
        """第 3 次发布（2024-01-31）."""
        if self.number is None:
            return "未编号"
        return f"第 {self.number} 次发布（{self.published_at:%Y-%m-%d}）"


def write_exports(
    connection: duckdb.DuckDBPyConnection, directory: Path, previous: Path | None
) -> list[Path]:
    """Write every export of the marts, or link it from the version before.

    Args:
        connection: The file that is published, complete: schema `marts` with its macros.
        directory: The folder `exports` of the new version; created where there is a panel.
        previous: The same folder of the version before, if there is one.

    Returns:
        The files that were written anew, in the order of their paths; none without a panel.
    """
    exports = sorted(_exports(connection), key=lambda export: export.path)
    if not exports:
        return []
    known = _read_manifest(previous)
    written, found = [], {}
    for export in exports:
        target = directory / export.path
        target.parent.mkdir(parents=True, exist_ok=True)
        before = previous / export.path if previous else None
        if before and before.exists() and known.get(export.path) == stamp(export.content, before):
            link_or_copy(before, target)
        else:
            export.write(target)
            written.append(target)
        found[export.path] = stamp(export.content, target)
    text = json.dumps({"files": found}, ensure_ascii=False, indent=1) + "\n"
    (directory / MANIFEST_FILE).write_text(text, encoding="utf-8")
    return written


def _exports(connection: duckdb.DuckDBPyConnection) -> Iterable[Export]:
    from orchestration.publication.exports.guide import guide
    from orchestration.publication.exports.json_stat import json_stat_files
    from orchestration.publication.exports.official_tables import official_tables
    from orchestration.publication.exports.panel_csv import panel_csv
    from orchestration.publication.exports.sdmx_data import sdmx_data
    from orchestration.publication.exports.sdmx_structure import sdmx_structure
    from orchestration.publication.exports.workbooks import domain_workbooks

    if not _has_panel(connection):
        return
    edition = _edition(connection)
    yield guide()
    yield panel_csv(connection)
    yield sdmx_structure(connection)
    yield sdmx_data(connection)
    yield from json_stat_files(connection)
    yield from domain_workbooks(connection, edition)
    yield from official_tables(connection, edition)


def fingerprint(connection: duckdb.DuckDBPyConnection, *queries: str) -> str:
    """A hash of the rows of queries, whatever their order, and of the code that writes exports."""
    parts = [single(connection, _hash_of(query, "true"))[1] for query in queries]
    return digest([code_version(), *(str(part) for part in parts)])


def fingerprints(
    connection: duckdb.DuckDBPyConnection, query: str, by: str, *common: str
) -> dict[str, str]:
    """A hash for each value of the column `by`: of its rows, and of all rows of other queries."""
    shared = fingerprint(connection, *common)
    rows = connection.execute(_hash_of(query, by)).fetchall()
    return {str(key): digest([shared, str(rows_hash)]) for key, rows_hash in rows}


def single(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query, or blanks where it has none."""
    return connection.execute(query).fetchone() or (None, None)


def records(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query by column name."""
    relation = connection.execute(query)
    names = [column[0] for column in relation.description or []]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


@cache
def code_version() -> str:
    """A hash of what the code of this folder and of the answers means."""
    folder = Path(__file__).parent
    answers = folder.parent / "answers" / "official_table.sql"
    return digest(of_file(path) for path in [*sorted(folder.glob("*.py")), answers])


def _hash_of(query: str, by: str) -> str:
    # A row's hash has 64 bits and is DuckDB's own: it tells versions apart, nothing depends on it.
    return (
        f"select key, md5(string_agg(part, ' ' order by part)) from "
        f"(select {by} as key, hash(asked)::varchar as part from ({query}) as asked) group by key"
    )


def _has_panel(connection: duckdb.DuckDBPyConnection) -> bool:
    query = "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = ?"
    return connection.execute(query, [PANEL]).fetchone() is not None


def _edition(connection: duckdb.DuckDBPyConnection) -> Edition:
    query = "select number, published_at from marts.fct_publication order by number desc limit 1"
    number, published_at = single(connection, query)
    return Edition(number, published_at)


def _read_manifest(previous: Path | None) -> dict[str, str]:
    if previous is None or not (previous / MANIFEST_FILE).exists():
        return {}
    try:
        listed = json.loads((previous / MANIFEST_FILE).read_text(encoding="utf-8"))["files"]
        return {str(path): str(told) for path, told in listed.items()}
    except (ValueError, KeyError, AttributeError, TypeError):  # Not ours: everything is written.
        return {}

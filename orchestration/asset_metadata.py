"""What people look at on the page of an asset: numbers, and tables of sample rows.

Belongs here: turning query results into Dagster metadata. Does not belong here: the assets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from dagster import MarkdownMetadataValue, MetadataValue, TableMetadataValue, TableRecord

SAMPLE_ROWS = 10
MAX_CELL_CHARS = 160

# Markdown of that length and more is hidden behind a button by the UI.
INLINE_CHARS = 1000


def table_metadata(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: dict[str, Any] | None = None,
) -> TableMetadataValue:
    """Return the rows of a query as a table for the UI, long texts cut."""
    relation = connection.execute(query, parameters or {})
    names = [column[0] for column in relation.description or []]
    records = [
        TableRecord({name: _cell(value) for name, value in zip(names, row, strict=True)})
        for row in relation.fetchall()
    ]
    if not records:
        records = [TableRecord(dict.fromkeys(names, "-"))]
    return MetadataValue.table(records)


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Return the rows of a query by the names of their columns."""
    relation = connection.execute(query)
    names = [column[0] for column in relation.description or []]
    return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]


def inline_markdown(lines: Sequence[str]) -> MarkdownMetadataValue:
    """Return as many of the lines as the UI shows at once, and how many are left out."""
    shown = list(lines)
    while len("\n".join(shown)) > INLINE_CHARS - 30:
        shown.pop()
    n_more = len(lines) - len(shown)
    return MetadataValue.md("\n".join([*shown, *([f"- and {n_more} more"] if n_more else [])]))


def _cell(value: object) -> str | int | float | bool:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if len(text) <= MAX_CELL_CHARS else text[: MAX_CELL_CHARS - 1] + "…"

"""The panel as one CSV that opens right in a spreadsheet by a double click.

Belongs here: that file. Does not belong here: the CSV of each table for programs
(`publishing.py`), which has no byte-order mark.
Excel takes a CSV without a byte-order mark for the machine's own code page, and shows Chinese as
garbage; with one it reads UTF-8, and so do WPS, LibreOffice, pandas, DuckDB, polars and readr. The
plain readers of Python, base R and Node take the mark for a part of the first head; for them are
the tables beside `exports`.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.publication.exports.formula_safety import safe_sql
from orchestration.publication.exports.panel_rows import COLUMNS, TEXT, select
from orchestration.publication.exports.writing import Export, fingerprint

PATH = "panel.csv"
BYTE_ORDER_MARK = "\ufeff"


def panel_csv(connection: duckdb.DuckDBPyConnection) -> Export:
    """`panel.csv`: UTF-8 with a byte-order mark, Chinese heads, no text that runs as a formula."""

    def write(path: Path) -> None:
        columns = ", ".join(
            f'{safe_sql(_column(it.head)) if it.kind == TEXT else _column(it.head)} as "{head}"'
            for it, head in zip(COLUMNS, _heads(), strict=True)
        )
        target = str(path).replace("'", "''")
        connection.execute(f"copy (select {columns} from ({select()})) to '{target}' (header)")

    return Export(PATH, fingerprint(connection, select()), write)


def _column(head: str) -> str:
    return f'"{head}"'


def _heads() -> list[str]:
    """The heads; the mark goes before the first, as nothing else can stand before a header."""
    first, *others = (column.head for column in COLUMNS)
    return [BYTE_ORDER_MARK + first, *others]

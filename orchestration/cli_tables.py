"""Rows on the terminal: as a table where it fits, vertically where it does not, or for machines.

Belongs here: the formats of rows and cells. Does not belong here: which rows (see `cli.py`,
`cli_reports.py`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from orchestration.publication.exports.formula_safety import safe

# A column of a table may be folded to this width; where that is not enough, rows are vertical.
READABLE_WIDTH = 24
COLUMN_BORDER = 3

Row = Sequence[Any]


class RowFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def show_rows(
    console: Console, columns: Sequence[str], rows: Sequence[Row], output: RowFormat, limit: int
) -> None:
    """Print rows.

    Args:
        console: Where to.
        columns: Their names.
        rows: The rows; of a table one more than `limit` is enough.
        output: table, csv, json (one object a line) or markdown.
        limit: How many rows a table shows; the other formats show all.
    """
    if output is RowFormat.TABLE:
        shown = rows[:limit]
        if _fits(console, columns, shown):
            console.print(table_of(columns, shown))
        else:
            _show_vertically(console, columns, shown)
        if len(rows) > limit:
            console.print(f"[dim]The first {limit} rows; --limit shows more.[/dim]")
        return
    write = {RowFormat.CSV: _csv, RowFormat.JSON: _json, RowFormat.MARKDOWN: _markdown}[output]
    console.out(write(columns, rows), end="", highlight=False)


def table_of(columns: Sequence[str], rows: Sequence[Row], title: str | None = None) -> Table:
    """Return rows as a table."""
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        table.add_row(*[escape(plain(value)) for value in row])
    return table


def plain(value: object) -> str:
    """Return a cell as people write it: nothing for null, 610 for 610.000000."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _fits(console: Console, columns: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether each column has the width of its cells, or enough to be read when it is folded."""
    width = 1
    for place, name in enumerate(columns):
        cells = [cell_len(name), *(cell_len(plain(row[place])) for row in rows)]
        width += min(max(cells), max(READABLE_WIDTH, cell_len(name))) + COLUMN_BORDER
    return width <= console.width


def _show_vertically(console: Console, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """One line for each column; a row begins with its number."""
    width = max(map(cell_len, columns))
    for number, row in enumerate(rows, 1):
        console.print(Text(f"row {number}", "bold"))
        for name, value in zip(columns, row, strict=True):
            label = " " * (width - cell_len(name)) + name
            console.print(Text(f"{label}  {plain(value)}"), soft_wrap=True)


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    # Redirected into a file it may be opened in a spreadsheet; numbers stay numbers.
    writer.writerows(
        [safe(value) if isinstance(value, str) else plain(value) for value in row] for row in rows
    )
    return written.getvalue()


def _json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    lines = [json.dumps(record, ensure_ascii=False, default=str) for record in records]
    return "".join(f"{line}\n" for line in lines)


def _markdown(columns: Sequence[str], rows: Sequence[Row]) -> str:
    def line(cells: Sequence[object]) -> str:
        told = [" ".join(plain(cell).replace("|", "\\|").split()) for cell in cells]
        return f"| {' | '.join(told)} |\n"

    return line(columns) + "|---" * len(columns) + "|\n" + "".join(line(row) for row in rows)

"""Where a fact of a table stands: its cell, and its row as printed.

Belongs here: what leads a reader back to the cell. Does not belong here: what the cell says
(`facts`).
"""

from __future__ import annotations

import json

from orchestration.extraction.tables.cells import CellValue
from orchestration.extraction.tables.grid import Square

_LONGEST_ROW = 600
_BETWEEN_CELLS = " | "


def row_said(cell: CellValue, text: str) -> tuple[int, str]:
    """Where the row begins, and its cells as printed; up to the value or that alone if long."""
    square = cell.square
    row = sorted({square, *cell.row_squares}, key=lambda s: s.start)
    for kept in (row, [s for s in row if s.start <= square.start], [square]):
        said = _BETWEEN_CELLS.join(_printed(s, text) for s in kept)
        if len(said) <= _LONGEST_ROW:
            break
    return kept[0].start, said


def _printed(square: Square, text: str) -> str:
    """What a cell says on one line, without the tags of a page."""
    raw = text[square.start : square.end]
    return square.said if "<" in raw or "&" in raw else " ".join(raw.split())


def provenance(cell: CellValue, title: str) -> str:
    """Where a cell stands, as JSON: table, names of its row, heads of its column, address."""
    where = {
        "table": title,
        "row": " > ".join(cell.row.path),
        "column": " > ".join(cell.column.path),
        "address": cell.square.address,
    }
    return json.dumps(where, ensure_ascii=False)

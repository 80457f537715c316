"""Tables whose rows are given by the edges of their cells, as old Word files and rtf have them.

Belongs here: from edges to columns and spans. Does not belong here: any format.
A cell that spans two columns is only wider there, so the columns are the edges of all rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.landing.formats.content import GridCell

# Twentieths of a point: rows that a hand drew side by side differ by less.
TOLERANCE = 60

JOINS_LEFT, JOINS_ABOVE = "left", "above"


@dataclass(slots=True)
class EdgeRow:
    """A row: the texts of its cells, left edge and right edges, and what each is merged into."""

    texts: list[str]
    left: int = 0
    rights: list[int] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    is_header: bool = False


def grid_of(rows: Sequence[EdgeRow]) -> list[GridCell]:
    """Return the cells of a table; a row that gives no edges is laid out by its count of cells."""
    lines = _columns(rows)
    found: list[GridCell] = []
    owners: dict[tuple[int, int], int] = {}
    for n, row in enumerate(rows):
        at_left: int | None = None
        for i, (column, span) in enumerate(_places(row, lines)):
            merge = row.merges[i] if i < len(row.merges) else ""
            above = owners.get((n - 1, column))
            if merge == JOINS_LEFT and at_left is not None:
                width = column + span - found[at_left].column
                found[at_left] = found[at_left]._replace(column_span=width)
            elif merge == JOINS_ABOVE and above is not None:
                at_left = above
                found[above] = found[above]._replace(row_span=n - found[above].row + 1)
            else:
                at_left = len(found)
                found.append(GridCell(n, column, row.texts[i], 1, span, row.is_header))
            for covered in range(column, column + span):
                owners[n, covered] = at_left
    return found


def _columns(rows: Sequence[EdgeRow]) -> list[int]:
    edges = sorted({edge for row in rows for edge in (row.left, *row.rights) if row.rights})
    lines: list[int] = []
    for edge in edges:
        if not lines or edge - lines[-1] > TOLERANCE:
            lines.append(edge)
    return lines


def _places(row: EdgeRow, lines: Sequence[int]) -> list[tuple[int, int]]:
    if len(row.rights) < len(row.texts):
        return [(i, 1) for i in range(len(row.texts))]
    places, left = [], row.left
    for right in row.rights[: len(row.texts)]:
        first, last = _line(left, lines), _line(right, lines)
        places.append((first, max(1, last - first)))
        left = right
    return places


def _line(edge: int, lines: Sequence[int]) -> int:
    return bisect_left(lines, edge - TOLERANCE)

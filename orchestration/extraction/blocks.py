"""A document as blocks: what every format is read into, and what the extraction reads.

Belongs here: plain values. Does not belong here: reading formats into them (see
`orchestration/landing`), what a table's heads and rows mean (see `tables`).
The text of a document is its blocks, each on lines of its own; all offsets are code points into
that text. A table stands in it too, a line per row with tabs between the cells, so that every
cell has a span; the grammar of prose leaves these spans to the reader of tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell of a table, [start, end) in the document's text; rows and columns count from 0.

    A merged cell stands once, at its upper left, with the rows and columns it spans. `address` is
    its name in the original where it has one (`D5` of a sheet), else ''.
    """

    row: int
    column: int
    text: str
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells, [start, end) in the document's text, with what names it.

    `caption` is the table's own title; `place` where it stands in the original: `Sheet1`,
    `page 3`, `table 2`.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    caption: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document, [start, end) in its text, and what it is.

    `kind` is paragraph, heading, list_item or table; `level` counts headings from 1 and is 0 for
    the rest; `place` is where it stands in the original (`page 3`, `Sheet1`, a path of elements).
    `table` is there for the kind of that name only.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    place: str = ""
    table: Table | None = None

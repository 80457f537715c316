"""A document's text as a page shows it: paragraphs, headings and tables, with their offsets.

Belongs here: blocks out of `marts.document_block`; a page of HTML without its tags, as the
extraction reads it. Does not belong here: facts (see `marks.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from orchestration.publication.pages.marks import Marks, Piece, Run

LONGEST_CELL = 200
"""A table with longer cells lays a page out; its text is shown as paragraphs."""
HIGHEST_HEADING = 4
MARKUP = "markup"
"""Kind of the lines of an HTML page."""


@dataclass(slots=True)
class Cell:
    """A cell of a table that is shown."""

    pieces: list[Piece]
    row_span: int
    column_span: int
    is_header: bool
    address: str


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item or table; of a table `rows`, of the others `pieces`."""

    kind: str
    level: int = 0
    place: str = ""
    caption: str = ""
    pieces: list[Piece] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def read_blocks(rows: list[dict[str, Any]], marks: Marks) -> list[Block]:
    """Return the blocks of one document, its facts marked.

    Args:
        rows: Its rows of `marts.document_block` in order.
        marks: Its facts, laid over its text.
    """
    text = "".join(row["text"] for row in rows)
    if rows and rows[0]["kind"] == MARKUP:
        return list(_page_blocks(text, marks))
    return [block for row in rows if (block := _block(row, marks))]


def _block(row: dict[str, Any], marks: Marks) -> Block | None:
    if row["cells"]:
        cells = [
            (row, column, text, start, end, row_span, column_span, is_header, address)
            for row, column, text, start, end, row_span, column_span, is_header, address in (
                json.loads(row["cells"])
            )
        ]
        block = Block("table", 0, row["place"], row["caption"])
        block.rows = _rows(cells, marks)
        return block
    runs = _trimmed(row["char_start"], row["text"])
    if not runs:
        return None
    kind = "paragraph" if row["kind"] == "line" else row["kind"]
    level = min(row["level"] + 1, HIGHEST_HEADING) if kind == "heading" else 0
    return Block(kind, level, row["place"], "", marks.cut(runs))


def _trimmed(start: int, text: str) -> list[Run]:
    """The text without the blanks around it, if anything is left."""
    stripped = text.strip()
    if not stripped:
        return []
    start += len(text) - len(text.lstrip())
    return [Run(start, start + len(stripped), stripped)]


def _rows(cells: Iterable[tuple[Any, ...]], marks: Marks) -> list[list[Cell]]:
    """Cells by row; a merged cell stands once, at its upper left, and empty ones are filled in."""
    cells = list(cells)
    covered = {
        (row + below, column + beside)
        for row, column, _, _, _, row_span, column_span, *_ in cells
        for below in range(row_span)
        for beside in range(column_span)
    }
    grid: dict[int, dict[int, Cell]] = {}
    n_rows = max((row for row, _ in covered), default=-1) + 1
    n_columns = max((column for _, column in covered), default=-1) + 1
    for row, column, text, start, end, row_span, column_span, is_header, address in cells:
        pieces = marks.cut([Run(start, end, text)]) if text else []
        cell = Cell(pieces, row_span, column_span, bool(is_header), address)
        grid.setdefault(row, {})[column] = cell
    for row in range(n_rows):
        for column in range(n_columns):
            if (row, column) not in covered:
                grid.setdefault(row, {})[column] = Cell([], 1, 1, False, "")
    return [[cell for _, cell in sorted(grid.get(row, {}).items())] for row in range(n_rows)]


def _page_blocks(text: str, marks: Marks) -> Iterator[Block]:
    """The paragraphs and tables of a page of HTML."""
    from orchestration.extraction.tables.markup_tables import find_markup_tables

    tables = [table for table in find_markup_tables(text) if _holds_data(table.cells)]
    at = 0
    for table in tables:
        yield from _paragraphs(text, at, table.start, marks)
        block = Block("table", 0, table.place, table.caption)
        block.rows = _rows(table.cells, marks)
        yield block
        at = table.end
    yield from _paragraphs(text, at, len(text), marks)


def _holds_data(cells: tuple[Any, ...]) -> bool:
    n_rows, n_columns = len({it.row for it in cells}), len({it.column for it in cells})
    return n_rows > 1 and n_columns > 1 and max(len(it.text) for it in cells) <= LONGEST_CELL


def _paragraphs(text: str, start: int, end: int, marks: Marks) -> Iterator[Block]:
    runs: list[Run] = []
    for run in (*_runs(text, start, end), None):
        if run is not None:
            runs.append(run)
        elif any(it.text.strip() for it in runs):
            yield Block("paragraph", pieces=marks.cut(runs))
        if run is None:
            runs = []


def _runs(text: str, start: int, end: int) -> Iterator[Run | None]:
    """Text between tags, entities decoded; None where a paragraph ends."""
    from orchestration.extraction.text.markup import find_markup

    at = start
    for edit in find_markup(text):
        if edit.start < start or edit.start >= end:
            continue
        yield from _lines(text, at, edit.start)
        at = edit.end
        if "\n" in edit.replacement:
            yield None
        elif edit.replacement:
            yield Run(edit.start, edit.end, edit.replacement)
    yield from _lines(text, at, end)


def _lines(text: str, start: int, end: int) -> Iterator[Run | None]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield from _trimmed(start, text[start:stop])
        if stop < end:
            yield None
        start = stop + 1

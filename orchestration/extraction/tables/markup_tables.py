"""The tables of a web page as grids, with offsets into its source.

Belongs here: rows, cells and spans as HTML has them. Does not belong here: tags (`text.markup`),
whether a grid is a table to be read (`shape`).
A table that holds another lays out the page: only the innermost ones are returned. One pass over
the tags, so the cost is linear whatever the nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.text.markup import Tag, find_tags

_SPAN = re.compile(r"\b(?P<axis>row|col)span\s*=\s*[\"']?\s*(?P<n>\d{1,9})", re.IGNORECASE)
_MOST_SPAN = 10_000
_MOST_COLUMNS = 500
"""Cells that begin further right cover nothing below them: so many are looked through a row."""
_BREAKS = frozenset({"br", "p", "div", "li"})
_CELLS = frozenset({"td", "th"})


@dataclass(slots=True)
class _OpenCell:
    is_header: bool
    row_span: int
    column_span: int
    pieces: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1

    def add(self, start: int, end: int, said: str) -> None:
        self.pieces.append(said)
        if said.strip():
            self.start = start if self.start < 0 else self.start
            self.end = end


@dataclass(slots=True)
class _OpenTable:
    start: int
    row: int = -1
    column: int = 0
    holds_table: bool = False
    in_caption: bool = False
    cells: list[Cell] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    cell: _OpenCell | None = None
    taken: dict[int, int] = field(default_factory=dict)
    """The row up to which a column is covered by a cell from above."""


def find_markup_tables(text: str) -> list[Table]:
    """The innermost tables of a page in order."""
    return sorted(_tables(text), key=lambda table: table.start)


def _tables(text: str) -> Iterator[Table]:
    stack: list[_OpenTable] = []
    at = 0
    for tag in find_tags(text):
        if stack:
            _say(stack[-1], at, tag.start, text[at : tag.start])
        at = tag.end
        if not tag.name:
            if stack and tag.text:
                _say(stack[-1], tag.start, tag.end, tag.text)
        elif tag.name == "table":
            if tag.closes:
                if stack:
                    yield from _closed(stack.pop(), tag.end)
            else:
                for outer in stack[-1:]:
                    outer.holds_table = True
                stack.append(_OpenTable(tag.start))
        elif stack:
            _take(stack[-1], tag)
    while stack:
        yield from _closed(stack.pop(), len(text))


def _say(table: _OpenTable, start: int, end: int, said: str) -> None:
    if table.cell is not None:
        blanks = len(said) - len(said.lstrip())
        trailing = len(said) - len(said.rstrip())
        if end - start == len(said) and said.strip():
            table.cell.add(start + blanks, end - trailing, said)
        else:
            table.cell.add(start, end, said)
    elif table.in_caption:
        table.caption.append(said)


def _take(table: _OpenTable, tag: Tag) -> None:
    if tag.name == "tr":
        _end_cell(table)
        if not tag.closes:
            table.row, table.column = table.row + 1, 0
    elif tag.name in _CELLS:
        _end_cell(table)
        if not tag.closes:
            table.row = max(table.row, 0)
            table.cell = _open_cell(tag)
    elif tag.name == "caption":
        table.in_caption = not tag.closes
    elif tag.name in _BREAKS and table.cell is not None:
        table.cell.add(tag.start, tag.end, "\n")


def _open_cell(tag: Tag) -> _OpenCell:
    spans = {m["axis"].lower(): min(int(m["n"]), _MOST_SPAN) for m in _SPAN.finditer(tag.text)}
    return _OpenCell(tag.name == "th", spans.get("row", 1) or 1, spans.get("col", 1) or 1)


def _end_cell(table: _OpenTable) -> None:
    cell, table.cell = table.cell, None
    if cell is None:
        return
    while table.taken.get(table.column, -1) >= table.row:
        table.column += 1
    start = max(cell.start, 0)
    table.cells.append(
        Cell(
            table.row, table.column, "".join(cell.pieces), start, max(cell.end, start),
            cell.row_span, cell.column_span, cell.is_header,
        )
    )  # fmt: skip
    if cell.row_span > 1 and table.column < _MOST_COLUMNS:
        for column in range(table.column, table.column + min(cell.column_span, 64)):
            table.taken[column] = table.row + cell.row_span - 1
    table.column += cell.column_span


def _closed(table: _OpenTable, end: int) -> Iterator[Table]:
    _end_cell(table)
    if table.cells and not table.holds_table:
        caption = "".join("".join(table.caption).split())
        yield Table(table.start, end, tuple(table.cells), caption)

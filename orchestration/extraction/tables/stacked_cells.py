"""Tables saved with a line for each cell, where only the first cell of a row begins with a pipe.

Belongs here: putting such lines together into rows, and a second row of heads below the one it
divides. Does not belong here: a row per line (`plain_tables`), lists without pipes
(`listed_cells`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import compact, told_in

_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")
_LEAST_VALUES, _LEAST_ROWS = 2, 1


class Line(NamedTuple):
    """A line of the text, [start, end), without its break."""

    start: int
    end: int
    text: str


class _Piece(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def is_value(self) -> bool:
        return _NUMBER.fullmatch(compact(self.text)) is not None


_Row = list[_Piece]


def is_stacked(lines: Iterable[str]) -> bool:
    """Do most lines hold one cell each that goes on a row?"""
    said = [text.strip() for text in lines]
    return 2 * sum(map(_goes_on, said)) > len(said) > _LEAST_ROWS


def _goes_on(said: str) -> bool:
    return said == "|" or (said[:1] != "|" and said[-1:] == "|" and said.count("|") == 1)


def stacked_table(lines: list[Line]) -> Iterator[Table]:
    """The table of such lines; none where its rows are not as wide as its heads say."""
    rows = [row for row in _rows(lines) if any(piece.text.strip() for piece in row)]
    values = [i for i, row in enumerate(rows) if sum(p.is_value for p in row) >= _LEAST_VALUES]
    if not values:
        return
    first = values[0]
    width = Counter(len(rows[i]) for i in values).most_common(1)[0][0]
    heads = [row for row in rows[:first] if len(row) > 2]
    cells = _heads(heads[-2:], width)
    if cells is None:
        return
    for n, i in enumerate(values):
        if len(rows[i]) == width:
            cells += [Cell(2 + n, j, p.text, p.start, p.end) for j, p in enumerate(rows[i])]
    above = [row[0].text.strip() for row in rows[:first] if len(row) == 1]
    caption = above[0] if above else ""
    yield Table(lines[0].start, lines[-1].end, tuple(cells), caption=caption)


def _rows(lines: list[Line]) -> list[_Row]:
    """The rows, without the empty cells at their ends."""
    rows: list[_Row] = []
    for line in lines:
        said = line.text.strip()
        if not said:
            continue
        begin = line.start + line.text.index(said)
        inner = said.strip("|")
        at = begin + (said.index(inner) if inner else 0)
        piece = _Piece(at, at + len(inner), inner)
        if rows and _goes_on(said):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        while len(row) > 1 and not row[-1].text.strip():
            row.pop()
    return rows


def _heads(heads: list[_Row], width: int) -> list[Cell] | None:
    """The cells of one row of heads, or of two of which the second divides a cell of the first."""
    for row in reversed(heads):
        if len(row) == width:
            return [Cell(0, j, p.text, p.start, p.end, row_span=2) for j, p in enumerate(row)]
    if len(heads) < 2 or len(heads[0]) + len(heads[1]) - 1 != width:
        return None
    upper, lower = heads
    divided = [i for i, p in enumerate(upper) if told_in("divided", compact(p.text)) is not None]
    if len(divided) != 1:
        return None
    at, n = divided[0], len(lower)
    cells = []
    for i, p in enumerate(upper):
        column = i if i <= at else i + n - 1
        is_above = i == at
        cells.append(
            Cell(0, column, p.text, p.start, p.end, 1 if is_above else 2, n if is_above else 1)
        )
    return cells + [Cell(1, at + i, p.text, p.start, p.end) for i, p in enumerate(lower)]

"""A table's cells as rows and columns without gaps, whatever spans they claim.

Belongs here: places of cells, merged ones at every place they cover, and the bounds that keep a
hostile grid linear. Does not belong here: what the cells mean (`shape`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import LONGEST, compact

MAX_CELLS = 40_000
_MAX_COVERED = 4 * MAX_CELLS
_LONGEST_CELL = 400
_WIDTHS = {"\t": 4, "\u3000": 2}
_BLANKS = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff|"


class UnreadableTableError(Exception):
    """A table that is no grid to be read; the message says why and what to do."""


class TableTooLargeError(UnreadableTableError):
    """A table that would cost too much; worth telling, where one that is none is not."""


@dataclass(frozen=True, slots=True)
class Square:
    """A cell at its upper left place; `said` is its compacted text, `indent` its leading blanks.

    [start, end) is its span in the document's text without the blanks around it.
    """

    row: int
    column: int
    said: str
    indent: int
    start: int
    end: int
    row_span: int
    column_span: int
    is_header: bool
    address: str

    @property
    def is_prose(self) -> bool:
        """Is it too long to be a name or a number?"""
        return len(self.said) > LONGEST


class Grid:
    """The squares of a table by row and column; merged ones stand at all places they cover."""

    def __init__(self, table: Table, text: str) -> None:
        if len(table.cells) > MAX_CELLS:
            raise TableTooLargeError(
                f"a table of {len(table.cells)} cells, more than {MAX_CELLS} are not read: "
                "deliver it in parts"
            )
        cells = sorted(table.cells, key=lambda c: (c.row, c.column))
        self._rows = sorted({c.row for c in cells})
        self._columns = sorted({c.column for c in cells})
        self.n_rows, self.n_columns = len(self._rows), len(self._columns)
        self._at: dict[tuple[int, int], Square] = {}
        self.squares: list[Square] = []
        n_covered = 0
        for cell in cells:
            square = self._square(cell, text)
            self.squares.append(square)
            n_covered += square.row_span * square.column_span
            is_bounded = n_covered <= _MAX_COVERED
            for row in range(square.row, square.row + (square.row_span if is_bounded else 1)):
                width = square.column_span if is_bounded else 1
                for column in range(square.column, square.column + width):
                    self._at.setdefault((row, column), square)

    def at(self, row: int, column: int) -> Square | None:
        """The square that covers a place."""
        return self._at.get((row, column))

    def row(self, row: int) -> list[Square]:
        """The squares of a row with something in them, each once, from left to right."""
        found: list[Square] = []
        for column in range(self.n_columns):
            square = self._at.get((row, column))
            if square is not None and square.said and (not found or found[-1] is not square):
                found.append(square)
        return found

    def _square(self, cell: Cell, text: str) -> Square:
        row, column = bisect_left(self._rows, cell.row), bisect_left(self._columns, cell.column)
        last_row = bisect_left(self._rows, cell.row + max(cell.row_span, 1))
        last_column = bisect_left(self._columns, cell.column + max(cell.column_span, 1))
        start, end = _trimmed(text, cell.start, cell.end)
        return Square(
            row,
            column,
            compact(cell.text[: 2 * _LONGEST_CELL])[:_LONGEST_CELL],
            _indent(cell.text),
            start,
            end,
            last_row - row,
            last_column - column,
            cell.is_header,
            cell.address,
        )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    return start, end


def _indent(text: str) -> int:
    """The width of the blanks before a cell's text, the last line's if it begins with breaks."""
    width = 0
    for character in text:
        if character in "\r\n":
            width = 0
        elif character in _BLANKS:
            width += _WIDTHS.get(character, 1)
        else:
            break
    return width

"""Which rows of a grid are heads, names above, notes and data, and what each column holds.

Belongs here: the roles of rows and columns, and where side-by-side blocks part. Does not belong
here: what the heads say (`cues`), the names of single cells (`cells`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from orchestration.extraction.tables.cues import LONGEST, is_blank, read_head, says
from orchestration.extraction.tables.grid import Grid, Square, UnreadableTableError
from orchestration.extraction.tables.times import take_time
from orchestration.extraction.tables.values import read_unit, read_value

CODE = re.compile(r"[A-Z]{2,5}\d{6,14}")
_ORDINAL = re.compile(r"[甲乙丙丁戊己]|[A-F]|\(?\d{1,2}\)?(?:=.*)?")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d年?度?")
_NAMES = frozenset({"name", "area", "time"})
_MAX_HEADS = 6
_MIN_CELLS, _SHARE_OF_PROSE = 4, 0.34


@dataclass(slots=True)
class Block:
    """Columns that belong together: names, then values; several may stand side by side."""

    names: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    unit: int | None = None
    code: int | None = None
    index: int | None = None


@dataclass(slots=True)
class Shape:
    """The roles of a grid's rows and columns.

    `above` and `below` are the texts around the table that stand in its own rows, `heads` and
    `rows` the numbers of head rows and data rows, `kinds` what each column holds.
    """

    above: list[Square] = field(default_factory=list)
    below: list[Square] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def read_shape(grid: Grid) -> Shape:
    """The roles of rows and columns; raises `UnreadableTableError` where they make no table."""
    _refuse_layout(grid)
    shape = Shape()
    first = _read_above(grid, shape)
    last = _read_below(grid, shape, first)
    at = _read_heads(grid, shape, first, last)
    shape.rows = [row for row in range(at, last) if grid.row(row) and not _is_ordinals(grid, row)]
    if not shape.rows:
        raise UnreadableTableError("a table without rows of values")
    shape.kinds = [_kind_of(grid, shape, column) for column in range(grid.n_columns)]
    if "refuse" in shape.kinds:
        raise UnreadableTableError("a list of persons or purchases, no statistics")
    shape.blocks = _blocks(shape)
    if not shape.blocks:
        raise UnreadableTableError("a table without a column of values beside its names")
    return shape


def _refuse_layout(grid: Grid) -> None:
    """A page laid out by a table, or too small to be one."""
    filled = [s for s in grid.squares if s.said]
    if grid.n_columns < 2 or len(filled) < _MIN_CELLS:
        raise UnreadableTableError("too small for a table")
    inner = [s for s in filled if s.column_span < grid.n_columns]
    n_prose = sum(s.is_prose for s in inner)
    if n_prose > _SHARE_OF_PROSE * max(len(inner), 1):
        raise UnreadableTableError("cells of prose: a page laid out by a table")


def _read_above(grid: Grid, shape: Shape) -> int:
    """Titles and lines such as 填报单位 above the heads; returns the first row after them."""
    for row in range(grid.n_rows):
        squares = grid.row(row)
        is_title = len(squares) == 1 and read_value(squares[0].said) is None
        if squares and not is_title and not _is_preamble(squares):
            return row
        shape.above += squares
    return grid.n_rows


def _is_preamble(squares: list[Square]) -> bool:
    """Is a row nothing but lines such as 填报单位 and a date beside them?"""
    others = [s.said for s in squares if says("preamble", s.said) is None]
    is_dated = all(_is_date(said) for said in others)
    return is_dated and (len(others) < len(squares) or not any(map(_YEAR.fullmatch, others)))


def _is_date(said: str) -> bool:
    rest, told = take_time(said)
    return told.year is not None and not rest.strip("()份")


def _read_below(grid: Grid, shape: Shape, first: int) -> int:
    """Notes and signatures below the rows; returns the row after the last one of the table."""
    last = grid.n_rows
    while last > first:
        squares = grid.row(last - 1)
        is_note = all(says("note", s.said[:LONGEST]) is not None for s in squares)
        is_lone = len(squares) == 1 and (squares[0].is_prose or squares[0].column_span > 1)
        if squares and not is_note and not is_lone:
            break
        shape.below += squares
        last -= 1
    return last


def _read_heads(grid: Grid, shape: Shape, first: int, last: int) -> int:
    """The rows of heads; returns the first row after them."""
    row = first
    while row < last and len(shape.heads) < _MAX_HEADS and _is_head(grid, shape, row):
        if grid.row(row) and not _is_ordinals(grid, row):
            shape.heads.append(row)
        row += 1
    return row


def _is_head(grid: Grid, shape: Shape, row: int) -> bool:
    squares = grid.row(row)
    if not squares or _is_ordinals(grid, row):
        return True
    numbers = [s for s in squares if _is_number(s)]
    if numbers and not _are_years(numbers, squares):
        return False
    if not shape.heads:
        return len(squares) > 1
    above = shape.heads[-1]
    if any(s.row < row and s.row_span > 1 for s in squares):
        return True
    corner, over = grid.at(row, 0), grid.at(above, 0)
    is_open = corner is None or not corner.said or (over is not None and corner.said == over.said)
    return is_open and len(squares) > 1


def _is_number(square: Square) -> bool:
    return read_value(square.said) is not None


def _are_years(numbers: list[Square], squares: list[Square]) -> bool:
    """Are the numbers of a row years that head columns, beside the word that heads the names?"""
    if not all(_YEAR.fullmatch(s.said) for s in numbers):
        return False
    others = [s for s in squares if s not in numbers]
    return len(numbers) > 1 or any(says("column", s.said) for s in others[:1])


def _is_ordinals(grid: Grid, row: int) -> bool:
    """甲 乙 1 2 3: the row of a form that numbers its columns."""
    squares = grid.row(row)
    if len(squares) < 2 or not all(_ORDINAL.fullmatch(s.said) for s in squares):
        return False
    digits = [int(d[0]) for s in squares if (d := re.findall(r"\d+", s.said))]
    is_counting = digits == list(range(1, len(digits) + 1))
    return is_counting and (len(digits) > 2 or len(digits) < len(squares))


def heads_of(grid: Grid, shape: Shape, column: int) -> list[Square]:
    """The heads above a column, outermost first, each merged one once."""
    found: list[Square] = []
    for row in shape.heads:
        square = grid.at(row, column)
        if (square is None or not square.said) and row != shape.heads[-1]:
            square = _over(grid, row, column)
        is_new = square is not None and (not found or found[-1].said != square.said)
        if square is not None and is_new and square.said and square not in found:
            found.append(square)
    return found


def _over(grid: Grid, row: int, column: int) -> Square | None:
    """The head on the left whose merged cell was printed as blanks (pipes, tabs)."""
    for left in range(column - 1, max(-1, column - 1 - _MAX_HEADS), -1):
        square = grid.at(row, left)
        if square is not None and square.said:
            is_group = square.row_span == 1 and says("column", square.said) is None
            return square if is_group else None
    return None


def _kind_of(grid: Grid, shape: Shape, column: int) -> str:
    """What a column holds: by its head where that says it, else by what stands in it."""
    for square in reversed(heads_of(grid, shape, column)):
        kind = says("column", square.said) or says("column", read_head(square.said).words)
        if kind is not None:
            return _checked(kind, grid, shape, column)
    return _kind_by_content(grid, shape, column)


def _checked(kind: str, grid: Grid, shape: Shape, column: int) -> str:
    """单位 heads units or institutions; 项目 may head a column of numbers."""
    seen = _kind_by_content(grid, shape, column)
    if kind == "unit":
        return "unit" if seen in {"unit", "empty"} else "area" if seen == "name" else seen
    if kind in {"name", "area"} and seen == "value":
        return "value"
    return kind


def _kind_by_content(grid: Grid, shape: Shape, column: int) -> str:
    counted: Counter[str] = Counter()
    for row in shape.rows:
        square = grid.at(row, column)
        if square is None or is_blank(square.said) or square.column_span > 1:
            continue
        counted[_content(square.said)] += 1
    if not counted:
        return "empty"
    n = counted.total()
    if counted["number"] * 2 >= n:
        is_running = column == 0 and not shape.heads and _is_running(grid, shape, column)
        return "index" if is_running else "value"
    if counted["code"] * 2 >= n:
        return "code"
    return "unit" if counted["unit"] * 2 > n else "name"


def _content(said: str) -> str:
    if read_value(said) is not None:
        return "number"
    if CODE.fullmatch(said):
        return "code"
    return "unit" if read_unit(said) is not None else "name"


def _is_running(grid: Grid, shape: Shape, column: int) -> bool:
    said = [s.said for row in shape.rows if (s := grid.at(row, column)) is not None]
    return said == [str(i + 1) for i in range(len(said))] and len(said) > 1


def _blocks(shape: Shape) -> list[Block]:
    """Names and the values right of them; a name behind values opens the next block."""
    blocks: list[Block] = []
    last_value = max((i for i, k in enumerate(shape.kinds) if k in {"value", "empty"}), default=-1)
    block = Block()
    for column, kind in enumerate(shape.kinds):
        opens = kind in _NAMES or kind == "index"
        if opens and block.values and column < last_value:
            blocks.append(block)
            block = Block()
        if kind in _NAMES and not block.values:
            block.names.append(column)
        elif kind == "value" or (kind == "empty" and block.names and heads_value(shape, column)):
            block.values.append(column)
        elif kind == "unit" and block.unit is None:
            block.unit = column
        elif kind == "code" and block.code is None:
            block.code = column
    blocks.append(block)
    return [b for b in blocks if b.names and b.values]


def heads_value(shape: Shape, column: int) -> bool:
    """An empty column between heads holds values that are all missing."""
    return bool(shape.heads) and shape.kinds[column] == "empty"

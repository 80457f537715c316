"""The value cells of a table, each with what its row, its column and the caption say of it.

Belongs here: joining both axes, and which unit reaches a cell. Does not belong here: what the
names mean (`linking`), facts (`facts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from orchestration.extraction.tables.axis import Axis, Places, column_is_of_places, join
from orchestration.extraction.tables.codes import unit_of_code
from orchestration.extraction.tables.cues import Head, is_blank, read_head, unit_of_words
from orchestration.extraction.tables.grid import Grid, Square
from orchestration.extraction.tables.outline import Entry, Outline
from orchestration.extraction.tables.shape import Block, Shape, heads_of
from orchestration.extraction.tables.times import Told
from orchestration.extraction.tables.values import Unit, Value, read_unit, read_value

PERCENT_MEASURES = frozenset({"change_pct", "share", "completion"})


@dataclass(frozen=True, slots=True)
class CellValue:
    """A number in a table with its coordinates.

    `unit` is the cell's own, `level_unit` the one of what is counted where the cell tells a change
    or share of it; `is_unit_stated` if some head, cell or caption says the unit. `row_start` and
    `row_end` are the places of the first and last square of its row in the document's text.
    """

    square: Square
    value: Value
    row: Axis
    column: Axis
    row_number: int
    column_number: int
    unit: Unit
    level_unit: Unit | None
    is_unit_stated: bool
    row_squares: tuple[Square, ...]

    @property
    def told(self) -> Told:
        """What row and column say of time, the column first."""
        return self.column.told.joined(self.row.told)

    @property
    def measures(self) -> frozenset[str]:
        """What row and column say of the measure."""
        return self.row.measures | self.column.measures

    @property
    def status(self) -> str:
        """target, actual or '' where neither says."""
        return self.column.status or self.row.status

    @property
    def names(self) -> tuple[str, ...]:
        """All words that name what is counted."""
        return (*self.row.names, *self.column.names)

    @property
    def area(self) -> str | None:
        """The place that row and column name, None where they name none."""
        named = [a for a in (self.row.area, self.column.area) if a is not None]
        return next((a for a in named if a), "") if named else None


class Around(NamedTuple):
    """What the table's surroundings say for all its cells."""

    units: tuple[Unit, ...]
    places: Places


class CellReader:
    """Reads the cells of one table, row by row."""

    def __init__(self, grid: Grid, shape: Shape, around: Around, text: str) -> None:
        self._grid, self._shape, self._around, self._text = grid, shape, around, text
        self._columns = {c: self._column_heads(c) for b in shape.blocks for c in b.values}
        self._of_places = column_is_of_places(
            [heads[-1] for heads in self._columns.values() if heads], around.places
        )

    def read(self) -> Iterator[CellValue]:
        """All value cells whose coordinates and unit are known, block by block."""
        for block in self._shape.blocks:
            yield from self._read_block(block)

    def _column_heads(self, column: int) -> list[Head]:
        heads = heads_of(self._grid, self._shape, column)
        return [read_head(s.said) for s in heads if not s.is_prose]

    def _column(self, column: int) -> Axis:
        heads = self._columns[column]
        if not self._of_places:
            return join(heads)
        area, kept = "", []
        for head in heads:
            if head.total or self._around.places.is_place(head.words):
                area = self._around.places.area(head, head.words) or ""
                head = replace(head, words="", total="")
            kept.append(head)
        return join(kept, area)

    def _read_block(self, block: Block) -> Iterator[CellValue]:
        columns = {c: self._column(c) for c in block.values}
        names = _RowNames(self._grid, self._shape, block, self._around.places, self._text)
        for row in self._shape.rows:
            axis = names.read(row)
            if axis is None:
                continue
            beside: Unit | None = None
            for column in block.values:
                for cell in self._cell(row, column, axis, columns[column], beside):
                    yield cell
                    beside = beside if cell.measures else cell.unit

    def _cell(
        self, row: int, column: int, of_row: Axis, of_column: Axis, beside: Unit | None
    ) -> Iterator[CellValue]:
        square = self._grid.at(row, column)
        if square is None or (square.row, square.column) != (row, column):
            return
        value = read_value(square.said)
        is_clear = square.row_span == 1 and square.column_span == 1
        if value is None or not is_clear or square.end <= square.start:
            return
        is_named = of_row.names or of_column.names or of_row.area is not None or of_row.total
        if not is_named:
            return
        found = self._units(value, of_row, of_column, beside)
        if found is None:
            return
        unit, level_unit, is_stated = found
        squares = tuple(self._grid.row(row))
        yield CellValue(
            square, value, of_row, of_column, row, column, unit, level_unit, is_stated, squares
        )

    def _units(
        self, value: Value, row: Axis, column: Axis, beside: Unit | None
    ) -> tuple[Unit, Unit | None, bool] | None:
        """The cell's unit, that of what is counted, and whether it is stated; None for unknown.

        `beside` is the unit of the level on the left, of which a change or share may be told.
        """
        measures = row.measures | column.measures
        own = value.unit or column.unit or row.unit
        if not measures & {*PERCENT_MEASURES, "change", "change_abs"}:
            if value.unit is None and _disagree(column.unit, row.unit):
                return None
            if own is not None:
                return own, own, True
            level, is_stated = self._default(row, column)
            return None if level is None else (level, level, is_stated)
        level = row.unit if row.unit and "percent" not in row.unit.units else beside
        is_stated = level is not None
        if level is None:
            level, is_stated = self._default(row, column)
        stated = value.unit or column.unit
        if stated is None and row.unit and "percent" in row.unit.units:
            stated = row.unit
        if stated is not None:
            return stated, level, True
        if measures & PERCENT_MEASURES and not measures & {"change_abs"}:
            percent = read_unit("%")
            return None if percent is None else (percent, level, True)
        if "change_abs" in measures and level is not None:
            return level, level, is_stated
        return None

    def _default(self, row: Axis, column: Axis) -> tuple[Unit | None, bool]:
        """The caption's unit, or the one that the name's end tells; money needs a stated one."""
        names = (*row.names, *column.names)
        said = next((u for words in reversed(names) if (u := unit_of_words(words))), "")
        fitting = [u for u in self._around.units if u.word == said]
        if len(fitting) == 1:
            return fitting[0], True
        if len(self._around.units) == 1 and not said:
            return self._around.units[0], True
        if any(u.multiplier for u in self._around.units):
            return None, False  # 单位:万人 says nothing of how 户数 are told
        unit = read_unit(said) if said else None
        if unit is None or "CNY" in unit.units:
            return None, False
        return unit, False


def _disagree(one: Unit | None, other: Unit | None) -> bool:
    return one is not None and other is not None and one[1:] != other[1:]


class _RowNames:
    """Reads the names of a block's rows in order; outlines go on from row to row."""

    def __init__(self, grid: Grid, shape: Shape, block: Block, known: Places, text: str) -> None:
        self._grid, self._shape, self._block, self._known = grid, shape, block, known
        self._text = text
        self._outline = Outline()
        self._category: tuple[Square, ...] = ()
        self._over: dict[int, Square] = {}
        self._areas = [c for c in block.names if self._is_of_places(c)]

    def _is_of_places(self, column: int) -> bool:
        if self._shape.kinds[column] == "area":
            return True
        heads = [read_head(s.said) for row in self._shape.rows if (s := self._grid.at(row, column))]
        return column_is_of_places(heads, self._known)

    def read(self, row: int) -> Axis | None:
        """The coordinates of a row; None where it only heads others or nothing names it."""
        squares = self._squares(row)
        is_empty = self._is_empty(row)
        area: str | None = None
        outer: list[Head] = []
        named = [(c, s) for c, s in squares if c not in self._areas]
        for column, square in squares:
            if column in self._areas:
                head = read_head(square.said)
                area = self._known.area(head, self._text[square.start : square.end])
                if area is None:
                    return None  # a group that nothing names
        category = tuple(s for _, s in named[:-1])
        if category != self._category:
            self._category, self._outline = category, Outline()
        outer += [read_head(s.said) for s in category]
        entries: tuple[Entry, ...] = ()
        if named:
            last = named[-1][1]
            is_heading = is_empty and not self._has_unit(row)
            entries = self._outline.push(last.said, last.indent, row, is_empty=is_heading)
        if is_empty or not (named or area is not None):
            return None
        axis = join([*outer, *(e.head for e in entries)], area)
        return replace(
            axis,
            path=self._path(squares, axis),
            measures=_own_measures(axis, entries),
            status=axis.status,
            unit=self._unit(row) or _own_unit(axis, entries),
            code=self._code(row),
            above=tuple(e.row for e in entries[:-1]),
        )

    def _path(self, squares: Sequence[tuple[int, Square]], axis: Axis) -> tuple[str, ...]:
        places = tuple(s.said for c, s in squares if c in self._areas)
        return (*places, *axis.path)

    def _squares(self, row: int) -> list[tuple[int, Square]]:
        """The names of a row, each merged one once, the last place it stands in.

        A name left blank before another is that of the row above: a merged cell without its span.
        """
        found: list[tuple[int, Square]] = []
        last = self._block.names[-1]
        own = self._grid.at(row, last)
        is_inner = own is not None and not is_blank(own.said)
        for column in self._block.names:
            square = self._grid.at(row, column)
            if square is not None and not is_blank(square.said):
                self._over[column] = square
                self._over = {c: s for c, s in self._over.items() if c <= column}
            elif column != last and is_inner:
                square = self._over.get(column)
            if square is None or is_blank(square.said) or square.is_prose:
                continue
            if found and found[-1][1] is square:
                found.pop()
            found.append((column, square))
        return found

    def _is_empty(self, row: int) -> bool:
        squares = (self._grid.at(row, c) for c in self._block.values)
        return not any(s is not None and read_value(s.said) is not None for s in squares)

    def _has_unit(self, row: int) -> bool:
        return self._unit(row) is not None

    def _unit(self, row: int) -> Unit | None:
        if self._block.unit is None:
            return unit_of_code(self._code(row))
        square = self._grid.at(row, self._block.unit)
        unit = read_unit(square.said) if square is not None and square.said else None
        return unit or unit_of_code(self._code(row))

    def _code(self, row: int) -> str:
        if self._block.code is None:
            return ""
        square = self._grid.at(row, self._block.code)
        return square.said if square is not None else ""


def _own_measures(axis: Axis, entries: Sequence[Entry]) -> frozenset[str]:
    """A change is told by the row's own name, or by all where there is no outline."""
    return entries[-1].head.measures if entries else axis.measures


def _own_unit(axis: Axis, entries: Sequence[Entry]) -> Unit | None:
    """The unit in the row's own name; one of a row above reaches those that are its parts."""
    return entries[-1].head.unit or axis.unit if entries else axis.unit

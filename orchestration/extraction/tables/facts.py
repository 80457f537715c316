"""One fact per value cell: the linker's reading, with time, status and measure of the heads.

Belongs here: what overrides what, which of two cells that say the same is the indicator's, how
sure a fact is, its provenance. Does not belong here: coordinates (`cells`), linking (`linking`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from orchestration.extraction.model import DocumentContext, Fact, Period
from orchestration.extraction.settle.reading import Reading
from orchestration.extraction.subjects.labels import catalogued_label, with_change
from orchestration.extraction.subjects.lexicon import Indicator
from orchestration.extraction.tables.cells import CellValue
from orchestration.extraction.tables.codes import by_code, indicators
from orchestration.extraction.tables.cues import told_in
from orchestration.extraction.tables.linking import (
    Asked,
    compose,
    is_ratio,
    link,
    official_names,
)
from orchestration.extraction.tables.provenance import provenance, row_said
from orchestration.extraction.tables.times import Span, Told, as_day, cell_span

_LONGEST_LABEL = 40
_FLOW_UNITS = frozenset({"CNY", "person_time", "household_time", "couple", "case", "record"})
_SURE_CODE, _SURE_NAME, _SURE_LINK, _SURE_NONE = 0.98, 0.97, 0.96, 0.7
_SURE_ROW, _LEAST_NAME = 0.9, 4
_SURE_CAPTION, _SURE_UNIT, _SURE_AREA = 0.98, 0.99, 0.98
_GUESSED_UNIT, _NO_CITY, _NO_PERIOD, _PART_YEAR, _OF_INDICATOR = 0.9, 0.7, 0.3, 0.7, 0.9
_LEAST, _MOST = 0.02, 0.98
_EXAMPLE, _SUM = Decimal(120), Decimal(1_200_000)
"""Stand for the numbers of a name where their size says nothing, so that it is asked once."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for all cells of one table.

    `base` is its period, `is_captioned` if the table tells it; `status` of the caption; `name` the
    words of the caption, `place` where the table stands; `sureness` of the way it was found.
    """

    base: Span | None
    is_captioned: bool
    is_official: bool
    status: str
    name: str
    title: str
    sureness: float


class _Named(NamedTuple):
    """What a cell's name, code or reading says it measures, and how sure that is."""

    indicator: Indicator | None
    residence: str
    category: str
    part: str
    words: str
    sureness: float


@dataclass(slots=True)
class _Read:
    """A cell with what was decided of it; `reading` is the linker's, where it had a unit to ask."""

    cell: CellValue
    named: _Named
    measure: str
    unit_raw: str
    reading: Reading | None
    sureness: float
    status: str = "actual"
    period: Period | None = None
    area: str = ""

    @property
    def indicator(self) -> Indicator | None:
        """What it measures, None where the catalogue lacks it."""
        return self.named.indicator

    @property
    def label(self) -> str:
        """The catalogue's name, or the words of the heads, 40 characters at most."""
        named = self.named
        if named.indicator is None:
            return with_change(named.words[-_LONGEST_LABEL:], self.measure)[:_LONGEST_LABEL]
        return catalogued_label(named.indicator, named.residence, named.part, self.measure)

    def uncatalogue(self) -> None:
        """Take the indicator away: what is left is told by the words of the heads."""
        self.named = _unknown(self.named.words)
        self.sureness *= _SURE_NONE


def facts_of(
    cells: Sequence[CellValue], frame: Frame, context: DocumentContext, text: str
) -> list[Fact]:
    """The facts of a table's cells, in the order of the cells."""
    rows = {c.row_number for c in cells}
    names = [_names(c, frame, rows) for c in cells]
    asked = [[_ask(c, name) for name in tried] for c, tried in zip(cells, names, strict=True)]
    readings = link([one for tried in asked for one in tried], context)
    found: list[_Read] = []
    for cell, tried, told in zip(cells, names, asked, strict=True):
        name, reading = _best(tried, [readings.get(one) for one in told])
        read = _read(cell, name, reading, frame)
        if read is not None:
            _place_in_time(read, frame, context)
            found.append(read)
    _part_the_same(found)
    return [_fact(read, frame, context, text) for read in found]


def _names(cell: CellValue, frame: Frame, rows: set[int]) -> list[str]:
    """The name of a cell, and the one with the row above it, if that has values of its own."""
    row = cell.row
    name = compose(row.names, cell.column.names, frame.name)
    if not name:
        return []
    is_part = len(row.names) > 1 and bool(row.above) and row.above[-1] in rows
    above = row.names[-2] if is_part else ""
    return [name, above + name] if above and above not in name else [name]


def _best(names: list[str], readings: list[Reading | None]) -> tuple[str, Reading | None]:
    """The first name that the linker knows as an indicator, else the first."""
    for name, reading in zip(names, readings, strict=True):
        if reading is not None and reading.indicator is not None:
            return name, reading
    return (names[0], readings[0]) if names else ("", None)


def _ask(cell: CellValue, name: str) -> Asked:
    """The name with its unit as a level; the number matters where it tells years from months."""
    if "completion" in cell.measures:
        return Asked(name + _measure_word(cell), _EXAMPLE, cell.unit)
    unit = cell.level_unit or cell.unit
    if "CNY" not in unit.units or unit.multiplier or cell.measures:
        return Asked(name, _EXAMPLE, unit)
    is_sum = told_in("sum", "".join(cell.column.names[-1:]) or name) is not None
    return Asked(name, _SUM if is_sum else abs(cell.value.number), unit)


def _measure_word(cell: CellValue) -> str:
    return cell.column.cues.get("measure") or cell.row.cues.get("measure") or ""


def _read(cell: CellValue, name: str, reading: Reading | None, frame: Frame) -> _Read | None:
    """What a cell is: by its code, else by its name; None where its change has no unit."""
    measure = _measure(cell, reading)
    named = _name(cell, name, reading, frame.base.end.year if frame.base else None)
    if measure is None or named is None:
        return None
    return _Read(cell, named, measure, _unit_raw(cell, measure, reading), reading, named.sureness)


def _name(cell: CellValue, name: str, reading: Reading | None, year: int | None) -> _Named | None:
    coded = by_code(cell.row.code, year) if cell.row.code else None
    if coded is not None:
        indicator = indicators()[coded.indicator_id]
        return _Named(indicator, coded.residence, coded.category, "", name, _SURE_CODE)
    if not name:
        return None
    if "completion" in cell.measures and (reading is None or not is_ratio(reading)):
        return _unknown(name + _measure_word(cell))
    if reading is None or reading.indicator is None:
        if (official := _official(cell, name, reading)) is not None:
            return _Named(official, "total", "", "", name, _SURE_ROW)
        return _unknown(reading.label if reading is not None and reading.label else name)
    indicator, category = reading.indicator, reading.category
    likely = reading.subject_probability
    sure = _SURE_LINK * (likely if likely is not None else _OF_INDICATOR)
    if official_names().get(name) == indicator.indicator_id:
        sure = _SURE_NAME
    code, part = (category.code, category.cues[0]) if category else ("", "")
    return _Named(indicator, reading.residence, code, part, name, sure)


def _official(cell: CellValue, name: str, reading: Reading | None) -> Indicator | None:
    """The indicator whose name in the catalogue is the row's own, in the same unit.

    A short one (镇, 乡) has to be of the field that the names above are of.
    """
    units = (cell.level_unit or cell.unit).units
    fields = {c.indicator.domain for c in reading.candidates[:1]} if reading is not None else set()
    for words in (name, *cell.row.names[-1:]):
        indicator = indicators().get(official_names().get(words, ""))
        if indicator is None or indicator.unit not in units:
            continue
        if len(words) >= _LEAST_NAME or indicator.domain in fields:
            return indicator
    return None


def _unknown(words: str) -> _Named:
    return _Named(None, "total", "", "", words, _SURE_NONE)


def _measure(cell: CellValue, reading: Reading | None) -> str | None:
    """The measure of a cell; None where a change may be one of percent or of units."""
    told, is_percent = cell.measures, "percent" in cell.unit.units
    if cell.unit.units[0] == "percentage_point":
        return "change_abs"
    if told & {"change_pct", "change", "change_abs"}:
        if is_percent:
            return "change_pct"
        is_count = "change_abs" in told or cell.level_unit is not None
        return "change_abs" if is_count else None
    if told & {"share", "completion"}:
        return "level" if reading is not None and is_ratio(reading) else "share"
    return reading.measure if reading is not None else "level"


def _unit_raw(cell: CellValue, measure: str, reading: Reading | None) -> str:
    if cell.measures and measure in {"change_pct", "share"}:
        return cell.unit.units[0]
    if reading is not None and cell.level_unit == cell.unit:
        return reading.unit_raw
    return cell.unit.units[0]


def _place_in_time(read: _Read, frame: Frame, context: DocumentContext) -> None:
    """Set status, period and area, and lower the sureness by what is not stated."""
    cell = read.cell
    told = cell.told
    read.status = cell.status or frame.status or "actual"
    is_flow = _is_flow(read)
    span = cell_span(
        told,
        frame.base,
        is_captioned=frame.is_captioned,
        is_form=frame.is_official,
        accumulates=is_flow and frame.is_official and "month" not in told.relations,
    )
    if read.status == "target" and span is not None and told.last is None:
        year = span.end.year
        span = Span(date(year, 1, 1), date(year, 12, 31), "year")
    is_span = is_flow and not read.measure.startswith("change") and read.measure != "share"
    if span is not None:
        read.period = Period(span.start, span.end) if is_span else as_day(span)
    read.area = _area(read)
    read.sureness *= _sure_of_period(told, span, frame, context)
    read.sureness *= _SURE_UNIT if cell.is_unit_stated else _GUESSED_UNIT
    read.sureness *= frame.sureness
    if context.city_code is None:
        read.sureness *= _NO_CITY
    if read.area:
        read.sureness *= _SURE_AREA


def _sure_of_period(told: Told, span: Span | None, frame: Frame, context: DocumentContext) -> float:
    if span is None:
        return _NO_PERIOD
    is_part = frame.base is not None and frame.base.rhythm != "year"
    is_vague = "last_year" in told.relations and is_part and not frame.is_official
    sure = _PART_YEAR if is_vague else 1.0
    if told.year is not None or frame.is_captioned:
        return sure * _SURE_CAPTION
    return sure * _SURE_CAPTION * context.period_confidence


def _area(read: _Read) -> str:
    named = read.cell.area
    if named is not None:
        return named
    return read.reading.area if read.reading is not None else ""


def _is_flow(read: _Read) -> bool:
    """Does it happen in a stretch of time?"""
    if read.indicator is not None:
        return read.indicator.kind == "flow" or read.measure == "increment"
    if read.unit_raw.startswith("CNY_per") or read.unit_raw == "percent":
        return False
    return read.unit_raw in _FLOW_UNITS or told_in("happens", read.named.words) is not None


def _part_the_same(found: list[_Read]) -> None:
    """Cells of one table that would be the same fact: the outermost row keeps the indicator.

    A part that only unknown words tell from its whole is no second value of it. Where no row
    stands above the others, the one that the catalogue names so keeps it, else none does.
    """
    groups: dict[tuple[object, ...], list[_Read]] = defaultdict(list)
    for read in found:
        if read.indicator is not None:
            key = (
                read.indicator.indicator_id, read.named.residence, read.named.category,
                read.measure, read.area, read.period, read.status, read.cell.unit.units[:1],
            )  # fmt: skip
            groups[key].append(read)
    for group in groups.values():
        if len(group) > 1:
            keeper = _keeper(group)
            for read in group:
                if read is not keeper:
                    read.uncatalogue()


def _keeper(group: list[_Read]) -> _Read | None:
    coded = [r for r in group if r.named.sureness == _SURE_CODE]
    if len(coded) == 1:
        return coded[0]
    rows = {r.cell.row_number for r in group}
    outer = [r for r in group if not rows & {*r.cell.row.above}]
    if len(outer) == 1:
        return outer[0]
    named = [r for r in group if official_names().get(r.named.words) is not None]
    if len(named) == 1:
        return named[0]
    totals = [r for r in group if r.cell.row.total == "sum" or r.cell.column.total == "sum"]
    return totals[0] if len(totals) == 1 else None


def _fact(read: _Read, frame: Frame, context: DocumentContext, text: str) -> Fact:
    cell, square = read.cell, read.cell.square
    sentence_start, sentence = row_said(cell, text)
    return Fact(
        char_start=square.start,
        char_end=square.end,
        quote=text[square.start : square.end],
        sentence=sentence,
        sentence_start=sentence_start,
        number=cell.value.number,
        number_high=None,
        multiplier="" if read.unit_raw == "percent" else cell.unit.multiplier,
        unit_zh=cell.unit.word + cell.unit.per,
        unit_raw=read.unit_raw,
        qualifier="",
        city_code=context.city_code,
        city_name=context.city_name,
        area=read.area,
        indicator_id=read.indicator.indicator_id if read.indicator else None,
        label=read.label,
        residence=read.named.residence,
        category=read.named.category,
        measure=read.measure,
        period_start=read.period.start if read.period else None,
        period_end=read.period.end if read.period else None,
        status=read.status,
        confidence=round(min(max(read.sureness, _LEAST), _MOST), 3),
        subject=read.named.words,
        cell=provenance(cell, frame.title),
        cues=_cues(cell),
        candidates=_candidates(read.reading),
    )


def _cues(cell: CellValue) -> dict[str, str]:
    cues = {**cell.row.cues, **cell.column.cues}
    if cell.row.code:
        cues["indicator"] = cell.row.code
    if cell.is_unit_stated:
        cues["unit"] = cell.unit.text
    return cues


def _candidates(reading: Reading | None) -> list[dict[str, object]]:
    if reading is None:
        return []
    return [
        {"indicator_id": c.indicator.indicator_id, "score": round(c.score, 3)}
        for c in reading.candidates[:3]
    ]

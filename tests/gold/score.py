"""How good the extraction is against documents annotated by hand.

Belongs here: the definitions of what counts as found, right and published. Does not belong here:
where the documents lie (`corpus`), or what score is demanded (`test_gold`). The fields and their
meaning are those of GUIDELINES.md beside this file.

Three measures. *Quantities*: a span that overlaps, with the right value and unit. *Strict*: every
field right. *Panel*: the city-year cells that the marts would publish. Optional annotations neither
help nor hurt.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from orchestration.extraction import Extraction, Fact
from orchestration.extraction.subjects.lexicon import REFERENCE

RELATIVE_TOLERANCE = 0.005
LONGEST_LABEL = 40
LONGEST_FLOW_DAYS = 366
RESIDENCE_WORDS = {"urban": "城市城镇", "rural": "农村乡村"}
"""What the column already says need not be said again by the label."""

Cell = tuple[str, int, str, str, str]
"""City code, year, indicator, residence, category."""


def _table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDICATORS = {row["indicator_id"]: row for row in _table("indicators")}
CATEGORIES = {row["category"] for row in _table("categories")}
UNITS = {row["unit_raw"]: (row["unit"], Decimal(row["factor"])) for row in _table("units")}
MULTIPLIERS = {row["multiplier"]: Decimal(row["factor"]) for row in _table("multipliers")}


@dataclass(frozen=True)
class Annotation:
    """One quantity as a careful reader reads it; a list holds readings that are equally right."""

    document: str
    start: int
    end: int
    text: str
    values: tuple[float, ...]
    value_high: float | None
    units: tuple[str, ...]
    indicator: str
    residences: tuple[str, ...]
    category: str
    measures: tuple[str, ...]
    keys: tuple[str, ...]
    city: str
    area: str
    period_start: date
    period_end: date
    status: str
    is_optional: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Annotation:
        """Read a row of an annotation file."""

        def readings(name: str, default: object = None) -> tuple[Any, ...]:
            return (row.get(name) or default or row[name], *row.get(f"{name}_any", ()))

        return cls(
            document=row.get("doc", ""),
            start=row["start"],
            end=row["end"],
            text=row["text"],
            values=(row["value"], *row.get("value_any", ())),
            value_high=row.get("value_high"),
            units=readings("unit"),
            indicator=row.get("indicator") or "",
            residences=readings("residence", "total"),
            category=row.get("category") or "",
            measures=readings("measure", "level"),
            keys=tuple(row.get("keys") or ()),
            city=str(row.get("city") or ""),
            area=row.get("area") or "",
            period_start=date.fromisoformat(row["period_start"]),
            period_end=date.fromisoformat(row["period_end"]),
            status=row["status"],
            is_optional=bool(row.get("optional")),
        )


@dataclass(frozen=True, eq=False)
class Observation:
    """A fact in the unit that the warehouse gives it; eq is identity, as two may read alike."""

    document: str
    fact: Fact

    @cached_property
    def unit(self) -> str:
        """The canonical unit."""
        return UNITS[self.fact.unit_raw][0]

    @cached_property
    def value(self) -> Decimal:
        """The number in the canonical unit."""
        return self._canonical(self.fact.number)

    @cached_property
    def value_high(self) -> Decimal | None:
        """The upper end of a range in the canonical unit."""
        return None if self.fact.number_high is None else self._canonical(self.fact.number_high)

    def _canonical(self, number: Decimal) -> Decimal:
        return round(number * MULTIPLIERS[self.fact.multiplier] * UNITS[self.fact.unit_raw][1], 6)

    @property
    def cell(self) -> Cell | None:
        """The cell of the panel that the marts would consider it for, if any."""
        f = self.fact
        if (
            not f.indicator_id
            or not f.city_code
            or f.area
            or (f.status, f.measure)
            != (
                "actual",
                "level",
            )
        ):
            return None
        if f.period_start is None or f.period_end is None:
            return None
        if self.unit != INDICATORS[f.indicator_id]["unit"] or self.days > LONGEST_FLOW_DAYS:
            return None
        return f.city_code, f.period_end.year, f.indicator_id, f.residence, f.category

    @property
    def days(self) -> int:
        """How many days a flow covers; 0 for an as-of date."""
        start, end = self.fact.period_start, self.fact.period_end
        return (end - start).days if start and end else 0


def observe(document: str, extraction: Extraction) -> list[Observation]:
    """Return what an extraction says of a document."""
    return [Observation(document, fact) for fact in extraction.facts]


def _is_close(a: float | Decimal | None, b: float | Decimal | None) -> bool:
    if a is None or b is None:
        return a is b
    largest = max(abs(float(a)), abs(float(b)), 1e-9)
    return abs(float(a) - float(b)) <= RELATIVE_TOLERANCE * largest


def _names_the_same(annotation: Annotation, fact: Fact) -> bool:
    if annotation.indicator:
        return fact.indicator_id == annotation.indicator
    said = fact.label + fact.area + RESIDENCE_WORDS.get(fact.residence, "")
    is_name = len(fact.label) <= LONGEST_LABEL
    return not fact.indicator_id and is_name and all(key in said for key in annotation.keys)


def _breaks_down_the_same(annotation: Annotation, fact: Fact) -> bool:
    """Of uncatalogued facts nothing is asked; a category the annotator coined is met by any."""
    if not annotation.indicator:
        return True
    if fact.residence not in annotation.residences:
        return False
    if annotation.category and annotation.category not in CATEGORIES:
        return bool(fact.category)
    return fact.category == annotation.category


def _is_same_area(annotation: Annotation, fact: Fact) -> bool:
    if not annotation.area or not fact.area:
        return annotation.area == fact.area
    return annotation.area in fact.area or fact.area in annotation.area


def is_same_period(annotation: Annotation, fact: Fact) -> bool:
    """To the month. Of a ratio or a change only the end counts."""
    if fact.period_start is None or fact.period_end is None:
        return False
    kind = INDICATORS.get(annotation.indicator, {}).get("kind")
    only_end = (
        annotation.period_start == annotation.period_end
        or kind == "ratio"
        or annotation.units[0] == "percent"
        or annotation.measures[0].startswith("change")
    )
    ends = _month(fact.period_end) == _month(annotation.period_end)
    return ends and (only_end or _month(fact.period_start) == _month(annotation.period_start))


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def wrong_fields(annotation: Annotation, seen: Observation) -> tuple[str, ...]:
    """Return the names of the fields in which an observation differs from its annotation."""
    fact = seen.fact
    right = {
        "value": any(_is_close(seen.value, v) for v in annotation.values)
        and _is_close(seen.value_high, annotation.value_high),
        "unit": seen.unit in annotation.units,
        "indicator": _names_the_same(annotation, fact),
        "breakdown": _breaks_down_the_same(annotation, fact),
        "measure": fact.measure in annotation.measures,
        "status": fact.status == annotation.status,
        "area": _is_same_area(annotation, fact),
        "city": not annotation.city or fact.city_code == annotation.city,
        "period": is_same_period(annotation, fact),
    }
    return tuple(name for name, is_right in right.items() if not is_right)


@dataclass(frozen=True)
class Match:
    """An annotation with the observation that reads it best, if one touches it at all."""

    annotation: Annotation
    seen: Observation | None
    wrong: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Is every field right?"""
        return self.seen is not None and not self.wrong

    @property
    def is_found(self) -> bool:
        """Is the quantity there, with its value and unit?"""
        return self.seen is not None and not {"value", "unit"} & set(self.wrong)


def _overlap(annotation: Annotation, seen: Observation) -> int:
    return min(annotation.end, seen.fact.char_end) - max(annotation.start, seen.fact.char_start)


def match(
    annotations: Iterable[Annotation], observations: Iterable[Observation]
) -> tuple[list[Match], list[Observation]]:
    """Return a match for each annotation, and the observations that touch no annotation."""
    by_document: dict[str, list[Observation]] = defaultdict(list)
    for seen in observations:
        by_document[seen.document].append(seen)
    touched: set[Observation] = set()
    matches = []
    for annotation in annotations:
        near = [s for s in by_document[annotation.document] if _overlap(annotation, s) > 0]
        touched.update(near)
        read = [Match(annotation, s, wrong_fields(annotation, s)) for s in near]
        matches.append(max(read, key=_merit, default=Match(annotation, None, ())))
    alarms = [s for found in by_document.values() for s in found if s not in touched]
    return matches, alarms


def _merit(m: Match) -> tuple[bool, int, int]:
    assert m.seen is not None
    return m.is_found, -len(m.wrong), _overlap(m.annotation, m.seen)


@dataclass(frozen=True)
class Score:
    """The measures of one group of documents, each a share from 0 to 1."""

    matches: list[Match]
    alarms: list[Observation]
    n_observations: int
    wanted: dict[Cell, list[float]] = field(default_factory=dict)
    allowed: dict[Cell, list[float]] = field(default_factory=dict)
    published: dict[Cell, Decimal] = field(default_factory=dict)

    @cached_property
    def core(self) -> list[Match]:
        """The matches of annotations that are not optional."""
        return [m for m in self.matches if not m.annotation.is_optional]

    @property
    def quantity_recall(self) -> float:
        """Core quantities that are found."""
        return _share(sum(m.is_found for m in self.core), len(self.core))

    @property
    def quantity_precision(self) -> float:
        """Observations that are quantities at all."""
        return 1 - _share(len(self.alarms), self.n_observations)

    @property
    def strict_f1(self) -> float:
        """Facts with every field right."""
        right = sum(m.is_right for m in self.core)
        said = sum(m.seen is not None for m in self.core) + len(self.alarms)
        return _f1(_share(right, said), _share(right, len(self.core)))

    @property
    def panel_f1(self) -> float:
        """Cells of the panel with the right value."""
        hits = sum(cell not in self.wrong_cells for cell in self.wanted)
        said = len([c for c in self.published if c in self.wanted or c not in self.allowed])
        return _f1(_share(hits, said), _share(hits, len(self.wanted)))

    @cached_property
    def wrong_cells(self) -> list[Cell]:
        """Cells that miss, hold another value, or should not be there."""
        wrong = []
        for cell, values in self.wanted.items():
            value = self.published.get(cell)
            accepted = (*values, *self.allowed.get(cell, ()))
            if value is None or not any(_is_close(value, v) for v in accepted):
                wrong.append(cell)
        extra = [c for c in self.published if c not in self.wanted and c not in self.allowed]
        return wrong + extra

    def measures(self) -> dict[str, float]:
        """Return the four measures by name, rounded to four places."""
        names = ("quantity_recall", "quantity_precision", "strict_f1", "panel_f1")
        return {name: round(getattr(self, name), 4) for name in names}

    def mistakes(self) -> Iterator[str]:
        """Yield one line per mistake: the document, the quantity and the fields that are wrong."""
        for m in self.core:
            if not m.is_right:
                a = m.annotation
                what = ", ".join(m.wrong) or "not found"
                yield f"{a.document}:{a.start} {a.text} [{a.indicator or ' '.join(a.keys)}] {what}"
        for seen in self.alarms:
            yield f"{seen.document}:{seen.fact.char_start} {seen.fact.quote} is no quantity"
        for cell in self.wrong_cells:
            is_value = self.published.get(cell)
            yield f"cell {cell} is {is_value}, should be {self.wanted.get(cell, 'absent')}"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _annotated_cells(
    annotations: Iterable[Annotation],
) -> tuple[dict[Cell, list[float]], dict[Cell, list[float]]]:
    """Return the cells that must be published, and those that optional annotations allow."""
    wanted: dict[Cell, list[float]] = defaultdict(list)
    allowed: dict[Cell, list[float]] = defaultdict(list)
    for a in annotations:
        is_coined = bool(a.category) and a.category not in CATEGORIES
        is_panel = bool(a.indicator) and a.status == "actual" and a.measures[0] == "level"
        days = (a.period_end - a.period_start).days
        if is_panel and not is_coined and not a.area and days <= LONGEST_FLOW_DAYS:
            cell = (a.city, a.period_end.year, a.indicator, a.residences[0], a.category)
            (allowed if a.is_optional else wanted)[cell].append(a.values[0])
    return wanted, allowed


def publish(observations: Iterable[Observation]) -> dict[Cell, Decimal]:
    """Choose one observation per cell as the marts do within one document.

    The longer flow first, then the later as-of date, the higher confidence by tenths, the higher
    confidence, the first mention.
    """
    cells: dict[Cell, list[Observation]] = defaultdict(list)
    for seen in observations:
        if (cell := seen.cell) is not None:
            cells[cell].append(seen)

    def merit(seen: Observation) -> tuple[Any, ...]:
        f = seen.fact
        is_flow = INDICATORS[str(f.indicator_id)]["kind"] == "flow"
        days = seen.days if is_flow else 0
        return days, f.period_end, round(f.confidence, 1), f.confidence, -f.char_start

    return {cell: max(found, key=merit).value for cell, found in cells.items()}


def score(annotations: list[Annotation], observations: list[Observation]) -> Score:
    """Score observations against the annotations of the same documents."""
    matches, alarms = match(annotations, observations)
    wanted, allowed = _annotated_cells(annotations)
    city_years = {cell[:2] for cell in wanted}
    published = {c: v for c, v in publish(observations).items() if c[:2] in city_years}
    return Score(matches, alarms, len(observations), wanted, allowed, published)

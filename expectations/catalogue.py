"""The reference tables that the suites are generated from.

Belongs here: reading indicators, relations and places from seeds/reference into typed rows.
Does not belong here: any rule; a rule is an expectation in library/ or a row of those tables.
See RULES.md, section "What generates the suites".
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFERENCE_DIR = Path(__file__).resolve().parents[1] / "seeds" / "reference"
INDICATORS_CSV = REFERENCE_DIR / "indicators.csv"
PER_HEAD_CSV = REFERENCE_DIR / "indicator_per_head.csv"
RELATIONS_CSV = REFERENCE_DIR / "indicator_relations.csv"
PLACES_CSV = REFERENCE_DIR / "cities.csv"


class CatalogueError(ValueError):
    """A reference table says something that no suite can be generated from."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of indicators.csv, as far as checks need it.

    `value_min` and `value_max` are in the canonical unit and hold for a level of a county- or
    prefecture-level area in one year; `yoy_factor_max` bounds the change from year to year.
    `per_1000_min` and `per_1000_max` are per 1,000 residents of any area, 0 where the value does
    not scale with population.
    """

    indicator_id: str
    domain: str
    kind: str
    unit: str
    value_min: float
    value_max: float
    yoy_factor_max: float
    is_integer: bool
    scales_with_population: bool = False
    per_1000_min: float = 0.0
    per_1000_max: float = 0.0
    parent_id: str = ""
    """The indicator of which this one is a part, of the same kind and unit; empty for none."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of indicator_relations.csv: left / right must lie in [ratio_min, ratio_max].

    Which indicators are paired is read from the same file by frames.py, in SQL.
    """

    relation_id: str
    ratio_min: float
    ratio_max: float
    reason: str


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _number(row: dict[str, str], column: str, path: Path, key: str) -> float:
    try:
        return float(row[column])
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogueError(
            f"{path.name}: {row.get(key)!r} has {column}={row.get(column)!r}, expected a number; "
            f"fill in {column} for that row."
        ) from error


@cache
def _per_head(path: Path = PER_HEAD_CSV) -> dict[str, tuple[float, float]]:
    return {
        row["indicator_id"]: (
            _number(row, "per_1000_min", path, "indicator_id"),
            _number(row, "per_1000_max", path, "indicator_id"),
        )
        for row in _read(path)
    }


@cache
def load_indicators(path: Path = INDICATORS_CSV) -> dict[str, Indicator]:
    """Reads the catalogue, indicator_id -> Indicator.

    Raises:
        CatalogueError: when a row has no usable range or factor, or scales with population and has
            no bounds per 1,000 residents.
    """
    indicators = {}
    for row in _read(path):
        low, high, factor = (
            _number(row, column, path, "indicator_id")
            for column in ("value_min", "value_max", "yoy_factor_max")
        )
        if low > high or factor <= 1:
            raise CatalogueError(
                f"{path.name}: {row['indicator_id']!r} has value_min={low}, value_max={high}, "
                f"yoy_factor_max={factor}; the range must ascend and the factor exceed 1."
            )
        scales = row.get("scales_with_population") == "true"
        if scales and row["indicator_id"] not in _per_head():
            raise CatalogueError(
                f"{path.name}: {row['indicator_id']!r} scales with population, but has no row in "
                f"{PER_HEAD_CSV.name}; say there how many per 1,000 residents are plausible."
            )
        per_1000_min, per_1000_max = _per_head()[row["indicator_id"]] if scales else (0.0, 0.0)
        indicators[row["indicator_id"]] = Indicator(
            indicator_id=row["indicator_id"],
            domain=row["domain"],
            kind=row["kind"],
            unit=row["unit"],
            value_min=low,
            value_max=high,
            yoy_factor_max=factor,
            is_integer=row["is_integer"] == "true",
            scales_with_population=scales,
            per_1000_min=per_1000_min,
            per_1000_max=per_1000_max,
            parent_id=row.get("parent_id") or "",
        )
    return indicators


@cache
def load_relations(path: Path = RELATIONS_CSV) -> dict[str, Relation]:
    """Reads the plausible relations between indicators, relation_id -> Relation."""
    relations = {}
    for row in _read(path):
        relations[row["relation_id"]] = Relation(
            relation_id=row["relation_id"],
            ratio_min=_number(row, "ratio_min", path, "relation_id"),
            ratio_max=_number(row, "ratio_max", path, "relation_id"),
            reason=row["reason"],
        )
    return relations


def domains(path: Path = INDICATORS_CSV) -> list[str]:
    """The domains of the catalogue in the order of their first row."""
    return list(dict.fromkeys(row["domain"] for row in _read(path)))

"""The official codes of the ministry's forms.

Belongs here: which indicator a code of a year stands for. Does not belong here: the codes
themselves, which are rows of `seeds/reference/indicator_mca_codes.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.quantities.patterns import MEASURE_WORDS
from orchestration.extraction.reference import read_table
from orchestration.extraction.subjects.lexicon import Indicator, load
from orchestration.extraction.tables.values import Unit, read_unit


class Coded(NamedTuple):
    """What a code stands for, and the years in which it does."""

    indicator_id: str
    residence: str
    category: str
    first_year: int
    last_year: int


@lru_cache(maxsize=1)
def _codes() -> dict[str, list[Coded]]:
    found: dict[str, list[Coded]] = defaultdict(list)
    for row in read_table("indicator_mca_codes"):
        first, last = row.get("valid_from") or "0", row.get("valid_to") or "9999"
        found[row["code"]].append(
            Coded(
                row["indicator_id"],
                row["residence"] or "total",
                row.get("category") or "",
                int(first[:4]),
                int(last[:4]),
            )
        )
    return found


def by_code(code: str, year: int | None) -> Coded | None:
    """What a code stands for in a year; None where it is unknown or stands for several things."""
    known = _codes().get(code, [])
    if year is not None:
        known = [c for c in known if c.first_year <= year <= c.last_year]
    return known[0] if len(known) == 1 else None


@lru_cache(maxsize=1)
def indicators() -> dict[str, Indicator]:
    """The indicators of the catalogue by id."""
    return {term.indicator.indicator_id: term.indicator for term in load().terms}


def unit_of_code(code: str) -> Unit | None:
    """What a code counts where its form leaves the unit blank; never money, whose scale varies."""
    known = {c.indicator_id for c in _codes().get(code, [])}
    units = {indicators()[name].unit for name in known if name in indicators()}
    if len(units) != 1 or "CNY" in next(iter(units)):
        return None
    unit = units.pop()
    word = next((w for w, counted in MEASURE_WORDS.items() if counted[0] == unit), "")
    return read_unit(word)

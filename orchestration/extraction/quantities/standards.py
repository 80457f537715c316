"""Stage 4b, second part: whether a standard told without its period is per month or per year.

Belongs here: what an amount shows (`seeds/reference/yearly_standards.csv`). Does not belong here:
periods that the text tells (`per_units`), other units (`units`).
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from orchestration.extraction.reference import read_table
from orchestration.extraction.subjects.lexicon import Indicator

_NO_END = 9999


def is_yearly(amount: Decimal, indicator: Indicator, year: int | None) -> bool:
    """Is an amount more than a month's standard can be?

    Args:
        amount: in yuan.
        indicator: the standard.
        year: what the document reports on; None where unknown, which counts as today.
    """
    for until_year, yearly_from in _levels().get(indicator.indicator_id, ()):
        if (year or _NO_END) <= until_year:
            return amount >= yearly_from
    return False


@lru_cache(maxsize=1)
def _levels() -> dict[str, list[tuple[int, Decimal]]]:
    """By indicator, until when which amount is a year's; the earliest years first."""
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for row in read_table("yearly_standards"):
        until = int(row["until_year"] or _NO_END)
        found.setdefault(row["indicator_id"], []).append((until, Decimal(row["yearly_from"])))
    return {indicator: sorted(levels) for indicator, levels in found.items()}

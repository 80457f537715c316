"""Stage 7c: a share of a count that the catalogue knows as a ratio of its own.

Belongs here: which count has which ratio (`seeds/reference/indicator_ratios.csv`). Does not belong
here: what a share is of (`inheritance`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.reference import read_table
from orchestration.extraction.settle.reading import Reading
from orchestration.extraction.subjects.lexicon import Indicator, load


class _Ratio(NamedTuple):
    """A ratio with the part of the count it is for and the pattern of what it is a share of."""

    category: str
    of: re.Pattern[str]
    ratio: Indicator


def take_ratio(r: Reading) -> None:
    """60岁以上82.6万人,占总人口13.25%: the share of the count is a ratio with an id of its own."""
    if r.measure != "share" or r.indicator is None or r.unit != "percent":
        return
    category = r.category.code if r.category else ""
    for found in _ratios().get(r.indicator.indicator_id, ()):
        if found.category == category and found.of.search(r.own_left.rstrip()):
            r.indicator, r.category, r.measure = found.ratio, None, "level"
            return


@lru_cache(maxsize=1)
def _ratios() -> dict[str, list[_Ratio]]:
    """By count, its ratios."""
    known = {term.indicator.indicator_id: term.indicator for term in load().terms}
    found: dict[str, list[_Ratio]] = {}
    for row in read_table("indicator_ratios"):
        ratio = _Ratio(row["category"], re.compile(row["of"]), known[row["ratio_id"]])
        found.setdefault(row["indicator_id"], []).append(ratio)
    return found

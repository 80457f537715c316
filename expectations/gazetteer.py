"""The names of places, by code and in a text.

Belongs here: which names a place, what lies in it and what it lies in go by. Does not belong here:
what a name means for a report (document_doubts.py).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache

from expectations.catalogue import PLACES_CSV

MIN_NAME = 2


@cache
def _names() -> dict[str, frozenset[str]]:
    """Names by the digits of the code that count: two of a province, four, or six."""
    names: dict[str, set[str]] = defaultdict(set)
    with PLACES_CSV.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            of_row = {row["name_zh"], row["short_zh"]}
            names[_stem(row["city_code"])] |= {name for name in of_row if len(name) >= MIN_NAME}
    return {stem: frozenset(found) for stem, found in names.items()}


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def names_near(code: str) -> frozenset[str]:
    """The names of a place, of what lies in it and of what it lies in."""
    own = _stem(code)
    near = [names for stem, names in _names().items() if stem[: len(own)] == own[: len(stem)]]
    return frozenset().union(*near)


@cache
def _every_name() -> tuple[frozenset[str], int]:
    every = frozenset().union(*_names().values())
    return every, max(map(len, every))


def names_in(text: str) -> frozenset[str]:
    """The names of places that stand in a text."""
    every, longest = _every_name()
    pieces = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + MIN_NAME, min(start + longest, len(text)) + 1)
    }
    return every & pieces

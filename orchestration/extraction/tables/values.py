"""Numbers and units as cells print them.

Belongs here: the number of a cell, the unit that a text states and nothing else. Does not belong
here: which unit reaches a cell (`cells`), numbers of prose (`quantities`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.quantities.scan import scan

_NUMBER = re.compile(
    r"(?P<sign>[-+↑↓▲▼]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,8})?)"
    r"(?P<unit>[^\d\-*\[(]{0,12})(?:\*+|\[\d\]|\(注\d?\)|[①-⑳])?"
)
_DOWN = frozenset("-↓▼")
_LONGEST_UNIT = 12


class Unit(NamedTuple):
    """A unit as a head states it: 万元 is the multiplier 万 and the measure word 元.

    `units` are the raw units that the measure word may stand for, `per` what follows it (/人·月).
    """

    text: str
    multiplier: str
    word: str
    units: tuple[str, ...]
    per: str = ""


class Value(NamedTuple):
    """The number of a cell, signed, with the unit that stands in the cell itself, if any."""

    number: Decimal
    unit: Unit | None


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit | None:
    """The unit that a compacted text is; None where it is anything else."""
    if not text or len(text) > _LONGEST_UNIT or text[0].isdigit():
        return None
    found, _ = scan(f"1{text}")
    if len(found) != 1 or found[0].end != len(text) + 1 or found[0].number != 1:
        return None
    q = found[0]
    return Unit(text, q.multiplier, q.unit_zh, q.units, q.per) if q.units else None


def read_value(text: str) -> Value | None:
    """The number of a compacted cell; None where it holds anything beside a number and a unit."""
    if not text or len(text) > 40:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    unit = read_unit(match["unit"]) if match["unit"] else None
    if match["unit"] and unit is None:
        return None
    number = Decimal(match["digits"].replace(",", ""))
    return Value(-number if match["sign"] in _DOWN else number, unit)

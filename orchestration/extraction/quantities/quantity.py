"""A quantity and a date as the scan finds them: the values the other stages work with.

Belongs here: the two records. Does not belong here: how they are found (`scan`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple


@dataclass(slots=True)
class Quantity:
    """A number with its unit, [start, end) in the cleaned text.

    `units` are the possible raw units of the measure word, most usual first; `per` holds what the
    text writes after a slash (元/人/月 -> 人月); `number` is as printed, before `multiplier`.
    """

    start: int
    end: int
    number: Decimal
    multiplier: str
    unit_zh: str
    units: tuple[str, ...]
    number_high: Decimal | None = None
    qualifier: str = ""
    per: str = ""


class DateMention(NamedTuple):
    """A date or month as written, [start, end) in the cleaned text."""

    start: int
    end: int
    text: str

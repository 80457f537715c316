"""Stage 4e: numbers written without a unit, which get one from what stands around them.

Belongs here: the unit of a list's last member, of a label, of money words, of the whole that the
numbers of a bracket add up to, of the goal that a percentage compares them with. Does not belong
here: measure words and nouns behind a number (`scan`). A number that none of this holds for is no
quantity.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal

from orchestration.extraction.quantities.nouns import unit_before, unit_of_label
from orchestration.extraction.quantities.numbers import parse_multiplier
from orchestration.extraction.quantities.patterns import MEASURE_WORDS
from orchestration.extraction.quantities.quantity import Quantity

_JOINS, _ENDS = frozenset("、,和及与"), frozenset((*",。;、)", ""))
_ENDS_CLAUSE, _ENDS_CELL = _ENDS | frozenset("\n!?(|"), frozenset((*"\n|,;。、", ""))
_NEARBY = 16
"""Characters within which a bare 10.1万 takes the unit of the number before."""
_REACHES_PEOPLE = re.compile("惠及|受益|覆盖|服务")
_MAX_BRACKET = 80
_CELL_GAP = re.compile(r"[\s|]*[\n|\t][\s|]*")
_MAX_GAP = 12
_ROUNDING = 1
"""Percentage points by which a printed rate of completion may differ from the computed one."""


def settle_bare(text: str, quantities: list[Quantity], bare: list[Quantity]) -> list[Quantity]:
    """The quantities, joined by those numbers of `bare` whose unit is certain, in order."""
    by_start = {q.start: q for q in quantities}
    ends = [q.end for q in quantities]
    last: Quantity | None = None
    for b in bare:
        i = bisect_left(ends, b.start) - 1
        near = quantities[i] if i >= 0 and (last is None or ends[i] > last.end) else last
        if told := _told(text, b):
            by_start[b.start] = last = told
        elif near and b.multiplier and text[b.end : b.end + 1] in _ENDS and _leads(text, near, b):
            by_start[b.start] = last = _with_unit(b, near)  # 城市11.2万人,农村10.1万。
    for b in reversed(bare):
        following = by_start.get(b.end + 1)
        if b.start in by_start or following is None or text[b.end] not in _JOINS:
            continue
        if following.units[0] not in {"percent", "times"}:
            by_start[b.start] = _with_unit(b, following)
    rest = [b for b in bare if b.start not in by_start]
    for found in (*_parts(text, quantities, rest), *_compared(text, quantities, rest)):
        by_start[found.start] = found
    return [by_start[s] for s in sorted(by_start)]


def _leads(text: str, near: Quantity, b: Quantity) -> bool:
    """May a number pass its unit on to one that stands behind it (not over 惠及)?"""
    is_near = b.start - near.end < _NEARBY
    return is_near and _REACHES_PEOPLE.search(text, near.end, b.start) is None


def _with_unit(b: Quantity, other: Quantity) -> Quantity:
    return Quantity(
        b.start, b.end, b.number, b.multiplier or other.multiplier, other.unit_zh, other.units,
        None, b.qualifier, other.per,
    )  # fmt: skip


def _told(text: str, b: Quantity) -> Quantity | None:
    """The number with the unit that its label or the money words before it give."""
    after = text[b.end : b.end + 1]
    if after.isspace():
        after = text[b.end : b.end + 3].strip(" ")[:1]
    if after in _ENDS_CELL and (label := unit_of_label(text, b.start)):
        unit, power = label
        return _counted(b, unit, b.multiplier or power)
    if b.multiplier and after in _ENDS_CLAUSE and (unit_zh := unit_before(text, b.start)):
        return _counted(b, unit_zh, b.multiplier)
    return None


def _counted(b: Quantity, unit: str, multiplier: str) -> Quantity:
    units = MEASURE_WORDS[unit]
    return Quantity(b.start, b.end, b.number, multiplier, unit, units, None, b.qualifier)


def _parts(text: str, quantities: list[Quantity], bare: list[Quantity]) -> Iterator[Quantity]:
    """Numbers of a bracket that add up to the quantity before it: 25个村(居)(村18、居7)."""
    ends, closed = [q.end for q in quantities], -1
    for i, b in enumerate(bare):
        if b.start < closed:
            continue
        opened = text.rfind("(", max(0, b.start - _NEARBY), b.start)
        closed = text.find(")", b.end, b.end + _MAX_BRACKET) if opened >= 0 else -1
        if closed < 0 or text.find(")", opened, b.start) >= 0:
            continue
        k = bisect_right(ends, opened) - 1
        if k < 0 or opened - ends[k] > _NEARBY:
            continue
        members = [b]
        while i + len(members) < len(bare) and bare[i + len(members)].start < closed:
            members.append(bare[i + len(members)])
        if len(members) > 1 and sum(map(_value, members)) == _value(quantities[k]):
            for member in members:
                found = _with_unit(member, quantities[k])
                found.multiplier = member.multiplier
                yield found


def _compared(text: str, quantities: list[Quantity], bare: list[Quantity]) -> Iterator[Quantity]:
    """The cell between a goal with its unit and the percentage of the goal that was reached."""
    ends = [q.end for q in quantities]
    for b in bare:
        i = bisect_left(ends, b.start) - 1
        if i < 0 or i + 1 >= len(quantities):
            continue
        goal, rate = quantities[i], quantities[i + 1]
        if rate.units[0] != "percent" or rate.start - b.end > _MAX_GAP or not _value(goal):
            continue
        if not (_is_cell_gap(text, goal.end, b.start) and _is_cell_gap(text, b.end, rate.start)):
            continue
        reached = b.number * parse_multiplier(b.multiplier or goal.multiplier) / _value(goal)
        if abs(100 * reached - rate.number) <= _ROUNDING:
            yield _with_unit(b, goal)


def _is_cell_gap(text: str, start: int, end: int) -> bool:
    return end - start <= _MAX_GAP and _CELL_GAP.fullmatch(text, start, end) is not None


def _value(q: Quantity) -> Decimal:
    return q.number * parse_multiplier(q.multiplier)

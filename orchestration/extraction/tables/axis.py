"""What the names of a row or the heads of a column say together: the coordinates of a cell.

Belongs here: joining the heads on one axis, and names of places among them. Does not belong here:
which squares are heads (`shape`), joining row and column (`cells`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orchestration.extraction.discourse import places
from orchestration.extraction.model import DocumentContext
from orchestration.extraction.tables.cues import Head, says
from orchestration.extraction.tables.linking import topics_of
from orchestration.extraction.tables.times import NO_TIME, Told
from orchestration.extraction.tables.values import Unit

_LEAST_FORMED = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """One row or one column as its heads tell it.

    `names` are words that name something, outermost first; `path` all heads as printed. `area` is
    None where no place is named, '' for the whole. `above` numbers the rows this one is a part of.
    """

    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    told: Told = NO_TIME
    status: str = ""
    measures: frozenset[str] = frozenset()
    unit: Unit | None = None
    area: str | None = None
    total: str = ""
    code: str = ""
    above: tuple[int, ...] = ()
    cues: dict[str, str] = field(default_factory=dict)


def join(heads: Sequence[Head], area: str | None = None) -> Axis:
    """The coordinates that some heads tell, outermost first."""
    told, status, unit = NO_TIME, "", None
    measures: set[str] = set()
    cues: dict[str, str] = {}
    for head in reversed(heads):
        told = told.joined(head.time)
        status = status or head.status
        unit = unit or head.unit
        measures |= head.measures
        cues = {**head.cues, **cues}
    return Axis(
        path=tuple(h.said for h in heads if h.said),
        names=tuple(h.words for h in heads if h.words),
        told=told,
        status=status,
        measures=frozenset(measures),
        unit=unit,
        area=area,
        total=heads[-1].total if heads else "",
        cues=cues,
    )


class Places:
    """Tells names of places and what they are to the reporting area."""

    def __init__(self, context: DocumentContext) -> None:
        own = context.city_name or ""
        self._kind = own[-1:]
        self._own = {own, own[:-1]} - {""}
        self._children = {place.name for place in context.children}

    def is_place(self, words: str) -> bool:
        """Do words name a division, a town or a part by its form?"""
        if not words or says("area", words) == "none":
            return False
        if words in self._children or words in self._own or self._is_division(words):
            return True
        is_formed = len(words) >= _LEAST_FORMED and says("area", words) == "form"
        return is_formed and not topics_of(words)

    def area(self, head: Head, printed: str) -> str | None:
        """The area that a head names: '' for the whole, None for a part that nothing names."""
        if head.total == "part":
            return None
        if head.total == "sum":
            return ""
        if head.total == "whole":
            return self._area_of_whole(head.said)
        return "" if head.words in self._own else printed

    def _area_of_whole(self, said: str) -> str:
        """全市 in the report of a county is what lies above it."""
        kind = said[1:2] if said[:1] in "全本" else said[:1]
        is_own = (
            not self._kind or kind == self._kind or (kind in "县区" and self._kind in "县区市旗")
        )
        return "" if is_own else said

    @staticmethod
    def _is_division(words: str) -> bool:
        found = list(places.find_places(words))
        return len(found) == 1 and (found[0].start, found[0].end) == (0, len(words))


def column_is_of_places(heads: Sequence[Head], known: Places) -> bool:
    """Do most of the names of an axis name places or their total?"""
    said = [h for h in heads if h.words or h.total]
    n_places = sum(known.is_place(h.words) for h in said if not h.total)
    n_totals = sum(bool(h.total) for h in said)
    return n_places > 0 and 2 * (n_places + n_totals) > len(said)

"""The frame of a quantity: the value that frames hand to linking and to the decisions after it.

Belongs here: the record. Does not belong here: how it is filled (`frames`, `nearest`, `per_units`).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.extraction.structure.mention import Span
from orchestration.extraction.subjects.linking import Zone


@dataclass(slots=True)
class Frame:
    """The zones of a mention, nearest first.

    `text` is the phrase the nearest zone was read from, `spans` where it stands, `wide` the phrase
    with the end that the last subject of a 分别 list lends. `near` and `near_own` are the word
    sets of the nearest zone, with and without those of words inside words; `said` adds the
    predicate behind the noun. `period_word` (每人每月) is the number's own or, where
    `is_period_own` is not set, that of a number before it.
    """

    zones: tuple[Zone, ...]
    near: int
    near_own: int
    said: int
    text: str
    wide: str
    spans: list[Span]
    period_word: str
    is_period_own: bool

"""Stage 7a: what a sum was spent on that is told right behind those who got it.

Belongs here: which count has which outlay (`seeds/reference/indicator_outlays.csv`). Does not
belong here: whether the sum is read as it (`acceptance`).
"""

from __future__ import annotations

from functools import lru_cache

from orchestration.extraction.reference import read_table
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.lexicon import Indicator, load
from orchestration.extraction.subjects.linking import Candidate

_SURE = 0.95
_SMALL = frozenset(["", "百", "千"])
_LEAST = 10_000
"""Yuan from which a sum is no amount per head."""


def with_outlay(
    candidates: tuple[Candidate, ...], r: Reading, d: Discourse
) -> tuple[Candidate, ...]:
    """救助1264人次,支出137万元: money without a topic of its own goes to those just counted."""
    p = d.antecedent(r.mention)
    if r.unit != "CNY" or r.measure != "level" or p is None or p.indicator is None:
        return candidates
    outlay = _outlays().get(p.indicator.indicator_id)
    if outlay is None or p.is_change_or_share or not _is_sum(r) or _is_other(r, d):
        return candidates
    others = tuple(c for c in candidates if c.indicator.indicator_id != outlay.indicator_id)
    return Candidate(outlay, _SURE, _SURE), *others


def _is_sum(r: Reading) -> bool:
    """Is it too much for one head? 137万元, 87360元."""
    q = r.mention.quantity
    return q.multiplier not in _SMALL or q.number >= _LEAST


def _is_other(r: Reading, d: Discourse) -> bool:
    """Do the words beside the sum name a topic, another thing or an amount per head?"""
    lexicon = d.lexicon
    return d.has_own_topic(r) or bool(
        r.frame.near & (lexicon.foreign | d.per_case | d.standard | lexicon.metric)
    )


@lru_cache(maxsize=1)
def _outlays() -> dict[str, Indicator]:
    """By count, what is spent on it."""
    known = {term.indicator.indicator_id: term.indicator for term in load().terms}
    return {row["indicator_id"]: known[row["outlay_id"]] for row in read_table("indicator_outlays")}

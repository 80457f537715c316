"""Stage 7: from a frame to an indicator of the catalogue, or to none.

Belongs here: scoring the catalogue's terms against a frame. Does not belong here: any word (words are rows in
`seeds/reference/word_sets.csv` and `indicator_terms.csv`).

A term fits when each of its groups of words stands in some zone of the frame, no excluding word stands near, and
the unit agrees. A near topic that the term does not explain speaks against it: linking abstains rather than
force a fact onto the nearest indicator.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from orchestration.extraction.lexicon import Indicator, Lexicon, load

THRESHOLD = 0.5
UNEXPLAINED = 0.45
SPECIFIC = 0.12
NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator with its score and how near its words stood."""

    indicator: Indicator
    score: float
    nearness: float


@lru_cache(maxsize=20_000)
def rank(zones: tuple[tuple[int, float], ...], units: tuple[tuple[str, float], ...]) -> tuple[Candidate, ...]:
    """Candidates for a frame's zones, best first.

    Args:
        zones: (mask of word sets, weight) nearest first.
        units: admissible canonical units with a penalty each; empty admits every unit.
    """
    lexicon = load()
    allowed = dict(units)
    seen: set[int] = set()
    best: dict[str, Candidate] = {}
    for mask, _ in zones:
        for bit in _bits(mask):
            for t in lexicon.terms_by_bit.get(bit, ()):
                if t in seen:
                    continue
                seen.add(t)
                candidate = _score(lexicon, t, zones, allowed)
                if candidate is not None:
                    known = best.get(candidate.indicator.indicator_id)
                    if known is None or candidate.score > known.score:
                        best[candidate.indicator.indicator_id] = candidate
    return tuple(sorted(best.values(), key=lambda c: -c.score))


def _bits(mask: int) -> list[int]:
    out = []
    while mask:
        low = mask & -mask
        out.append(low.bit_length() - 1)
        mask ^= low
    return out


def _score(lexicon: Lexicon, t: int, zones: tuple[tuple[int, float], ...], allowed: dict[str, float]) -> Candidate | None:
    term = lexicon.terms[t]
    penalty = allowed.get(term.indicator.unit) if allowed else 0.0
    if penalty is None:
        return None
    near = zones[0][0]
    for mask, weight in zones:
        if weight >= NEAR and mask & term.blocked:
            return None
    weights = []
    topic_weight = 1.0
    for group in term.groups:
        w = next((weight for mask, weight in zones if mask & group), 0.0)
        if not w:
            return None
        weights.append(w)
        if group in term.topic_groups:
            topic_weight = min(topic_weight, w)
    unexplained = (near & lexicon.topic & ~term.explained).bit_count()
    if not near & lexicon.topic:  # a bare clause: the topic nearest to it decides
        for mask, weight in zones[1:]:
            if mask & lexicon.topic:
                if weight > topic_weight + 0.001:
                    unexplained = (mask & lexicon.topic & ~term.explained).bit_count()
                break
    score = 0.7 * topic_weight + 0.3 * sum(weights) / len(weights)
    score += SPECIFIC * (len(weights) - 1) - UNEXPLAINED * unexplained - penalty
    score += 0.03 * min((near & term.explained & lexicon.topic).bit_count(), 3)
    return Candidate(term.indicator, score, topic_weight)


def accept(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The best candidate if it is good enough."""
    return candidates[0] if candidates and candidates[0].score >= THRESHOLD else None

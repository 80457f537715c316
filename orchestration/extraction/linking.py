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

from orchestration.extraction.lexicon import Indicator, Lexicon, Term, load

THRESHOLD = 0.5
UNEXPLAINED = 0.6
SPECIFIC = 0.12
HOLDER = 0.7
LITERAL = 0.06
FAR_UNEXPLAINED = 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An indicator with its score and how near its words stood."""

    indicator: Indicator
    score: float
    nearness: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Word sets at some distance: `mask` with the words inside words, `own` without; origin is near, far, before,
    carried (from an earlier quantity), heading or last (the sentence before)."""

    mask: int
    own: int
    weight: float
    origin: str


@lru_cache(maxsize=20_000)
def rank(zones: tuple[Zone, ...], units: tuple[tuple[str, float], ...]) -> tuple[Candidate, ...]:
    """Candidates for a frame's zones, best first.

    Args:
        zones: nearest first.
        units: admissible canonical units with a penalty each; empty admits every unit.
    """
    lexicon = load()
    allowed = dict(units)
    everything = 0
    for zone in zones:
        everything |= zone.mask
    best: dict[str, Candidate] = {}
    for bit in _bits(everything & lexicon.term_bits):
        for t in lexicon.terms_by_bit.get(bit, ()):
            candidate = _score(lexicon, lexicon.terms[t], zones, everything, allowed)
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


def _score(
    lexicon: Lexicon, term: Term, zones: tuple[Zone, ...], everything: int, allowed: dict[str, float]
) -> Candidate | None:
    penalty = allowed.get(term.indicator.unit) if allowed else 0.0
    if penalty is None:
        return None
    for group in term.groups:
        if not everything & group:
            return None
    near = zones[0]
    has_topic = bool(near.own & lexicon.topic)
    for zone in zones:
        if zone.mask & term.blocked and zone.origin in {"near", "far"}:
            return None
    weights, topic_weight = [], 1.0
    for group in term.groups:
        w = _group_weight(group, term, zones, has_topic)
        if not w:
            return None
        weights.append(w)
        if group in term.topic_groups:
            topic_weight = min(topic_weight, w)
    score = 0.7 * topic_weight + 0.3 * sum(weights) / len(weights) - penalty
    score += SPECIFIC * sum(1 for w in weights[1:] if w > 0.6)
    score -= _unexplained(lexicon, term, zones, topic_weight)
    score += LITERAL * any(near.mask & g & lexicon.word for g in term.groups)
    score += 0.03 * min((near.own & term.explained & lexicon.topic).bit_count(), 3)
    return Candidate(term.indicator, score, topic_weight)


def _group_weight(group: int, term: Term, zones: tuple[Zone, ...], has_topic: bool) -> float:
    """How near a group of words stands. A clause with a topic of its own takes no cue from an earlier quantity,
    and a person noun (困难群众) alone is a weak sign."""
    best = 0.0
    for zone in zones:
        hit = zone.mask & group
        if not hit or (has_topic and zone.origin == "carried" and group not in term.topic_groups):
            continue
        weight = zone.weight if hit & term.strong or group not in term.topic_groups else zone.weight * HOLDER
        best = max(best, weight)
    return best


def _unexplained(lexicon: Lexicon, term: Term, zones: tuple[Zone, ...], topic_weight: float) -> float:
    """What speaks against a term: topics of the nearest zone that names any, which the term does not explain."""
    topic, total = lexicon.topic, 0.0
    near = zones[0]
    for zone in zones:
        if zone.origin == "far":
            total += FAR_UNEXPLAINED * (zone.own & topic & ~term.explained).bit_count()
            break
    total += UNEXPLAINED * (near.own & lexicon.foreign & ~term.explained).bit_count()
    for zone in zones:
        if zone is not near and zone.weight < topic_weight:
            return total
        if zone.own & topic and zone.origin not in {"far", "last"}:
            return total + UNEXPLAINED * (zone.own & topic & ~term.explained).bit_count()
    return total


def accept(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The best candidate if it is good enough."""
    return candidates[0] if candidates and candidates[0].score >= THRESHOLD else None

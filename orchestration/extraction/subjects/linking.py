"""Stage 7: from a frame to an indicator of the catalogue, or to none.

Belongs here: scoring the catalogue's terms against a frame. Does not belong here: any word (words
are rows in `seeds/reference/word_sets.csv` and `indicator_terms.csv`).

A term fits when each of its groups of words stands in some zone of the frame, no excluding word
stands near, and the unit agrees. A near topic that the term does not explain speaks against it:
linking abstains rather than force a fact onto the nearest indicator.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.subjects.lexicon import Indicator, Lexicon, Term, load

THRESHOLD = 0.5
UNEXPLAINED = 0.6
SPECIFIC = 0.12
HOLDER = 0.7
LITERAL = 0.06
FAR_UNEXPLAINED = 0.2
EXPLAINED = 0.03
_HOLDS = 0.6
"""Weight from which an institution told before is the one whose residents are counted."""
_CLOSE = 0.6
"""Weight from which a further group of words makes a term more specific."""

Units = tuple[tuple[str, float], ...]
"""Admissible canonical units with a penalty each."""


class Candidate(NamedTuple):
    """An indicator with its score and how near its words stood."""

    indicator: Indicator
    score: float
    nearness: float


class Zone(NamedTuple):
    """Word sets at some distance.

    `mask` counts the words inside words, `own` does not; `origin` is near, far, before, carried
    (from an earlier quantity), heading or last (the sentence before).
    """

    mask: int
    own: int
    weight: float
    origin: str


@lru_cache(maxsize=20_000)
def rank(zones: tuple[Zone, ...], units: Units) -> tuple[Candidate, ...]:
    """Candidates for a frame's zones, best first.

    Args:
        zones: nearest first.
        units: admissible canonical units with a penalty each; empty admits every unit.

    Of two that score alike the one with the longer name goes first: a name may hold another.
    """
    lexicon = load()
    penalties = dict(units)
    everything = 0
    for zone in zones:
        everything |= zone.mask
    close = next((z.mask for z in zones if z.origin == "far"), 0) | zones[0].mask
    best: dict[str, tuple[float, int, Candidate]] = {}
    for term in _terms_of(lexicon, everything, close, penalties):
        candidate = _score(lexicon, term, zones, penalties.get(term.indicator.unit, 0.0))
        if candidate is not None:
            name = term.indicator.indicator_id
            known = best.get(name)
            if known is None or candidate.score > known[0]:
                best[name] = candidate.score, term.longest, candidate
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1]))
    return tuple(candidate for _, _, candidate in ranked)


def _terms_of(
    lexicon: Lexicon, everything: int, close: int, penalties: dict[str, float]
) -> list[Term]:
    """The terms with a word of each group somewhere, none excluded nearby, and the right unit."""
    found: dict[int, Term] = {}
    mask = everything & lexicon.term_bits
    terms = lexicon.terms
    while mask:
        low = mask & -mask
        mask ^= low
        for i in lexicon.terms_by_bit[low.bit_length() - 1]:
            term = terms[i]
            if (penalties and term.indicator.unit not in penalties) or close & term.blocked:
                continue
            for group in term.further_groups:
                if not everything & group:
                    break
            else:
                found[i] = term
    return list(found.values())


def _score(
    lexicon: Lexicon, term: Term, zones: tuple[Zone, ...], penalty: float
) -> Candidate | None:
    near = zones[0]
    has_topic = bool(near.own & lexicon.topic)
    weights, topic_weight, is_literal = [], 1.0, False
    for group in term.groups:
        w = _group_weight(lexicon, group, term, zones, has_topic)
        if not w:
            return None
        weights.append(w)
        if w < topic_weight and group in term.topic_groups:
            topic_weight = w
        is_literal = is_literal or bool(near.mask & group & lexicon.word)
    score = 0.7 * topic_weight + 0.3 * sum(weights) / len(weights) - penalty
    score += SPECIFIC * sum([1 for w in weights[1:] if w > _CLOSE])
    score -= _unexplained(lexicon, term, zones, topic_weight)
    if is_literal:
        score += LITERAL
    if has_topic:
        score += EXPLAINED * min((near.own & term.explained & lexicon.topic).bit_count(), 3)
    return Candidate(term.indicator, score, topic_weight)


def _group_weight(
    lexicon: Lexicon, group: int, term: Term, zones: tuple[Zone, ...], has_topic: bool
) -> float:
    """How near a group of words stands.

    A clause with a topic of its own takes no cue from an earlier quantity, one with a verb of its
    own (提标12户) no verb, and a person noun (困难群众) alone is a weak sign.
    """
    best = 0.0
    is_replaced = bool(group & lexicon.verb and zones[0].mask & lexicon.verb & ~group)
    is_topic_group = group in term.topic_groups
    for mask, _, weight, origin in zones:
        hit = mask & group
        if not hit or (origin == "carried" and not is_topic_group and (has_topic or is_replaced)):
            continue
        if weight > best:
            if is_topic_group and not hit & term.strong:
                weight *= HOLDER
            if weight > best:
                best = weight
                if best == 1.0:
                    break
    return best


def _unexplained(
    lexicon: Lexicon, term: Term, zones: tuple[Zone, ...], topic_weight: float
) -> float:
    """What speaks against a term: topics of the nearest zone that names any, left unexplained."""
    topic, total = lexicon.topic, 0.0
    near, unexplained = zones[0], ~term.explained
    for zone in zones:
        if zone.origin == "far":
            total += FAR_UNEXPLAINED * (zone.own & topic & unexplained).bit_count()
            break
    total += UNEXPLAINED * (near.own & lexicon.foreign & unexplained).bit_count()
    for zone in zones:
        if zone is not near and zone.weight < topic_weight:
            return total
        if zone.own & topic and zone.origin not in {"far", "last"}:
            total += UNEXPLAINED * (zone.own & topic & unexplained).bit_count()
            if zone.own & topic & ~lexicon.housed:
                return total
            topic_weight = _HOLDS  # residents are those of the institution told before
    return total


def accept(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The best candidate if it is good enough."""
    return candidates[0] if candidates and candidates[0].score >= THRESHOLD else None

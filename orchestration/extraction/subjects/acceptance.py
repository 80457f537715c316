"""Stage 7b: which candidate of linking a number is read as, or none of them.

Belongs here: what speaks for and against each candidate, as features, and the choice by learned
weights. Does not belong here: which candidates there are (`linking`), the single objections
(`abstain`), how the weights are learned (`benchmarks.settlement_subject`). See the README, section
"How a document becomes a number".

None of the catalogue is a proposal without features: its score is 0, so a candidate is chosen where
more speaks for it than against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.settle.choice import score, settle, weights
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.abstain import objections, residue_of
from orchestration.extraction.subjects.lexicon import PLACE_HEAD, Hit, Indicator, Lexicon, load
from orchestration.extraction.subjects.linking import THRESHOLD, Candidate
from orchestration.extraction.subjects.said_words import said_words, unexplained

FIELD = "subject"
_SHAPES = ("act", "state", "new")
_KINDS = ("topic", "foreign", "holder", "metric", "verb", "weak")
_CONSIDERED = 3
"""Candidates looked at; those behind were never right."""
_HOPELESS, _BEHIND = 0.0, 0.8
"""Score of a candidate below which nothing helps it, and how far behind the best it may be."""
_TENTH, _HIGH, _FAR_AHEAD = 10, 13, 5


class _Words(NamedTuple):
    """Masks over word sets that features are made of."""

    shapes: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    named: int


@lru_cache(maxsize=1)
def _words() -> _Words:
    lexicon = load()
    skipped = lexicon.mask("generic", "opaque", "urban", "rural", "both", PLACE_HEAD)
    named = 0
    for i, name in enumerate(lexicon.names):
        if not name.startswith(("=", "@")):
            named |= 1 << i
    return _Words(
        tuple((name, lexicon.mask(name)) for name in _SHAPES),
        tuple((kind, getattr(lexicon, kind)) for kind in _KINDS),
        named & ~skipped,
    )


def choose(r: Reading, d: Discourse) -> Candidate | None:
    """The candidate that most speaks for, None where more speaks against each.

    How probable the choice is stays on the reading.
    """
    considered = _considered(r)
    if not considered:
        return None
    learned = weights(FIELD)
    found: dict[Candidate | None, float] = {None: -score(_of_mention(r, d), learned)}
    said = said_words(r, d)
    for i, c in enumerate(considered):
        found[c] = _weight(*_signs(c, i, r)) + score(_of_candidate(c, i, r, d), learned)
        if said:
            found[c] += score(set(unexplained(said, c.indicator, r, d)), learned)
    settled = settle(found)
    r.subject_probability = settled.probability
    return settled.best


def propose(r: Reading, d: Discourse) -> list[list[str]]:
    """All features of each candidate that is looked at."""
    shared, said = list(_of_mention(r, d)), said_words(r, d)
    return [
        [
            *_plain_features(*_signs(c, i, r)),
            *_of_candidate(c, i, r, d),
            *unexplained(said, c.indicator, r, d),
            *shared,
        ]
        for i, c in enumerate(_considered(r))
    ]


def _considered(r: Reading) -> tuple[Candidate, ...]:
    if not r.candidates:
        return ()
    least = max(r.candidates[0].score - _BEHIND, _HOPELESS)
    return tuple([c for c in r.candidates[:_CONSIDERED] if c.score >= least])


_Signs = tuple[Indicator, int, int, int, str]
"""Indicator, score, lead over the next and nearness by tenths, unit."""


def _signs(c: Candidate, rank: int, r: Reading) -> _Signs:
    ahead = -1
    if not rank:
        second = r.candidates[1].score if len(r.candidates) > 1 else 0.0
        ahead = min(int((c.score - second) * _TENTH), _FAR_AHEAD)
    tenth = min(max(int(c.score * _TENTH), 0), _HIGH)
    return c.indicator, tenth, ahead, int(c.nearness * _TENTH), r.unit


@lru_cache(maxsize=20_000)
def _weight(indicator: Indicator, tenth: int, ahead: int, near: int, unit: str) -> float:
    return score(_plain_features(indicator, tenth, ahead, near, unit), weights(FIELD))


def _plain_features(
    indicator: Indicator, tenth: int, ahead: int, near: int, unit: str
) -> Iterator[str]:
    """What linking says of a candidate, and what it is."""
    yield f"score:{tenth}"
    if ahead >= 0:
        yield f"ahead:{ahead}"
    yield f"near:{near}"
    yield f"kind:{indicator.kind}"
    yield f"unit:{unit}:{indicator.unit}"
    yield f"domain:{indicator.domain}"
    yield f"id:{indicator.indicator_id}"


def _of_candidate(c: Candidate, rank: int, r: Reading, d: Discourse) -> Iterator[str]:
    """How a candidate sits in its sentence."""
    indicator, frame, lexicon = c.indicator, r.frame, d.lexicon
    own = lexicon.explained[indicator.indicator_id]
    explained = own & lexicon.topic
    origin = next((z.origin for z in frame.zones if z.mask & explained), "none")
    after = _after(indicator, d.antecedent(r.mention))
    yield f"origin:{origin}"
    yield after
    yield f"{origin}:{after}"
    for name, mask in _words().shapes:
        if frame.said & mask:
            yield f"{name}:{indicator.kind}"
    whole = d.whole(r.mention)
    if whole is not None:
        yield "part:same" if whole.indicator is indicator else "part:other"
    unexplained = frame.near_own & ~own
    if unexplained:
        yield from _beside(unexplained, lexicon)
    if rank:
        return
    against = tuple(objections(r, indicator, d))
    for name in against:
        yield f"against:{name}"
    if not against and c.score >= THRESHOLD:
        yield "plain"


def _beside(unexplained: int, lexicon: Lexicon) -> Iterator[str]:
    """The words next to the number that a candidate does not explain."""
    if unexplained & lexicon.foreign:
        yield "foreign"
    topics = unexplained & lexicon.topic
    if topics:
        yield f"topics:{min(topics.bit_count(), 2)}"
    beside = unexplained & _words().named
    while beside:
        low = beside & -beside
        beside ^= low
        yield f"beside:{lexicon.names[low.bit_length() - 1]}"


def _after(indicator: Indicator, p: Reading | None) -> str:
    """How a candidate agrees with the number whose subject may go on."""
    if p is None:
        return "first"
    if p.indicator is None:
        return "after_none"
    if p.indicator is indicator:
        return "after_same"
    return "after_domain" if p.indicator.domain == indicator.domain else "after_other"


def _of_mention(r: Reading, d: Discourse) -> Iterator[str]:
    """What speaks for or against any candidate: the number and the words beside it."""
    m = r.mention
    yield "candidate"
    yield f"word:{m.quantity.unit_zh}"
    yield f"genre:{d.periods.finder.context.genre}"
    yield f"ends:{d.text[m.left[1] - 1 : m.left[1]]}"
    if m.conjunct is not None:
        yield "conjunct"
    if m.follows:
        yield "follows"
    if m.attached:
        yield "attached"
    hits = d.builder.hits_in(*m.left)
    if hits:
        yield f"gap:{min(m.left[1] - hits[-1][1], 4)}"
        yield f"adjacent:{_kind_of(hits[-1])}"
    else:
        yield "adjacent:none"
    yield f"left_residue:{min(residue_of(m.left, r, d), 6)}"
    noun = (m.right[0], d.builder.right_near(m))
    yield f"right_residue:{min(residue_of(noun, r, d), 4)}"
    hits = d.builder.hits_in(*noun)
    yield f"noun:{_kind_of(hits[0])}" if hits else "noun:none"


def _kind_of(hit: Hit) -> str:
    """What kind of word a hit is."""
    own = hit[3]
    for kind, mask in _words().kinds:
        if own & mask:
            return kind
    return "other"

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

from orchestration.extraction.settle.choice import score, weights
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.abstain import objections, residue_of
from orchestration.extraction.subjects.lexicon import Indicator, load
from orchestration.extraction.subjects.linking import THRESHOLD, Candidate

FIELD = "subject"
_CONSIDERED = 3
"""Candidates looked at; those behind were never right."""
_HOPELESS, _BEHIND = 0.0, 0.8
"""Score of a candidate below which nothing helps it, and how far behind the best it may be."""
_TENTH = 10
_MOST, _LEAST = 13, 0


class _Words(NamedTuple):
    """Masks over word sets that features are made of."""

    shapes: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    named: int


@lru_cache(maxsize=1)
def _words() -> _Words:
    lexicon = load()
    shapes = tuple(
        (name, lexicon.mask(name)) for name in ("act", "state", "new")
    )
    kinds = tuple(
        (kind, getattr(lexicon, kind))
        for kind in ("topic", "foreign", "holder", "metric", "verb", "weak")
    )
    skipped = lexicon.mask("generic", "opaque", "urban", "rural", "both", "@place")
    named = 0
    for i, name in enumerate(lexicon.names):
        if not name.startswith(("=", "@")):
            named |= 1 << i
    return _Words(shapes, kinds, named & ~skipped)


def choose(r: Reading, d: Discourse) -> Candidate | None:
    """The candidate that most speaks for, None where more speaks against each."""
    considered = _considered(r)
    if not considered:
        return None
    learned = weights(FIELD)
    best, most = None, -score(_of_mention(r, d), learned)
    for i, c in enumerate(considered):
        found = score(_of_candidate(c, i, r, d), learned)
        if found > most:
            best, most = c, found
    return best


def propose(r: Reading, d: Discourse) -> list[list[str]]:
    """All features of each candidate that is looked at."""
    shared = list(_of_mention(r, d))
    return [[*_of_candidate(c, i, r, d), *shared] for i, c in enumerate(_considered(r))]


def _considered(r: Reading) -> tuple[Candidate, ...]:
    if not r.candidates:
        return ()
    least = max(r.candidates[0].score - _BEHIND, _HOPELESS)
    return tuple([c for c in r.candidates[:_CONSIDERED] if c.score >= least])


def _of_candidate(c: Candidate, rank: int, r: Reading, d: Discourse) -> Iterator[str]:
    indicator, frame, lexicon = c.indicator, r.frame, d.lexicon
    tenth = min(max(int(c.score * _TENTH), _LEAST), _MOST)
    yield f"score:{tenth}"
    if not rank:
        second = r.candidates[1].score if len(r.candidates) > 1 else 0.0
        yield f"ahead:{min(int((c.score - second) * _TENTH), 5)}"
    own = lexicon.explained[indicator.indicator_id]
    origin = next((z.origin for z in frame.zones if z.mask & own & lexicon.topic), "none")
    yield f"origin:{origin}"
    yield f"near:{int(c.nearness * _TENTH)}"
    kind = indicator.kind
    yield f"kind:{kind}"
    yield f"unit:{r.unit}:{indicator.unit}"
    yield f"domain:{indicator.domain}"
    yield f"id:{indicator.indicator_id}"
    said = frame.said
    for name, mask in _words().shapes:
        if said & mask:
            yield f"{name}:{kind}"
    after = _after(indicator, d.antecedent(r.mention))
    yield after
    yield f"{origin}:{after}"
    whole = d.whole(r.mention)
    if whole is not None:
        yield "part:same" if whole.indicator is indicator else "part:other"
    unexplained = frame.near_own & ~own
    if unexplained & lexicon.foreign:
        yield "foreign"
    if unexplained & lexicon.topic:
        yield f"topics:{min((unexplained & lexicon.topic).bit_count(), 2)}"
    beside = unexplained & _words().named
    while beside:
        low = beside & -beside
        beside ^= low
        yield f"beside:{lexicon.names[low.bit_length() - 1]}"
    if rank:
        return
    against = tuple(objections(r, indicator, d))
    for name in against:
        yield f"against:{name}"
    if not against and c.score >= THRESHOLD:
        yield "plain"


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
    m, q = r.mention, r.mention.quantity
    yield "candidate"
    yield f"word:{q.unit_zh}"
    yield f"genre:{d.periods.finder.context.genre}"
    yield f"ends:{d.text[m.left[1] - 1 : m.left[1]]}"
    if m.conjunct is not None:
        yield "conjunct"
    if m.follows:
        yield "follows"
    if m.attached:
        yield "attached"
    hits = d.builder.hits_in(*m.left)
    kinds = _words().kinds
    last = hits[-1] if hits else None
    if last is not None:
        gap = m.left[1] - last[1]
        yield f"gap:{min(gap, 4)}"
        yield "adjacent:" + next((n for n, mask in kinds if last[3] & mask), "other")
    else:
        yield "adjacent:none"
    yield f"left_residue:{min(residue_of(m.left, r, d), 6)}"
    noun = (m.right[0], d.builder.right_near(m))
    yield f"right_residue:{min(residue_of(noun, r, d), 4)}"
    right = d.builder.hits_in(*noun)
    yield "noun:" + (next((n for n, mask in kinds if right[0][3] & mask), "other") if right else "none")

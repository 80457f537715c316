"""Stage 8, second part: why a fact was read the way it was.

Belongs here: reading one document again and writing down, for one span, the words that were used,
from how far away, how the sentence ties the number to others, and what linking weighed.
Does not belong here: any decision; the stages decide, and reading again costs milliseconds, so the
hot path keeps no diary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from orchestration.extraction.document import read_mentions
from orchestration.extraction.settle.choice import weights
from orchestration.extraction.settle.kind import fact_kind
from orchestration.extraction.settle.mode import status_features
from orchestration.extraction.settle.resolve import Reading, Resolver
from orchestration.extraction.subjects.lexicon import Lexicon, load

_SHOWN, _SHOWN_REASONS = 3, 5
ORIGINS = {
    "near": "its own clause",
    "far": "the predicate behind its noun",
    "before": "an earlier clause of the sentence",
    "carried": "the number before, whose subject goes on",
    "heading": "a heading above",
    "last": "the sentence before",
}


@dataclass(slots=True)
class WordsUsed:
    """The word sets one zone of the frame offered; weight 1 is the number's own clause."""

    origin: str
    weight: float
    words: tuple[str, ...]


@dataclass(slots=True)
class Weighed:
    """One proposal for a field: what it is, how probable, and what spoke for and against it."""

    field: str
    proposal: str
    probability: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Explanation:
    """The path from a span to a fact; `structure` and `decisions` are sentences for people."""

    phrase: str
    words: list[WordsUsed] = field(default_factory=list)
    structure: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    candidates: list[tuple[str, float]] = field(default_factory=list)
    weighed: list[Weighed] = field(default_factory=list)


def explain(
    text: str, sidecar: Mapping[str, object] | None, char_start: int, char_end: int
) -> Explanation | None:
    """Explain the fact at text[char_start:char_end]; None where no quantity stands there.

    Args:
        text: the decoded document, as given to `extract`.
        sidecar: as given to `extract`.
        char_start: where the fact's span begins, in code points of `text`.
        char_end: where it ends, exclusive.
    """
    cleaned, resolver, mentions = read_mentions(text, sidecar)
    for m in mentions:
        reading = resolver.read(m)
        if cleaned.span(m.quantity.start, m.quantity.end) == (char_start, char_end):
            return _explanation(reading, resolver)
    return None


def _explanation(r: Reading, resolver: Resolver) -> Explanation:
    lexicon = load()
    return Explanation(
        phrase=r.frame.text.strip(" ,;、"),
        words=[
            WordsUsed(ORIGINS[zone.origin], round(zone.weight, 2), names)
            for zone in r.frame.zones
            if (names := _names(lexicon, zone.mask))
        ],
        structure=list(_structure(r, resolver)),
        decisions=list(_decisions(r)),
        candidates=[(c.indicator.indicator_id, round(c.score, 3)) for c in r.candidates[:5]],
        weighed=[*_weighed_periods(r, resolver), _weighed_status(r, resolver)],
    )


def _weighed_periods(r: Reading, resolver: Resolver) -> Iterator[Weighed]:
    """The most probable periods, and why the others lost."""
    found = resolver.periods.features(r.mention, fact_kind(r, resolver))
    for period, likely in r.periods.ranked[:_SHOWN]:
        shown = str(period.end)
        if period.start != period.end:
            shown = f"{period.start} to {shown}"
        reasons = _reasons(found.get(period, ()), weights("period"))
        yield Weighed("period", shown, round(likely, 2), reasons)


def _weighed_status(r: Reading, resolver: Resolver) -> Weighed:
    reasons = _reasons(status_features(r, resolver), weights("status"))
    return Weighed("status", r.status, round(r.status_probability, 2), reasons)


def _reasons(
    features: Iterable[str], learned: Mapping[str, float]
) -> tuple[tuple[str, float], ...]:
    """The features that weigh most, for or against, heaviest first."""
    found = [(name, learned[name]) for name in dict.fromkeys(features) if name in learned]
    return tuple(sorted(found, key=lambda item: -abs(item[1]))[:_SHOWN_REASONS])


def _names(lexicon: Lexicon, mask: int) -> tuple[str, ...]:
    """The names of word sets, generic ones left out; a literal word as it is written."""
    names = (lexicon.names[i] for i in range(mask.bit_length()) if mask >> i & 1)
    return tuple(
        name.removeprefix("=") for name in names if name not in {"generic", "act", "opened"}
    )


def _structure(r: Reading, resolver: Resolver) -> Iterator[str]:
    m = r.mention

    def quoted(index: int) -> str:
        quantity = resolver.readings[index].mention.quantity
        return resolver.text[quantity.start : quantity.end]

    if m.whole is not None:
        yield f"a part of {quoted(m.whole)}"
    if m.conjunct is not None:
        own = resolver.text[slice(*m.conjunct)]
        yield f"one of several values told in order; its own subject is {own}"
    elif m.mapped and m.antecedent is not None:
        yield f"one of several values told in order; it belongs to {quoted(m.antecedent)}"
    elif m.follows and m.antecedent is not None:
        yield f"goes on from {quoted(m.antecedent)}, with the same subject"
    if r.inherited and m.antecedent is not None:
        yield "says how the number before it changed, or what share of it is meant"
    if r.from_value:
        yield "the old value of a change (由…到…)"


def _decisions(r: Reading) -> Iterator[str]:
    if r.indicator is None:
        best = f"; nearest was {r.candidates[0].indicator.indicator_id}" if r.candidates else ""
        yield f"no indicator of the catalogue fits{best}"
    for name, cue in r.cues.items():
        yield f"{name} because of {cue}"

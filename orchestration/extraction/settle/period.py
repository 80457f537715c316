"""Stage 7b: which period a fact takes.

Belongs here: what a proposed period becomes for this kind of fact (a flow's span, a stock's day,
the old value of a change), and the features of that. Does not belong here: where periods are told
(`discourse.periods`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from orchestration.extraction.discourse.periods import PeriodFinder, Proposal, day_before
from orchestration.extraction.model import Period
from orchestration.extraction.settle.choice import Settled, score, settle, weights
from orchestration.extraction.structure.mention import Mention

_YEAR_IS_TOLD_FROM = 11
"""The month from which reports speak of the year as of a whole one."""


class FactKind(NamedTuple):
    """What of a fact decides how a period is read for it.

    `letter`: F for a flow, S for a stock, D for a standard, C for a change, share or ratio, U for
    what the catalogue does not have. `shape`: `span` covers a stretch of time, `point` holds on a
    day, `open` may be either, which then `signs` decide. `is_old`: the old value of 由…到….
    """

    letter: str
    shape: str
    is_target: bool
    is_old: bool
    signs: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The name under which its features are learned."""
        return ("T" if self.is_target else "O" if self.is_old else "A") + self.letter


class Evidence(NamedTuple):
    """A period as a fact may take it, with the features of one source that tells it.

    What a feature in `crossed` weighs depends on the kind of fact. `source` is the first of them.
    """

    period: Period
    crossed: tuple[str, ...]
    plain: tuple[str, ...]
    source: str


class PeriodSettler:
    """Settles the periods of one document's facts."""

    def __init__(self, finder: PeriodFinder) -> None:
        self.finder = finder
        self._learned = weights("period")
        self._known: dict[tuple[int, str, FactKind], list[tuple[Evidence, float]]] = {}
        self._relations: dict[date, tuple[str, ...]] = {}

    def settle(self, m: Mention, kind: FactKind) -> Settled[Period]:
        """The periods of a mention, the most probable first."""
        group, scores = self._learned.of_group(kind.group), dict[Period, float]()
        seen: set[tuple[Period, str]] = set()
        for evidence, value in self._weighed(m, kind):
            period, source = evidence.period, evidence.source
            if period not in scores:
                scores[period] = value
                if kind.shape == "open":
                    scores[period] += score(shape_features(kind, period), self._learned)
            elif (period, source) not in seen:
                scores[period] += group[f"also:{source}"]
            seen.add((period, source))
        return settle(scores)

    def features(self, m: Mention, kind: FactKind) -> dict[Period, tuple[str, ...]]:
        """All that speaks for each period: what is weighed, and what weights are learned on."""
        found: dict[Period, list[str]] = {}
        seen: set[tuple[Period, str]] = set()
        for evidence, _ in self._weighed(m, kind):
            period, source = evidence.period, evidence.source
            if period not in found:
                more = shape_features(kind, period) if kind.shape == "open" else ()
                found[period] = [*_crossed(evidence.crossed, kind), *evidence.plain, *more]
            elif (period, source) not in seen:
                found[period] += _crossed((f"also:{source}",), kind)
            seen.add((period, source))
        return {period: tuple(features) for period, features in found.items()}

    def _weighed(self, m: Mention, kind: FactKind) -> Iterator[tuple[Evidence, float]]:
        """The evidence for each period, the nearest source first, with what it weighs."""
        role = m.sentence.role
        for proposal in self.finder.own(m):
            yield from self._weigh(proposal, role, kind)
        plain = kind._replace(signs=())
        for proposal in self.finder.shared(m.sentence):
            key = (id(proposal), role, plain)
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = list(self._weigh(proposal, role, plain))
            yield from known

    def _weigh(
        self, proposal: Proposal, role: str, kind: FactKind
    ) -> Iterator[tuple[Evidence, float]]:
        group, learned = self._learned.of_group(kind.group), self._learned
        plain = (*proposal.features, f"{role}|{proposal.crossed[0]}")
        value = sum([learned.get(name, 0.0) for name in plain])
        for period, how in _shaped(proposal, kind):
            if not kind.is_target:
                if self._is_unknowable(period, proposal):
                    continue
                period = self._so_far(period, proposal)
            crossed = (*proposal.crossed, *self._relate(period.end))
            if kind.is_old:
                crossed = (*crossed, *(f"{how}{name}" for name in crossed))
            elif kind.shape == "open":
                crossed = (*crossed, f"{how}:{'day' if proposal.point else 'span'}")
            evidence = Evidence(period, crossed, plain, proposal.crossed[0])
            yield evidence, value + sum([group[name] for name in crossed])

    def _so_far(self, period: Period, proposal: Proposal) -> Period:
        """A result of a year that is not over was told up to the publication."""
        published = self.finder.anchors.published
        if published is None or proposal.point or not proposal.start <= published < period.end:
            return period
        if published.month >= _YEAR_IS_TOLD_FROM and period.end.year == published.year:
            return period
        return Period(min(period.start, published), published)

    def _is_unknowable(self, period: Period, proposal: Proposal) -> bool:
        """Does a result end after the publication without a year of its own saying so?

        Of a year told in its last months it may.
        """
        published, end = self.finder.anchors.published, period.end
        if published is None or end <= published:
            return False
        if end.year == published.year and published.month >= _YEAR_IS_TOLD_FROM:
            return False
        if any(name.endswith(":onward") for name in proposal.crossed):
            return False
        return not any(name.endswith(":said") for name in proposal.features)

    def _relate(self, end: date) -> tuple[str, ...]:
        """How the end of a period lies to the document's own dates."""
        known = self._relations.get(end)
        if known is None:
            known = self._relations[end] = tuple(self._relations_of(end))
        return known

    def _relations_of(self, end: date) -> Iterator[str]:
        start, rep, pub, _ = self.finder.anchors
        said = self.finder.said_years
        n = said.get(end.year, 0)
        yield "rel:unsaid" if not n else "rel:said_most" if n == max(said.values()) else "rel:said"
        if rep and start:
            if end == rep:
                yield "rel:rep_end"
            elif end > rep:
                yield "rel:after_rep" if end.year > rep.year else "rel:rep_year"
            else:
                yield "rel:in_rep" if end >= start else "rel:before_rep"
        if pub:
            if end > pub:
                yield "rel:after_pub" if end.year > pub.year else "rel:pub_year"
            else:
                yield f"rel:pub-{min(pub.year - end.year, 3)}"


def _crossed(names: tuple[str, ...], kind: FactKind) -> tuple[str, ...]:
    """Features whose weight depends on the kind of fact, by themselves and with it."""
    return (*names, *(f"{kind.group}|{name}" for name in names))


def shape_features(kind: FactKind, period: Period) -> tuple[str, ...]:
    """What speaks for a span or a day, whichever period it is."""
    how = "point" if period.start == period.end else "span"
    return tuple(f"{how}:{sign}" for sign in kind.signs)


def _shaped(p: Proposal, kind: FactKind) -> Iterator[tuple[Period, str]]:
    """A proposal as a flow's span, a stock's day, or the day before a new value holds."""
    if kind.is_old:
        first = p.end if p.point else p.start
        yield _of(p.end, kind), "old_at:"
        yield _of(day_before(first), kind), "old_before:"
        if first.month != 1 or first.day != 1:
            yield _of(date(p.end.year - 1, 12, 31), kind), "old_year:"
        return
    if kind.shape != "point" and (p.start < p.end or kind.shape == "span"):
        yield Period(p.start, p.end), "span"
    if kind.shape != "span":
        yield Period(p.end, p.end), "point"


def _of(day: date, kind: FactKind) -> Period:
    return Period(date(day.year, 1, 1) if kind.shape == "span" else day, day)

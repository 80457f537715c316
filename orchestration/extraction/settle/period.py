"""Stage 7b: which period a fact takes.

Belongs here: what a proposed period becomes for this kind of fact (a flow's span, a stock's day,
the old value of a change), and the features of that. Does not belong here: where periods are told
(`discourse.periods`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from orchestration.extraction.discourse.periods import (
    INTRODUCED,
    PeriodFinder,
    Proposal,
    day_before,
)
from orchestration.extraction.model import Period
from orchestration.extraction.settle.choice import Settled, settle, weights
from orchestration.extraction.structure.mention import Mention

_DATES = frozenset({"own:clause", "own:before", "own:earlier"})
_ASIDE = frozenset({"own:compared", "own:former"})
_IS_OTHER_SIDE = "own:compared"
"""比2010年…: the other side of a change, which is no date of the change itself."""
_IS_OF_OLD = "own:former"
"""从2015年的…: the date of the old value."""
_DECREED = "told:decreed"
_HOLDS = frozenset("DC")
"""Kinds of facts that hold from a day on (自7月1日起), in later sentences too."""
DESPITE_OWN = "despite_own"
"""Of a period told elsewhere only, where the number's own sentence says one with its year."""
_LIKELY = 0.75
"""The confidence of a reported period that only the day of publication speaks for."""
_OF_A_YEAR = frozenset({"annual_summary", "five_year_review", "government_work_report"})
_YEAR_IS_TOLD_FROM = 11
"""The month from which summaries speak of the year as of a whole one; others a month later."""


class FactKind(NamedTuple):
    """What of a fact decides how a period is read for it.

    `letter`: F for a flow, S for a stock, D for a standard, C for a change, share or ratio, U for
    what the catalogue does not have. `shape`: `span` covers a stretch of time, `point` holds on a
    day, `open` may be either, which then `signs` decide. `is_old`: the old value of 由…到…;
    `is_new`: its new one, which the date of the old one does not reach. `is_total`: what has
    accumulated (累计) up to a month and not in it.
    """

    letter: str
    shape: str
    is_target: bool
    is_old: bool
    is_new: bool = False
    is_total: bool = False
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


class _Told(NamedTuple):
    """What a period weighs by the first source that tells it, and all that tell it."""

    value: float
    sources: tuple[str, ...]


class PeriodSettler:
    """Settles the periods of one document's facts.

    What a list of proposals says depends on the role of the sentence and the kind of fact alone, so
    it is weighed once for all numbers that it reaches.
    """

    def __init__(self, finder: PeriodFinder) -> None:
        self.finder = finder
        self._learned = weights("period")
        self._evidence: dict[tuple[int, str, FactKind], list[tuple[Evidence, float]]] = {}
        self._told: dict[tuple[int, str, FactKind], dict[Period, _Told]] = {}
        self._settled: dict[tuple[int, int, FactKind], Settled[Period]] = {}
        self._relations: dict[date, tuple[str, ...]] = {}

    def settle(self, m: Mention, kind: FactKind) -> Settled[Period]:
        """The periods of a mention, the most probable first."""
        key = id(self.finder.own(m)), m.sentence.start, kind
        known = self._settled.get(key)
        if known is None:
            known = self._settled[key] = settle(self._scores(m, kind))
        return known

    def is_to_come(self, period: Period | None) -> bool:
        """Does a period lie in a year after the one in which the document came out?

        Not where the whole report does: then its day of publication is wrong, not its results.
        """
        _, reported, published, _ = self.finder.anchors
        if published is None or period is None or (reported and reported.year > published.year):
            return False
        return period.end.year > published.year

    def _scores(self, m: Mention, kind: FactKind) -> dict[Period, float]:
        """What speaks for each period: its first source, and that others tell it too."""
        role, plain = m.sentence.role, kind._replace(signs=())
        also, scores = self._learned.of_group(kind.group), dict[Period, float]()
        sources: dict[Period, tuple[str, ...]] = {}
        reaching = self.finder.reaching(m)
        aside = self._learned[DESPITE_OWN] if _tells_time(reaching[0]) and not kind.is_old else 0.0
        for n, proposals in enumerate(reaching):
            for period, told in self._weighed(proposals, role, plain).items():
                if period not in scores:
                    scores[period] = told.value + (aside if n else 0.0)
                    sources[period] = told.sources[:1]
                    if kind.shape == "open":
                        scores[period] += self._learned.total(shape_features(kind, period))
                for source in told.sources:
                    if source not in sources[period]:
                        sources[period] += (source,)
                        scores[period] += also[f"also:{source}"]
        return scores

    def _weighed(self, proposals: list[Proposal], role: str, kind: FactKind) -> dict[Period, _Told]:
        """What a list of proposals tells, each list and kind of fact once."""
        key = id(proposals), role, kind
        known = self._told.get(key)
        if known is None:
            known = self._told[key] = {}
            for proposal in proposals:
                for evidence, value in self._evidence_of(proposal, role, kind):
                    told = known.get(evidence.period)
                    if told is None:
                        known[evidence.period] = _Told(value, (evidence.source,))
                    elif evidence.source not in told.sources:
                        sources = (*told.sources, evidence.source)
                        known[evidence.period] = told._replace(sources=sources)
        return known

    def _evidence_of(
        self, proposal: Proposal, role: str, kind: FactKind
    ) -> list[tuple[Evidence, float]]:
        key = id(proposal), role, kind
        known = self._evidence.get(key)
        if known is None:
            known = self._evidence[key] = list(self._weigh(proposal, role, kind))
        return known

    def features(self, m: Mention, kind: FactKind) -> dict[Period, tuple[str, ...]]:
        """All that speaks for each period: what is weighed, and what weights are learned on."""
        found: dict[Period, list[str]] = {}
        seen: set[tuple[Period, str]] = set()
        plain = kind._replace(signs=())
        own = self.finder.own(m)
        aside = (DESPITE_OWN,) if _tells_time(own) and not kind.is_old else ()
        proposals = chain.from_iterable(self.finder.reaching(m))
        told = (self._evidence_of(p, m.sentence.role, plain) for p in proposals)
        for evidence, _ in chain.from_iterable(told):
            period, source = evidence.period, evidence.source
            if period not in found:
                more = shape_features(kind, period) if kind.shape == "open" else ()
                more = more if source.startswith("own") else (*more, *aside)
                found[period] = [*_crossed(evidence.crossed, kind), *evidence.plain, *more]
            elif (period, source) not in seen:
                found[period] += _crossed((f"also:{source}",), kind)
            seen.add((period, source))
        return {period: tuple(features) for period, features in found.items()}

    def _weigh(
        self, proposal: Proposal, role: str, kind: FactKind
    ) -> Iterator[tuple[Evidence, float]]:
        total = self._learned.of_group(kind.group).total
        source = proposal.crossed[0]
        plain = (*proposal.features, f"{role}|{source}")
        value = self._learned.total(plain)
        if kind.letter == "C" and not kind.is_old and _IS_OTHER_SIDE in proposal.crossed:
            return
        if kind.is_new and _IS_OF_OLD in proposal.crossed:
            return
        is_own = source.startswith("own")
        if proposal.onward and source.startswith("prior"):
            return
        if proposal.aimed and not is_own and not kind.is_target:
            return
        if proposal.onward and kind.letter not in _HOLDS:
            if not is_own:
                return
            proposal = self._goes_on(proposal)
        for period, how in _shaped(proposal, kind):
            if kind.is_target:
                if self._is_over(period, proposal):
                    continue
            elif self._is_unknowable(period, proposal):
                continue
            else:
                period = self._so_far(period, proposal, kind)
            is_plain = proposal.is_plain and not kind.is_target
            related = () if is_plain else self._relate(period.end)
            crossed = (*proposal.crossed, *related)
            if kind.is_old:
                crossed = (*crossed, *(f"{how}{name}" for name in crossed))
            elif kind.shape == "open":
                crossed = (*crossed, f"{how}:{'day' if proposal.point else 'span'}")
            yield Evidence(period, crossed, plain, source), value + total(crossed)

    def _goes_on(self, proposal: Proposal) -> Proposal:
        """自8月起发放…: what was done from then to the end that the document reports on."""
        _, reported, published, _ = self.finder.anchors
        ends = [day for day in (reported, published) if day and day > proposal.end]
        if not ends:
            return proposal
        first = proposal.end if proposal.point else proposal.start
        return proposal._replace(start=first, end=min(ends), point=False)

    def _so_far(self, period: Period, proposal: Proposal, kind: FactKind) -> Period:
        """A result of a year that is not over was told up to the publication.

        The standard of a year (2015年供养标准) is that of all of it, in a quarter's report of that.
        """
        published = self.finder.anchors.published
        if kind.letter == "D" and (proposal.cue == "year" or _DECREED in proposal.crossed):
            return self._of_quarter(period)
        if published is None or proposal.point or not proposal.start <= published < period.end:
            return period
        if self._tells_the_year(published) and period.end.year == published.year:
            return period
        return Period(min(period.start, published), published)

    def _is_over(self, period: Period, proposal: Proposal) -> bool:
        """Does a plan end before it is told without a year of its own saying so?

        That of a reported year may, which a report compares with what was done.
        """
        _, reported, published, _ = self.finder.anchors
        if published is None or period.end > published:
            return False
        is_sure = self.finder.context.period_confidence > _LIKELY
        if is_sure and reported is not None and period.end >= reported:
            return False
        return not proposal.is_said or INTRODUCED in proposal.features

    def _is_unknowable(self, period: Period, proposal: Proposal) -> bool:
        """Does a result end after the publication without a year of its own saying so?

        Of a year told in its last months it may.
        """
        published, end = self.finder.anchors.published, period.end
        if published is None or end <= published:
            return False
        if end.year == published.year and self._tells_the_year(published):
            return False
        return not proposal.onward and not proposal.is_said

    def _of_quarter(self, period: Period) -> Period:
        """A period of a year, or the end of the part of it that the document reports on."""
        _, reported, published, _ = self.finder.anchors
        if reported is None or reported == published or reported.year != period.end.year:
            return period
        return Period(min(period.start, reported), min(period.end, reported))

    def _tells_the_year(self, published: date) -> bool:
        """Does a document of this month tell what its year came to? Summaries do from November."""
        first = _YEAR_IS_TOLD_FROM
        if self.finder.context.genre not in _OF_A_YEAR:
            first += 1
        return published.month >= first

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


def _tells_time(own: list[Proposal]) -> bool:
    """Does a sentence say a period with its year before a number, and not to compare with it?"""
    return any(
        p.is_said
        and _DATES & {*p.crossed}
        and not _ASIDE & {*p.crossed}
        and INTRODUCED not in p.features
        for p in own
    )


def _crossed(names: tuple[str, ...], kind: FactKind) -> tuple[str, ...]:
    """Features whose weight depends on the kind of fact, by themselves and with it."""
    return (*names, *(f"{kind.group}|{name}" for name in names))


def shape_features(kind: FactKind, period: Period) -> tuple[str, ...]:
    """What speaks for a span or a day, whichever period it is."""
    return _signed("point" if period.start == period.end else "span", kind.signs)


@lru_cache(maxsize=4096)
def _signed(how: str, signs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([f"{how}:{sign}" for sign in signs])


def _shaped(p: Proposal, kind: FactKind) -> list[tuple[Period, str]]:
    """A proposal as a flow's span, a stock's day, or the day before a new value holds."""
    if kind.is_old:
        first = p.end if p.point else p.start
        found = [(_of(day_before(first), kind), "old_before:")]
        if p.point or p.start.year == p.end.year:  # five years end with the new value
            found.insert(0, (_of(p.end, kind), "old_at:"))
        if first.month != 1 or first.day != 1:
            found.append((_of(date(p.end.year - 1, 12, 31), kind), "old_year:"))
        return found
    if kind.shape == "point":
        return [(Period(p.end, p.end), "point")]
    is_month = (p.start.year, p.start.month) == (p.end.year, p.end.month)
    start = p.start.replace(month=1, day=1) if kind.is_total and is_month else p.start
    if kind.shape == "span":
        return [(Period(start, p.end), "span")]
    day = (Period(p.end, p.end), "point")
    return [(Period(start, p.end), "span"), day] if start < p.end else [day]


def _of(day: date, kind: FactKind) -> Period:
    return Period(date(day.year, 1, 1) if kind.shape == "span" else day, day)

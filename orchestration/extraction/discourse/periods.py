"""Stage 5b: the periods that a fact may be about, each with what speaks for it.

Belongs here: where in a document periods are told (beside the number, earlier in the sentence, in
the sentences before, in headings and the title, by the document's own dates), and which of them
reach a number. Does not belong here: what an expression of time means (`time`), the choice among
the proposals (`settle.choice`; its weights are learned).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.discourse.datelines import dateline
from orchestration.extraction.discourse.own_dates import (
    SILENT,
    count_said_years,
    find_stamps,
    is_of_page,
    read_anchors,
    tell_speaking,
)
from orchestration.extraction.discourse.time import TimeCue, read_cues
from orchestration.extraction.model import DocumentContext, Sentence
from orchestration.extraction.structure.mention import Mention

_ABOVE = frozenset({"title", "heading"})
_OPENING = 16
"""Characters at the start of a sentence in which a period is told for what follows."""
_SURE = 0.85
"""The confidence of a reported period after which no result can lie."""
_NEXT_ITEM = re.compile(r"[;。,][二三四五六七八九]是|[;。]\d{1,2}[.、]")
_ITEM = re.compile(
    r"\s*(?:[((]?[一二三四五六七八九十]{1,3}[))、.]|[((]?\d{1,2}[))、.](?!\d)|[①-⑳]|[-—]{2}|[一二三四五六七八九]是)"
)
_ON_STANDARDS = re.compile("(?:调整|提高|提标|公布|制定|确定|核定|发布|下达|上调)[^,。;]{0,40}标准")
_DECREED = re.compile("[^,;。]{0,6}(?:以上|上述|本通知|新标准|调整后|此次调整|该标准)")
"""以上标准自1月1日起执行: from when all that was told holds."""
_LONGEST_LIST = 40
INTRODUCED = "introduced"
_GOVERNED = ("own:earlier", "own:rank0", "own:opens", INTRODUCED)
"""How the line that introduces a list stands to the numbers of its items."""
_MAX_OWN, _MAX_BACK, _MAX_SENTENCES = 4, 2, 8


_CLASSES = {
    "day": "ymd md d",
    "month": "ym m census",
    "months": "ymr mr half mdr",
    "year": "year",
    "years": "years ymym plan five",
    "this_year": "this_year whole_year",
}
_FLAGS = ("compared", "until", "since", "onward", "former", "aimed")
_FRAMING = frozenset({"year", "years", "last_year", "this_year", "now", "months"})
"""What a first expression may be to set the time of a document; a day or month is an event's."""
_RELATIVE = frozenset({"this_year", "last_year", "next_year", "now", "this_month", "years"})
"""What is counted from the day of speaking, which genres choose differently."""
_OPEN_ENDED = frozenset({"this_year", "now", "years", "year_end"})
"""What plans and results read differently: to the end of the year, or so far."""
_CLASS = {kind: name for name, kinds in _CLASSES.items() for kind in kinds.split()}
"""Kinds of expressions that reach alike; the others are a class of their own."""


_SAID = frozenset({"said", "run"})
"""Origins of an expression whose year stands in its own sentence: 1998年…, 当年…."""


class Proposal(NamedTuple):
    """A period, [start, end] in days, with the features that speak for it.

    `cue` is the expression it was read from, `point` whether that names a day. What a feature in
    `crossed` weighs depends on the kind of fact, what one in `features` weighs does not. `is_said`
    where its sentence names its year, `is_plain` where the number's own sentence does so (then
    the document's dates say little), `onward` where it says from when (起), `aimed` by when
    something is to be done (到2022年拟建).
    """

    start: date
    end: date
    point: bool
    cue: str
    crossed: tuple[str, ...]
    features: tuple[str, ...] = ()
    is_said: bool = False
    is_plain: bool = False
    onward: bool = False
    aimed: bool = False


_Place = tuple[int, tuple[str, ...]]
"""Where an expression starts, and how it stands to a number."""


class PeriodFinder:
    """Finds the periods of one document's numbers."""

    def __init__(self, text: str, context: DocumentContext, sentences: list[Sentence]) -> None:
        self.text, self.context = text, context
        self._stamps = list(find_stamps(text, sentences))
        anchors = first = read_anchors(context, self._stamps)
        self.sentences = [s for s in sentences if s.role not in SILENT]
        self._at = {s.start: i for i, s in enumerate(self.sentences)}
        self._cues = read_cues(text, anchors, self.sentences)
        self.said_years = said = count_said_years(self._cues)
        if not context.is_published_given and is_of_page(anchors.published, said):
            anchors = anchors._replace(published=None)
            self._stamps = []
        told = max(said, key=lambda year: said[year], default=None)
        if anchors.published is None:
            is_titled = context.genre == "news" and context.period_confidence >= _SURE
            titled = context.report_end.year if is_titled and context.report_end else None
            anchors = anchors._replace(published=dateline(text, self._cues, titled))
        is_told = told and (said[told] > 1 or not anchors.published)
        if is_told and told not in {d.year for d in (anchors.end, anchors.published) if d}:
            anchors = anchors._replace(told=told)
        if anchors != first:
            self._cues = read_cues(text, anchors, self.sentences)
        self.anchors = anchors
        self._headings: dict[int, list[TimeCue]] = {
            s.start: own
            for s, own in zip(self.sentences, self._cues, strict=True)
            if s.role in _ABOVE and own
        }
        self.speaking = tell_speaking(anchors)
        self.is_sure = anchors.published is not None or context.period_confidence >= _SURE
        self._last: tuple[int, list[Proposal]] = (-1, [])
        self._own: dict[tuple[_Place, ...], list[Proposal]] = {}
        self._proposals: dict[_Place, list[Proposal]] = {}
        self._inherited: dict[int, list[Proposal]] = {}
        self._introduced: dict[int, list[TimeCue]] = {}
        self._document = list(self._of_document())

    def cue_spans(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Where a sentence speaks of time."""
        return [(c.at, c.end) for c in self._cues[self._at[sentence.start]]]

    def reaching(self, m: Mention) -> tuple[list[Proposal], ...]:
        """The periods that a number may take: of its sentence, from around it, of the document.

        Numbers that are reached alike get the same lists.
        """
        return self.own(m), self.inherited(m.sentence), self._document

    # -- beside the number ---------------------------------------------------------------------

    def own(self, m: Mention) -> list[Proposal]:
        """The expressions of the number's own sentence, those before it first."""
        if self._last[0] != m.index:
            placed = list(self._of_sentence(m))
            key = tuple([(cue.at, where) for cue, where in placed])
            known = self._own.get(key)
            if known is None:
                known = [p for cue, where in placed for p in self._placed(cue, where)]
                self._own[key] = known
            self._last = m.index, known
        return self._last[1]

    def _of_sentence(self, m: Mention) -> Iterator[tuple[TimeCue, tuple[str, ...]]]:
        """The expressions that may date a number, each with where it stands."""
        cues = self._cues[self._at[m.sentence.start]]
        start = m.quantity.start
        n = bisect_right(cues, start, key=lambda c: c.at)
        rank = 0
        for cue in reversed(cues[:n]):
            yield cue, self._where(cue, m, rank)
            rank += not (cue.compared or cue.former)
            if rank >= _MAX_OWN:
                break
        for cue in cues[n : n + 1]:
            is_near = cue.at < m.right[1] + 2
            yield cue, ("own:behind" if is_near else "own:later",)
        if not n:
            for cue in self._governing(m.sentence):
                yield cue, _GOVERNED

    def _governing(self, sentence: Sentence) -> list[TimeCue]:
        """What the line says that introduces the list which a sentence is an item of (…起:)."""
        known = self._introduced.get(sentence.paragraph)
        if known is None:
            known = self._introduced[sentence.paragraph] = self._find_governing(sentence)
        return known

    def _find_governing(self, sentence: Sentence) -> list[TimeCue]:
        first = self._at[sentence.start]
        while first and self.sentences[first - 1].paragraph == sentence.paragraph:
            first -= 1
        if not _ITEM.match(self.text, self.sentences[first].start):
            return []
        for i in range(first - 1, max(first - _LONGEST_LIST, -1), -1):
            before = self.sentences[i]
            if self.text[before.end - 1 : before.end] == ":":
                return [c for c in self._cues[i] if not (c.compared or c.former)][-1:]
        return []

    def _placed(self, cue: TimeCue, where: tuple[str, ...]) -> list[Proposal]:
        """The proposals of an expression that stands so, the same for all numbers."""
        key = cue.at, where
        known = self._proposals.get(key)
        if known is None:
            known = self._proposals[key] = list(self._read(cue, where))
        return known

    def _where(self, cue: TimeCue, m: Mention, rank: int) -> tuple[str, ...]:
        """Where an expression stands before a number, and what lies between them."""
        text, start = self.text, m.quantity.start
        if cue.at >= m.left[0]:
            place = "clause"
        elif cue.at >= m.before[0]:
            place = "before"
        else:
            place = "earlier"
        said = [f"own:{place}", f"own:rank{rank}"]
        if start - cue.end <= 2:
            aside = "compared" if cue.compared else "former" if cue.former else ""
            said.append(f"own:adjacent:{aside}")
        if text.find(";", cue.end, start) >= 0:
            said.append("own:past_semicolon")
        closing = text.find(")", cue.end, start)
        if closing >= 0 and text.find("(", cue.end, closing) < 0:
            said.append("own:closed_bracket")
        if any(True for _ in _NEXT_ITEM.finditer(text, cue.end, start)):
            said.append("own:past_item")
        if cue.at - m.sentence.start <= _OPENING:
            said.append("own:opens")
        return tuple(said)

    # -- above and before the sentence -----------------------------------------------------------

    def inherited(self, sentence: Sentence) -> list[Proposal]:
        """The periods that reach a sentence from the sentences before and the headings above."""
        known = self._inherited.get(sentence.start)
        if known is None:
            i = self._at[sentence.start]
            known = self._inherited[sentence.start] = [*self._before(i), *self._above(sentence)]
        return known

    def _before(self, i: int) -> Iterator[Proposal]:
        """Periods of the sentences before, the two nearest that tell one."""
        here, found = self.sentences[i], 0
        for back in range(1, min(i, _MAX_SENTENCES) + 1):
            s, cues = self.sentences[i - back], self._cues[i - back]
            if not cues or s.role in _ABOVE:
                continue
            ends_in_colon = self.text[s.end - 1 : s.end] == ":"
            reach = "para" if s.paragraph == here.paragraph else "prior"
            reach = "intro" if ends_in_colon else reach
            if s.role != here.role:
                reach += "_other"
            found += 1
            for cue in {cues[0].at: cues[0], cues[-1].at: cues[-1]}.values():
                if cue.compared or cue.former:
                    continue
                opens = "open" if cue.at - s.start <= _OPENING else "inside"
                last = "last" if cue is cues[-1] else "first"
                yield from self._read(cue, (f"{reach}:{opens}", f"{reach}:{last}{found}"))
            if found >= _MAX_BACK:
                return

    def _above(self, sentence: Sentence) -> Iterator[Proposal]:
        for depth, heading in enumerate(reversed(sentence.headings)):
            for cue in self._headings.get(heading.start, ()):
                yield from self._read(cue, ("head", f"head:depth{min(depth, 2)}"))

    # -- the document's own dates ------------------------------------------------------------------

    def _of_document(self) -> Iterator[Proposal]:
        """The reported period, the day of publication and what follows from them."""
        rep_start, rep, pub, told = self.anchors
        genre = self.context.genre
        sure = f"doc:rep:sure{round(self.context.period_confidence, 1)}"
        if rep_start and rep:
            said = (f"doc:rep:{genre}", sure, f"doc:rep:years{min(len(self.said_years), 5)}")
            yield Proposal(rep_start, rep, False, "report", ("doc:rep",), said)
            yield _year(rep.year, "doc:rep_year", genre)
            yield _year(rep.year + 1, "doc:next_year", genre)
            yield _day(date(rep_start.year - 1, 12, 31), "doc:year_before", genre)
        if pub:
            start = date(pub.year, 1, 1)
            how = (f"doc:pub:{genre}", f"doc:pub:month{pub.month}")
            yield Proposal(start, pub, False, "publication", ("doc:pub",), how)
            yield _year(pub.year - 1, "doc:pub_last", genre, f"doc:pub_last:month{pub.month}")
            yield _year(pub.year, "doc:pub_year", genre)
        if told:
            yield _year(told, "doc:told", genre)
        for day in self._stamps[-2:]:
            yield _day(day, "stamp", genre)
        for cue in self._of_title():
            yield from self._read(cue, ("title", f"title:{genre}"))
        yield from self._told()

    def _of_title(self) -> Iterator[TimeCue]:
        """What the title says of time."""
        for s in self.sentences:
            if s.role == "title":
                yield from self._headings.get(s.start, ())

    def _told(self) -> Iterator[Proposal]:
        """The as-of days, months and years that the body tells most, and the first one."""
        votes: dict[tuple[str, date, date, bool], int] = defaultdict(int)
        onward = [
            (s, cue)
            for s, cues in zip(self.sentences, self._cues, strict=True)
            for cue in cues
            if cue.onward
        ]
        decreed = [cue for s, cue in onward if _DECREED.match(self.text, s.start, cue.at)]
        is_decree = _ON_STANDARDS.search(self.context.title or "") is not None and not decreed
        if is_decree and not onward:
            decreed = [cue for cue in self._of_title() if cue.kind == "year"]
        for cue in decreed:
            yield from self._read(cue, ("told:decreed",))
        for _, cue in onward[:1]:
            yield from self._read(cue, ("told:decreed" if is_decree else "told:onward",))
        first: TimeCue | None = None
        latest: TimeCue | None = None
        for s, cues in zip(self.sentences, self._cues, strict=True):
            if s.role in _ABOVE:
                continue
            for cue in cues:
                if cue.compared or cue.former or cue.kind in {"plan", "five", "ago", "census"}:
                    continue
                first = first or cue
                sense = cue.senses[0]
                is_later = latest is None or sense.end > latest.senses[0].end
                if is_later and sense.origin == "said" and s.role == "body":
                    latest = cue
                votes[cue.kind, sense.start, sense.end, sense.point] += 1
        if first is not None and (first.until or _CLASS.get(first.kind, first.kind) in _FRAMING):
            yield from self._read(first, ("told:first",))
        if latest is not None:
            yield from self._read(latest, ("told:latest",))
        total = sum(votes.values())
        for (kind, start, end, point), n in sorted(votes.items(), key=lambda v: -v[1])[:2]:
            if n > 1:
                share = "most" if 2 * n > total else "some"
                said = (f"told:{share}", f"told:{share}:{_CLASS.get(kind, kind)}")
                yield Proposal(start, end, point, "told", said)

    def _read(self, cue: TimeCue, where: tuple[str, ...]) -> Iterator[Proposal]:
        """One proposal for each period that an expression may mean, `where` its place first."""
        if cue.convened or cue.dateline:
            return
        place, name = where[0], _CLASS.get(cue.kind, cue.kind)
        flags = tuple(f for f in _FLAGS if getattr(cue, f))
        told = (place, f"{place}:{name}", *(f"{place.split(':')[0]}:{f}" for f in flags))
        for sense in cue.senses:
            how = f"{name}:{sense.origin}"
            crossed = (*told, f"sense:{how}") if name in _OPEN_ENDED else told
            more = (*where[1:], f"sense:{how}", f"sense:{how}:{self.speaking}")
            if name in _RELATIVE:
                more = (*more, f"sense:{how}:{self.context.genre}")
            is_own = place.startswith("own") and not (cue.compared or cue.former)
            is_said = sense.origin in _SAID
            yield Proposal(
                sense.start, sense.end, sense.point, cue.kind, crossed, more,
                is_said, is_own and is_said, cue.onward, cue.aimed,
            )  # fmt: skip


def _year(year: int, name: str, genre: str, *more: str) -> Proposal:
    return Proposal(
        date(year, 1, 1), date(year, 12, 31), False, name, (name,), (f"{name}:{genre}", *more)
    )


def _day(day: date, name: str, genre: str) -> Proposal:
    return Proposal(date(day.year, 1, 1), day, True, name, (name,), (f"{name}:{genre}",))


def day_before(day: date) -> date:
    """The last day of what a new standard replaced."""
    return day - timedelta(days=1)

"""Stage 5a: the expressions of time of a text, in order, as the words around them change them.

Belongs here: finding expressions (截至6月10日, 1-4月, 去年) and what 截至, 以来, 起, 比 and 由 make
of them. Does not belong here: what an expression may mean (`senses`), which of these a fact takes
(`periods` proposes, `settle` chooses), the document's own dates (`reported_period`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from orchestration.extraction.discourse.expressions import (
    CUE,
    WORDS,
    is_aimed,
    is_at_meeting,
    is_compared,
    is_dateline,
    is_of_meeting,
    is_onward,
    is_since,
)
from orchestration.extraction.discourse.senses import READERS, Anchors, Clock, Sense, as_of
from orchestration.extraction.model import Sentence

_UNTIL = ("到", "至", "截止", "到20", "至20", "截止20")
_LEADING = frozenset({"this_year", "last_year", "next_year"})
_LED = frozenset({"m", "mr", "md", "mdr", "half", "year_end"})
"""Of 今年1-6月 and 去年6月底 the first word only says which year."""
_FORMER = frozenset("从由")
_DAYS = frozenset({"ymd", "md", "d"})
_SPANS_OF_YEARS = frozenset({"plan", "years", "five"})
_ASIDE = "census"
"""It dates its own sentence alone."""


class TimeCue(NamedTuple):
    """An expression of time, [at, end) in the cleaned text, with the periods it may mean.

    `compared` after 比 or 较: it dates the other side of a change; `former` after 由 or 从: it
    dates the old value. `until` after 到 or 截至, `since` before 以来, `onward` before 起.
    `convened` before the name of a meeting, whose year it is; `dateline` where it only says when
    the news was sent; `aimed` where something is to be done by then (到2022年拟建, 赶在春节前).
    """

    at: int
    end: int
    kind: str
    senses: tuple[Sense, ...]
    compared: bool = False
    until: bool = False
    since: bool = False
    onward: bool = False
    former: bool = False
    convened: bool = False
    dateline: bool = False
    aimed: bool = False


def read_cues(text: str, anchors: Anchors, sentences: Iterable[Sentence]) -> list[list[TimeCue]]:
    """The expressions of time of each sentence, in order. Linear in the length.

    What one sentence says (a year, a month, a plan) completes what later ones leave out.
    """
    reader = _Reader(text, Clock(anchors))
    return [list(reader.read(sentence)) for sentence in sentences]


class _Reader:
    """Reads expressions in order; the year and month said last complete the ones that follow."""

    def __init__(self, text: str, clock: Clock) -> None:
        self.text, self.clock = text, clock

    def read(self, sentence: Sentence) -> Iterator[TimeCue]:
        """The expressions of one sentence, those of earlier sentences read."""
        start, end = sentence.start, sentence.end
        began: date | None = None
        self.clock.sentence_at = start
        for m in CUE.finditer(self.text, start, end):
            self.clock.at = m.start()
            kind = m.lastgroup or ""
            if kind == "word":
                kind = WORDS[m[0]]
            try:
                senses = tuple(READERS[kind](self.clock, m))
            except ValueError:  # 31 June
                continue
            if not senses or self._leads(kind, m.end(), end, senses):
                continue
            cue = self._placed(start, m, kind, senses, began)
            began = cue.senses[0].start if cue.since else None
            if sentence.role != "title" or kind != "ymd":  # that is the day of the page
                self._remember(cue)
            yield cue

    def _leads(self, kind: str, at: int, end: int, senses: tuple[Sense, ...]) -> bool:
        """Does the expression at `at` go on from this one, which then only says the year?"""
        following = CUE.match(self.text, at, end) if kind in _LEADING else None
        if following is None:
            return False
        if following.lastgroup not in _LED and WORDS.get(following[0]) not in _LED:
            return False
        years = [(s.origin, s.end.year) for s in senses if s.origin != "pub_part"]
        self.clock.lead, self.clock.lead_end = years, at
        return True

    def _remember(self, cue: TimeCue) -> None:
        """Keep the year and month that later expressions leave out; a compared one is none."""
        clock, sense = self.clock, cue.senses[0]
        if cue.kind == _ASIDE:
            return
        clock.day = sense.end if sense.point else clock.day
        if cue.kind == "plan" and not sense.point and not cue.compared:
            clock.plan = sense.start.year
        is_other = cue.compared or cue.former or cue.aimed  # the other side of a change, a plan's
        if sense.origin != "said" or is_other or cue.kind in _SPANS_OF_YEARS:
            if cue.kind in {"m", "mr"}:
                clock.month = sense.end.month
            return
        clock.year, clock.year_at, clock.month = sense.end.year, cue.end, None
        if cue.kind in {"ym", "ymr", "ymym", "ymd"}:
            clock.month = sense.end.month

    def _placed(
        self,
        first: int,
        m: re.Match[str],
        kind: str,
        senses: tuple[Sense, ...],
        began: date | None,
    ) -> TimeCue:
        """An expression as the words around it change it: 截至…, …以来, …起."""
        text, at, end = self.text, m.start(), m.end()
        before = text[max(first, at - 4) : at]
        until = before.endswith(_UNTIL)
        onward = is_onward(text, end)
        if onward and kind in {"m", "ym"}:  # 7月起 holds from its first day
            senses = tuple(Sense(s.start, s.start, True, s.origin) for s in senses)
        elif until and kind not in {"year", "plan", "five"}:
            senses = tuple(as_of(s) for s in senses)
        since = is_since(text, end)
        if since and kind != "this_year":
            senses = tuple(self._since(senses)) or senses
        elif until and began:  # 2016年以来…,截至2020年6月
            senses = tuple(s._replace(start=began) if s.end >= began else s for s in senses)
        former = before[-1:] in _FORMER and not onward and not since
        compared = is_compared(before, text[end : end + 1])
        convened = kind == "year" and not m["e4"] and is_of_meeting(text, end)
        convened = convened or (kind in _DAYS and is_at_meeting(text, end))
        sent = kind in _DAYS and is_dateline(text, end)
        aimed = not compared and not former and is_aimed(text, at, end, until=until)
        flags = (compared, until, since, onward, former, convened, sent, aimed)
        return TimeCue(at, end, kind, senses, *flags)

    def _since(self, senses: tuple[Sense, ...]) -> Iterator[Sense]:
        """…以来: from the first day of an expression to the end that the document knows."""
        clock = self.clock
        for sense in senses:
            first = sense.end if sense.point else sense.start
            for origin, last in clock.ends():
                if last > first:
                    yield Sense(first, last, False, origin)

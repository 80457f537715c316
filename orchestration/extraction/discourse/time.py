"""Stage 5a: the expressions of time of a text, and every period that each may mean.

Belongs here: the grammar of dates and periods (截至6月10日, 1-4月, 上半年, “十三五”期间, 去年) and
what they mean counted from each origin: a year that is said, the one said before it, the reported
period, the day of speaking. Does not belong here: which of these a fact takes (`periods` proposes,
`settle` chooses), the document's own dates (`reported_period`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.discourse.dates import small_number
from orchestration.extraction.discourse.expressions import (
    CUE,
    FIVE_YEARS,
    WORDS,
    is_compared,
    is_since,
)

CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_UNTIL = ("到", "至", "截止", "到20", "至20", "截止20")
_LEADING = frozenset({"this_year", "last_year", "next_year"})
_LED = frozenset({"m", "mr", "md", "mdr", "half", "year_end"})
"""Of 今年1-6月 and 去年6月底 the first word only says which year."""
_FORMER = frozenset("从由")
_FRESH = 160
"""Characters after a year that is said in which an expression without one is of that year."""
_SPEAKS_OF_LAST_YEAR = 4
"""Up to this month one speaks of the year before as of the last few years' end."""


class Sense(NamedTuple):
    """[start, end] in days, and the origin it is counted from.

    `point`: the text gives an as-of day, `start` is then the first day of its year. Origins: `said`
    (the expression names its year), `run` (the year said before it), `rep` (the reported period),
    `pub` (the day of publication), `nxt` (a speaker in the year after the reported one).
    """

    start: date
    end: date
    point: bool
    origin: str


class TimeCue(NamedTuple):
    """An expression of time, [at, end) in the cleaned text, with the periods it may mean.

    `compared` after 比 or 较: it dates the other side of a change; `former` after 由 or 从: it dates
    the old value. `until` after 到 or 截至, `since` before 以来, `onward` before 起.
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


class Anchors(NamedTuple):
    """The document's own dates, None where unknown: what it reports on, when it speaks.

    `told` is the year that its body names most, given where it is none of the others'.
    """

    start: date | None
    end: date | None
    published: date | None
    told: int | None = None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def read_cues(
    text: str, anchors: Anchors, spans: Iterable[tuple[int, int]]
) -> list[list[TimeCue]]:
    """The expressions of time of each span of a text, in order. Linear in the length.

    What one span says (a year, a month, a plan) completes what later ones leave out.
    """
    reader = _Reader(text, anchors)
    return [list(reader.read(start, end)) for start, end in spans]


class _Reader:
    """Reads expressions in order; the year and month said last complete the ones that follow."""

    def __init__(self, text: str, anchors: Anchors) -> None:
        self.text, self.anchors = text, anchors
        self.year: int | None = None
        self.month: int | None = None
        self.plan: int | None = None
        self.day: date | None = None
        self.at = self.year_at = self.lead_end = 0
        self.lead: list[tuple[str, int]] = []
        rep, pub = anchors.end, anchors.published
        self.years: list[tuple[str, int]] = []
        if rep:
            self.years += [("rep", rep.year), ("nxt", rep.year + 1)]
        if pub:
            self.years.append(("pub", pub.year))
        if anchors.told:
            self.years += [("told", anchors.told), ("told_nxt", anchors.told + 1)]

    def read(self, start: int, end: int) -> Iterator[TimeCue]:
        since: date | None = None
        for m in CUE.finditer(self.text, start, end):
            self.at = m.start()
            kind = m.lastgroup or ""
            if kind == "word":
                kind = WORDS[m[0]]
            try:
                senses = tuple(_READERS[kind](self, m))
            except ValueError:  # 31 June
                continue
            if senses and kind in _LEADING and (following := CUE.match(self.text, m.end(), end)):
                if following.lastgroup in _LED or WORDS.get(following[0]) in _LED:
                    self.lead = [(s.origin, s.end.year) for s in senses if s.origin != "pub_part"]
                    self.lead_end = m.end()
                    continue
            if senses:
                cue = self._placed(start, m, kind, senses, since)
                since = cue.senses[0].start if cue.since else None
                self._remember(cue)
                yield cue

    def _remember(self, cue: TimeCue) -> None:
        """Keep the year and month that later expressions leave out; a compared one is none."""
        sense = cue.senses[0]
        self.day = sense.end if sense.point else self.day
        if cue.kind == "plan" and not sense.point and not cue.compared:
            self.plan = sense.start.year
        if sense.origin != "said" or cue.compared or cue.kind in {"plan", "years", "five"}:
            if cue.kind in {"m", "mr"}:
                self.month = sense.end.month
            return
        self.year, self.year_at, self.month = sense.end.year, cue.end, None
        if cue.kind in {"ym", "ymr", "ymym", "ymd"}:
            self.month = sense.end.month

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
        onward = text.startswith("起", end)
        if onward and kind in {"m", "ym"}:  # 7月起 holds from its first day
            senses = tuple(Sense(s.start, s.start, True, s.origin) for s in senses)
        elif until and kind not in {"year", "plan", "five"}:
            senses = tuple(_as_of(s) for s in senses)
        since = is_since(text, end)
        if since and kind not in {"this_year", "last_year"}:
            senses = tuple(self._since(senses)) or senses
        elif until and began:  # 2016年以来…,截至2020年6月
            senses = tuple(s._replace(start=began) if s.end >= began else s for s in senses)
        former = before[-1:] in _FORMER and not onward and not since
        compared = is_compared(before)
        return TimeCue(at, end, kind, senses, compared, until, since, onward, former)

    def _since(self, senses: tuple[Sense, ...]) -> Iterator[Sense]:
        """…以来: from the first day of an expression to the end that the document knows."""
        for sense in senses:
            first = sense.end if sense.point else sense.start
            if self.day and self.day > first:
                yield Sense(first, self.day, False, "run")
            for origin, last in self.ends():
                if last > first:
                    yield Sense(first, last, False, origin)

    def ends(self) -> Iterator[tuple[str, date]]:
        """The days up to which the document may speak."""
        rep, pub = self.anchors.end, self.anchors.published
        if rep:
            yield "rep", rep
        if pub:
            yield "pub", pub
            if pub.month <= _SPEAKS_OF_LAST_YEAR:
                yield "pub_last", date(pub.year - 1, 12, 31)
        if self.anchors.told:
            yield "told", date(self.anchors.told, 12, 31)

    def bases(self, month: int | None = None) -> Iterator[tuple[str, int]]:
        """The years that complete an expression without one; `month` must have begun by `pub`."""
        if self.lead and self.lead_end == self.at:
            yield from self.lead
            return
        if self.year:
            yield "run", self.year
            if self.at - self.year_at < _FRESH:
                return
        for origin, year in self.years:
            pub = self.anchors.published
            late = origin == "pub" and month and pub and month > pub.month
            yield origin, year - 1 if late else year


def _year(text: str | None) -> int | None:
    if not text:
        return None
    value = int(text) if text.isdigit() else int("".join(str(CN.get(c, 0)) for c in text))
    return value if 1949 <= value <= 2100 else None


def _point(day: date, origin: str) -> Sense:
    return Sense(date(day.year, 1, 1), day, True, origin)


def _as_of(sense: Sense) -> Sense:
    return sense if sense.point else _point(sense.end, sense.origin)


def _months(year: int, first: int, last: int, origin: str) -> Sense:
    if not 1 <= first <= last <= 12:
        raise ValueError
    return Sense(date(year, first, 1), month_end(year, last), False, origin)


def _whole(year: int, origin: str) -> Sense:
    return Sense(date(year, 1, 1), date(year, 12, 31), False, origin)


def _said_or_based(r: _Reader, year: str | None, month: int | None = None) -> list[tuple[str, int]]:
    said = _year(year)
    return [("said", said)] if said else list(r.bases(month))


def _of_day(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    year = _year(m["y1"])
    if year:
        yield _point(date(year, int(m["m1"]), int(m["d1"])), "said")


def _of_month_and_day(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    month = int(m["m5"])
    for origin, year in r.bases(month):
        yield _point(date(year, month, int(m["d5"])), origin)


def _of_day_alone(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    """29日 in a release: of the month said last, else of the one it came out in."""
    day, pub = int(m["d11"]), r.anchors.published
    if r.month and r.year:
        yield _point(date(r.year, r.month, day), "run")
    if pub:
        back = pub if day <= pub.day else pub.replace(day=1) - timedelta(days=1)
        yield _point(date(back.year, back.month, day), "pub")


def _of_days(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    first, last = int(m["m9"]), int(m["m10"] or m["m9"])
    for origin, year in r.bases(last):
        start = date(year, first, int(m["d9"]))
        yield Sense(start, date(year, last, int(m["d10"])), False, origin)


def _of_years(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _year(m["y8"]), _year(m["y9"])
    if first and last and first < last:
        yield Sense(date(first, 1, 1), date(last, 12, 31), False, "said")


def _of_months_of_years(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _year(m["ya"]), _year(m["yb"])
    if first and last and first < last:
        start, end = date(first, int(m["ma"]), 1), month_end(last, int(m["mb"]))
        yield Sense(start, end, False, "said")


def _of_month_range(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    year = m["y7"] if m.lastgroup == "ymr" else None
    first, last = (m["m7"], m["m8"]) if m.lastgroup == "ymr" else (m["m3"], m["m4"])
    for origin, base in _said_or_based(r, year, int(last)):
        yield _months(base, int(first), int(last), origin)


def _of_month(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    is_full = m.lastgroup == "ym"
    month, edge = small_number(m["m2"] if is_full else m["m6"]), m["e2"] if is_full else m["e6"]
    for origin, year in _said_or_based(r, m["y2"] if is_full else None, month):
        if edge in {"底", "末"}:
            yield _point(month_end(year, month), origin)
        elif edge == "初":
            yield _point(date(year, month, 1), origin)
        else:
            yield _months(year, month, month, origin)


def _of_part(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _part(m["which"])
    for origin, year in _said_or_based(r, m["y3"], last):
        yield _months(year, first, last, origin)


def _part(which: str) -> tuple[int, int]:
    """The first and last month of a part of a year."""
    if which == "上半年":
        return 1, 6
    if which == "下半年":
        return 7, 12
    if which == "前三季度":
        return 1, 9
    if which.endswith("季度"):
        quarter = "一二三四1234".index(which[-3]) % 4 + 1
        return 3 * quarter - 2, 3 * quarter
    return 1, small_number(which.strip("前个月"))


def _of_year(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    year, edge = _year(m["y4"]), m["e4"]
    if not year:
        return
    if edge in {"底", "末", "年底", "年末"}:
        yield _point(date(year, 12, 31), "said")
    elif edge == "初":
        yield _point(date(year - 1, 12, 31), "said")
    else:
        yield _whole(year, "said")


def _of_plan(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    """“十三五”期间: to its last year, or as far as the document knows."""
    first, said = FIVE_YEARS.get(m["n5"]), m[0]
    if not first or not any(c in said for c in "“期来末初"):
        return
    last = date(first + 4, 12, 31)
    if "末" in said:
        yield _point(last, "said")
        return
    yield Sense(date(first, 1, 1), last, False, "said")
    for origin, end in r.ends():
        if end < last and end.year >= first:
            yield Sense(date(first, 1, 1), end, False, origin)


def _of_several_years(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    """五年来: the years up to the end that the document knows, or those of the plan it names."""
    n = _digit(m["n6"] or m["n7"])
    if r.plan and n == 5:
        yield Sense(date(r.plan, 1, 1), date(r.plan + 4, 12, 31), False, "run")
    ends = list(r.ends())
    in_new_year = any(origin == "pub_last" for origin, _ in ends)
    for origin, end in ends:
        if origin != "pub" or not in_new_year:
            yield Sense(date(end.year - n + 1, 1, 1), end, False, origin)


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else 2 if text == "两" else small_number(text)


def _of_years_ago(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in r.ends():
        yield _point(date(end.year - _digit(m["n8"]), 12, 31), origin)


def _now(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in r.ends():
        yield _point(end, origin)


def _this_month(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    if r.month:
        for origin, year in r.bases(r.month):
            yield _months(year, r.month, r.month, origin)
            break
    for origin, end in r.ends():
        yield Sense(date(end.year, end.month, 1), end, False, origin)


def _next_month(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in r.ends():
        first = month_end(end.year, end.month) + timedelta(days=1)
        yield _months(first.year, first.month, first.month, origin)


def _this_year(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    rep = r.anchors.end
    for origin, year in r.bases():
        yield _whole(year, origin)
        if rep and rep.year == year and rep < date(year, 12, 31):
            yield Sense(date(year, 1, 1), rep, False, "rep_part")
    pub = r.anchors.published
    if pub:
        yield Sense(date(pub.year, 1, 1), pub, False, "pub_part")


def _of_whole_year(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in r.bases():
        yield _whole(year, origin)


def _year_end(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in r.bases():
        yield _point(date(year, 12, 31), origin)


def _last_year(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in r.years:
        yield _whole(year - 1, origin)


def _last_year_end(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in r.years:
        yield _point(date(year - 1, 12, 31), origin)


def _next_year(r: _Reader, m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in r.years:
        yield _whole(year + 1, origin)


_READERS: dict[str, Callable[[_Reader, re.Match[str]], Iterator[Sense]]] = {
    "ymd": _of_day,
    "ymym": _of_months_of_years,
    "years": _of_years,
    "ymr": _of_month_range,
    "ym": _of_month,
    "mr": _of_month_range,
    "mdr": _of_days,
    "md": _of_month_and_day,
    "d": _of_day_alone,
    "m": _of_month,
    "half": _of_part,
    "year": _of_year,
    "plan": _of_plan,
    "five": _of_several_years,
    "ago": _of_years_ago,
    "now": _now,
    "this_month": _this_month,
    "next_month": _next_month,
    "this_year": _this_year,
    "whole_year": _of_whole_year,
    "year_end": _year_end,
    "last_year": _last_year,
    "last_year_end": _last_year_end,
    "next_year": _next_year,
}
"""How each alternative of the grammar becomes the periods it may mean."""

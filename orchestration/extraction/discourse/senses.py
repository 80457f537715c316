"""Stage 5a, second part: the periods that an expression of time may mean.

Belongs here: counting an expression from each origin it may have (the year said before it, the
reported period, the day of speaking). Does not belong here: finding expressions (`time`), which
meaning a fact takes (`periods` proposes, `settle` chooses).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.discourse.dates import small_number
from orchestration.extraction.discourse.expressions import FIVE_YEARS

CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "0": 0}
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


class Anchors(NamedTuple):
    """The document's own dates, None where unknown: what it reports on, when it speaks.

    `told` is the year that its body names most, given where it is none of the others'.
    """

    start: date | None
    end: date | None
    published: date | None
    told: int | None = None


class Clock:
    """What is known where an expression stands: the document's dates, and what was said before it.

    Attributes:
        anchors: the document's own dates.
        year: the year that was said last, None before the first.
        month: the month that was said last.
        plan: the first year of the five-year plan that was named last.
        day: the as-of day that was told last.
        years: the years of each origin but `said` and `run`.
    """

    def __init__(self, anchors: Anchors) -> None:
        self.anchors = anchors
        self.year: int | None = None
        self.month: int | None = None
        self.plan: int | None = None
        self.day: date | None = None
        self.at = self.year_at = self.lead_end = self.sentence_at = 0
        self.lead: list[tuple[str, int]] = []
        rep, pub = anchors.end, anchors.published
        self.years: list[tuple[str, int]] = []
        if rep:
            self.years += [("rep", rep.year), ("nxt", rep.year + 1)]
        if pub:
            self.years.append(("pub", pub.year))
        if anchors.told:
            self.years += [("told", anchors.told), ("told_nxt", anchors.told + 1)]

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
        if self.day and (pub is None or self.day <= pub):
            yield "day", self.day
        if self.plan and (pub is None or self.plan + 4 < pub.year):
            yield "plan", date(self.plan + 4, 12, 31)

    def bases(self, month: int | None = None) -> Iterator[tuple[str, int]]:
        """The years that complete an expression without one; `month` must have begun by `pub`."""
        if self.lead and self.lead_end == self.at:
            yield from self.lead
            return
        if self.year:
            if self.year_at > self.sentence_at:
                yield "run", self.year
                return
            yield "run_far", self.year
        pub = self.anchors.published
        for origin, year in self.years:
            if origin == "pub" and month and pub and month > pub.month:
                yield "pub_last", year - 1
            yield origin, year


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _year(text: str | None) -> int | None:
    if not text:
        return None
    value = int(text) if text.isdecimal() else int("".join(str(CN.get(c, 0)) for c in text))
    return value if 1949 <= value <= 2100 else None


def point(day: date, origin: str) -> Sense:
    """An as-of day."""
    return Sense(date(day.year, 1, 1), day, True, origin)


def as_of(sense: Sense) -> Sense:
    """The last day of a period as an as-of day (截至6月)."""
    return sense if sense.point else point(sense.end, sense.origin)


def _months(year: int, first: int, last: int, origin: str) -> Sense:
    if not 1 <= first <= last <= 12:
        raise ValueError
    return Sense(date(year, first, 1), month_end(year, last), False, origin)


def _whole(year: int, origin: str) -> Sense:
    return Sense(date(year, 1, 1), date(year, 12, 31), False, origin)


def _said_or_based(
    clock: Clock, year: str | None, month: int | None = None
) -> list[tuple[str, int]]:
    said = _year(year)
    return [("said", said)] if said else list(clock.bases(month))


def _of_day(_clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    year = _year(m["y1"])
    if year:
        yield point(date(year, int(m["m1"]), int(m["d1"])), "said")


def _of_month_and_day(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    month = int(m["m5"])
    for origin, year in clock.bases(month):
        yield point(date(year, month, int(m["d5"])), origin)


def _of_day_alone(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    """29日 in a release: of the month said last, else of the one it came out in."""
    day, pub = int(m["d11"]), clock.anchors.published
    if clock.month and clock.year:
        yield point(date(clock.year, clock.month, day), "run")
    if pub:
        back = pub if day <= pub.day else pub.replace(day=1) - timedelta(days=1)
        yield point(date(back.year, back.month, day), "pub")


def _of_days(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    first, last = int(m["m9"]), int(m["m10"] or m["m9"])
    for origin, year in clock.bases(last):
        start = date(year, first, int(m["d9"]))
        yield Sense(start, date(year, last, int(m["d10"])), False, origin)


def _of_years(_clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _year(m["y8"]), _year(m["y9"])
    if first and last and first < last:
        yield Sense(date(first, 1, 1), date(last, 12, 31), False, "said")


def _of_months_of_years(_clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _year(m["ya"]), _year(m["yb"])
    if first and last and first < last:
        start, end = date(first, int(m["ma"]), 1), month_end(last, int(m["mb"]))
        yield Sense(start, end, False, "said")


def _of_month_range(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    year = m["y7"] if m.lastgroup == "ymr" else None
    first, last = (m["m7"], m["m8"]) if m.lastgroup == "ymr" else (m["m3"], m["m4"])
    for origin, base in _said_or_based(clock, year, int(last)):
        yield _months(base, int(first), int(last), origin)


def _of_month(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    is_full = m.lastgroup == "ym"
    month, edge = small_number(m["m2"] if is_full else m["m6"]), m["e2"] if is_full else m["e6"]
    for origin, year in _said_or_based(clock, m["y2"] if is_full else None, month):
        if edge in {"底", "末"}:
            yield point(month_end(year, month), origin)
        elif edge == "初":
            yield point(date(year, month, 1), origin)
        else:
            yield _months(year, month, month, origin)


def _of_part(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    first, last = _part(m["which"])
    for origin, year in _said_or_based(clock, m["y3"], last):
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
    return 1, small_number(which.strip("前头个月"))


def _of_year(_clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    year, edge = _year(m["y4"]), m["e4"]
    if not year:
        return
    if edge in {"底", "末", "年底", "年末"}:
        yield point(date(year, 12, 31), "said")
    elif edge == "初":
        yield point(date(year - 1, 12, 31), "said")
    else:
        yield _whole(year, "said")


def _of_plan(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    """“十三五”期间: to its last year, or as far as the document knows."""
    first, said = FIVE_YEARS.get(m["n5"]), m[0]
    if not first or not any(c in said for c in "“期来末初"):
        return
    last = date(first + 4, 12, 31)
    if "末" in said:  # what had been done by then was done in all its years
        yield Sense(date(first, 1, 1), last, True, "said")
        return
    yield Sense(date(first, 1, 1), last, False, "said")
    for origin, end in clock.ends():
        if end < last and end.year >= first:
            yield Sense(date(first, 1, 1), end, False, origin)


def _of_several_years(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    """五年来: the years up to the end that the document knows, or those of the plan it names."""
    n = _digit(m["n6"] or m["n7"])
    if clock.plan and n == 5:
        yield Sense(date(clock.plan, 1, 1), date(clock.plan + 4, 12, 31), False, "run")
    ends = list(clock.ends())
    in_new_year = any(origin == "pub_last" for origin, _ in ends)
    for origin, end in ends:
        if origin != "pub" or not in_new_year:
            yield Sense(date(end.year - n + 1, 1, 1), end, False, origin)


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else 2 if text == "两" else small_number(text)


def _of_years_ago(clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in clock.ends():
        yield point(date(end.year - _digit(m["n8"]), 12, 31), origin)


def _of_census(_clock: Clock, m: re.Match[str]) -> Iterator[Sense]:
    """第七次人口普查 counted those of 1 November 2020, each census ten years before the next."""
    yield point(date(2000 + 10 * "五六七".index(m["n12"]), 11, 1), "said")


def _now(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in clock.ends():
        yield point(end, origin)


def _this_month(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    if clock.month:
        for origin, year in clock.bases(clock.month):
            yield _months(year, clock.month, clock.month, origin)
            break
    for origin, end in clock.ends():
        yield Sense(date(end.year, end.month, 1), end, False, origin)


def _next_month(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, end in clock.ends():
        first = month_end(end.year, end.month) + timedelta(days=1)
        yield _months(first.year, first.month, first.month, origin)


def _this_year(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    rep = clock.anchors.end
    for origin, year in clock.bases():
        yield _whole(year, origin)
        if rep and rep.year == year and rep < date(year, 12, 31):
            yield Sense(date(year, 1, 1), rep, False, "rep_part")
        if clock.day and clock.day.year == year and clock.day < date(year, 12, 31):
            yield Sense(date(year, 1, 1), clock.day, False, "day_part")
    pub = clock.anchors.published
    if pub:
        yield Sense(date(pub.year, 1, 1), pub, False, "pub_part")


def _of_whole_year(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in clock.bases():
        yield _whole(year, origin)


def _year_end(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in clock.bases():
        yield point(date(year, 12, 31), origin)


def _last_year(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in clock.years:
        yield _whole(year - 1, origin)


def _last_year_end(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in clock.years:
        yield point(date(year - 1, 12, 31), origin)


def _next_year(clock: Clock, _m: re.Match[str]) -> Iterator[Sense]:
    for origin, year in clock.years:
        yield _whole(year + 1, origin)


READERS: dict[str, Callable[[Clock, re.Match[str]], Iterator[Sense]]] = {
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
    "census": _of_census,
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

"""What heads, rows and captions say of time, and the period of a cell that follows.

Belongs here: dates of heads (2021年, 1-9月, 三季度), words such as 上期 and 累计 once they are
known (`cues`), and counting both from the table's own period. Does not belong here: periods of
prose (`discourse`).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.model import Period

_YEAR = r"(?<!\d)(?P<{0}>(?:19[5-9]|20[0-4])\d)"
_DASH = r"[-—~至到]"
_CN = {"一": 1, "二": 2, "三": 3, "四": 4}
_TIME = re.compile(
    rf"(?:截[至止])?(?:{_YEAR.format('year')}(?:(?=年)|(?:年?度)|(?!\d))年?度?)?(?:"
    rf"(?P<from>\d{{1,2}})月?{_DASH}(?P<to>\d{{1,2}})月(?:份)?(?:累计)?"
    r"|第?(?P<quarter>[1-4一二三四])季度?(?P<quarter_end>[末底])?"
    r"|(?P<half>[上下])半年"
    r"|(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"|(?P<only>\d{1,2})月份?(?P<month_end>[末底])?"
    r"|(?P<year_end>[末底])"
    r")?"
)
_POINT = re.compile(rf"{_YEAR.format('year')}[-./](?P<month>\d{{1,2}})(?:[-./](?P<day>\d{{1,2}}))?")
_SPAN = re.compile(
    rf"{_YEAR.format('year')}年?(?P<from>\d{{1,2}})月?{_DASH}(?:(?P<again>(?:19|20)\d\d)年)?"
    r"(?P<to>\d{1,2})月"
)
_YEARS = re.compile(
    rf"{_YEAR.format('year')}年?(?:{_DASH}|、|和|与|,)(?:(?:19|20)\d\d)年?(?:度)?(?!\d)"
)
"""2019-2021年: a table of several years has none of its own."""
_MONTHS_OF = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_BEFORE = {"previous": "", "previous_month": "month", "previous_quarter": "quarter"}
"""Words for the stretch before, and its rhythm; that of the table where it has none of its own."""
_RELATIONS = 4


class Told(NamedTuple):
    """What is said of time: a year, months of it, a day, and words that count from the table.

    `relations` are the `says` of the role `time`: this, same_last_year, last_year, last_year_end,
    previous, previous_month,
    previous_quarter, month, quarter, to_date, year_end.
    """

    year: int | None = None
    first: int | None = None
    last: int | None = None
    day: int | None = None
    is_end: bool = False
    relations: tuple[str, ...] = ()

    def relate(self, relation: str) -> Told:
        """The same with one more word."""
        return self._replace(relations=(*self.relations, relation)[:_RELATIONS])

    def joined(self, other: Told) -> Told:
        """What both say; where both tell the same part, this one."""
        first, last, day = self.first, self.last, self.day
        if last is None:
            first, last, day = other.first, other.last, other.day
        return Told(
            self.year or other.year,
            first,
            last,
            day,
            self.is_end or other.is_end,
            (*self.relations, *other.relations)[:_RELATIONS],
        )


NO_TIME = Told()


class Span(NamedTuple):
    """A period with its rhythm: month, quarter, half, year, or span for months from January."""

    start: date
    end: date
    rhythm: str


def take_time(text: str) -> tuple[str, Told]:
    """A compacted text without its first date, and that date.

    A year that a part of it follows further on is that part's: 2022年社会服务统计3月份报表.
    """
    rest, told = _take_first(text)
    if told.year is not None and told.last is None:
        left, part = _take_first(rest)
        if part.year is None and part.last is not None:
            return left, told.joined(part)
    return rest, told


def _take_first(text: str) -> tuple[str, Told]:
    if several := _YEARS.search(text):
        return text[: several.start()] + text[several.end() :], NO_TIME
    for pattern in (_SPAN, _POINT, _TIME):
        for match in pattern.finditer(text):
            if match[0] and (told := _told(match)) is not None:
                return text[: match.start()] + text[match.end() :], told
    return text, NO_TIME


def _told(match: re.Match[str]) -> Told | None:
    g = match.groupdict()
    year = int(g["year"]) if g.get("year") else None
    if g.get("from"):
        first, last = int(g["from"]), int(g["to"])
        return Told(year, first, last) if 1 <= first < last <= 12 else None
    if g.get("quarter"):
        n = int(_CN.get(g["quarter"], 0) or g["quarter"])
        return Told(year, 3 * n - 2, 3 * n, None, bool(g["quarter_end"]))
    if g.get("half"):
        return Told(year, 1, 6) if g["half"] == "上" else Told(year, 7, 12)
    month = g.get("month") or g.get("only")
    if month:
        if not 1 <= int(month) <= 12 or (g.get("day") and not 1 <= int(g["day"]) <= 31):
            return None
        day = int(g["day"]) if g.get("day") else None
        return Told(year, int(month), int(month), day, bool(g.get("month_end")))
    if year is None:
        return None
    return Told(year, is_end=bool(g.get("year_end")))


def spanned(told: Told) -> Span | None:
    """The period that a text with a year of its own tells."""
    return None if told.year is None else _span_of(told, told.year)


def span_between(start: date | None, end: date | None) -> Span | None:
    """A document's reported period with its rhythm."""
    if start is None or end is None:
        return None
    is_whole = start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year
    n_months = end.month - start.month + 1
    names = {n: name for name, n in _MONTHS_OF.items()}
    rhythm = names.get(n_months, "span") if is_whole else "span"
    return Span(start, end, rhythm)


def _span_of(told: Told, year: int) -> Span | None:
    if told.last is None or told.first is None:
        return Span(date(year, 1, 1), date(year, 12, 31), "year")
    try:
        end = date(year, told.last, told.day or calendar.monthrange(year, told.last)[1])
    except ValueError:
        return None
    n_months = told.last - told.first + 1
    rhythm = {n: name for name, n in _MONTHS_OF.items()}.get(n_months, "span")
    start = date(year, told.first, 1)
    return Span(start, end, "span" if told.day else rhythm)


def base_of(told: Told, document: Span | None) -> Span | None:
    """The table's own period: what its caption tells, completed by the document's."""
    if told.year is not None:
        return _span_of(told, told.year)
    if document is None:
        return None
    return _span_of(told, document.end.year) if told.last else document


def cell_span(
    told: Told, base: Span | None, *, is_captioned: bool, is_form: bool, accumulates: bool
) -> Span | None:
    """The span that a cell is about, counted from the table's period; None where it is unknown.

    Args:
        told: what its row and column say.
        base: the table's period.
        is_captioned: the table tells that period itself, so that it holds for columns of other
            years too (1-6月: 2021年 | 2022年).
        is_form: in official forms 上年 is the same stretch of the year before.
        accumulates: official forms count money from January, whatever their rhythm.
    """
    relations = set(told.relations)
    if told.year is not None or told.last is not None:
        base = _dated(told, base, is_captioned=is_captioned)
    if base is None:
        return None
    if is_form and "last_year" in relations:
        relations = relations - {"last_year"} | {"same_last_year"}
    if relations & {"last_year_end", "last_year"}:
        last = base.end.year - 1
        return Span(date(last, 1, 1), date(last, 12, 31), "year")
    if "same_last_year" in relations:
        base = _year_before(base)
    rhythm = next((r for word, r in _BEFORE.items() if word in relations), None)
    if rhythm is not None:
        before = _previous(base, rhythm or base.rhythm)
        if before is None:
            return None
        base = before
    if "month" in relations and base.rhythm != "year":
        return Span(base.end.replace(day=1), base.end, "month")
    if "quarter" in relations and base.end.month % 3 == 0:
        return Span(date(base.end.year, base.end.month - 2, 1), base.end, "quarter")
    if "to_date" in relations or accumulates:
        return Span(date(base.end.year, 1, 1), base.end, base.rhythm)
    return base


def _dated(told: Told, base: Span | None, *, is_captioned: bool) -> Span | None:
    """A column or row with a date of its own; a year alone takes the months of the caption."""
    year = told.year or (base.end.year if base else None)
    if year is None:
        return None
    is_year_alone = told.last is None and not told.is_end
    if base is None or not is_year_alone or year > base.end.year:
        return _span_of(told, year)
    if year == base.end.year:
        return base
    return _in_year(base, year) if is_captioned else _span_of(told, year)


def _in_year(base: Span, year: int) -> Span:
    while base.end.year > year:
        base = _year_before(base)
    return base


def _year_before(span: Span) -> Span:
    return Span(_same_day(span.start), _same_day(span.end, is_end=True), span.rhythm)


def _same_day(day: date, *, is_end: bool = False) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_month_end = (day + timedelta(days=1)).day == 1
    return date(day.year - 1, day.month, last if is_end and is_month_end else min(day.day, last))


def with_rhythm(span: Span, rhythm: str) -> Span:
    """The last month, quarter or year of a span, if it ends with one."""
    n_months = _MONTHS_OF.get(rhythm)
    if n_months is None or span.end.month % n_months:
        return span
    return Span(date(span.end.year, span.end.month - n_months + 1, 1), span.end, rhythm)


def _previous(span: Span, rhythm: str) -> Span | None:
    """The month, quarter or year before, as a span of its own."""
    n_months = _MONTHS_OF.get(rhythm)
    if n_months is None:
        return None
    first = span.start if rhythm == span.rhythm else with_rhythm(span, rhythm).start
    end = first - timedelta(days=1)
    month = end.month - n_months + 1
    return None if month < 1 else Span(date(end.year, month, 1), end, rhythm)


def as_day(span: Span) -> Period:
    """The day on which a stock, standard or ratio of a span holds."""
    return Period(span.end, span.end)

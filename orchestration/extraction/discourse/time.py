"""Stage 6a: periods as they are written beside a number.

Belongs here: the grammar of dates and periods (截至6月10日, 1-4月, 上半年, “十三五”期间) and what
they mean in a document of known dates. Does not belong here: which period a fact takes
(`periods`), the document's own dates (`reported_period`). See the README, section "How a document
becomes a number".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.discourse.dates import small_number
from orchestration.extraction.model import DocumentContext

CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_PLAN_FIRST_YEAR = {
    "一": 1953, "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026,
}  # fmt: skip
_TO = r"(?:-|—{1,2}|~|至|到)"
_YEAR = r"(?:\d{4}|[一二][零〇○一二三四五六七八九]{3})"
_WORDS = (
    "截至目前|截止目前|目前|全年(?!任务|目标|计划)|今年以来|今年|年内|当年|本年度?|一年来|年末|年底|去年底|去年末"
    "|上年末|上年底|去年全?年?|上年|当月|全月|本月|月末|月底|下月|明年|(?<=[由从比较])年初|期末"
)
_OPENING = (
    r"\d{1,4}[年月至到~～—-]|[一二][\d零〇○一二三四五六七八九年]|[三四五六七八]年|[一二三四]季|“?十|过去|[近这]"
    r"|截[至止]|目前|全[年月]|今年|年[内末底初]|[当本][年月]|去年|上[半年]|月[末底]|下[半月]|明年|期末|前|第"
)
"""What every cue begins with: one look that spares most positions the alternatives, tenfold."""
_FIRSTS = r"\d一二三四五六七八“十过近这截目全今年当本去上月下明期前第"
_CUE = re.compile(
    rf"(?=[{_FIRSTS}])(?={_OPENING})"
    rf"(?:(?P<ymd>(?P<y1>{_YEAR})年(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日)"
    rf"|(?P<years>(?P<y8>\d{{4}})年?{_TO}(?P<y9>\d{{4}})年)"
    rf"|(?P<ymr>(?P<y7>\d{{4}})年(?P<m7>\d{{1,2}})月?{_TO}(?P<m8>\d{{1,2}})月)"
    rf"|(?P<ym>(?P<y2>{_YEAR})年(?P<m2>\d{{1,2}})月(?P<e2>底|末|初)?)"
    rf"|(?P<mr>(?P<m3>\d{{1,2}})月?{_TO}(?P<m4>\d{{1,2}})月)"
    rf"|(?P<mdr>(?P<m9>\d{{1,2}})月(?P<d9>\d{{1,2}})日?{_TO}(?:(?P<m10>\d{{1,2}})月)?"
    r"(?P<d10>\d{1,2})日)"
    r"|(?P<md>(?P<m5>\d{1,2})月(?P<d5>\d{1,2})日)"
    r"|(?P<m>(?P<m6>\d{1,2})月(?P<e6>份|底|末|初|中旬)?)"
    r"|(?P<half>(?:(?P<y3>\d{4})年)?"
    r"(?P<which>上半年|下半年|前三季度|[第]?[一二三四]季度|前[一二三四五六七八九十\d]+个?月))"
    rf"|(?P<year>(?P<y4>{_YEAR})年(?P<e4>底|末|初|全年|年底|年末|度)?)"
    r"|(?P<plan>“?(?P<n5>十[一二三四五]?)五”?(?:期末|末)?"
    r"(?:期间|时期|规划期|以来|期末|末)?)"
    r"|(?P<five>(?:过去|近|这)?(?P<n6>[三四五六七八\d])年"
    r"(?:来|累计|间|共|(?=新增|改造|建|投入|培|救|发|办))|(?:过去|这|近)(?P<n7>[三四五六\d])年)"
    r"|(?P<ago>(?P<n8>[一二三四五六\d])年前)"
    rf"|(?P<word>{_WORDS}))"
)
_COMPARED = re.compile(r"(?:比|较|与|同|是|占|为)(?:之前的?|“)?$")
_ENDS_COMPARED = frozenset("比较与同是占为前的“")
_SINCE = re.compile(r"[^,;。]{0,12}?以来")
_MAX_SINCE = 14
_UNTIL = ("到", "至", "截止", "到20", "至20", "截止20")


class Period(NamedTuple):
    """[start, end] in days; `point` when the text gives an as-of date, not a span."""

    start: date
    end: date
    point: bool
    cue: str
    carries: bool = False


class TimeCue(NamedTuple):
    """A period with the place it was read from.

    `compared` after 比 or 较: it dates the other side of a change. `since` before 以来.
    """

    at: int
    end: int
    period: Period
    compared: bool
    until: bool
    since: bool = False


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def whole_year(year: int, cue: str, *, carries: bool = False) -> Period:
    """The period of a calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), False, cue, carries)


class Clock:
    """Turns the time words of one document into periods; unknown years stay unknown."""

    def __init__(self, context: DocumentContext) -> None:
        end = context.report_end or context.published_at
        self.year = end.year if end else None
        self.end = end
        self.start = context.report_start or (date(end.year, 1, 1) if end else None)

    def cues(self, text: str, start: int, end: int, year: int | None = None) -> list[TimeCue]:
        """All time cues of text[start:end]; `year` completes months without a year."""
        base = year = year or self.year
        out: list[TimeCue] = []
        for m in _CUE.finditer(text, start, end):
            try:
                period = _READERS[m.lastgroup or ""](self, m, year, base)
            except ValueError:  # 31 June
                continue
            if period is not None:
                cue = self._placed(text, start, m, period, out)
                out.append(cue)
                if m.lastgroup in {"year", "ym"}:
                    year = cue.period.end.year
        return out

    def _placed(
        self, text: str, start: int, m: re.Match[str], period: Period, earlier: list[TimeCue]
    ) -> TimeCue:
        """A period as the words around it change it: 截至…, …以来, …起."""
        at, end, kind = m.start(), m.end(), m.lastgroup
        before = text[max(start, at - 4) : at]
        until = before.endswith(_UNTIL)
        compared = before[-1:] in _ENDS_COMPARED and _COMPARED.search(before) is not None
        if not period.point and kind in {"m", "ym"} and text.startswith("起", end):
            period = _point(period.start, period.cue)  # 7月起 holds from its first day
        if until and not period.point and kind != "year":
            period = _point(period.end, period.cue)
        said_since = text.find("以来", end, end + _MAX_SINCE) >= 0
        since = said_since and _SINCE.match(text, end) is not None
        if since and self.end and period.cue not in {"今年", "去年"}:
            first = period.end if period.point else period.start
            period = Period(first, max(self.end, first), False, period.cue)
        elif until and earlier and earlier[-1].since:
            first = earlier[-1].period.start
            if period.end >= first:
                period = Period(first, period.end, period.point, period.cue)
        return TimeCue(at, end, period, compared, until, since)

    def five_year_plan(self, m: re.Match[str]) -> Period | None:
        """“十三五”期间: to its last year, or as far as the document knows."""
        first, cue = _PLAN_FIRST_YEAR.get(m["n5"]), m[0]
        if not first or not any(c in cue for c in "“期来末"):
            return None
        last = date(first + 4, 12, 31)
        if "末" in cue:
            return _point(last, cue)
        if self.end and self.end < last and self.end.year >= first:
            last = self.end
        return Period(date(first, 1, 1), last, False, cue, carries=True)

    def several_years(self, m: re.Match[str]) -> Period | None:
        """五年来: the years up to the reported one."""
        if not self.end:
            return None
        first = self.end.year - _digit(m["n6"] or m["n7"]) + 1
        return Period(date(first, 1, 1), self.end, False, m[0], carries=True)

    def years_ago(self, m: re.Match[str]) -> Period | None:
        """五年前: the end of that year."""
        return _point(date(self.end.year - _digit(m["n8"]), 12, 31), m[0]) if self.end else None

    def word(self, word: str, year: int | None) -> Period | None:
        """今年, 年底, 当月, 目前 and the like in a text about `year`."""
        if self.end is None or self.start is None or year is None:
            return None
        start, end = self.start, self.end
        if year != end.year:
            start, end = date(year, 1, 1), date(year, 12, 31)
        if word in {"截至目前", "截止目前", "目前", "期末", "月末", "月底"}:
            return _point(end, word)
        if word in {"当月", "全月", "本月"}:
            return Period(date(end.year, end.month, 1), end, False, word)
        if word == "下月":
            first = month_end(end.year, end.month) + timedelta(days=1)
            return Period(first, month_end(first.year, first.month), False, word)
        return _word_of_year(word, start, end)


_Reader = Callable[[Clock, "re.Match[str]", int | None, int | None], Period | None]
_READERS: dict[str, _Reader] = {
    "ymd": lambda _, m, __, ___: _day(_year(m["y1"]), m["m1"], m["d1"], m[0]),
    "years": lambda _, m, __, ___: _years(_year(m["y8"]), _year(m["y9"]), m[0]),
    "ymr": lambda _, m, __, ___: _months(_year(m["y7"]), int(m["m7"]), int(m["m8"]), m[0]),
    "ym": lambda _, m, __, ___: _month(_year(m["y2"]), int(m["m2"]), m["e2"], m[0]),
    "mr": lambda _, m, year, __: _months(year, int(m["m3"]), int(m["m4"]), m[0]),
    "mdr": lambda _, m, year, __: _days(m, year),
    "md": lambda _, m, year, __: _day(year, m["m5"], m["d5"], m[0]),
    "m": lambda _, m, year, __: _month(year, int(m["m6"]), m["e6"], m[0]),
    "half": lambda _, m, year, __: _part(_year(m["y3"]) or year, m["which"], m[0]),
    "year": lambda _, m, __, ___: _whole_year(_year(m["y4"]), m["e4"], m[0]),
    "plan": lambda clock, m, _, __: clock.five_year_plan(m),
    "five": lambda clock, m, _, __: clock.several_years(m),
    "ago": lambda clock, m, _, __: clock.years_ago(m),
    "word": lambda clock, m, _, base: clock.word(m[0], base),
}
"""How each alternative of the grammar becomes a period.

Given the year told before it and the year of the document.
"""


def _year(text: str | None) -> int | None:
    if not text:
        return None
    value = int(text) if text.isdigit() else int("".join(str(CN.get(c, 0)) for c in text))
    return value if 1949 <= value <= 2100 else None


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else CN[text]


def _point(day: date, cue: str) -> Period:
    return Period(date(day.year, 1, 1), day, True, cue)


def _day(year: int | None, month: str, day: str, cue: str) -> Period | None:
    return _point(date(year, int(month), int(day)), cue) if year else None


def _days(m: re.Match[str], year: int | None) -> Period | None:
    if not year:
        return None
    first = date(year, int(m["m9"]), int(m["d9"]))
    last = date(year, int(m["m10"] or m["m9"]), int(m["d10"]))
    return Period(first, last, False, m[0])


def _years(first: int | None, last: int | None, cue: str) -> Period | None:
    if not first or not last or first > last:
        return None
    return Period(date(first, 1, 1), date(last, 12, 31), False, cue, carries=True)


def _month(year: int | None, month: int, edge: str | None, cue: str) -> Period | None:
    if not year or not 1 <= month <= 12:
        return None
    if edge in {"底", "末"}:
        return _point(month_end(year, month), cue)
    if edge == "初":
        return _point(date(year, month, 1), cue)
    return Period(date(year, month, 1), month_end(year, month), False, cue)


def _months(year: int | None, first: int, last: int, cue: str) -> Period | None:
    if not year or not 1 <= first <= last <= 12:
        return None
    return Period(date(year, first, 1), month_end(year, last), False, cue)


def _part(year: int | None, which: str, cue: str) -> Period | None:
    if which == "上半年":
        return _months(year, 1, 6, cue)
    if which == "下半年":
        return _months(year, 7, 12, cue)
    if which == "前三季度":
        return _months(year, 1, 9, cue)
    if which.endswith("季度"):
        quarter = "一二三四".index(which[-3]) + 1
        return _months(year, 3 * quarter - 2, 3 * quarter, cue)
    return _months(year, 1, small_number(which.strip("前个月")), cue)


def _whole_year(year: int | None, edge: str | None, cue: str) -> Period | None:
    if not year:
        return None
    if edge in {"底", "末", "年底", "年末"}:
        return _point(date(year, 12, 31), cue)
    if edge == "初":
        return _point(date(year - 1, 12, 31), cue)
    return whole_year(year, cue, carries=True)


def _word_of_year(word: str, start: date, end: date) -> Period:
    if word in {"去年", "上年", "去年全年", "上年全年"}:
        return whole_year(end.year - 1, word)
    if word in {"去年底", "去年末", "上年末", "上年底", "年初"}:
        return _point(date(end.year - 1, 12, 31), word)
    if word in {"年末", "年底"}:
        return _point(date(end.year, 12, 31), word)
    if word == "明年":
        return whole_year(end.year + 1, word, carries=True)
    if word == "全年" and (start.month, end.month) != (1, 12):
        return whole_year(end.year, word)
    return Period(date(end.year, 1, 1) if word in {"今年以来", "今年"} else start, end, False, word)

"""Stage 6a: what period a fact is about.

Belongs here: dates and periods as written (截至6月10日, 1-4月, 上半年, “十三五”期间), and how they reach a fact
through sentence, paragraph and document. Does not belong here: finding the document's own dates (context).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.extraction.model import DocumentContext, Sentence

CN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_PLAN_FIRST_YEAR = {"一": 1953, "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}

_CUE = re.compile(
    r"(?=[\d零○〇一二三四五六七八九十过近这截目全今年当本去上月下明期前第“])"  # most characters open no cue
    r"(?:(?P<ymd>(?P<y1>\d{4}|[一二][零〇○一二三四五六七八九]{3})年(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日)"
    r"|(?P<years>(?P<y8>\d{4})年?(?:至|到|-|—{1,2}|~)(?P<y9>\d{4})年)"
    r"|(?P<ymr>(?P<y7>\d{4})年(?P<m7>\d{1,2})月?(?:-|—{1,2}|~|至|到)(?P<m8>\d{1,2})月)"
    r"|(?P<ym>(?P<y2>\d{4}|[一二][零〇○一二三四五六七八九]{3})年(?P<m2>\d{1,2})月(?P<e2>底|末|初)?)"
    r"|(?P<mr>(?P<m3>\d{1,2})月?(?:-|—{1,2}|~|至|到)(?P<m4>\d{1,2})月)"
    r"|(?P<mdr>(?P<m9>\d{1,2})月(?P<d9>\d{1,2})日?(?:-|—{1,2}|~|至|到)(?:(?P<m10>\d{1,2})月)?(?P<d10>\d{1,2})日)"
    r"|(?P<md>(?P<m5>\d{1,2})月(?P<d5>\d{1,2})日)"
    r"|(?P<m>(?P<m6>\d{1,2})月(?P<e6>份|底|末|初|中旬)?)"
    r"|(?P<half>(?:(?P<y3>\d{4})年)?(?P<which>上半年|下半年|前三季度|[第]?[一二三四]季度|前[一-九\d]+个?月))"
    r"|(?P<year>(?P<y4>\d{4}|[一二][零〇○一二三四五六七八九]{3})年(?P<e4>底|末|初|全年|年底|年末|度)?)"
    r"|(?P<plan>“?(?P<n5>十[一二三四五]?)五”?(?P<planend>期末|末)?(?:期间|时期|规划期|以来|期末|末)?)"
    r"|(?P<five>(?:过去|近|这)?(?P<n6>[三四五六七八\d])年(?:来|累计|间|共|(?=新增|改造|建|投入|培|救|发|办))|(?:过去|这|近)(?P<n7>[三四五六\d])年)"
    r"|(?P<ago>(?P<n8>[一二三四五六\d])年前)"
    r"|(?P<word>截至目前|截止目前|目前|全年(?!任务|目标|计划)|今年以来|今年|年内|当年|本年度?|一年来|年末|年底|去年底|去年末|上年末|上年底|去年全?年?|上年|当月|全月|本月|月末|月底|下月|明年|(?<=[由从比较])年初|期末))"
)
_NOT_A_PLAN = re.compile(r"第|规划[^期]|计划")
_COMPARED = re.compile(r"(?:比|较|与|同|是|占|为)(?:之前的?|“)?$")
_SINCE = re.compile(r"(?:[^,;。]{0,12}?)以来")
_UNTIL = re.compile(r"(?:截至|截止|到|至|截止到|截至到)(?:20)?$")


@dataclass(frozen=True, slots=True)
class Period:
    """[start, end] in days; `point` when the text gives an as-of date, not a span."""

    start: date
    end: date
    point: bool
    cue: str
    carries: bool = False


@dataclass(frozen=True, slots=True)
class TimeCue:
    """A period with the place it was read from; `compared` after 比/较: it dates the other side of a change."""

    at: int
    end: int
    period: Period
    compared: bool
    until: bool
    since: bool = False


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        value = int(text)
    else:
        value = int("".join(str(CN.get(c, 0)) for c in text))
    return value if 1949 <= value <= 2100 else None


class Clock:
    """Turns the time words of one document into periods; unknown years stay unknown."""

    def __init__(self, context: DocumentContext) -> None:
        self.context = context
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
                period = self._period(m, year, base)
            except ValueError:
                continue
            if period is None:
                continue
            before = text[max(start, m.start() - 4) : m.start()]
            compared = bool(_COMPARED.search(before)) and not before.endswith("截止到")
            until = bool(_UNTIL.search(before))
            if text.startswith("起", m.end()) and not period.point and (m["m"] or m["ym"]):
                period = _point(period.start, period.cue)  # 7月起 holds from its first day
            if until and not period.point and not m["year"]:
                period = _point(period.end, period.cue)
            since = _SINCE.match(text, m.end())
            if since and self.end and period.cue not in {"今年", "去年"}:
                first = period.end if period.point else period.start
                period = Period(first, max(self.end, first), False, period.cue)
            elif until and out and out[-1].since and period.end >= out[-1].period.start:
                period = Period(out[-1].period.start, period.end, period.point, period.cue)
            out.append(TimeCue(m.start(), m.end(), period, compared, until, bool(since)))
            if m["year"] or m["ym"]:
                year = period.end.year
        return out

    def _period(self, m: re.Match[str], year: int | None, base: int | None) -> Period | None:
        cue = m[0]
        if m["ymd"]:
            y = _year(m["y1"])
            return _point(date(y, int(m["m1"]), int(m["d1"])), cue) if y else None
        if m["years"]:
            first, last = _year(m["y8"]), _year(m["y9"])
            return Period(date(first, 1, 1), date(last, 12, 31), False, cue, carries=True) if first and last and first <= last else None
        if m["ymr"]:
            return _months(_year(m["y7"]), int(m["m7"]), int(m["m8"]), cue)
        if m["ym"]:
            y = _year(m["y2"])
            return self._month(y, int(m["m2"]), m["e2"], cue)
        if m["mr"]:
            return _months(year, int(m["m3"]), int(m["m4"]), cue)
        if m["mdr"] and year:
            first, last = int(m["m9"]), int(m["m10"] or m["m9"])
            return Period(date(year, first, int(m["d9"])), date(year, last, int(m["d10"])), False, cue)
        if m["md"]:
            return _point(date(year, int(m["m5"]), int(m["d5"])), cue) if year else None
        if m["m"]:
            return self._month(year, int(m["m6"]), m["e6"], cue)
        if m["half"]:
            return _half(_year(m["y3"]) or year, m["which"], cue)
        if m["year"]:
            return _whole_year(_year(m["y4"]), m["e4"], cue)
        if m["plan"]:
            return self._five_year_plan(m, cue)
        if m["ago"]:
            n = int(m["n8"]) if m["n8"].isdigit() else CN[m["n8"]]
            return _point(date(self.end.year - n, 12, 31), cue) if self.end else None
        if m["five"]:
            return self._several_years(m["n6"] or m["n7"], cue)
        return self._word(m["word"], base)

    def _month(self, year: int | None, month: int, edge: str | None, cue: str) -> Period | None:
        if not year or not 1 <= month <= 12:
            return None
        if edge in {"底", "末"}:
            return _point(month_end(year, month), cue)
        if edge == "初":
            return _point(date(year, month, 1), cue)
        return Period(date(year, month, 1), month_end(year, month), False, cue)

    def _five_year_plan(self, m: re.Match[str], cue: str) -> Period | None:
        first = _PLAN_FIRST_YEAR.get(m["n5"])
        if not first or not ("“" in cue or "期" in cue or "来" in cue or "末" in cue):
            return None
        last = date(first + 4, 12, 31)
        if "末" in cue:
            return _point(last, cue)
        if self.end and self.end < last and self.end.year >= first:
            last = self.end
        return Period(date(first, 1, 1), last, False, cue, carries=True)

    def _several_years(self, count: str, cue: str) -> Period | None:
        if not self.end:
            return None
        n = int(count) if count.isdigit() else CN[count]
        return Period(date(self.end.year - n + 1, 1, 1), self.end, False, cue, carries=True)

    def _word(self, word: str, year: int | None) -> Period | None:
        if self.end is None or self.start is None or year is None:
            return None
        start, end = self.start, self.end
        if year != end.year:
            start, end = date(year, 1, 1), date(year, 12, 31)
        if word in {"截至目前", "截止目前", "目前", "期末", "月末", "月底"}:
            return _point(end, word)
        if word in {"当月", "全月", "本月"}:
            return Period(date(end.year, end.month, 1), end, False, word)
        if word in {"去年", "上年", "去年全年", "上年全年"}:
            return Period(date(end.year - 1, 1, 1), date(end.year - 1, 12, 31), False, word)
        if word in {"去年底", "去年末", "上年末", "上年底"} or word == "年初":
            return _point(date(end.year - 1, 12, 31), word)
        if word in {"年末", "年底"}:
            return _point(date(end.year, 12, 31), word)
        if word == "明年":
            return Period(date(end.year + 1, 1, 1), date(end.year + 1, 12, 31), False, word, carries=True)
        if word == "下月":
            first = month_end(end.year, end.month) + timedelta(days=1)
            return Period(first, month_end(first.year, first.month), False, word)
        if word == "全年" and (start.month, end.month) != (1, 12):
            return Period(date(end.year, 1, 1), date(end.year, 12, 31), False, word)
        return Period(date(end.year, 1, 1) if word in {"今年以来", "今年"} else start, end, False, word)


def _point(day: date, cue: str) -> Period:
    return Period(date(day.year, 1, 1), day, True, cue)


def _months(year: int | None, first: int, last: int, cue: str) -> Period | None:
    if not year or not 1 <= first <= last <= 12:
        return None
    return Period(date(year, first, 1), month_end(year, last), False, cue)


def _half(year: int | None, which: str, cue: str) -> Period | None:
    if not year:
        return None
    if which == "上半年":
        return _months(year, 1, 6, cue)
    if which == "下半年":
        return _months(year, 7, 12, cue)
    if which == "前三季度":
        return _months(year, 1, 9, cue)
    if which.endswith("季度"):
        quarter = "一二三四".index(which[-3]) + 1
        return _months(year, 3 * quarter - 2, 3 * quarter, cue)
    digits = re.sub(r"\D", "", which)
    count = int(digits) if digits else CN.get(which[1], 0)
    return _months(year, 1, count, cue)


def _whole_year(year: int | None, edge: str | None, cue: str) -> Period | None:
    if not year:
        return None
    if edge in {"底", "末", "年底", "年末"}:
        return _point(date(year, 12, 31), cue)
    if edge == "初":
        return _point(date(year - 1, 12, 31), cue)
    return Period(date(year, 1, 1), date(year, 12, 31), False, cue, carries=True)


def plan_span(context: DocumentContext, sentence: Sentence, clock: Clock, text: str) -> Period | None:
    """The span a plan section is about: a year in its heading, else what follows the reported period."""
    for heading in reversed(sentence.headings):
        cues = [c for c in clock.cues(heading.text, 0, len(heading.text)) if not c.period.point]
        future = [c for c in cues if clock.end and c.period.end > clock.end]
        if future:
            return future[-1].period
    if not clock.end or not clock.start:
        return None
    days = (clock.end - clock.start).days
    first = month_end(clock.end.year, clock.end.month) + timedelta(days=1)
    if context.genre == "government_work_report" or days > 330 or first.month == 1:
        return Period(date(clock.end.year + 1, 1, 1), date(clock.end.year + 1, 12, 31), False, "plan")
    if days < 35 and context.genre == "monthly":
        return Period(first, month_end(first.year, first.month), False, "plan")
    return Period(first, date(first.year, 12, 31), False, "plan")

"""Which period a report reports on, and when it was published; unknown stays unknown.

Belongs here: choosing among title, headings, body and publication date, and between them and a
stated year. Does not belong here: the grammar of dates (`dates`), or the period of a single fact
(`time`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from orchestration.extraction.discourse.dates import (
    Period,
    find_dates,
    find_years,
    months,
    part_of_year,
    year_number,
)
from orchestration.extraction.discourse.stated import CLEAR, DECIDES, Stated

_LABELLED_DATE = re.compile(
    r"(?:发布|发文|更新|发表|公开|上传|录入|印发|成文|生成|创建)(?:日期|时间)|pubdate|发布于|日期:|时间:",
    re.IGNORECASE,
)
_REVIEWED = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:度)?[^,。]{0,14}(?:回顾|总结|完成情况|工作情况|开展情况|落实情况|进展|主要成效|工作成效|取得)"
)
_OPENING_YEAR = re.compile(
    r"^(?:刚刚过去的)?(?P<year>(?:19|20)\d\d|[二一][○零九][○零一二三四五六七八九]{2})年(?:度|上半年)?(?=,|是|全|我|在|面|市|县|区|民|各|度|,)"
)
_REVIEW_WORDS = re.compile("完成情况|开展情况|工作情况|进展|落实情况|回顾|总结|成效")
_ANNOUNCED = re.compile("(?:现将|现就|下面|现对).{2,40}(?:如下|汇报|报告|总结)")
_TOLD_YEAR = re.compile(
    r"(?<![比较与同于自从前到至])(?P<year>(?:19|20)\d\d)年(?!以来|起|[-—至到\d]|[^,。]{0,8}(?:会议|规划|计划))"
    r"(?P<opens>度?,|全年|全[市县区省州])?|(?:截至|截止到?)(?P<until>20\d\d)年(?:12月)?(?:底|末|31日)"
)
_SUMMARY_OF = re.compile(
    r"(?P<year>20\d\d)\s?年?(?:度)?\s?(?:上半年|前三季度|第[一二三四]季度)?[^,。;:\d]{0,14}?工作(?:总结|小结|汇报)"
)
"""2015 上半年民政工作总结4篇: the name of a text that has run into its first line."""
_RUN_IN = 120
_THIS_YEAR = re.compile("今年|本月")
_REVIEW_OF_YEAR = re.compile(
    "(?:[2２]0)?[xX×]{2}年.{0,10}(?:回顾|总结|完成情况|主要工作)|^(?:全年|年度)?工作(?:回顾|总结)$"
)
_WORK_OF_YEAR = re.compile(r"\W*[一1]?[、.]?(?P<year>20\d\d)年(?:度)?(?:主要|重点)?工作")
_WHOLE_YEAR = re.compile("全年|年末|期末|年底(?!前)|比上年")
_CURRENT = re.compile(
    "今年|目前|截[至止]|上半年|季度|本月|近日|日前|[1-9]月|[一二三四五六七八九]月"
)
_PLANNED = re.compile(r"(?P<year>20\d\d)年[^,。]{0,12}(?:工作|任务|安排|目标|重点|部署|思路|打算)")
_URL_DATE = re.compile(r"(?<!\d)(20[0-3]\d)[-/_]?([01]?\d)[-/_]?([0-3]?\d)(?!\d)")
_ISSUE = re.compile(r"〔(?P<year>20\d\d)〕(?!\d+号)")
_SPAN_OF_YEARS = re.compile(r"(?P<first>20\d\d)年?\s*[-—至~到]\s*(?P<last>20\d\d)年")
_FIVE_YEAR_PLAN = re.compile("“?十(?P<number>[一二三四])五”?")
_AS_OF = re.compile(r"截[至止]到?(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?:底|末)")
_RECENT_DAYS = 100
_COPIED_AFTER = timedelta(days=200)
_FEW_VOTES, _MIN_VOTES = 2, 3
_MAJORITY, _MOST = 0.5, 0.7
_PART = re.compile(
    r"(?<!\d)(?:第?[一二三四1-4]季度|上半年|前三季度|\d{1,2}月?[-—~至到]\d{1,2}月份?|\d{1,2}月份(?!\d))"
)
"""Parts of the year as texts without a title name what they report on."""
_AGREED, _BY_PATH = 0.95, 0.8
"""How sure a year is that text and path agree on, or that only the path tells."""
_MANY_YEARS = 3
"""Later years told in the past from which a text is a history and reports on none of them."""
_OF_THE_DAY = re.compile(r"近日|日前|昨[日天]|今[日天年]|本月|记者|\d月|[一二]月|起执行|起实施")
_OF_A_WHOLE = re.compile("全年|这一年|一年来|年末|年度|[2２]0?[*xX×]{1,2}年")
_OF_THIS_MONTH = re.compile("本月|当月|近日|日前|昨[日天]|记者")
_NEW_YEAR = 2
"""Up to this month an undated text tells what the year before came to."""
_FIRST_MONTHS, _LAST_MONTHS = 4, 11
"""Reports on a year come out from November of it to April of the next."""
_OF_A_YEAR = frozenset({"annual_summary", "five_year_review"})


class Dated(NamedTuple):
    """A period with how sure it is, 0 to 1."""

    period: Period | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a document that say when: lines by role, headings, and its opening.

    `told` is the body without its plans and reviews, `signed` the lines of a date alone behind it.
    """

    title: str
    meta: tuple[str, ...]
    signed: tuple[str, ...]
    closing: tuple[str, ...]
    headings: tuple[str, ...]
    opening: tuple[str, ...]
    body: str
    told: str
    genre: str


def read_publication(parts: Parts, sidecar: Mapping[str, object]) -> date | None:
    """Return the day of publication: sidecar, labelled date, date in the head, signature.

    A title's date (a speech's day) stands in for it, and the dateline of news.
    """
    if found := find_dates(str(sidecar.get("published_at") or "")):
        return found[0][1]
    meta = "\n".join(parts.meta)
    for label in _LABELLED_DATE.finditer(meta):
        if found := find_dates(meta[label.end() : label.end() + 24]):
            return _signature_before(found[0][1], parts) or found[0][1]
    openings = parts.opening[:2] if parts.genre == "news" else ()
    clocks = tuple(line for line in parts.meta if "星期" in line)
    stated = tuple(line for line in parts.meta if line not in clocks)
    for lines in (stated, openings, clocks, parts.closing[::-1]):
        for line in lines:
            if found := find_dates(line):
                return found[0][1]
    return _date_of_address(str(sidecar.get("source_url") or "")) or next(
        (day for _, day in find_dates(parts.title)), None
    )


def _signature_before(day: date, parts: Parts) -> date | None:
    """Return the day a text is signed with, where the page came so much later that it copies it."""
    signed = [own for line in parts.signed for _, own in find_dates(line)]
    return signed[-1] if signed and day - signed[-1] > _COPIED_AFTER else None


def _date_of_address(url: str) -> date | None:
    """Return the day that is part of a page's address, as in /art/2022/4/18/ or t20240729_."""
    for year, month, day in _URL_DATE.findall(url):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= monthrange(int(year), int(month))[1]:
            return date(int(year), int(month), int(day))
    return None


def weigh_year(parts: Parts, read: Dated, stated: Stated, published: date | None) -> Dated:
    """Return the reported period, given what the text says and the year told beside it.

    A year that agrees leaves the period as the text has it, which may be a part of the year.
    """
    if stated.year is None:
        return read
    is_agreed = read.period is not None and read.period.end.year == stated.year
    if read.period and is_agreed and _is_told(read, published):
        return Dated(read.period, max(read.confidence, _AGREED if stated.is_year_weak else 1.0))
    if stated.is_year_weak and read.period and not is_agreed:
        is_open = read.confidence < DECIDES and _may_report_on(stated.year, read, published)
        if not is_open:
            return read
    part = part_of_year(parts.title) or _reviewed_part(parts)
    return Dated(months(stated.year, *(part or (1, 12))), _BY_PATH if stated.is_year_weak else 1.0)


def _may_report_on(year: int, read: Dated, published: date | None) -> bool:
    """Say whether a text whose day is known may be about another year than it seems to be."""
    if published is None or read.period is None:
        return True
    is_release = read.period.end.year == published.year and published.month > _FIRST_MONTHS
    return year <= published.year and not is_release


def _is_told(read: Dated, published: date | None) -> bool:
    """Say whether a period is more than a guess at what a year's last months report on."""
    if read.period is None or read.confidence >= CLEAR:
        return read.period is not None
    until_publication = published is not None and read.period.end == published
    is_of_whole_year = until_publication and read.period.end.month >= _LAST_MONTHS
    return read.period.start.year == read.period.end.year and not is_of_whole_year


def read_period(parts: Parts, published: date | None) -> Dated:
    """Return the reported period as the text has it.

    A government work report given in January of a year reports on the year before. A release of a
    day (news, or anything without a period of its own) reports from January 1 to that day.
    """
    part = part_of_year(parts.title) or _reviewed_part(parts) or _told_part(parts)
    if parts.genre == "government_work_report":
        return _of_government_report(parts, published)
    if parts.genre != "plan" and (dated := _of_several_years(parts)).period:
        return dated
    if year_and_confidence := _stated_year(parts) or _told_year(parts, published):
        year, confidence = year_and_confidence
        if part is None and _is_release_within(year, parts, published):
            return Dated(Period(date(year, 1, 1), published or date(year, 12, 31)), confidence)
        return Dated(months(year, *(part or (1, 12))), confidence)
    return _from_publication(parts, published, part)


def _is_release_within(year: int, parts: Parts, published: date | None) -> bool:
    """Say whether a report came out in mid-year, so that it cannot tell of the whole of it."""
    if published is None or parts.genre == "plan":
        return False
    return published.year == year and published.month < _LAST_MONTHS


def _of_government_report(parts: Parts, published: date | None) -> Dated:
    if reviewed := _reviewed_year(parts.headings):
        return Dated(months(reviewed), 0.95)
    given = [day for _, day in find_dates(parts.title)]
    confidence = 0.92 if given else 0.85
    for day in given or ([published] if published else []):
        return Dated(months(day.year if day.month >= _LAST_MONTHS else day.year - 1), confidence)
    if years := find_years(parts.title):
        return Dated(months(years[0] - 1), 0.85)
    for sentence in parts.opening:
        if match := _OPENING_YEAR.match(sentence):
            return Dated(months(year_number(match["year"])), 0.9)
    for heading in parts.headings:
        if match := _PLANNED.search(heading):
            return Dated(months(int(match["year"]) - 1), 0.85)
    return Dated(None, 0.1)


def _of_several_years(parts: Parts) -> Dated:
    match = _SPAN_OF_YEARS.search(parts.title)
    if match and match["first"] < match["last"]:
        return Dated(Period(date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31)), 0.9)
    match = _FIVE_YEAR_PLAN.search(parts.title)
    if match and parts.genre == "five_year_review" and not find_years(parts.title):
        first = 2001 + 5 * "一二三四".index(match["number"]) + 5
        return Dated(Period(date(first, 1, 1), date(first + 4, 12, 31)), 0.9)
    return Dated(None, 0.1)


def _stated_year(parts: Parts) -> tuple[int, float] | None:
    if years := find_years(parts.title):
        return years[0], 0.97
    if match := _ISSUE.search(parts.title):
        return int(match["year"]), 0.9
    if reviewed := _reviewed_year(parts.headings):
        return reviewed, 0.95
    if parts.headings and (match := _WORK_OF_YEAR.fullmatch(parts.headings[0].strip())):
        return int(match["year"]), 0.85
    if match := _run_in_name(parts):
        return int(match["year"]), 0.85
    for sentence in parts.opening:
        if match := _OPENING_YEAR.match(sentence):
            year = year_number(match["year"])
            return None if _goes_on(parts, year) else (year, 0.9)
        announced = _ANNOUNCED.search(sentence)
        if announced and (years := find_years(announced.group())):
            return years[0], 0.9
    return None


def _run_in_name(parts: Parts) -> re.Match[str] | None:
    """Return the name of a summary that has no line of its own."""
    if parts.title or not parts.opening:
        return None
    return _SUMMARY_OF.search(parts.opening[0], 0, _RUN_IN)


def _goes_on(parts: Parts, first: int) -> bool:
    """Does a text go on from the year it opens with to one later year after the other?"""
    return sum(year > first for year in _votes(parts)) >= _MANY_YEARS


def _votes(parts: Parts) -> Counter[int]:
    """How often the body tells of each year, twice where a sentence is about it.

    Years that others are compared with, and starts of longer spans, do not count.
    """
    votes: Counter[int] = Counter()
    for match in _TOLD_YEAR.finditer(parts.told):
        votes[int(match["year"] or match["until"])] += 2 if match["opens"] or match["until"] else 1
    return votes


def _told_year(parts: Parts, published: date | None) -> tuple[int, float] | None:
    """Return the year that most sentences tell of, if it is not the one of publication."""
    votes = _votes(parts)
    if not votes:
        return None
    year, weight = max(votes.items(), key=lambda item: (item[1], item[0]))
    share = weight / votes.total()
    if published is None:
        if weight < (_MIN_VOTES if parts.genre == "news" else _FEW_VOTES):
            return None
        if share <= _MAJORITY and len(votes) > _MANY_YEARS:
            return None
        return year, 0.5 + 0.2 * share if share > _MAJORITY else 0.5
    is_last_year = year == published.year - 1
    if year >= published.year or (is_last_year and published.month > _FIRST_MONTHS):
        return None
    is_told = weight >= (2 if is_last_year else _MIN_VOTES) and share > _MAJORITY
    is_current = 2 * len(_THIS_YEAR.findall(parts.told)) >= weight
    return (year, 0.7) if is_told and not is_current else None


def _reviewed_part(parts: Parts) -> tuple[int, int] | None:
    """Return the part of a year that headings or the opening say the report is on."""
    if find_years(parts.title) and "年度" in parts.title:
        return None
    if match := _run_in_name(parts):
        return part_of_year(match.group())
    for heading in parts.headings:
        if _REVIEW_WORDS.search(heading) and (part := part_of_year(heading)):
            return part
    for sentence in parts.opening:
        if (announced := _ANNOUNCED.search(sentence)) and (part := part_of_year(announced.group())):
            return part
    return None


def _told_part(parts: Parts) -> tuple[int, int] | None:
    """Return the months that an untitled text tells most: 二季度…, 至季末…, 二季度… again."""
    if parts.title or parts.genre != "other" or _WHOLE_YEAR.search(parts.told):
        return None
    told = [part for match in _PART.finditer(parts.told) if (part := part_of_year(match.group()))]
    if len(told) < _FEW_VOTES:
        return None
    ends = Counter(last for _, last in told)
    last, n = ends.most_common(1)[0]
    if n < _FEW_VOTES or n <= len(told) * _MOST:
        return None
    return Counter(part for part in told if part[1] == last).most_common(1)[0][0]


def _reviewed_year(headings: tuple[str, ...]) -> int | None:
    for heading in headings:
        if match := _REVIEWED.search(heading):
            return int(match["year"])
    return None


def _from_publication(parts: Parts, published: date | None, part: tuple[int, int] | None) -> Dated:
    if published is None:
        return Dated(None, 0.1)
    if part is not None:
        year = published.year - (part[1] > published.month)
        return Dated(months(year, *part), 0.85)
    is_of_year = parts.genre in _OF_A_YEAR or any(map(_REVIEW_OF_YEAR.search, parts.headings))
    if parts.genre == "bulletin" or (is_of_year and published.month <= _FIRST_MONTHS):
        return Dated(months(published.year - 1), 0.75)
    if published.month < _LAST_MONTHS and _tells_whole_year(parts.told):
        return Dated(months(published.year - 1), 0.75)
    if published.month <= _NEW_YEAR and _looks_back(parts, published):
        return Dated(months(published.year - 1), 0.75)
    if is_of_year and published.month >= _LAST_MONTHS:
        return Dated(months(published.year), 0.7)
    if told := _told_until(parts.told, published):
        return Dated(Period(date(told.year, 1, 1), told), 0.7)
    return Dated(Period(date(published.year, 1, 1), published), 0.6)


def _looks_back(parts: Parts, published: date) -> bool:
    """Does a text of the first weeks tell what the year before came to, and name no other?"""
    if parts.genre != "other":
        return False
    if not _OF_THE_DAY.search(parts.told):
        return True
    is_on_this = str(published.year) in parts.told or _OF_THIS_MONTH.search(parts.told)
    return _OF_A_WHOLE.search(parts.told) is not None and not is_on_this


def _tells_whole_year(told: str) -> bool:
    """Does a text tell what a whole year came to, and nothing of the one that it came out in?"""
    whole = len(_WHOLE_YEAR.findall(told))
    return whole >= _FEW_VOTES and whole > len(_CURRENT.findall(told))


def _told_until(told: str, published: date) -> date | None:
    """Return the month's end that a release dates its figures by (截至9月底), if more than once."""
    ends: Counter[tuple[int, int]] = Counter()
    for match in _AS_OF.finditer(told):
        month = int(match["month"])
        year = int(match["year"] or published.year - (month > published.month))
        if 1 <= month <= 12:
            ends[year, month] += 1
    if not ends:
        return None
    (year, month), count = ends.most_common(1)[0]
    day = date(year, month, monthrange(year, month)[1])
    is_recent = timedelta() < published - day < timedelta(days=_RECENT_DAYS)
    return day if count > 1 and count > ends.total() / 2 and is_recent else None

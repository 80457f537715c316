"""Calendar dates and stretches of months as they are written in titles, meta lines and signatures.

Belongs here: reading a date or a period that stands in full view. Does not belong here: the period
of a single fact (`time`), or the choice between what is found (`context`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

_DIGITS = str.maketrans("○零〇一二三四五六七八九", "000123456789")
_YEAR = r"(?:(?:19|20)\d\d|[一二][○零九][○零一二三四五六七八九]{2})"
_SMALL = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = re.compile(
    rf"(?P<year>{_YEAR})\s*(?:年(?=\s*{_SMALL}\s*月)|[-/.])\s*(?P<month>{_SMALL})\s*(?:月|[-/.])"
    rf"\s*(?P<day>{_SMALL})(?!\d|\s*月)"
    r"|(?<![\d.])(?P<first_day>\d\d)\.(?P<its_month>\d\d)\.(?P<its_year>20\d\d)(?![\d.])"
)
"""A full date, the year first; with dots the day may be first as well (14.08.2020)."""
MONTH = re.compile(rf"(?P<year>{_YEAR})\s*年度?\s*(?P<month>{_SMALL})\s*月")
YEAR = re.compile(rf"(?P<year>{_YEAR})(?=\s*(?:年|[-—至]{_YEAR}年|〕(?!\d+号)|\]))")
_PARTS: tuple[tuple[re.Pattern[str], tuple[int, int]], ...] = (
    (re.compile("上半年|半年工作总结|年中|半年(?:工作)?(?:小结|总结|情况)"), (1, 6)),
    (re.compile("下半年"), (7, 12)),
    *(
        (re.compile(rf"(?:年|前|头)(?:{n}|{numeral})个月"), (1, n))
        for n, numeral in enumerate([*"二三四五六七八九十", "十一"], 2)
    ),
    (re.compile("前三季度|前3季度|三季度末|1[-至~—]9月"), (1, 9)),
    (re.compile("第?[一1]季度"), (1, 3)),
    (re.compile("第?[二2]季度"), (4, 6)),
    (re.compile("第?[三3]季度"), (7, 9)),
    (re.compile("第?[四4]季度"), (10, 12)),
)
_MONTHS = re.compile(rf"(?P<first>{_SMALL})(?:月份?)?[-—~至到](?P<last>{_SMALL})月")
_MONTH_ALONE = re.compile(rf"(?<![\d-])(?P<month>{_SMALL})月(?:份|度)")


class Period(NamedTuple):
    """A stretch of whole months."""

    start: date
    end: date


def small_number(text: str) -> int:
    """Read a number below 100: 12, 二, 十二, 二十, 三十一."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return (int(tens.translate(_DIGITS)) if tens else 1) * 10 + int(ones.translate(_DIGITS) or 0)


def year_number(text: str) -> int:
    """Read a year in digits or Chinese numerals: 2011, 二○一一."""
    return int(text.translate(_DIGITS))


def months(year: int, first: int = 1, last: int = 12) -> Period:
    """Return the period from the first day of one month to the last day of another."""
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def find_dates(text: str) -> list[tuple[int, date]]:
    """Return each valid full date of a cleaned text with its offset."""
    found = []
    for match in DATE.finditer(text):
        parts = (
            year_number(match["year"] or match["its_year"]),
            small_number(match["month"] or match["its_month"]),
            small_number(match["day"] or match["first_day"]),
        )
        if 1 <= parts[1] <= 12 and 1 <= parts[2] <= monthrange(parts[0], parts[1])[1]:
            found.append((match.start(), date(*parts)))
    return found


def find_years(text: str) -> list[int]:
    """Return the years named in a cleaned text, in order; not those of full dates."""
    return [year_number(match["year"]) for match in YEAR.finditer(DATE.sub("", text))]


def part_of_year(text: str) -> tuple[int, int] | None:
    """Return the first and last month of the part of a year that a title names, if any."""
    text = DATE.sub("", text)
    if (match := _MONTHS.search(text)) is not None:
        first, last = small_number(match["first"]), small_number(match["last"])
        if 1 <= first < last <= 12:
            return first, last
    for pattern, part in _PARTS:
        if pattern.search(text):
            return (1, part[1]) if "季报" in text else part
    match = _MONTH_ALONE.search(text) or MONTH.search(text)
    if match is None or not 1 <= small_number(match["month"]) <= 12:
        return None
    last = small_number(match["month"])
    return (1 if "季报" in text or "月报" in text else last), last

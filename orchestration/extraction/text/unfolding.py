"""Texts that lost their line breaks, as when a page was copied into one line.

Belongs here: where numbering and blanks show that a line of a running text began. Does not belong
here: lines that were cut at a width (`wrapping`), what a heading means (`layout`).
A numbering counts: 一、 is followed by 二、, so what only looks like one (统一、规范) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.extraction.text.numerals import parse_below_hundred
from orchestration.extraction.text.offsets import Edit

_SHORTEST, _SHORTEST_TEXT = 150, 300
"""Characters of a line below which nothing was folded into it, or not a whole text."""
_MOST = 0.6
"""Share of a text that stands in one line where the whole was folded."""
_MARK = re.compile(
    r"(?P<part>(?<![第之统唯单专划同万归])[一二三四五六七八九十]{1,3}、)"
    r"|(?P<paragraph>\([一二三四五六七八九十]{1,3}\))"
    r"|(?P<item>(?<![\d.,])\d{1,2}(?:、|\.(?!\d)))"
)
_NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+")
_BLANK = " \t\u00a0\u3000"
_BLANKS = re.compile(f"[{_BLANK}]+")
_WIDE = re.compile(rf"[{_BLANK}]*\u3000[{_BLANK}]*\u3000[{_BLANK}]*")
_BULLET = re.compile(rf"[{_BLANK}]*(?=[■●◆▲★◇□※][^■●◆▲★◇□※])")
_ENDS = frozenset("。;!?:…”)]》" + _BLANK)
_TRAIL = frozenset(">|»/")
"""Signs between the steps of 首页 > 新闻, whose blanks end no line."""
_LEVELS = ("part", "paragraph", "item")
_HEADING = re.compile(rf"[^,。;:!?{_BLANK}\n]{{2,30}}(?<!\d)(?=[{_BLANK}])")
_HEADLIKE = re.compile(r"[^,。;:!?\n]{2,30}")
_TITLE_END = re.compile(
    rf"[^,。;:!?{_BLANK}]{{4,60}}?(?:总结|报告|公报|年报|简报|情况|计划|打算|思路|安排|要点|通知|综述|答复)"
    r"(?:\([^()]{1,12}\)|\[\d\])*(?![的和及与、,;》”)情如汇通报说会工\s])"
)
_LABEL = re.compile(
    "索引号:|(?:信息)?来源:|发布机构:|(?:发布|生成|成文|发文|录入|更新)?(?:时间|日期):|作者:|浏览次数"
    r"|(?<=20\d\d-\d\d-\d\d)(?=[^\d\s])"
)
_HEAD = 240
"""Characters in which a title and what stands under it are looked for."""
_MIN_MARKS = 2
_LONGEST_HEAD_LINE, _LONGEST_TAIL = 64, 80


class _Mark(NamedTuple):
    """A numbering at [start, end): which kind, which number, whether a sentence ended before it."""

    level: int
    value: int
    start: int
    end: int
    is_behind_end: bool


def find_folds(text: str) -> list[Edit]:
    """Return edits that give what runs on in one line lines of its own."""
    edits: list[Edit] = []
    start = 0
    for line in text.split("\n"):
        if len(line) >= _SHORTEST:
            is_whole = len(line) >= max(_SHORTEST_TEXT, _MOST * len(text))
            edits += _edits(line, start, sorted(set(_breaks(line, is_whole=is_whole))))
        start += len(line) + 1
    return edits


def _edits(line: str, start: int, breaks: list[_Break]) -> Iterator[Edit]:
    """Blanks become a line end; where there are none, it comes with the character before."""
    done = 0
    for a, b in breaks:
        first = a if a < b else a - 1
        if first >= done:
            yield Edit(start + first, start + b, f"{line[first:a]}\n")
            done = b


_Break = tuple[int, int]
"""Blanks at [start, end) of a line, or nothing, in whose place a line ends."""


def _breaks(line: str, *, is_whole: bool) -> Iterator[_Break]:
    if is_whole:
        yield from _ends_of_lines(line)
    marks = list(_counted(line))
    if len(marks) < _MIN_MARKS:
        return
    for m in marks:
        begin = m.start
        while begin and line[begin - 1] in _BLANK:
            begin -= 1
        if begin:
            yield begin, m.start
        heading = _HEADING.match(line, m.end)
        if heading:
            yield heading.end(), _skip(line, heading.end())


def _ends_of_lines(line: str) -> Iterator[_Break]:
    """What blanks and bullets show of a text that was folded as a whole.

    Its head, up to the first full stop, is short lines; so is what follows the last one.
    """
    first, last = line.find("。"), line.rfind("。") + 1
    if title := _TITLE_END.match(line):
        yield title.end(), title.end()
    yield from ((m.start(), m.start()) for m in _LABEL.finditer(line, 1, _HEAD))
    if last:
        yield from _short_lines(line, 0, first)
        if len(line) - last <= _LONGEST_TAIL:
            yield from _short_lines(line, last, len(line))
    for pattern in (_WIDE, _BULLET):
        yield from (m.span() for m in pattern.finditer(line) if m.start())


def _short_lines(line: str, start: int, end: int) -> Iterator[_Break]:
    at = start
    for m in _BLANKS.finditer(line, start, end):
        if m.start() - at > _LONGEST_HEAD_LINE:
            return
        beside = line[m.start() - 1 : m.start()], line[m.end() : m.end() + 1]
        is_apart = not _TRAIL & {*beside} and not (beside[0].isdigit() and beside[1].isdigit())
        is_within = line.count("(", at, m.start()) > line.count(")", at, m.start())
        if is_within:
            continue
        if m.start() and is_apart:
            yield m.span()
        at = m.end()


def _counted(line: str) -> Iterator[_Mark]:
    """The numberings that count on from one another; deeper ones begin anew below each."""
    found = [_mark(line, m) for m in _MARK.finditer(line)]
    sure = {(m.level, m.value) for m in found if m.is_behind_end}
    expected = [1, 1, 1]
    last: _Mark | None = None
    for m in found:
        is_next = m.value == expected[m.level]
        if not is_next and not (m.value == 1 and m.is_behind_end):
            continue
        is_below = (
            last is not None
            and m.level > last.level
            and _HEADLIKE.fullmatch(line, last.end, m.start) is not None
        )
        is_counted_on = not m.level and (m.level, m.value + 1) in sure
        if not (m.is_behind_end or is_below or is_counted_on):
            continue
        last = m
        expected[m.level] = m.value + 1
        expected[m.level + 1 :] = [1] * (len(_LEVELS) - m.level - 1)
        yield m


def _mark(line: str, match: re.Match[str]) -> _Mark:
    number = _NUMBER.search(match.group())
    value = parse_below_hundred(number.group()) if number else 0
    before = line[match.start() - 1 : match.start()]
    level = _LEVELS.index(match.lastgroup or "item")
    return _Mark(level, value, match.start(), match.end(), not before or before in _ENDS)


def _skip(line: str, at: int) -> int:
    while at < len(line) and line[at] in _BLANK:
        at += 1
    return at

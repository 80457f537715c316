"""Stage 6c: the part of the reporting area, or the single institution, that a fact is about.

Belongs here: sub-areas by the city's own children in `cities.csv`, by the form of their names, and
institutions. Does not belong here: the reporting area itself (context). See the README, section
"How a document becomes a number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from orchestration.extraction.model import DocumentContext
from orchestration.extraction.structure.mention import Mention

_SUFFIX = re.compile(r"(?:自治县|自治旗|[区县市旗])$")
_PEOPLES = re.compile(r"(?<=..)(?:各族|[一-鿿]{1,4}族)+$")
_INSTITUTION = (
    "救助管理站|救助站|儿童福利院|社会福利院|福利院|社会福利中心|福利中心|儿童福利中心|老年公寓|敬老院|养老院"
    "|殡仪馆|养护中心|康复医院|精神病院|精神卫生中心|光荣院|未保中心|未成年人救助保护中心|未成年人保护中心"
    "|社会福利服务中心|福利服务中心|救助中心|军供站"
)
_DISTRICT = "市城区|市区|主城区|中心城区|城区|开发区|高新区|经开区|县城"
_SEVERAL, _KIND = "二三四五六七八九两", "县区市"
_GENERIC = rf"{_DISTRICT}|各?[{_SEVERAL}][{_KIND}](?:[一二三四五六七八九][{_KIND}])*"
_TOWN = (
    r"(?:(?!乡镇|城乡|街道|[在于为和与到的及是由])[一-鿿]){2,3}"
    r"(?:镇(?!街)|乡(?!镇)|街道)(?!级|社区|道|\(|、街|街)"
)
_ACT = "新建|改建|扩建|改扩建|建成|建设|改造|现有|共有|投入|完成|启动|新增"
_NAMED = rf"(?:本级)?(?:(?!{_ACT})[一-鿿]){{0,8}}?(?:{_INSTITUTION})"
_ANCHOR = re.compile(
    "|".join(["镇|乡|街道", _INSTITUTION, _DISTRICT, *(n + k for n in _SEVERAL for k in _KIND)])
)
"""Without one of these a sentence names no area by its form: three sentences of four."""
_PLAIN = re.compile(
    rf"(?=[一-鿿]{{2,3}}[镇乡街]|[市县区州主中城开高经各{_SEVERAL}])"  # any other start is none
    rf"(?:(?P<inst>(?:{_TOWN}|(?<![全各城])[市县区州]){_NAMED})"
    rf"|(?P<generic>(?:{_GENERIC})(?:、(?:{_GENERIC}))*)"
    rf"|(?P<town>{_TOWN}(?:[、和及与]{_TOWN})*))"
)
_AFTER_CHILD = re.compile(rf"(?:{_TOWN})?{_NAMED}|{_TOWN}")
_STREET_NAME = re.compile(r"[一-鿿]{0,2}(?:路|街|山庄)")
_NOT_TOWN = re.compile(
    r"其中|加快|加强|推进|开展|实现|完善|探索|指导|成立|组织|创建|选择|确定|涉及|主城|部分|相关|有关|所在|周边"
    r"|其他|[两三四五六七八九十]个?[镇乡]|乡镇|^城镇|城乡|[成造营新返还回下家故]乡|集镇|小镇|村镇|各|全|每|本"
    r"|建制|中心|重点|特色|示范|试点|所有|城市|农村|智慧|老旧|优化|撤|设|街镇|个|家|余|名|镇街"
    r"|下|为|在|与|对|将|新|改|于|由|年"
)
_RESET = re.compile(r"全[市县区省州]|我[市县区省州]|[;。]|各县|各区|全系统|市级民政")
_OBJECT = re.compile(r"(?:将|与|赴|到|至|纳入|同|向|对|给|从)$")
_START = re.compile(
    r"(?:^|[,;:。、(】\]年月日在是和及与中为以]|其中|目前|启动|建成|建设|完成|推进|投入|先后|全年)$"
)
_REACH = 4
"""Characters before a name that tell whether it starts here and is no object (赴某区)."""


class _Area(NamedTuple):
    start: int
    end: int
    name: str


class AreaFinder:
    """Finds areas in one document's sentences."""

    def __init__(self, text: str, context: DocumentContext) -> None:
        self.text = text
        names = tuple(p.name for p in context.children)
        own = context.city_name or ""
        self.children, self.own = _children_pattern(names, _short(own)), {own, _short(own)}
        self._known: dict[tuple[int, int], list[_Area]] = {}
        self._spans: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def area(self, m: Mention, *, own_clause: bool = False) -> str:
        """The sub-area or institution of a mention, '' for the whole reporting area.

        Args:
            m: the mention.
            own_clause: only a name in its own clause counts (每户补助… is the rule everywhere).
        """
        if m.conjunct is not None and (inside := self._in(*m.conjunct)):
            return inside[-1].name
        found, start = "", m.quantity.start
        for area in self._in(m.sentence.start, m.sentence.end):
            if area.end > start:
                break
            if own_clause and area.start < m.left[0]:
                continue
            if not self._is_left_again(area.end, start):
                found = area.name
        return found

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where areas are named in text[start:end]: their words say where, not what."""
        known = self._spans.get((start, end))
        if known is None:
            known = self._spans[start, end] = [(a, b) for a, b, _ in self._in(start, end)]
        return known

    def _is_left_again(self, start: int, end: int) -> bool:
        """Does 全市, a semicolon or the end of its bracket close an area before the number?"""
        if _RESET.search(self.text, start, end):
            return True
        closing = self.text.find(")", start, end)
        return closing >= 0 and self.text.find("(", start, closing) < 0

    def _in(self, start: int, end: int) -> list[_Area]:
        known = self._known.get((start, end))
        if known is None:
            known = self._known[start, end] = list(self._scan(start, end))
        return known

    def _scan(self, start: int, end: int) -> Iterator[_Area]:
        last, text = start, self.text
        found = [(a, -b, False) for a, b in self._children(start, end)]
        if _ANCHOR.search(text, start, end):
            plain = _PLAIN.finditer(text, start, end)
            found += [(m.start(), -m.end(), m.lastgroup == "town") for m in plain]
        for a, b, is_town in sorted(found, key=itemgetter(0, 1)):  # the longest of one start first
            name, before = text[a:-b], text[max(start, a - _REACH) : a]
            if a < last or name in self.own or (is_town and _NOT_TOWN.search(name)):
                continue
            if _START.search(before) and not _OBJECT.search(before):
                yield _Area(a, -b, name)
                last = -b

    def _children(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Names of the city's children, with the institution or town behind them, or as a list."""
        for m in self.children.finditer(self.text, start, end):
            stop = m.end()
            if tail := _AFTER_CHILD.match(self.text, stop, end):
                yield m.start(), tail.end()
            elif not _STREET_NAME.match(self.text, stop):
                yield m.start(), self._end_of_list(stop, end)

    def _end_of_list(self, stop: int, end: int) -> int:
        while stop + 1 < end and self.text[stop] in "、和及与":
            following = self.children.match(self.text, stop + 1, end)
            if following is None:
                break
            stop = following.end()
        return stop


def _short(name: str) -> str:
    """A name without 县, 市 or 自治县 and its peoples."""
    if name.endswith("自治州"):
        return _PEOPLES.sub("", name.removesuffix("自治州")) + "州"
    short = _SUFFIX.sub("", name)
    return _PEOPLES.sub("", short) if "自治" in name else short


@lru_cache(maxsize=4096)
def _children_pattern(children: tuple[str, ...], own: str) -> re.Pattern[str]:
    """Matches the names of a city's children, full or short, the longest first."""
    names = set(children) | {s for s in map(_short, children) if len(s) >= 2 and s != own}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)")

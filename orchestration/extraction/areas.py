"""Stage 6c: the part of the reporting area, or the single institution, that a fact is about.

Belongs here: sub-areas by the city's own children in `cities.csv`, by the form of their names, and institutions.
Does not belong here: the reporting area itself (context).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from orchestration.extraction.model import DocumentContext
from orchestration.extraction.structure import Mention

_SUFFIX = re.compile(r"(?:自治县|自治旗|[区县市旗])$")
_NATIONS = re.compile(r"(?:各族|[一-鿿]{1,3}族)+(?=自治)")
_INSTITUTION = (
    r"(?:救助管理站|救助站|儿童福利院|社会福利院|福利院|社会福利中心|福利中心|儿童福利中心|老年公寓|敬老院|养老院|殡仪馆|养护中心|康复医院|精神病院"
    r"|精神卫生中心|光荣院|未保中心|未成年人救助保护中心|未成年人保护中心|社会福利服务中心|福利服务中心|救助中心|军供站)"
)
_GENERIC = r"市城区|市区|主城区|中心城区|城区|开发区|高新区|经开区|县城|各?[二三四五六七八九两][县区市](?:[一二三四五六七八九][县区市])*"
_TOWN = r"(?:(?!乡镇|城乡|街道|[在于为和与到的及是由])[一-鿿]){2,3}(?:镇(?!街)|乡(?!镇)|街道)(?!级|社区|道|\(|、街|街)"
_NAMED = rf"(?:本级)?[一-鿿]{{0,8}}?{_INSTITUTION}"
_PLAIN = re.compile(
    rf"(?P<inst>(?:{_TOWN}|(?<![全各城])[市县区州]){_NAMED})|(?P<generic>(?:{_GENERIC})(?:、(?:{_GENERIC}))*)"
    rf"|(?P<town>{_TOWN}(?:[、和及与]{_TOWN})*)"
)
_AFTER_CHILD = re.compile(rf"(?:{_TOWN})?{_NAMED}|{_TOWN}")
_STREET_NAME = re.compile(r"[一-鿿]{0,2}(?:路|街|山庄)")
_NOT_TOWN = re.compile(r"其中|加快|加强|推进|开展|实现|完善|探索|指导|成立|组织|创建|选择|确定|涉及|主城|部分|相关|有关|所在|周边|其他|[两三四五六七八九十]个?[镇乡]|乡镇|^城镇|城乡|[成造营新返还回下家故]乡|集镇|小镇|村镇|各|全|每|本|建制|中心|重点|特色|示范|试点|所有|部分|城市|农村|智慧|老旧|城乡|优化|撤|设|街镇|个|家|余|名|镇街|下|为|在|与|对|将|新|改|于|由|年")
_RESET = re.compile(r"全[市县区省州]|我[市县区省州]|[;。]|各县|各区|全系统|市级民政")
_OBJECT = re.compile(r"(?:将|与|赴|到|至|纳入|同|向|对|给|从)$")
_START = re.compile(r"(?:^|[,;:。、(】\]年月日在是和及与中为以]|其中|目前|启动|建成|建设|完成|推进|投入|先后|全年)$")


class AreaFinder:
    """Finds areas in one document's sentences."""

    def __init__(self, text: str, context: DocumentContext) -> None:
        self.text = text
        names = tuple(p.name for p in context.children)
        own = context.city_name or ""
        self.children, self.own = _children_pattern(names, _short(own)), {own, _short(own)}
        self._cache: dict[tuple[int, int], list[tuple[int, int, str]]] = {}

    def area(self, m: Mention, own_clause: bool = False) -> str:
        """The sub-area or institution of a mention, '' for the whole reporting area.

        Args:
            own_clause: only a name in the mention's own clause counts (每户补助… is the rule everywhere).
        """
        if m.conjunct is not None:
            inside = self._in(*m.conjunct)
            if inside:
                return inside[-1][2]
        start, end = m.sentence.start, m.quantity.start
        found = ""
        for a, b, name in self._in(start, m.sentence.end):
            if b > end:
                break
            if self._resets(b, end, m) or (own_clause and a < m.left[0]):
                continue
            found = name
        return found

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where areas are named in text[start:end]: their words say where, not what."""
        return [(a, b) for a, b, _ in self._in(start, end)]

    def within(self, start: int, end: int) -> bool:
        """Does text[start:end] name an area?"""
        return bool(self._in(start, end))

    def _resets(self, start: int, end: int, m: Mention) -> bool:
        if _RESET.search(self.text, start, end):
            return True
        between = self.text[start:end]
        closing = between.find(")")
        return closing >= 0 and "(" not in between[:closing]

    def _in(self, start: int, end: int) -> list[tuple[int, int, str]]:
        known = self._cache.get((start, end))
        if known is None:
            known = self._cache[(start, end)] = list(self._scan(start, end))
        return known

    def _scan(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        last = start
        found = [*self._children(start, end), *((m.start(), m.end(), m.lastgroup == "town") for m in _PLAIN.finditer(self.text, start, end))]
        for a, b, is_town in sorted(found, key=lambda f: (f[0], -f[1])):
            name = self.text[a:b]
            before = self.text[max(start, a - 4) : a]
            if a < last or name in self.own or not _START.search(before) or _OBJECT.search(before):
                continue
            if is_town and _NOT_TOWN.search(name):
                continue
            yield a, b, name
            last = b

    def _children(self, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Names of the city's children, with the institution or town named after them, or as a list."""
        for m in self.children.finditer(self.text, start, end):
            stop = m.end()
            tail = _AFTER_CHILD.match(self.text, stop, end)
            if tail:
                stop = tail.end()
            elif _STREET_NAME.match(self.text, stop):
                continue
            else:
                while stop + 1 < end and self.text[stop] in "、和及与":
                    following = self.children.match(self.text, stop + 1, end)
                    if following is None:
                        break
                    stop = following.end()
            yield m.start(), stop, False


def _short(name: str) -> str:
    """三台 for 三台县, 北川 for 北川羌族自治县."""
    return _NATIONS.sub("", _SUFFIX.sub("", name))


@lru_cache(maxsize=4096)
def _children_pattern(children: tuple[str, ...], own: str) -> re.Pattern[str]:
    names = set(children) | {s for s in map(_short, children) if len(s) >= 2 and s != own}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)")

"""Names of parts of the reporting area, of institutions and of places above it, in a sentence.

Belongs here: divisions of the gazetteer, towns by their form (某某镇), districts (城区, 四县),
single institutions (市救助站) and what lies above (全省共有). Does not belong here: which number a
name governs (`areas`), the reporting area itself (`reporter`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import NamedTuple

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.place_evidence import pattern
from orchestration.extraction.model import DocumentContext

_SUFFIX = re.compile(r"(?:自治县|自治旗|[区县市旗省])$")
_PEOPLES = re.compile(r"(?<=..)(?:各族|[一-鿿]{1,4}族)+$")
_INSTITUTION = pattern("institution").pattern
_DISTRICT, _ZONE = pattern("district").pattern, pattern("zone").pattern
_SEVERAL, _KIND = "二三四五六七八九两", "县区市"
_PARTS = rf"个?(?:县\(市、区\)|城区|县市区|县市|县区|区县|区市|[{_KIND}])"
_COUNTED = rf"各?[{_SEVERAL}]{_PARTS}(?:[一二三四五六七八九][{_KIND}])*"
_SPLIT = pattern("split").pattern
"""Parts that are a place only where the sentence names another of them (各区 …, 两县 …)."""
_GENERIC = rf"{_DISTRICT}|{_ZONE}|{_SPLIT}|{_COUNTED}"
_OTHER_PART = re.compile(rf"{_SPLIT}|{_DISTRICT}|[{_SEVERAL}各]{_PARTS}|全[市县区州省]")
_WHOLE_OF = re.compile(r"全[市县区州省旗盟]\($")
_NAMED = rf"(?:本级)?(?:(?!{pattern('no_institution').pattern})[一-鿿]){{0,8}}?(?:{_INSTITUTION})"
_ANCHOR = re.compile(
    rf"(?P<town>镇(?!街)|乡(?!镇)|街道|{pattern('estate').pattern})(?!级|社区|道|\(|、街|街)|(?P<inst>{_INSTITUTION})"
    rf"|(?P<district>{_DISTRICT})"
    rf"|(?P<generic>(?:{_ZONE}|{_SPLIT}|(?<=各)[{_SEVERAL}]{_PARTS}|[{_SEVERAL}]{_PARTS}))"
)
_GENERIC_LIST = re.compile(rf"(?:{_GENERIC})(?:、(?:{_GENERIC}))*")
_OWN_INSTITUTION = re.compile(rf"(?<![全各城])[市县区州旗盟省](?!域)级?{_NAMED}")
_TAIL = re.compile(_NAMED)
_NOT_TOWN = pattern("no_town")
_STREET_NAME = re.compile(r"[一-鿿]{0,2}(?:路|街|山庄)")
_HAN = re.compile("[一-鿿]+")
_URBAN = pattern("urban")
_OBJECT = re.compile(r"(?:将|与|赴|到|至|纳入|同|向|对|给|从|援)$")
_OF_STANDARD = re.compile(
    "[^,。;]{0,20}?(?:标准|水平|额度|比例|补贴|补助)[^,。;]{0,6}?(?:由|从|提|调|增|统一)"
)
"""将市区低保标准由…: where a standard is changed, no object of an act (将某县列为试点)."""
_HELD_IN = re.compile(r"(?:在|入住|进入|送往|送至|送到)$")
_START = re.compile(
    r"(?:^|[^一-鿿\n]|[年月日在是和及与中为以]|其中|目前|启动|建成|建设|完成|推进|投入|先后|全年|修建|新建|位于|仅|标准|试点[县区市])\n?$"
)
_OF_OWN = re.compile("[全我][市县区省州]$")
_COMMA = re.compile("[,;]")
_COUNT = re.compile(r"\d+[所家个]")
"""县级福利院8所: a kind of institution that is counted."""
WITH_BUREAU = re.compile(r"[、和与及][市县区省州]?民政")
_CLAUSE_START = re.compile(r"(?:^|[,;:。、(\n]|其中|目前|年末|年底|月末|月底)$")
_REPORTS = re.compile(rf"(?:镇|乡|街道|{pattern('estate').pattern}|{_INSTITUTION})$")
_BESIDE, _AVERAGES = ("与", "和", "("), ("平均", "人均")
"""与全国平均27张有差距: theirs; 高于全国平均2个百分点 is one's own."""
_REACH = 4
"""Characters before a name that tell whether it starts here and is no object (赴某区)."""
_KINDS = frozenset("市县区旗州")
_STEM_LENGTHS, _STEMS_OF_PEOPLES = (3, 2), (6, 5, 4)


class Area(NamedTuple):
    """A name at [start, end) that governs what follows in its sentence, up to `reach`."""

    start: int
    end: int
    name: str
    reach: int
    is_whole: bool = False
    """Does it say what 全市 means: 全市(某区、某区)?"""

    @property
    def is_own_reporter(self) -> bool:
        """Is it a town or an institution, which write reports of their own?"""
        return _REPORTS.search(self.name) is not None


class AreaNames:
    """Finds the names in the sentences of one document."""

    def __init__(self, text: str, context: DocumentContext) -> None:
        self.text = text
        own = context.city_name or ""
        self.own = {own, _short(own)}
        names = tuple(place.name for place in context.children)
        former = places.names_below(context.city_code) if context.city_code else ()
        self.children = _children_pattern(names, former, _short(own))
        self.code = context.city_code
        self.year = context.report_end.year if context.report_end else None
        self.above = _lineage(self.code) if self.code else frozenset()
        self.inside = _stem_of_code(self.code or "")
        self.own_name = re.compile(re.escape(own)) if own else None
        self.superior = _superior_pattern(context.city_code) if context.city_code else None

    def find(self, start: int, end: int) -> list[Area]:
        """Return the names in text[start:end] in order, none inside another."""
        found = [*self._children(start, end), *self._formed(start, end)]
        found += self._elsewhere(start, end)
        found.sort(key=lambda area: (area.start, -area.end))
        kept, last = [], start
        for area in found:
            if area.start >= last and area.name not in self.own and self._stands(area, start):
                kept.append(area)
                last = area.end
        kept += self._superiors(start, end)
        return sorted(kept, key=attrgetter("start"))

    def _stands(self, area: Area, start: int) -> bool:
        before = self.text[max(start, area.start - _REACH) : area.start]
        if self.text.startswith("等", area.end):
            return False  # 某县、某县等9个县: examples of a whole
        if _OBJECT.search(before):
            return before[-1] == "将" and _OF_STANDARD.match(self.text, area.end) is not None
        if WITH_BUREAU.match(self.text, area.end) and area.is_own_reporter:
            return False  # 市慈善总会、市民政局: a deed of both
        if _HELD_IN.search(before) and _TAIL.search(area.name):
            return False
        if _OF_OWN.search(before) and _GENERIC_LIST.fullmatch(area.name):
            return True  # 我市各区
        return self._starts_name(area.start, start)

    def _children(self, start: int, end: int) -> Iterator[Area]:
        """Names of the city's children, with the institution or town behind them, or as a list."""
        for m in self.children.finditer(self.text, start, end):
            if self._is_in_own(m):
                continue
            stop = m.end()
            tail_end = self._tail(stop, end)
            if tail_end is not None:
                yield self._area(m.start(), tail_end, end)
            elif not _STREET_NAME.match(self.text, stop):
                stop = self._end_of_list(stop, end)
                area = self._area(m.start(), stop, end)
                is_whole = self.text[stop : stop + 1] == ")" and _WHOLE_OF.search(
                    self.text, start, m.start()
                )
                yield area._replace(end=stop + 1, is_whole=True) if is_whole else area
        if self.own_name is not None and self.text.find(self.own_name.pattern, start, end) >= 0:
            for m in self.own_name.finditer(self.text, start, end):
                if tail := _TAIL.match(self.text, m.end(), end):
                    yield self._area(m.start(), tail.end(), end)

    def _is_in_own(self, m: re.Match[str]) -> bool:
        """Is it only the beginning of the reporter's own name (连云 in 连云港)?"""
        name, text = m.group(), self.text
        return any(
            name in own and name != own and text.startswith(own, m.start() - own.find(name))
            for own in self.own
            if own
        )

    def _elsewhere(self, start: int, end: int) -> Iterator[Area]:
        """Divisions further below, and other places where a clause starts with them."""
        at = bisect_left(self._others, (start, 0))
        while at < len(self._others) and self._others[at][1] <= end:
            begin, stop = self._others[at]
            yield self._area(begin, self._tail(stop, end) or stop, end)
            at += 1

    @cached_property
    def _others(self) -> list[tuple[int, int]]:
        """Where the text names divisions that are neither the reporter nor above it."""
        found: list[tuple[int, int]] = []
        for m in places.find_places(self.text) if self.code else ():
            place = None if m.is_short else places.resolve(m, self.code, self.year)
            is_child = self.children.fullmatch(self.text, m.start, m.end)
            if place is None or place.code in self.above or is_child:
                continue
            before = self.text[max(0, m.start - _REACH) : m.start]
            if place.code.startswith(self.inside) or _CLAUSE_START.search(before):
                found.append((m.start, m.end))
        return found

    def _tail(self, stop: int, end: int) -> int | None:
        """Where the town or institution ends that stands right behind a division."""
        town = _ANCHOR.search(self.text, stop, min(end, stop + _REACH + 2))
        is_town = town and town["town"] and town.start() - stop in _STEM_LENGTHS
        if town and is_town and self._is_town(stop, town.end()):
            stop = town.end()
            inner = _TAIL.match(self.text, stop, end)
            return inner.end() if inner else stop
        tail = _TAIL.match(self.text, stop, end)
        return tail.end() if tail else None

    def _end_of_list(self, stop: int, end: int) -> int:
        while stop + 1 < end and self.text[stop] in "、和及与":
            following = self.children.match(self.text, stop + 1, end)
            if following is None:
                break
            stop = following.end()
        return stop

    def _formed(self, start: int, end: int) -> Iterator[Area]:
        """Names told by their form: towns, districts, institutions."""
        towns: list[Area] = []
        for m in _ANCHOR.finditer(self.text, start, end):
            if m["town"]:
                if town := self._town(m, start, end):
                    towns.append(town)
            elif m["inst"]:
                yield from self._institution(m, start, end)
            elif m["generic"] and not self._is_split(m, start, end):
                continue
            elif listed := _GENERIC_LIST.match(self.text, m.start(), end):
                begin = m.start() - (self.text[m.start() - 1] == "各")
                reach = self._end_of_clause(listed.end(), end) if m["district"] else end
                if m["generic"] and self._is_listed(start, begin, listed.end(), end):
                    reach = self._clause_end(listed.end(), end)
                yield Area(begin, listed.end(), self.text[begin : listed.end()], reach)
        yield from self._joined(towns, end)

    def _is_listed(self, start: int, begin: int, stop: int, end: int) -> bool:
        """五城区由…、六县由…: does another part stand in the clause of this one?"""
        clause = max(self.text.rfind(",", start, begin), start)
        sides = (clause, begin), (stop, self._clause_end(stop, end))
        return any(_OTHER_PART.search(self.text, *side) for side in sides)

    def _is_split(self, m: re.Match[str], start: int, end: int) -> bool:
        """Is a part that a sentence may name in passing (山区) told apart from another one?"""
        if re.fullmatch(_SPLIT, m.group()) is None:
            return True
        others = _OTHER_PART.finditer(self.text, start, end)
        return any(other.group() != m.group() for other in others)

    def towns(self, start: int, end: int) -> Iterator[str]:
        """Yield the names of the towns in text[start:end], without institutions behind them."""
        for m in _ANCHOR.finditer(self.text, start, end):
            begin = self._town_start(m, start) if m["town"] else None
            if begin is not None:
                yield self.text[begin : m.end()]

    def _town(self, m: re.Match[str], start: int, end: int) -> Area | None:
        begin = self._town_start(m, start)
        if begin is None:
            return None
        tail = _TAIL.match(self.text, m.end(), end)
        return self._area(begin, tail.end() if tail else m.end(), end)

    def _town_start(self, m: re.Match[str], start: int) -> int | None:
        """Where the town that ends here starts: the longest stem where a name may start."""
        for length in _STEM_LENGTHS if self.text[m.start() - 1] != "族" else _STEMS_OF_PEOPLES:
            begin = m.start() - length
            if begin < start or not self._is_town(begin, m.end()):
                continue
            if self._starts_name(begin, start):
                return begin
        return None

    def _starts_name(self, begin: int, start: int) -> bool:
        """Does a name start here: behind a border or the reporting area's own name?"""
        if _START.search(self.text[max(start, begin - _REACH) : begin]):
            return True
        if self.text[begin] in _KINDS:
            return False  # 某某|县大河镇
        return any(own and self.text.endswith(own, start, begin) for own in self.own)

    def _is_town(self, begin: int, end: int) -> bool:
        name = self.text[begin:end]
        if name.endswith("城镇") and _URBAN.match(self.text, end):
            return False
        return _HAN.fullmatch(name) is not None and _NOT_TOWN.search(name) is None

    def _joined(self, towns: list[Area], end: int) -> Iterator[Area]:
        """Towns of a list (某镇、某乡) are one area."""
        at = 0
        while at < len(towns):
            first = last = towns[at]
            while at + 1 < len(towns) and self.text[last.end : towns[at + 1].start] in "、和及与":
                at += 1
                last = towns[at]
            yield self._area(first.start, last.end, end)
            at += 1

    def _institution(self, m: re.Match[str], start: int, end: int) -> Iterator[Area]:
        for whose in _OWN_INSTITUTION.finditer(self.text, max(start, m.start() - 10), m.end()):
            if whose.end() == m.end() and not _COUNT.match(self.text, m.end()):
                yield self._area(whose.start(), m.end(), end)

    def _superiors(self, start: int, end: int) -> Iterator[Area]:
        if self.superior is None:
            return
        for m in self.superior.finditer(self.text, start, end):
            before = self.text[max(start, m.start() - _REACH) : m.start()]
            is_beside = before.endswith(_BESIDE) and self.text.startswith(_AVERAGES, m.end())
            if is_beside or _CLAUSE_START.search(before):
                yield self._area(m.start(), m.end(), end)

    def _area(self, begin: int, stop: int, end: int) -> Area:
        return Area(begin, stop, self.text[begin:stop], end)

    def _end_of_clause(self, stop: int, end: int) -> int:
        """城区老人…, … ends with its clause, unless a number is told there: 城区有300人, …."""
        comma = self._clause_end(stop, end)
        if comma == stop or re.search(r"\d", self.text[stop:comma]):
            return end
        return comma

    def _clause_end(self, stop: int, end: int) -> int:
        comma = _COMMA.search(self.text, stop, end)
        return comma.start() if comma else end


def may_report(text: str) -> bool:
    """Say whether a title may name a town or an institution: most do not."""
    return _ANCHOR.search(text) is not None


def _short(name: str) -> str:
    """A name without 县, 市 or 自治县 and its peoples."""
    if name.endswith("自治州"):
        return _PEOPLES.sub("", name.removesuffix("自治州")) + "州"
    short = _SUFFIX.sub("", name)
    return _PEOPLES.sub("", short) if "自治" in name else short


@lru_cache(maxsize=4096)
def _children_pattern(
    children: tuple[str, ...], former: tuple[str, ...], own: str
) -> re.Pattern[str]:
    """Matches the names of a city's children, full, former or short, the longest first."""
    names = {*children, *former} | {s for s in map(_short, children) if len(s) >= 2 and s != own}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)")


def _stem_of_code(code: str) -> str:
    """The digits that all codes inside a division share."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@lru_cache(maxsize=512)
def _lineage(code: str) -> frozenset[str]:
    """The codes of a division and of all above it."""
    codes, above = {code}, places.parent(code)
    while above is not None:
        codes.add(above.code)
        above = places.parent(above.code)
    return frozenset(codes)


@lru_cache(maxsize=512)
def _superior_pattern(code: str) -> re.Pattern[str]:
    """Matches what lies above a division where its own figures are told (全省共有)."""
    names, above = ["全国"], places.parent(code)
    while above is not None:
        whole = {"市": "全市", "州": "全州", "省": "全省", "盟": "全盟"}.get(above.name[-1])
        names += [above.name, *([whole] if whole else ())]
        above = places.parent(above.code)
    own = places.by_code(code)
    kept = [name for name in dict.fromkeys(names) if own is None or name != f"全{own.name[-1]}"]
    return re.compile(f"(?:{'|'.join(map(re.escape, kept))})(?={pattern('superior').pattern})")

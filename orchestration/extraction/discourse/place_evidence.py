"""What speaks for a division being the one a report is about: where and how it is named.

Belongs here: the places a document names, by where they stand (title, signature, body) and what
stands behind them (an office, an outlet), and the level it speaks as (全县, 各乡镇). Does not
belong here: what the evidence weighs (`reporter`), the names themselves (`places`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from orchestration.extraction.discourse import places
from orchestration.extraction.model import Place, Sentence
from orchestration.extraction.reference import read_table

Features = dict[str, float]

_CUES = read_table("place_cues")


def pattern(role: str) -> re.Pattern[str]:
    """Return what the rows of a role in `place_cues.csv` match, as alternatives."""
    return re.compile("|".join(row["pattern"] for row in _CUES if row["role"] == role))


_OFFICE, _OUTLET = pattern("office"), pattern("outlet")
_OBJECT = re.compile(f"(?:{pattern('object').pattern})$")
_CITED = re.compile(r"《[^《》\n]{2,80}》")
_ALONE_WITH = re.compile(r"[\s\d|·(),.、-]*")
_MOST_AROUND = 12
_RANK_OF_KIND = {"省": 0, "市": 1, "州": 1, "盟": 1, "区": 2, "县": 2, "旗": 2}
_RANK = {"province": 0, "prefecture": 1, "county": 2}
_REACH = 4
"""Characters before a name that make it an object (赴某县)."""
_LEVELS = {f"p{i}": row["says"] for i, row in enumerate(_CUES) if row["role"] == "parts"}
_SPEAKS = re.compile(
    "[全我](?P<whole>[省市县区州盟旗])|(?P<acts>[省市县区州盟旗])(?=民政|委|政府|人民政府)|"
    + "|".join(f"(?P<p{i}>{row['pattern']})" for i, row in enumerate(_CUES) if f"p{i}" in _LEVELS)
)
_GUIDES = re.compile(
    r"[^,，。;:]{0,16}?(?:指导|领导|支持|关心|帮助|帮扶|关怀|部署|安排)(?:和[^,，。]{0,8})?(?:下|,|，|和)"
)
"""在市民政局指导下: a bureau that guides the reporter is not the reporter."""
_ASIDE = re.compile(r"[(\[【·:\s)\]】]{0,2}")
_SITE_CODE = re.compile(r"网站标识码:?\s*(\d{6})\d{4}|siteidcode:(\d{6})\d{4}", re.IGNORECASE)
_POLICE_NUMBER = re.compile(r"公网安备\s?(\d{6})\d{6,8}")
"""The number under which the police list a site starts with the code of their district."""
_HOST = re.compile(r"https?://([a-z0-9.-]+)\.gov\.cn", re.IGNORECASE)
_ZONES = {"plan": "body", "review": "body", "note": "body", "furniture": "page"}
_N_CLOSING, _MAX_SIGNATURE, _OPENING = 6, 24, 160
_MAX_BEARERS = 8
_LIST = 4
"""So many parts of one division named without their kind are a list of them."""
_TELLING = 20_000
"""Characters that tell whom a report speaks as."""
_ENOUGH = 1
"""How often 全县 or 县政府 must be said to count in full."""
_BODY_NAMES = frozenset({"body_name", "body_short"})
_COUNTED = frozenset({"body", "heading"})
_LISTED = _COUNTED | {"signature"}
"""A list at the end of a text stands in lines as short as a signature."""


class Sources(NamedTuple):
    """A cleaned text with its layout, and what was told beside it or found in its page lines."""

    text: str
    sentences: list[Sentence]
    title: str
    publisher: str
    page: str


class _Found(NamedTuple):
    """A name: the divisions it may mean, where and how it stands, and whether it lacks its kind."""

    bearers: tuple[Place, ...]
    feature: str
    is_short: bool


class Evidence:
    """The hypotheses on the reporting place with what speaks for each, by code."""

    def __init__(self, sources: Sources, year: int | None) -> None:
        self.sources, self.year = sources, year
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._sure: set[str] = set()
        self._collect()
        self._count_page()

    def hypotheses(self) -> dict[str, Features]:
        """Return the evidence on every division named, and on those above the counties named."""
        listed = [code for code, parts in self._listed.items() if len(parts) >= _LIST]
        codes = sorted({*self._counts, *self._parts, *listed})
        return {code: self._features(code) for code in codes}

    def add_source(self, publisher: str, url: str) -> None:
        """Add what was told beside the document: it is asked only where the text leaves doubt."""
        self._count_all(self._in_text(publisher, "publisher"))
        self._count_hosts(url)

    def _collect(self) -> None:
        s = self.sources
        found = [*self._in_text(s.title, "title"), *self._in_text(s.publisher, "publisher")]
        self._count_all(
            [*found, *self._classified(s.text, self._zoned(places.find_places(s.text)))]
        )

    def _count_all(self, found: Iterable[_Found]) -> None:
        """Count the names that one division bears first: they tell who is meant by the others."""
        open_ones = []
        for item in found:
            if len(item.bearers) == 1:
                self._count(*item)
            else:
                open_ones.append(item)
        for item in open_ones:
            self._count(self._meant(item.bearers), item.feature, item.is_short)

    def _meant(self, bearers: tuple[Place, ...]) -> tuple[Place, ...]:
        """Which of those that share a name are meant: who is named in full, or lies in such a one.

        Once 承德市 is named, 承德 is the city, and not the county of that name in it.
        """
        named = tuple(place for place in bearers if place.code in self._sure)
        below = tuple(place for place in bearers if self._is_below_named(place.code))
        return named or below or bearers

    def _in_text(self, text: str, zone: str) -> Iterator[_Found]:
        mentions = places.find_places(text) if text else ()
        yield from self._classified(text, [(mention, zone) for mention in mentions])

    @cached_property
    def _cited(self) -> list[tuple[int, int]]:
        """Where the body cites titles of other texts: who issued them need not report."""
        return [match.span() for match in _CITED.finditer(self.sources.text)]

    def _is_cited(self, start: int) -> bool:
        at = bisect_right(self._cited, (start, len(self.sources.text))) - 1
        return at >= 0 and start < self._cited[at][1]

    def _zoned(
        self, mentions: Iterable[places.PlaceMention]
    ) -> Iterator[tuple[places.PlaceMention, str]]:
        """The mentions with the zone of the sentence each stands in."""
        sentences, at = self.sources.sentences, 0
        text, n, has_opened, opening = self.sources.text, len(sentences), False, None
        for mention in mentions:
            while at < n and sentences[at].end <= mention.start:
                at += 1
            if at == n or sentences[at].start > mention.start:
                continue
            sentence = sentences[at]
            zone = _ZONES.get(sentence.role, sentence.role)
            line = text[sentence.start : sentence.end]
            is_last = at >= n - _N_CLOSING and len(line) <= _MAX_SIGNATURE
            if is_last and zone in {"heading", "body"} and line[-1:] not in "。;!?:":
                zone = "signature"
            elif zone == "body" and self._is_cited(mention.start):
                zone = "cited"
            yield mention, zone
            if zone == "body" and not has_opened:
                opening = sentence.start if opening is None else opening
                has_opened = not mention.is_short
                if has_opened and mention.start < opening + _OPENING:
                    yield mention, "opening"

    def _classified(
        self, text: str, zoned: Iterable[tuple[places.PlaceMention, str]]
    ) -> Iterator[_Found]:
        """The divisions each mention may mean, with the zone and form of naming."""
        within: str | None = None
        qualified = False
        items = list(zoned)
        for position, (mention, zone) in enumerate(items):
            bearers = self._bearers(mention, within)
            if not bearers:
                continue
            within = bearers[0].code if len(bearers) == 1 else within
            following = items[position + 1][0] if position + 1 < len(items) else None
            if zone == "opening":
                yield _Found(bearers, zone, mention.is_short)
                continue
            is_short = mention.is_short and not qualified
            qualified = self._is_prefix(text, mention, following, bearers)
            if qualified:
                yield _Found(bearers, "prefix", is_short)
                continue
            for form in _forms(text, mention, is_short=is_short):
                yield _Found(bearers, f"{zone}_{form}", is_short)
            if zone in _COUNTED and not mention.is_short and _stands_in_line(text, mention):
                yield _Found(bearers, "alone", is_short)

    def _bearers(self, mention: places.PlaceMention, within: str | None) -> tuple[Place, ...]:
        resolved = places.resolve(mention, within, self.year)
        if resolved is not None:
            return (resolved,)
        standing = places.existing(mention.candidates, self.year) or mention.candidates
        return standing if len(standing) <= _MAX_BEARERS else ()

    def _is_prefix(
        self,
        text: str,
        mention: places.PlaceMention,
        following: places.PlaceMention | None,
        bearers: tuple[Place, ...],
    ) -> bool:
        """Say whether a name only locates the one after it (某省某市, 某市:某县)."""
        if following is None or not _ASIDE.fullmatch(text, mention.end, following.start):
            return False
        inner = places.resolve(following, bearers[0].code, self.year)
        if inner is None or inner.code == bearers[0].code:
            return False
        return are_nested(inner.code, bearers[0].code)

    def _count(self, bearers: tuple[Place, ...], feature: str, is_short: bool) -> None:
        for place in bearers:
            self._counts[place.code][feature] += 1
            if len(bearers) == 1:
                self._sure.add(place.code)
            counted = _LISTED if is_short else _COUNTED
            is_part = len(bearers) == 1 and feature.split("_")[0] in counted
            if is_part and (above := places.parent(place.code, self.year)):
                (self._listed if is_short else self._parts)[above.code].add(place.code)

    def _count_page(self) -> None:
        for match in _SITE_CODE.finditer(self.sources.page):
            if place := places.by_code(match[1] or match[2], self.year):
                self._count((place,), "site", is_short=False)
        for match in _POLICE_NUMBER.finditer(self.sources.page):
            place = places.by_code(match[1], self.year)
            while place is not None:
                self._count((place,), "police", is_short=False)
                place = places.parent(place.code, self.year)
        self._count_hosts(self.sources.page)

    def _count_hosts(self, text: str) -> None:
        for host in set(_HOST.findall(text)):
            for label in re.split("[.-]", host.lower()):
                bearers = places.by_pinyin(label)
                if len(bearers) <= _MAX_BEARERS:
                    self._count(bearers, "host", is_short=False)

    @cached_property
    def _spoken(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """How often the text says 全县, 县政府 and 各乡镇, by kind and level."""
        whole: Counter[str] = Counter()
        acts: Counter[str] = Counter()
        parts: Counter[str] = Counter()
        text = self.sources.text[:_TELLING]
        for match in _SPEAKS.finditer(text):
            name = str(match.lastgroup)
            if name == "whole":
                whole[match["whole"]] += 1
            elif name == "acts":
                is_told = self._is_cited(match.start()) or _GUIDES.match(text, match.end())
                acts[match["acts"]] += not is_told
            else:
                parts[_LEVELS[name]] += 1
        return whole, acts, parts

    def _features(self, code: str) -> Features:
        place = places.by_code(code, self.year)
        assert place is not None
        found: Features = {"base": 1.0, f"is_{place.level}": 1.0}
        counted = self._counts.get(code, Counter())
        for name, count in counted.items():
            found[name] = math.log1p(count) if name.startswith("body") else 1.0
        if set(counted) <= _BODY_NAMES and sum(counted.values()) == 1:
            found["once_" + next(iter(counted))] = 1.0
        if (n_listed := len(self._listed.get(code, ()))) >= _LIST:
            found["parts_listed"] = math.log(n_listed)
        if n_parts := len(self._parts.get(code, ())):
            name = "provinces_parts_named" if place.level == "province" else "parts_named"
            found[name] = math.log(n_parts)  # a single part may be the reporter itself
        if not any("_" in name for name in counted):
            found["unnamed"] = 1.0
        if code not in self._sure:
            found["ambiguous"] = 1.0
        if self._is_below_named(code):
            found["above_named"] = 1.0
        whole, acts, parts = self._spoken
        kind, rank = place.name[-1], _RANK[place.level]
        for name, counts, key in (
            ("whole", whole, kind),
            ("acts", acts, kind),
            ("parts", parts, place.level),
        ):
            total = sum(counts.values())
            if total:
                n_above = sum(n for k, n in counts.items() if _rank(k) < rank and k != key)
                told = min(1.0, total / _ENOUGH) / total
                found[f"{name}_fits"] = counts[key] * told
                found[f"{name}_above"] = n_above * told
                found[f"{name}_other"] = (total - counts[key] - n_above) * told
        return found

    def _is_below_named(self, code: str) -> bool:
        above = places.parent(code, self.year)
        while above is not None:
            if above.code in self._sure:
                return True
            above = places.parent(above.code, self.year)
        return False


def _forms(text: str, mention: places.PlaceMention, *, is_short: bool) -> Iterator[str]:
    if _OUTLET.match(text, mention.end):
        yield "outlet"
        return
    if _OBJECT.search(text[max(0, mention.start - _REACH) : mention.start]):
        yield "object"
        return
    yield "short" if is_short else "name"
    if _OFFICE.match(text, mention.end):
        yield "office"


def _stands_in_line(text: str, mention: places.PlaceMention) -> bool:
    """Say whether a line holds the name alone: the running head of a book."""
    begin, end = text.rfind("\n", 0, mention.start) + 1, text.find("\n", mention.end)
    end = len(text) if end < 0 else end
    around = text[begin : mention.start] + text[mention.end : end]
    return len(around) <= _MOST_AROUND and _ALONE_WITH.fullmatch(around) is not None


def _rank(kind: str) -> int:
    """How high a kind (县) or level of divisions stands: 0 is a province."""
    return _RANK[kind] if kind in _RANK else _RANK_OF_KIND[kind]


def are_nested(one: str, other: str) -> bool:
    """Say whether one code lies in the other's division, or both in one prefecture."""
    return one[:4] == other[:4] or (one[:2] == other[:2] and "0000" in (one[2:], other[2:]))

"""Which division a report is about: evidence from title, publisher, page and body, weighed.

Belongs here: the weights and where evidence is looked for. Does not belong here: the gazetteer
(`places`), or the sub-area of a single fact.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.extraction import places
from orchestration.extraction.model import Place

_OFFICE = re.compile(
    "(?:人民政府|政府|民政[局厅]|统计[局]|市?委|人大|发改委|调查队|民政系统|各级民政)"
)
_SITE_CODE = re.compile(r"网站标识码[::]?\s*(\d{6})\d{4}|siteidcode:(\d{6})\d{4}", re.IGNORECASE)
_LEVEL_WORDS = {"全省": "province", "全市": "prefecture", "全县": "county", "全区": "county"}

_TITLE, _TITLE_OFFICE, _PUBLISHER, _SITE = 8.0, 10.0, 6.0, 5.0
_BODY_NAME, _BODY_OFFICE, _CHILD, _SHORT = 0.8, 1.5, 0.8, 0.4
_MAX_BODY = 5.0


class Located(NamedTuple):
    """The reporting area with how sure it is, 0 to 1."""

    place: Place | None
    confidence: float


class Sources(NamedTuple):
    """The texts that name the reporting area, the most telling first."""

    title: str
    publisher: str
    page: str
    body: str


def locate(sources: Sources, year: int | None) -> Located:
    """Return the division that the evidence favours, with its confidence.

    A county named in the body counts for its prefecture too, so that a report that names no city
    but several of its counties is placed. A province only wins by title, publisher or site.
    """
    score: dict[str, float] = defaultdict(float)
    for code, weight in _evidence(sources, year):
        score[code] += weight
    if not score:
        return Located(None, 0.1)
    ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
    code, best = _settle_level(ranked, sources.body, year)
    rival = max((value for other, value in ranked if not _nested(other, code)), default=0.0)
    margin = (best - rival) / best if best else 0.0
    confidence = min(0.98, 0.5 + 0.05 * min(best, 6.0) + 0.2 * margin)
    return Located(places.by_code(code, year), round(confidence, 3))


def _nested(one: str, other: str) -> bool:
    return one[:4] == other[:4] or (one[:2] == other[:2] and "0000" in (one[2:], other[2:]))


def _evidence(sources: Sources, year: int | None) -> Iterator[tuple[str, float]]:
    for text, plain, office in (
        (sources.title, _TITLE, _TITLE_OFFICE),
        (sources.publisher, _PUBLISHER, _PUBLISHER + 1),
    ):
        yield from _named_in(text, plain, office, year)
    for match in _SITE_CODE.finditer(sources.page):
        code = match[1] or match[2]
        if places.by_code(code, year):
            yield code, _SITE
    yield from _named_in_body(sources.body, year)


def _named_in(
    text: str, plain: float, office: float, year: int | None
) -> Iterator[tuple[str, float]]:
    """Weigh the places of a short text; of 安庆市怀宁县 the county counts."""
    mentions = [mention for mention in places.find_places(text)]
    for mention, following in zip(mentions, [*mentions[1:], None], strict=False):
        place = places.resolve(mention, _context(mentions, mention), year)
        if place is None and mention.is_short:
            place = _prefecture_of_short(mention, year)
        if place is None or (following is not None and following.start == mention.end):
            continue
        weight = office if _OFFICE.match(text, mention.end) else plain
        yield place.code, weight / 2 if mention.is_short else weight


def _context(mentions: list[places.PlaceMention], mention: places.PlaceMention) -> str | None:
    before = [other for other in mentions if other.end == mention.start]
    return before[0].candidates[-1].code if before else None


def _prefecture_of_short(mention: places.PlaceMention, year: int | None) -> Place | None:
    prefectures = [place for place in mention.candidates if place.level != "county"]
    return next((place for place in prefectures if places.by_code(place.code, year)), None)


def _named_in_body(body: str, year: int | None) -> Iterator[tuple[str, float]]:
    names: Counter[Place] = Counter()
    offices: Counter[Place] = Counter()
    for mention in places.find_places(body):
        place = (
            _prefecture_of_short(mention, year)
            if mention.is_short
            else places.resolve(mention, None, year)
        )
        if place is None or place.level == "province":
            continue
        is_office = not mention.is_short and _OFFICE.match(body, mention.end) is not None
        (offices if is_office else names)[place] += 1
    for place, count in names.items():
        yield place.code, min(_BODY_NAME * count, _MAX_BODY)
        if place.level == "county" and (above := places.parent(place.code, year)):
            yield above.code, _CHILD
    for place, count in offices.items():
        yield place.code, min(_BODY_OFFICE * count, _MAX_BODY)


def _settle_level(
    ranked: list[tuple[str, float]], body: str, year: int | None
) -> tuple[str, float]:
    """Choose between a county and its prefecture by 全县 or 全市 where only the body speaks."""
    code, best = ranked[0]
    place = places.by_code(code, year)
    if place is None or place.level != "county" or best >= _PUBLISHER:
        return code, best
    n_city, n_county = body.count("全市"), body.count("全县") + body.count("全区")
    above = places.parent(code, year)
    if above is not None and n_city > n_county and not place.name.endswith("市"):
        return above.code, max(dict(ranked).get(above.code, 0.0), best / 2)
    return code, best

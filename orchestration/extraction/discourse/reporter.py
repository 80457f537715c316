"""Which division a report is about: evidence from title, publisher, page and body, weighed.

Belongs here: the weights and where evidence is looked for. Does not belong here: the gazetteer
(`places`), or the sub-area of a single fact (`areas`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.extraction.discourse import places
from orchestration.extraction.model import Place

_OFFICE = re.compile(
    "(?:各级)?(?:人民政府|政府|民政|统计局|[市县区]?委|人大|人民代表|发改|调查队|救助|养老)"
)
_ASIDE = re.compile(r"[(\[【·:\s)\]】]{0,2}")
_SITE_CODE = re.compile(r"网站标识码:?\s*(\d{6})\d{4}|siteidcode:(\d{6})\d{4}", re.IGNORECASE)
_POLICE_NUMBER = re.compile(r"公网安备\s?(\d{6})\d{6,8}")
"""The number under which the police list a site starts with the code of their district."""
_TITLE, _TITLE_OFFICE, _PUBLISHER, _PUBLISHER_OFFICE, _SITE = 8.0, 10.0, 4.0, 7.0, 5.0
_POLICE, _FIRST = 1.5, 1.5
_OPENING = 160
"""Characters in which a text without a title names whom it is about."""
_BODY_NAME, _BODY_OFFICE, _CHILD = 0.8, 1.5, 0.8
_MAX_BODY = 6.0
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
_UNFIT = 0.4
"""Weight of evidence for a level that the report does not speak as (全市 in a province's name)."""


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
    but several of its counties is placed. What the report calls itself (全省, 全市, 全县) decides
    between the levels where title and publisher do not.
    """
    score: dict[str, float] = defaultdict(float)
    fit = _Fit(sources)
    open_mentions: list[tuple[tuple[Place, ...], float]] = []
    for candidates, weight in _evidence(sources, year):
        if len(candidates) == 1:
            score[candidates[0].code] += weight * fit.of(candidates[0], year)
        else:
            open_mentions.append((candidates, weight))
    for candidates, weight in open_mentions:
        if chosen := _supported(candidates, score):
            score[chosen.code] += weight * fit.of(chosen, year)
    if not score:
        return Located(None, 0.1)
    ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
    code, best = ranked[0]
    rival = max((value for other, value in ranked if not _are_nested(other, code)), default=0.0)
    confidence = 0.5 + 0.05 * min(best, 6.0) + 0.2 * (best - rival) / best
    return Located(places.by_code(code, year), round(min(0.98, confidence), 3))


class _Fit:
    """How well a division fits the level that a report speaks as."""

    def __init__(self, sources: Sources) -> None:
        text = f"{sources.title} {sources.body}"
        self._n = {
            "province": text.count("全省") + text.count("全区各盟市"),
            "prefecture": text.count("全市") + text.count("全州") + text.count("全盟"),
            "county": text.count("全县") + text.count("全区"),
        }

    def of(self, place: Place, year: int | None) -> float:
        """Return 1 where the report may speak for `place`, less where it speaks as another."""
        level = max(self._n, key=lambda name: self._n[name])
        if not self._n[level] or self._n[place.level] * 2 >= self._n[level]:
            return 1.0
        if level == "prefecture":
            above = places.parent(place.code, year)
            in_municipality = above is not None and above.code in _MUNICIPALITIES
            speaks_as_city = place.name.endswith("市") and not in_municipality
            return 1.0 if speaks_as_city else _UNFIT
        is_region = place.name.endswith("自治区") and level == "county"
        return 1.0 if is_region else _UNFIT


def _are_nested(one: str, other: str) -> bool:
    return one[:4] == other[:4] or (one[:2] == other[:2] and "0000" in (one[2:], other[2:]))


def _supported(candidates: tuple[Place, ...], score: dict[str, float]) -> Place | None:
    """Of the bearers of one name, choose the one whose surroundings the evidence favours."""

    def support(place: Place) -> float:
        near = [value for code, value in score.items() if code[:4] == place.code[:4]]
        far = [value for code, value in score.items() if code == f"{place.code[:2]}0000"]
        return 2 * max(near, default=0.0) + max(far, default=0.0)

    best = max(candidates, key=support)
    return best if support(best) > 0 else None


def _evidence(sources: Sources, year: int | None) -> Iterator[tuple[tuple[Place, ...], float]]:
    yield from _named_in(sources.title, _TITLE, _TITLE_OFFICE, year)
    yield from _named_in(sources.publisher, _PUBLISHER, _PUBLISHER_OFFICE, year)
    for match in _SITE_CODE.finditer(sources.page):
        if place := places.by_code(match[1] or match[2], year):
            yield (place,), _SITE
    for match in _POLICE_NUMBER.finditer(sources.page):
        if place := places.by_code(match[1], year):
            above = places.parent(place.code, year)
            yield (place,), _POLICE
            yield from [((above,), _POLICE)] if above else []
    yield from _named_in_body(sources.body, year)


def _named_in(
    text: str, plain: float, office: float, year: int | None
) -> Iterator[tuple[tuple[Place, ...], float]]:
    """Weigh the places of a short text once each; of 某市某县 only the county counts."""
    weights: dict[tuple[Place, ...], float] = {}
    mentions = places.find_places(text)
    within: str | None = None
    for position, mention in enumerate(mentions):
        candidates = _bearers(mention, within, year)
        within = candidates[0].code if len(candidates) == 1 else within
        following = mentions[position + 1] if position + 1 < len(mentions) else None
        if not candidates or _is_prefix(text, mention, following, candidates, year):
            continue
        weight = office if _OFFICE.match(text, mention.end) else plain
        weight = weight / 2 if mention.is_short else weight
        weights[candidates] = max(weight, weights.get(candidates, 0.0))
    yield from weights.items()


def _bearers(
    mention: places.PlaceMention, within: str | None, year: int | None
) -> tuple[Place, ...]:
    """Return the divisions a mention may mean; a short name alone never means a county."""
    resolved = places.resolve(mention, within, year)
    if resolved is not None:
        return (resolved,)
    standing = places.existing(mention.candidates, year)
    if mention.is_short:
        return tuple(place for place in standing if place.level != "county")[:1]
    return standing


def _is_prefix(
    text: str,
    mention: places.PlaceMention,
    following: places.PlaceMention | None,
    candidates: tuple[Place, ...],
    year: int | None,
) -> bool:
    """Say whether a name only locates the one after it (某省某市, 某市:某县)."""
    if following is None or not _ASIDE.fullmatch(text, mention.end, following.start):
        return False
    inner = places.resolve(following, candidates[0].code, year)
    return inner is not None and _are_nested(inner.code, candidates[0].code)


def _named_in_body(body: str, year: int | None) -> Iterator[tuple[tuple[Place, ...], float]]:
    opening = places.find_places(body[:_OPENING])
    if first := next((mention for mention in opening if not mention.is_short), None):
        yield _bearers(first, None, year), _FIRST
    names: Counter[tuple[Place, ...]] = Counter()
    offices: Counter[tuple[Place, ...]] = Counter()
    for mention in places.find_places(body):
        bearers = _bearers(mention, None, year)
        is_office = not mention.is_short and _OFFICE.match(body, mention.end) is not None
        if not bearers or (bearers[0].level == "province" and not is_office):
            continue
        (offices if is_office else names)[bearers] += 1
    for bearers, count in names.items():
        yield bearers, min(_BODY_NAME * count, _MAX_BODY)
        if bearers[0].level == "county":
            above = {places.parent(place.code, year) for place in bearers} - {None}
            yield tuple(place for place in above if place is not None), _CHILD
    for bearers, count in offices.items():
        yield bearers, min(_BODY_OFFICE * count, _MAX_BODY)

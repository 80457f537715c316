"""What a document says of itself: title, publisher, area, genre, reported period, publication day.

Belongs here: gathering the parts that say so, and the order of authority: sidecar, text, path.
Does not belong here: how each is read (`genre`, `reported_period`, `reporter`).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.dates import DATE, Period
from orchestration.extraction.discourse.genre import read_genre
from orchestration.extraction.discourse.place_evidence import Sources
from orchestration.extraction.discourse.reported_period import (
    Dated,
    Parts,
    read_period,
    read_publication,
    weigh_year,
)
from orchestration.extraction.discourse.reporter import Located, locate, locate_clearly
from orchestration.extraction.discourse.stated import CLEAR, DECIDES, Stated, find_disagreements
from orchestration.extraction.model import Disagreement, DocumentContext, Sentence

_TELLING = frozenset({"body", "review", "plan"})
_N_OPENING = 6
_N_HEAD = 6
_DATED_REPORT = re.compile(
    r"[月季年快]报\((?:19|20)\d\d年|(?:19|20)\d\d年.{0,24}(?:总结|报告|公报|月报|季报|年报|情况)$"
)
_N_CLOSING = 6
_BY_PATH = 0.8
"""How sure a place is that only the path tells."""
_PUBLISHER = re.compile(
    r"(?:信息|文章|稿件|新闻)?来源:\s*|contentsource:|发布(?:机构|单位):\s*|发文(?:机关|单位):\s*|主办(?:单位)?:\s*|sitename:",
    re.IGNORECASE,
)
_PUBLISHER_END = re.compile(
    r"[\s,。;【】|\[]|发布|阅读|浏览|点击|编辑|作者|时间|日期|字[体号]|承办|制作|地址|访问|责|版权|网站"
)
_URL = re.compile(r"https?://[^\s\"'<>，。]{6,200}")
_REPORT_WORDS = re.compile("总结|报告|公报|情况|汇报|通报|简报|计划|民政|救助|养老|标准|任务|\\d年")


def read_context(
    text: str, sentences: list[Sentence], sidecar: Mapping[str, object] | None = None
) -> DocumentContext:
    """Read the context of a cleaned text.

    Args:
        text: the cleaned text.
        sentences: its layout.
        sidecar: what was stated beside the document. It wins over what the text shows, except for
            what its path states; where the text clearly says otherwise, `disagreements` tells.
    """
    given = sidecar or {}
    parts = _parts(text, sentences, given)
    published = read_publication(parts, given)
    stated = Stated.of(given)
    read = read_period(parts, published)
    dated = weigh_year(parts, read, stated, published)
    year = dated.period.end.year if dated.period else (published.year if published else None)
    sources = read_sources(text, sentences, str(given.get("title") or ""))
    located = _locate(sources, given, stated, year)
    publisher = str(given.get("publisher") or "") or sources.publisher or None
    place = located.place
    return DocumentContext(
        title=_title(sentences, text, given),
        publisher=publisher,
        source_url=_source_url(text, given),
        city_code=place.code if place else None,
        city_name=place.name if place else None,
        city_level=place.level if place else None,
        published_at=published,
        is_published_given=bool(given.get("published_at")),
        report_start=dated.period.start if dated.period else None,
        report_end=dated.period.end if dated.period else None,
        genre=_genre_of_part(parts.genre, dated.period),
        context_confidence=min(located.confidence, dated.confidence),
        period_confidence=dated.confidence,
        children=places.children(place.code, year) if place else (),
        disagreements=tuple(_disagreements(stated, read, published, sources, year)),
    )


def _genre_of_part(genre: str, period: Period | None) -> str:
    """Name a summary after the part of the year it turned out to report on."""
    if genre not in ("annual_summary", "other", "monthly") or period is None:
        return genre
    n_months = period.end.month - period.start.month + 1
    if period.start.day != 1 or (period.end + timedelta(days=1)).day != 1 or n_months > 9:
        return genre
    known = {1: "monthly", 3: "quarter", 6: "half_year", 9: "quarter"}
    return known.get(n_months, "other" if genre == "monthly" else genre)


def _lines(text: str, sentences: list[Sentence], *roles: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences if s.role in roles]


def _title_lines(text: str, sentences: list[Sentence]) -> list[str]:
    """The title, or a line of the head that names a dated report but looks like page data."""
    lines = _lines(text, sentences, "title")
    if lines:
        return lines
    head = [
        line
        for line in _lines(text, sentences[:_N_HEAD], "meta", "heading")
        if _DATED_REPORT.search(line)
    ]
    return head[:1]


def _parts(text: str, sentences: list[Sentence], given: Mapping[str, object]) -> Parts:
    titles = " ".join(_title_lines(text, sentences))
    body = _lines(text, sentences, "body", "review", "plan")
    title = f"{given.get('title') or ''} {titles}".strip()
    return Parts(
        title=title,
        meta=tuple(_lines(text, sentences, "meta")),
        signed=tuple(_signed(text, sentences)),
        closing=tuple(_lines(text, sentences[-_N_CLOSING:], "furniture")),
        headings=tuple(_lines(text, sentences, "heading")),
        opening=tuple(body[:_N_OPENING]),
        body=" ".join(body),
        told="\n".join(_lines(text, sentences, "body")),
        genre=read_genre(title, "".join(body[:2])),
    )


def _signed(text: str, sentences: list[Sentence]) -> Iterator[str]:
    """The lines behind the body that hold a date and nothing else."""
    last = max((s.start for s in sentences if s.role in _TELLING), default=0)
    for s in sentences:
        line = text[s.start : s.end].strip()
        if s.role == "meta" and s.start > last and DATE.fullmatch(line.removesuffix("日")):
            yield line


def _title(sentences: list[Sentence], text: str, given: Mapping[str, object]) -> str | None:
    if given.get("title"):
        return str(given["title"])
    lines = _title_lines(text, sentences)
    if not lines:
        return None
    lines = [line.strip("| ").removeprefix("原标题:") for line in lines]
    best = max(range(len(lines)), key=lambda at: (len(set(_REPORT_WORDS.findall(lines[at]))), -at))
    is_subtitle = best > 0 and lines[best].startswith("—")
    return lines[best - 1] + lines[best] if is_subtitle else lines[best]


def _publisher(lines: tuple[str, ...]) -> str | None:
    for line in lines:
        if match := _PUBLISHER.search(line):
            name = line[match.end() : match.end() + 40]
            if end := _PUBLISHER_END.search(name):
                name = name[: end.start()]
            if len(name) >= 2:
                return name
    return None


def _source_url(text: str, given: Mapping[str, object]) -> str | None:
    if given.get("source_url"):
        return str(given["source_url"])
    match = _URL.search(text[:2000])
    return match.group() if match else None


def _locate(
    sources: Sources, given: Mapping[str, object], stated: Stated, year: int | None
) -> Located:
    place = places.by_code(stated.place.code, year) if stated.place else None
    if place and not stated.is_place_weak:
        return Located(place, 1.0)
    publisher, url = str(given.get("publisher") or ""), str(given.get("source_url") or "")
    located = locate(sources, year, publisher, url)
    if place is None or (located.place == place and located.confidence > _BY_PATH):
        return located
    is_told = located.place is not None and located.confidence >= DECIDES
    return located if is_told and located.place != place else Located(place, _BY_PATH)


def _disagreements(
    stated: Stated, read: Dated, published: date | None, sources: Sources, year: int | None
) -> Iterator[Disagreement]:
    is_before_its_time = bool(published and stated.year and stated.year > published.year)
    period = read.period if read.confidence >= CLEAR or is_before_its_time else None
    place = locate_clearly(sources, year) if stated.place else None
    return find_disagreements(stated, period, place)


def read_sources(text: str, sentences: list[Sentence], title: str = "") -> Sources:
    """Return where a cleaned text names the place it is about; `title` is one told beside it."""
    meta = _lines(text, sentences, "meta")
    furniture = _lines(text, sentences, "furniture")
    closing = _lines(text, sentences[-_N_CLOSING:], "furniture")
    publisher = _publisher((*meta, *closing)) or ""
    return Sources(text, sentences, title, publisher, "\n".join([*meta, *furniture]))

"""Stage 5b, first part: the dates a document itself bears, from which its periods are counted.

Belongs here: the days that stand on a page, what it reports on and when it speaks. Does not belong
here: reading title and head for them (`reported_period`), the periods of its numbers (`periods`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

from orchestration.extraction.discourse.dates import find_dates
from orchestration.extraction.discourse.senses import Anchors
from orchestration.extraction.discourse.time import TimeCue
from orchestration.extraction.model import DocumentContext, Sentence

SILENT = frozenset({"furniture", "meta"})
"""Roles of lines that tell nothing of what is counted."""
_GUESSED = 0.7
"""The confidence of a reported period that only the body's years speak for."""
_OF_NO_YEAR = frozenset({"plan", "census"})
_RELEASES = frozenset({"news", "other", "briefing", "interview"})
_COPIED = 3
"""Years after all that a text tells from which a day on its page is not that of its publication."""
_ISO_DAY = re.compile(r"20\d\d[-/.]\d{1,2}[-/.]\d{1,2}")


def find_stamps(text: str, sentences: list[Sentence]) -> Iterator[date]:
    """The days that stand on the page around its text, and those in figures (2020-07-29)."""
    for s in sentences:
        line = text[s.start : s.end]
        if s.role in SILENT or _ISO_DAY.search(line):
            yield from (day for _, day in find_dates(line))


def read_anchors(context: DocumentContext, stamps: list[date]) -> Anchors:
    """The document's dates; a reported period that only runs up to the publication is none.

    A page that does not say when it came out is as old as the latest day that stands on it.
    """
    start, end, published = context.report_start, context.report_end, context.published_at
    published = published or max(stamps, default=None)
    if end == published:
        start = end = None
    if end and context.genre in _RELEASES:
        is_past = published is not None and end.year < published.year - 1
        if context.period_confidence <= _GUESSED or is_past:
            start = end = None
    return Anchors(start, end, published)


def is_of_page(published: date | None, said: dict[int, int]) -> bool:
    """Does a day on the page say when it was copied: years after the last one that it tells of?"""
    return published is not None and bool(said) and max(said) <= published.year - _COPIED


def count_said_years(cues: list[list[TimeCue]]) -> dict[int, int]:
    """How often each year is said, in expressions that compare nothing, in their order."""
    votes: dict[int, int] = {}
    for cue in chain.from_iterable(cues):
        if cue.senses[0].origin == "said" and not cue.compared and cue.kind not in _OF_NO_YEAR:
            year = cue.senses[0].end.year
            votes[year] = votes.get(year, 0) + 1
    return votes


def tell_speaking(anchors: Anchors) -> str:
    """How the reported year lies to the day of publication: 去年 is counted from one of them."""
    if not anchors.published:
        return "unpublished"
    if not anchors.end:
        return "unreported"
    years = anchors.published.year - anchors.end.year
    return "same_year" if years == 0 else "year_after" if years == 1 else "later"

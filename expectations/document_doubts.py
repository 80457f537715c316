"""What a text says against the place and the year it is filed under.

Belongs here: doubts about a whole document, text in and the contradicting words out. Does not
belong here: what becomes of the doubt, which touches the facts that got their place or year from
beside the text; the words that decide, which the caller brings (`report_cues.csv`). Doubts about
single facts are in `doubts.py`; see docs/gate.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from expectations.document_frame import years_in

# A report speaks of its own area more than once, and of what it lies in far more seldom.
MIN_MENTIONS = 2
MENTIONS_OF_OWN = 3
# A report on a year is signed and published in the first half of the next one.
LAST_MONTH_OF_PUBLICATION = 6
# Where a report names its place: heading, sender, first sentence.
OPENING_CHARS = 120

_NAMED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?:(\d{1,2})月)?([^。\n]{0,12})")


def smaller_reporter(text: str, below: Collection[str], above: Collection[str]) -> str | None:
    """The words by which a report filed under a city shows itself a county's, else None.

    Args:
        text: the document.
        below: words of a county about itself, such as 全县 and 县民政局.
        above: words of anything larger about itself, such as 全市; a city's report is full of it.
    """
    n_below, n_above = (sum(text.count(word) for word in words) for words in (below, above))
    if n_below < max(MIN_MENTIONS, MENTIONS_OF_OWN * n_above):
        return None
    return "、".join(word for word in below if word in text)


def year_against(
    text: str, report_year: int, genres: Collection[str], ahead: Collection[str]
) -> int | None:
    """The year that a text is about where it is filed under another one, else None.

    A year in the heading right before the name of a genre decides. Else a text may name the next
    year as the day of its publication; one that never names its own year and names the next
    without a month, or with one after which no report on the last year comes out, is about that
    next year.

    Args:
        text: the document.
        report_year: the year it is filed under.
        genres: what follows a year in a heading, such as 工作总结 and 统计公报.
        ahead: titles that name the year after the reported one, such as 年鉴 and 政府工作报告.
    """
    named = [
        (int(year), month, f"年{after}")
        for year, month, after in _NAMED_YEAR.findall(text)
        if not any(word in f"年{after}" for word in ahead)
    ]
    for year, _, after in named[:1]:
        if str(year) in text[:OPENING_CHARS] and any(word in after for word in genres):
            return year if year != report_year else None
    if report_year in years_in(text):
        return None
    for year, month, _ in named:
        if year == report_year + 1 and (not month or int(month) > LAST_MONTH_OF_PUBLICATION):
            return year
    return None


def other_place(text: str, own: Collection[str], others: Collection[str]) -> str | None:
    """The place that a text opens with where it never names its own, else None.

    Args:
        text: the document.
        own: names of the place it is filed under, of what lies in it and of what it lies in.
        others: full names of all other places.
    """
    if any(name in text for name in own):
        return None
    opening = text[:OPENING_CHARS]
    named = [(opening.find(name), -len(name), name) for name in others if name in opening]
    return min(named)[2] if named else None

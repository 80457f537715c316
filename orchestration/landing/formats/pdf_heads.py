"""Running heads and page numbers of a PDF: which rows at the edges of pages are not the text.

Belongs here: telling and removing them. Does not belong here: finding rows (see `pdf_lines`).
A running head stands at the same edge of many pages; its numbers stay or count the pages. Lines of
a list that differ in their numbers only do neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from orchestration.landing.formats.pdf_lines import Row
from orchestration.landing.formats.pdf_page import Page

_PAGE_NUMBER = re.compile(r"[\W_]*\d{1,4}[\W_]*")
_NUMBER = re.compile(r"\d+")
_EDGE_ROWS = 2
_EDGE = 0.12
_MIN_SHARE_OF_PAGES = 0.4

# At which edge, and the text without blanks and numbers.
_Key = tuple[bool, str]


def leave_running_heads(rows: Sequence[list[Row]], pages: Sequence[Page]) -> None:
    """Take away what runs over the pages at the same edge, and lone page numbers there.

    Args:
        rows: The rows of each page, changed in place.
        pages: The pages, for their extent.
    """
    running = _running(rows)
    for page_rows, page in zip(rows, pages, strict=True):
        left_out = [
            row
            for row, is_top in _edge_rows(page_rows)
            if _key(row, is_top) in running or _is_page_number(row, is_top, page)
        ]
        page_rows[:] = [row for row in page_rows if not any(row is out for out in left_out)]


def _running(rows: Sequence[Sequence[Row]]) -> set[_Key]:
    seen: defaultdict[_Key, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
    for page, page_rows in enumerate(rows):
        for row, is_top in _edge_rows(page_rows):
            numbers = tuple(int(number[:9]) for number in _NUMBER.findall(row.text))
            seen[_key(row, is_top)].append((page, numbers))
    enough = max(2, _MIN_SHARE_OF_PAGES * len(rows))
    return {key for key, said in seen.items() if len(said) >= enough and _counts_pages(said)}


def _counts_pages(said: Sequence[tuple[int, tuple[int, ...]]]) -> bool:
    return all(
        after - before in (0, following - page)
        for (page, numbers), (following, later) in pairwise(said)
        for before, after in zip(numbers, later, strict=True)
    )


def _key(row: Row, is_top: bool) -> _Key:
    return is_top, _NUMBER.sub("0", "".join(row.text.split()))


def _is_page_number(row: Row, is_top: bool, page: Page) -> bool:
    if not _PAGE_NUMBER.fullmatch(row.text):
        return False
    ys = [glyph.y for glyph in page.glyphs]
    from_edge = max(ys) - row.y if is_top else row.y - min(ys)
    return from_edge < _EDGE * max(page.height, max(ys) - min(ys))


def _edge_rows(rows: Sequence[Row]) -> list[tuple[Row, bool]]:
    texts = [row for row in rows if row.table is None]
    top, bottom = texts[:_EDGE_ROWS], texts[max(_EDGE_ROWS, len(texts) - _EDGE_ROWS) :]
    return [*((row, True) for row in top), *((row, False) for row in bottom)]

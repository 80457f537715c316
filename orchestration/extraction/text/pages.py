"""Page numbers and running heads between the lines of a text, also in the middle of sentences.

Belongs here: finding such lines, and joining the sentence that they part. Does not belong here:
lines of one width (`wrapping`), the furniture of web pages (`layout.lines`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from orchestration.extraction.text.broken_numbers import COUNTED
from orchestration.extraction.text.offsets import Edit
from orchestration.extraction.text.wrapping import Widths, is_cut_off, joint, starts_block

_SURE = re.compile(
    r"[-—·]{1,2} ?\d{1,4} ?[-—·]{1,2}|第 ?\d{1,4} ?页(?:[ ,/]{0,3}共 ?\d{1,4} ?页)?"
    r"|(?:page|p\.) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?",
    re.IGNORECASE,
)
_WEAK = re.compile(r"(?P<page>\d{1,3})(?: ?/ ?\d{1,3})?")
_COUNTED = re.compile(r"[\d.,%‰年月日号时元度第万亿千百十余多]|" + COUNTED)
"""Begins what goes on behind a number that is none of a page."""
_BLANKS = "\r \t\u3000\u00a0"
_MAX_LINE = 40
_MIN_REPEATED = 2
_WINDOW = 6
"""Lines, blank ones too, that a break between two pages may hold."""


class _Line(NamedTuple):
    start: int
    end: int
    words: str
    kind: str  # text | blank | sure | weak | head


def find_page_breaks(text: str) -> list[Edit]:
    """Return the edits that take page numbers and running heads out of a text.

    A number alone on a line is one only where the sentence before it goes on behind it without a
    unit, and others of the text count on from it, or there is none; a head, where it stands beside
    page numbers at least twice.
    """
    lines = _lines(text)
    if not any(line.kind in ("sure", "weak") for line in lines):
        return []
    lines = _with_heads(_without_lone(lines))
    widths = Widths.of([line.words for line in lines if line.kind == "text"])
    edits: list[Edit] = []
    at = 0
    while at < len(lines):
        if lines[at].kind == "text":
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end].kind != "text":
            end += 1
        edits += _break(lines, at, end, widths)
        at = end
    return edits


def _lines(text: str) -> list[_Line]:
    found, start = [], 0
    for raw in text.split("\n"):
        words = raw.strip(_BLANKS) if len(raw) <= 3 * _MAX_LINE else raw
        found.append(_Line(start, start + len(raw), words, _kind(words)))
        start += len(raw) + 1
    return found


def _kind(words: str) -> str:
    if not words:
        return "blank"
    if len(words) > _MAX_LINE:
        return "text"
    if _SURE.fullmatch(words):
        return "sure"
    return "weak" if _WEAK.fullmatch(words) else "text"


def _without_lone(lines: list[_Line]) -> list[_Line]:
    """Take for text the numbers that no other counts on from, or to, if there are others."""
    pages = [
        int(m["page"]) for line in lines if line.kind == "weak" and (m := _WEAK.match(line.words))
    ]
    known = Counter(pages)
    counted = {page for page in known if known[page + 1] or known[page - 1] or len(pages) == 1}
    kept = []
    for line in lines:
        match = _WEAK.match(line.words) if line.kind == "weak" else None
        is_lone = match is not None and int(match["page"]) not in counted
        kept.append(line._replace(kind="text") if is_lone else line)
    return kept


def _with_heads(lines: list[_Line]) -> list[_Line]:
    """Mark the short lines that stand beside page numbers again and again."""
    beside = [at for at in range(len(lines)) if _is_beside_number(lines, at)]
    often = Counter(lines[at].words for at in beside)
    heads = {at for at in beside if often[lines[at].words] >= _MIN_REPEATED}
    return [line._replace(kind="head") if at in heads else line for at, line in enumerate(lines)]


def _is_beside_number(lines: list[_Line], at: int) -> bool:
    if lines[at].kind != "text" or not 2 <= len(lines[at].words) <= _MAX_LINE:
        return False
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(lines) and abs(near - at) < _WINDOW and lines[near].kind == "blank":
            near += step
        if 0 <= near < len(lines) and lines[near].kind in ("sure", "weak"):
            return True
    return False


def _break(lines: list[_Line], at: int, end: int, widths: Widths) -> list[Edit]:
    """The edits for one break: lines[at:end] hold numbers, heads and blanks alone."""
    kinds = {line.kind for line in lines[at:end]}
    if not at or end == len(lines):
        before = after = ""
    else:
        before, after = lines[at - 1].words, lines[end].words
    if kinds & {"sure", "weak"} and end - at <= _WINDOW and before:
        start = lines[at - 1].end
        before = before.rstrip(_BLANKS)
        is_number = "sure" not in kinds and (before[-1].isdigit() or _COUNTED.match(after))
        is_cut = is_cut_off(before) or (before[-1] not in "。!?" and widths.are_filled_by(before))
        if is_cut and not is_number and not starts_block(after):
            return [Edit(start, lines[end].start, joint(before, after))]
    return [Edit(x.start, x.end, "") for x in lines[at:end] if x.kind == "sure" and x.words]

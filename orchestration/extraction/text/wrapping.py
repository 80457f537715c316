"""Paragraphs that were cut into lines of one width, as in text copied from PDF or plain mail.

Belongs here: deciding which line breaks are not the author's. Does not belong here: headings and
roles of lines (`layout`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from orchestration.extraction.text.offsets import Edit

_STARTS_BLOCK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.]|[((][一二三四五六七八九十\d]{1,3}[))]"
    r"|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]{1,3}[、,章部]|[一二三四五六七八九十]是|[【●■◆•·—*-])"
)
_INDENT = re.compile(r"[\u3000\u00a0 \t]{2,}|\u3000")
_SENTENCE_END = "。!?;:!?;:…"
_OPEN_END = ",、,(《“"
_MIN_WIDTH, _MAX_WIDTH = 30, 160
_SLACK = 5


def find_wraps(text: str) -> list[Edit]:
    """Return edits that join the lines of a paragraph broken at a fixed width.

    Widths are in half-width columns. A document counts as wrapped when at least three lines end
    in mid-sentence and most of them at one width that hardly any line exceeds.
    """
    if text.count("\n") < 3:
        return []
    lines = text.split("\n")
    width = _wrap_width(lines)
    edits: list[Edit] = []
    end = -1
    for line, following in pairwise(lines):
        end += len(line) + 1
        if _continues(line.rstrip(), following, width):
            edits.append(Edit(end, end + 1, _joint(line, following)))
    return edits


def _columns(line: str) -> int:
    return len(line.encode("gb18030", "replace"))


def _wrap_width(lines: list[str]) -> int:
    open_widths: list[int] = []
    widest = 0
    n_long = n_lines = 0
    for raw in lines:
        line = raw.strip("\r \t\u3000\u00a0")
        if not line:
            continue
        n_lines += 1
        if len(line) > _MAX_WIDTH or (width := _columns(raw.rstrip())) > _MAX_WIDTH:
            n_long += 1
        elif line[-1] not in _SENTENCE_END and width >= _MIN_WIDTH:
            open_widths.append(width)
    if n_long * 20 > n_lines or len(open_widths) < 3:
        return 0
    widest = max(open_widths)
    n_at_width = sum(width >= widest - _SLACK for width in open_widths)
    return widest if n_at_width >= 3 and n_at_width * 10 >= len(open_widths) * 6 else 0


def _continues(line: str, following: str, width: int) -> bool:
    rest = following.strip()
    if not line or not rest or _STARTS_BLOCK.match(following):
        return False
    if len(line) >= 20 and line[-1] in _OPEN_END:
        return True
    if not width or _columns(line) < width - _SLACK or _INDENT.match(following):
        return False
    return line[-1] not in _SENTENCE_END


def _joint(line: str, following: str) -> str:
    before, after = line.rstrip()[-1:], following.lstrip()[:1]
    both_words = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return " " if both_words else ""

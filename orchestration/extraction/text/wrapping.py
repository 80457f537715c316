"""Paragraphs that were cut into lines of one width, as in text copied from PDF or plain mail.

Belongs here: deciding which line breaks are not the author's. Does not belong here: headings and
roles of lines (`layout`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from orchestration.extraction.text.offsets import Edit

_STARTS_BLOCK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.]|[((][一二三四五六七八九十\d]{1,3}[))]"
    r"|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]{1,3}[、,章部]|[一二三四五六七八九十]是|[【●■◆•·—*-])"
)
_INDENT = re.compile(r"[\u3000\u00a0 \t]{2,}|\u3000")
_SENTENCE_END = "。!?;:!?;:…"
_OPEN_END = ",、,(《“"
_FULL_STOPS = "。!?"
_BLANK = re.compile(r"\s")
_CLOSES = re.compile("[”’」』)\\]》]+$")
_MIN_WIDTH, _MAX_WIDTH = 30, 160
_SLACK = 5
_MIN_CUT, _MAX_HEADING = 15, 40


def find_wraps(text: str) -> list[Edit]:
    """Return edits that join the lines of a paragraph broken at a fixed width.

    Widths are in half-width columns, or in characters where these are the more even. A document
    counts as wrapped when at least three lines end in mid-sentence and most of them at one width
    that hardly any line exceeds. A line that ends in the middle of a later sentence goes on too.
    """
    if "\n" not in text:
        return []
    lines = text.split("\n")
    widths = _Widths.of(lines)
    edits: list[Edit] = []
    end = -1
    for line, following in pairwise(lines):
        end += len(line) + 1
        if _continues(line.rstrip(), following, widths):
            edits.append(Edit(end, end + 1, joint(line, following)))
    return edits


def starts_block(line: str) -> bool:
    """Say whether a line begins with the mark of an item."""
    return _STARTS_BLOCK.match(line) is not None


def is_cut_off(line: str) -> bool:
    """Say whether a line without blanks at its end can only go on in the next one.

    It ends in the middle of a sentence, and is too long or has too many clauses for a heading.
    """
    if len(line) < _MIN_CUT or line[-1] in _SENTENCE_END or "|" in line or "\t" in line:
        return False
    if line[-1] in _OPEN_END:
        return True
    return len(line) > _MAX_HEADING or _ends_in_later_sentence(line)


def joint(line: str, following: str) -> str:
    """Return what stands between two lines once they are one: a blank between Latin words."""
    before, after = line.rstrip()[-1:], following.lstrip()[:1]
    both_words = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return " " if both_words else ""


def _ends_in_later_sentence(line: str) -> bool:
    stop = max(line.rfind(mark) for mark in _FULL_STOPS)
    tail = line[stop + 1 :]
    return stop >= _MIN_CUT and bool(tail) and not _BLANK.search(tail) and not _CLOSES.match(tail)


class _Widths(NamedTuple):
    """The widths at which the lines of a document were cut; 0 where they were not."""

    columns: int
    characters: int

    @classmethod
    def of(cls, lines: list[str]) -> _Widths:
        ends = [line for line in map(str.rstrip, lines) if line.strip("\u3000\u00a0 \t")]
        if sum(_is_long(line) for line in ends) * 20 > len(ends):
            return cls(0, 0)
        open_ends = [
            x for x in ends if x[-1] not in _SENTENCE_END and not _is_long(x) and "|" not in x
        ]
        columns = _common_width([_columns(x) for x in open_ends], _SLACK, 6)
        characters = _common_width([len(x) for x in open_ends], 0, 8)
        return cls(columns, characters)

    def fills(self, line: str) -> bool:
        """Say whether a line is as wide as lines get before they are cut."""
        if self.characters and len(line) == self.characters:
            return True
        return self.columns > 0 and _columns(line) >= self.columns - _SLACK


def _is_long(line: str) -> bool:
    return len(line) > _MAX_WIDTH or _columns(line) > _MAX_WIDTH


def _common_width(widths: list[int], slack: int, tenths: int) -> int:
    """The greatest width, if at least three lines and so many tenths of all have it."""
    wide = [width for width in widths if width >= _MIN_WIDTH // 2 + (_MIN_WIDTH // 2) * (slack > 0)]
    if len(wide) < 3:
        return 0
    widest = max(wide)
    n_at_width = sum(width >= widest - slack for width in wide)
    return widest if n_at_width >= 3 and n_at_width * 10 >= len(wide) * tenths else 0


def _columns(line: str) -> int:
    return len(line.encode("gb18030", "replace"))


def _continues(line: str, following: str, widths: _Widths) -> bool:
    rest = following.strip()
    if not line or not rest or starts_block(following):
        return False
    if len(line) >= 20 and line[-1] in _OPEN_END:
        return True
    if _INDENT.match(following) or line[-1] in _SENTENCE_END:
        return False
    return widths.fills(line) or _ends_in_later_sentence(line)

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
_CLOSES = re.compile("[”’」』)\\]》]+$")
_MIN_WIDTH, _MAX_WIDTH = 30, 160
_SLACK = 5
_MIN_LINES, _MIN_RAGGED = 3, 8
_CLAUSE_END = re.compile("[,;。:、]")
_INDENTS = "\r \t\u3000\u00a0"
_MIN_CUT, _MAX_HEADING, _LONGEST_HEADING = 15, 40, 60


def find_wraps(text: str) -> list[Edit]:
    """Return edits that join the lines of a paragraph broken at a fixed width.

    A line that ends in the middle of a later sentence, or of a long one, goes on whatever the
    width.
    """
    if "\n" not in text:
        return []
    lines = text.split("\n")
    widths = Widths.of(lines)
    edits: list[Edit] = []
    end = -1
    for line, following in pairwise(lines):
        end += len(line) + 1
        if _continues(line.rstrip(), following, widths):
            edits.append(Edit(end, end + 1, joint(line, following)))
    return edits


class Widths(NamedTuple):
    """The widths at which the lines of a document were cut; 0 where they were not.

    `columns` are half-width, `characters` exact. `ragged` is the least number of columns of a line
    that was cut, where most lines of prose end in mid-sentence, wherever that is.
    """

    columns: int
    characters: int
    ragged: int

    @classmethod
    def of(cls, lines: list[str]) -> Widths:
        """Measure the lines of a text.

        It counts as wrapped when at least three lines end in mid-sentence and most of them at one
        width that hardly any line exceeds.
        """
        ends = [line for line in map(str.rstrip, lines) if line.strip(_INDENTS)]
        if sum(_is_long(line) for line in ends) * 20 > len(ends):
            return cls(0, 0, 0)
        open_ends = [line for line in ends if not _is_long(line) and _is_open(line)]
        columns = _common_width([_columns(x) for x in open_ends], _MIN_WIDTH, _SLACK)
        characters = _common_width([len(x) for x in open_ends], _MIN_WIDTH // 2, 0)
        return cls(columns, characters, _ragged_width(ends))

    def are_filled_by(self, line: str) -> bool:
        """Say whether a line is as wide as lines get before they are cut."""
        if self.characters and len(line) == self.characters:
            return True
        width = _columns(line)
        if self.ragged and width >= self.ragged:
            return True
        return self.columns > 0 and width >= self.columns - _SLACK


def starts_block(line: str) -> bool:
    """Say whether a line begins with the mark of an item."""
    return _STARTS_BLOCK.match(line) is not None


def is_cut_off(line: str) -> bool:
    """Say whether a line without blanks at its end can only go on in the next one.

    It ends in the middle of a sentence, and is too long or has too many clauses for a heading.
    """
    if len(line) < _MIN_CUT or not _is_open(line) or "\t" in line:
        return False
    if line[-1] in _OPEN_END or len(line) > _MAX_HEADING or _ends_open(line):
        return True
    return "," in line and not starts_block(line)


def joint(line: str, following: str) -> str:
    """Return what stands between two lines once they are one: a blank between Latin words."""
    before, after = line.rstrip()[-1:], following.lstrip()[:1]
    both_words = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return " " if both_words else ""


def _is_open(line: str) -> bool:
    return line[-1] not in _SENTENCE_END and "|" not in line


def _ends_open(line: str) -> bool:
    stop = max(line.rfind(mark) for mark in _FULL_STOPS)
    tail = line[stop + 1 :]
    if not tail or "\t" in tail or "|" in tail:
        return False
    if stop < 0:
        return len(line) > _LONGEST_HEADING and "," in line and not _INDENT.search(line.strip())
    return len(line) >= 2 * _MIN_CUT and not tail[0].isspace() and not _CLOSES.match(tail)


def _is_long(line: str) -> bool:
    return len(line) > _MAX_WIDTH or _columns(line) > _MAX_WIDTH


def _common_width(widths: list[int], least: int, slack: int) -> int:
    """The greatest width, if at least three lines and most of all have it."""
    wide = [width for width in widths if width >= least]
    if len(wide) < _MIN_LINES:
        return 0
    widest = max(wide)
    n_at_width = sum(width >= widest - slack for width in wide)
    return widest if n_at_width >= max(_MIN_LINES, 0.6 * len(wide)) else 0


def _ragged_width(lines: list[str]) -> int:
    """Three quarters of the usual width, if most lines of prose end in mid-sentence; else 0."""
    prose = [line for line in lines if len(line) >= _MIN_CUT and _CLAUSE_END.search(line)]
    n_open = sum(_is_open(line) for line in prose)
    if len(prose) < _MIN_RAGGED or n_open < 0.6 * len(prose) or len(prose) < 0.6 * len(lines):
        return 0
    return sorted(map(_columns, prose))[len(prose) // 2] * 3 // 4


def _columns(line: str) -> int:
    return len(line.replace("\u00a0", " ").encode("gb18030", "replace"))


def _continues(line: str, following: str, widths: Widths) -> bool:
    rest = following.strip()
    if not line or not rest or starts_block(following):
        return False
    if len(line) >= 20 and line[-1] in _OPEN_END:
        return True
    if _INDENT.match(following) or line[-1] in _SENTENCE_END:
        return False
    return widths.are_filled_by(line) or _ends_open(line)

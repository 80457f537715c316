"""Paragraphs from the lines of a PDF: which line goes on where the one before ended.

Belongs here: margins, indents, gaps, headings by their size. Does not belong here: finding lines
(see `pdf_lines`). A line is continued when it fills its column and the next begins at the margin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from orchestration.landing.formats.pdf_lines import Line

Item = TypeVar("Item")

_SENTENCE_END = "。!?;:!?;:"
_LETTERS = re.compile(r"[A-Za-z]{2}-$")
# A number or Latin word is not broken, and the sign after a word does not begin a line.
_FIRST_WORD = re.compile(r"[(《“【]*[!-~]*(?:\w/)*\w?[^\w\s(《“【!-~]?")
_SLACK, _INDENT = 0.8, 0.8
_GAP, _WIDE_GAP, _NEARLY = 1.2, 1.45, 0.7
_HEADING_SIZE, _SAME_SIZE = 1.12, 0.08
_MIN_INDENTED = 0.5


@dataclass(slots=True)
class Paragraph:
    """The text of lines that belong together; `level` is above 0 for a heading."""

    text: str
    level: int = 0


def paragraphs(items: Sequence[tuple[Line | Item, int]]) -> Iterator[tuple[Paragraph | Item, int]]:
    """Join lines to paragraphs; whatever else stands between them is handed on in its place."""
    lines = [item for item, _ in items if isinstance(item, Line)]
    shape = _Shape(lines)
    open_text, begun, last = "", 0, None
    for item, page in items:
        if not isinstance(item, Line):
            if last:
                yield Paragraph(open_text, shape.level(last)), begun
            last = None
            yield item, page
        elif last and shape.continues(last, item):
            open_text = _join(open_text, item.text)
            last = item
        else:
            if last:
                yield Paragraph(open_text, shape.level(last)), begun
            open_text, begun, last = item.text, page, item
    if last:
        yield Paragraph(open_text, shape.level(last)), begun


class _Shape:
    """What the lines of a document have in common: size of its print, distance, use of indents."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.body = sizes.most_common(1)[0][0] if sizes else 1.0
        larger = sorted({size for size in sizes if size > _HEADING_SIZE * self.body}, reverse=True)
        self._levels = {size: level for level, size in enumerate(larger, 1)}
        steps: list[float] = []
        breaks: list[float] = []
        for line, following in pairwise(lines):
            if line.y > following.y and _alike(line, following):
                (steps if _is_full(line, following) else breaks).append(line.y - following.y)
        self.step = _middle(steps)
        self.has_gaps = bool(self.step) and _middle(breaks) > _GAP * self.step
        begun = [b for a, b in pairwise(lines) if not _is_full(a, b)]
        n_indented = sum(_is_indented(line) for line in begun)
        self.has_indents = n_indented >= _MIN_INDENTED * len(begun) > 0

    def level(self, line: Line) -> int:
        """The level of a heading, 0 for the body."""
        return min(9, self._levels.get(round(line.size, 1), 0))

    def continues(self, line: Line, following: Line) -> bool:
        """Say whether a line goes on in the one that follows it."""
        if line.has_gaps or following.has_gaps or not _alike(line, following):
            return False
        if _is_indented(following):
            return False
        fell = line.y - following.y
        if self.has_gaps and fell > 0:
            is_near = fell <= _GAP * max(self.step, line.size)
            return is_near and line.x1 > line.left + _NEARLY * (line.right - line.left)
        if not _is_full(line, following) or 0 < _WIDE_GAP * max(self.step, line.size) < fell:
            return False
        return self.has_indents or line.text[-1] not in _SENTENCE_END


def _is_indented(line: Line) -> bool:
    return line.x0 > line.left + _INDENT * line.size


def _is_full(line: Line, following: Line) -> bool:
    """Say whether the first word of the next line had no room at the end of this one."""
    word = _FIRST_WORD.match(following.text)
    width = sum(0.5 if sign.isascii() else 1.0 for sign in word[0]) if word else 1.0
    return line.x1 + (width + _SLACK) * line.size >= line.right


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def _alike(line: Line, following: Line) -> bool:
    return abs(line.size - following.size) <= _SAME_SIZE * max(line.size, following.size)


def _join(text: str, following: str) -> str:
    """Latin words keep a blank or lose their hyphen; a number broken by the margin is whole."""
    if _LETTERS.search(text) and following[0].islower():
        return text[:-1] + following
    is_word = text[-1].isascii() and following[0].isascii()
    are_digits = text[-1] in "0123456789.," and following[0].isdigit()
    return f"{text} {following}" if is_word and not are_digits else text + following

"""The visible structure of a cleaned text: title, headings, paragraphs, sentences and their roles.

Belongs here: where sentences start and end, what stands above them, which sections hold plans.
Does not belong here: what a sentence says; what a furniture line looks like (`lines`), a numbering
(`headings`) or a plan section (`sections`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.headings import (
    BARE,
    HeadingStack,
    Marker,
    is_heading_text,
    read_marker,
    starts_inline_item,
)
from orchestration.extraction.lines import page_role
from orchestration.extraction.model import Sentence
from orchestration.extraction.sections import (
    announces_list,
    is_plan_title,
    opening_role,
    section_role,
)

_SENTENCE = re.compile(r"[^。!?\n]*(?:[。!?]+[”’』」)\]》]*|$)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|—|-|\D{0,4}(?:年|度))")
_CHINESE_YEAR = re.compile(r"[二一][○零九][○零一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("○零一二三四五六七八九", "00123456789")
_NOTE = re.compile(r"注(?:释|解)?\s*[::]|说明\s*:|备注\s*:|\[?注\d?\]?\s*[::]")
_GOVERNMENT_REPORT = re.compile("政府工作报告|人民代表大会")
_ENDINGS = ("。", ";", "!", "?", ",", ":", "、")
_NOT_BARE = re.compile(r"[。;!?,:()\d|]|^[A-Za-z]|[、]$")
_MAX_TITLE = 64
_MAX_HEADING_LINE = 46
_MAX_LEAD_HEADING = 40
_MAX_BARE_HEADING = 22
_MAX_TITLE_LINES = 8


def read_layout(text: str) -> list[Sentence]:
    """Split a cleaned text into sentences, each with the headings above it and its role.

    Sentences end at 。！？ and at line ends, never at ；. A line's numbering is part of its first
    sentence. Every non-blank character of the text lies in exactly one sentence.
    """
    return list(_Reader(text).read())


class _Reader:
    """Reads line by line; what it keeps is what later lines inherit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack = HeadingStack()
        self.paragraph = -1
        self.title = ""
        self.n_title_lines = 0
        self.in_head = True
        self.in_note = False
        self.base_year: int | None = None
        self.default_role = "body"
        self.carried_role = "body"

    def read(self) -> Iterator[Sentence]:
        position = 0
        for line in self.text.split("\n"):
            stripped = line.strip()
            if stripped:
                start = position + len(line) - len(line.lstrip())
                self.paragraph += 1
                yield from self._read_line(stripped, start)
            position += len(line) + 1

    def _whole(self, line: str, start: int, role: str) -> Sentence:
        return Sentence(start, start + len(line), self.paragraph, self.stack.headings, role)

    def _read_line(self, line: str, start: int) -> Iterator[Sentence]:
        if role := page_role(line):
            yield self._whole(line, start, role)
        elif self.in_head and self._is_title(line):
            self._take_title(line)
            yield self._whole(line, start, "title")
        elif _NOTE.match(line):
            self.in_note, self.in_head = True, False
            yield from self._sentences(line, start, "note")
        else:
            self.in_head = False
            yield from self._read_body(line, start)

    def _is_title(self, line: str) -> bool:
        if len(line) > _MAX_TITLE or line[-1] in "。;:,!?":
            return False
        marker = read_marker(line)
        return self.n_title_lines < _MAX_TITLE_LINES and (marker is None or marker.kind == "dash")

    def _take_title(self, line: str) -> None:
        self.title = f"{self.title} {line}".strip()
        self.n_title_lines += 1
        if match := _YEAR.search(self.title):
            self.base_year = int(match.group())
        elif match := _CHINESE_YEAR.search(self.title):
            self.base_year = int(match.group().translate(_CHINESE_DIGITS))
        self.default_role = self.carried_role = "plan" if is_plan_title(line) else "body"

    def _read_body(self, line: str, start: int) -> Iterator[Sentence]:
        marker = read_marker(line)
        if self.in_note and (marker is None or marker.rank > 2):
            yield from self._sentences(line, start, "note")
            return
        self.in_note = False
        if marker is None:
            marker, words = BARE, line
            is_heading = len(line) <= _MAX_BARE_HEADING and not _NOT_BARE.search(line)
            self.stack.close_inline()
        else:
            words = line[marker.length :].strip()
            is_heading = words[-1:] not in _ENDINGS
            self.stack.close(marker)
        if marker.kind == "bracket":
            yield from self._bracketed(marker, line, start)
        elif is_heading and is_heading_text(words, _MAX_HEADING_LINE):
            self._open(marker, words, start)
            yield self._whole(line, start, "heading")
        else:
            yield from self._paragraph(line, start)

    def _bracketed(self, marker: Marker, line: str, start: int) -> Iterator[Sentence]:
        closing = line.index("】") + 1
        rest = line[closing:]
        self._open(marker, line[1 : closing - 1], start, is_inline=bool(rest.strip()))
        yield self._whole(line[:closing], start, "heading")
        if rest.strip():
            yield from self._paragraph(rest, start + closing)

    def _open(self, marker: Marker, words: str, start: int, *, is_inline: bool = False) -> None:
        is_government_report = bool(_GOVERNMENT_REPORT.search(self.title))
        role = section_role(words, self.base_year, is_government_report)
        if role is not None or marker.rank <= 2:
            self.carried_role = role if role == "review" else self.default_role
        self.stack.push(marker, words, start, role, is_inline=is_inline)

    def _paragraph(self, line: str, start: int) -> Iterator[Sentence]:
        marker = read_marker(line)
        opening = opening_role(line[marker.length :] if marker else line)
        if opening == "plan" or self.stack.role == "plan":
            role = "plan"
        else:
            self.carried_role = role = opening or self.carried_role
        yield from self._sentences(line, start, role, marker)
        if opening == "plan" and announces_list(line):
            self.stack.push_lead("plan")

    def _sentences(
        self, line: str, start: int, role: str, marker: Marker | None = None
    ) -> Iterator[Sentence]:
        """Yield the sentences of a paragraph; a short first one of an item heads the rest."""
        for match in _SENTENCE.finditer(line):
            sentence = match.group().strip()
            if not sentence:
                continue
            begin = start + match.start() + len(match.group()) - len(match.group().lstrip())
            if match.start():
                marker = starts_inline_item(sentence)
                if role == "body" and opening_role(sentence) == "plan":
                    role = "plan"
            if marker is not None:
                self.stack.close(marker)
            own_role = "plan" if role == "body" and self.stack.role == "plan" else role
            yield Sentence(
                begin, begin + len(sentence), self.paragraph, self.stack.headings, own_role
            )
            if marker is not None:
                words = sentence[marker.length :].strip().rstrip("。!?:;")
                if is_heading_text(words, _MAX_LEAD_HEADING):
                    is_inline = match.end() < len(line)
                    self._open(marker, words, begin, is_inline=is_inline)

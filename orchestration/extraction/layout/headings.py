"""Numbering: what starts an item, how deep it stands, and which text of it is a heading.

Belongs here: the marks 一、 (一) 1. (1) ① 一是 第一, —— 【】 and the stack of open headings.
Does not belong here: what a heading means for its section (`sections`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestration.extraction.model import Heading

_CN = "[一二三四五六七八九十]{1,3}"
_MARKS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, rf"第{_CN}(?:部分|章|编|篇)[、,:.]?"),
    ("chinese", 2, rf"{_CN}[、.]|{_CN},(?=\D)"),
    ("bracket", 2, r"【(?=[^】]{1,30}】)"),
    ("chinese_paren", 3, rf"[(〈<]{_CN}[)〉>][、.]?"),
    ("number", 4, r"\d{1,2}(?:[、]|\.(?!\d))"),
    ("number_paren", 5, r"\(\d{1,2}\)[、.]?|\d{1,2}\)"),
    ("circled", 6, r"[①-⑳⑴-⒇⒈-⒛]"),
    ("item", 7, rf"{_CN}(?:是|要)(?=\D)|第{_CN},|其[一二三四五六]是?,|首先,|其次,|再次,|最后,"),
    ("dash", 7, r"—{1,3}|--+|[●■◆▲★◇□○※·»](?=\D)"),
)
_MARK = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, _, pattern in _MARKS))
_INLINE = re.compile(rf"{_CN}是(?=[^\d])|\(\d{{1,2}}\)|[①-⑳]|第{_CN},|其[一二三四五六],")
_RANK = {kind: rank for kind, rank, _ in _MARKS}
_ITEM_RANK = 7
_COUNTS = re.compile(
    r"\d[\d.,万亿余多]*(?:[%‰人户元张所家名对件次处条座]|个(?!月)|万|亿|个?百分点)"
)


class Marker(NamedTuple):
    """The numbering at the start of a line or sentence; `length` characters long."""

    kind: str
    rank: float
    length: int


BARE = Marker("bare", 2, 0)
"""A short line without numbering between paragraphs."""
TOPIC = Marker("topic", 8, 0)
"""The words before a colon that open a paragraph: 社会救助方面:."""


def read_marker(text: str) -> Marker | None:
    """Return the numbering that `text` starts with."""
    match = _MARK.match(text)
    if match is None or match.lastgroup is None:
        return None
    return Marker(match.lastgroup, _RANK[match.lastgroup], match.end())


def starts_inline_item(sentence: str) -> Marker | None:
    """Return the numbering of an item that starts inside a paragraph: 一是, (1), ①."""
    return read_marker(sentence) if _INLINE.match(sentence) else None


def is_heading_text(text: str, longest: int) -> bool:
    """Say whether an item's words are short and free of figures, as headings are."""
    return 0 < len(text) <= longest and not _COUNTS.search(text)


class _Open(NamedTuple):
    kind: str
    rank: float
    heading: Heading | None
    role: str | None
    is_inline: bool = False

    @property
    def heads_one_paragraph(self) -> bool:
        if self.rank >= _ITEM_RANK:
            return self.is_inline or self.kind != "dash"
        return self.is_inline and self.role is None


class HeadingStack:
    """The headings that are open at a point of the text, outermost first, and their roles.

    Attributes:
        headings: the open headings, outermost first.
        role: the role announced by the innermost heading that announces one.
    """

    def __init__(self) -> None:
        self.headings: tuple[Heading, ...] = ()
        self.role: str | None = None
        self._open: list[_Open] = []
        self._lead_has_items = False

    def _set(self, entries: list[_Open]) -> None:
        if entries != self._open:
            self._open = entries
            self.headings = tuple(e.heading for e in entries if e.heading is not None)
            self.role = next((e.role for e in reversed(entries) if e.role), None)

    def push(
        self, marker: Marker, text: str, start: int, role: str | None, *, is_inline: bool = False
    ) -> None:
        """Open a heading, inline if it is the first sentence of a paragraph it heads."""
        self.close(marker)
        heading = Heading(text, 1 + len(self.headings), start)
        self._set([*self._open, _Open(marker.kind, marker.rank, heading, role, is_inline)])

    def push_lead(self, role: str) -> None:
        """Give the items that follow a role; they end where an item of the present kind starts."""
        rank = self._open[-1].rank + 0.5 if self._open else 0.5
        self._set([*self._open, _Open("lead", rank, None, role)])
        self._lead_has_items = False

    def close(self, marker: Marker) -> None:
        """Close what a new item of this kind ends: its like with all below, and deeper ones."""
        self._lead_has_items = True
        for depth, entry in enumerate(self._open):
            if entry.kind == marker.kind:
                self._set(self._open[:depth])
                return
        depth = len(self._open)
        while depth and self._open[depth - 1].rank >= marker.rank:
            depth -= 1
        self._set(self._open[:depth])

    def end_leads(self) -> None:
        """Take the role of a lead from what follows."""
        self._set([entry for entry in self._open if entry.heading is not None])

    def close_inline(self, *, ends_leads: bool) -> None:
        """Close what heads one paragraph only: items, and inline headings without a role.

        A bullet on a line of its own heads what follows up to the next. Where `ends_leads`, a
        lead that had its items ends with them.
        """
        below_heading = self._open and self._open[-1].heading and not self._open[-1].is_inline
        if ends_leads and self._lead_has_items and not below_heading:
            self.end_leads()
        self._set([entry for entry in self._open if not entry.heads_one_paragraph])

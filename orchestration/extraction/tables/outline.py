"""The place of a row's name in the outline of its column.

Belongs here: numberings (一、 (一) 1. A I), 其中 and indents as levels. Does not belong here: what
the names mean (`cues`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from orchestration.extraction.tables.cues import Head, read_head, take_part, unit_of_words
from orchestration.extraction.tables.linking import topics_of

_CN = "[一二三四五六七八九十]{1,3}"
_MARKS = (
    ("chinese", re.compile(rf"{_CN}[、.,]")),
    ("chinese_paren", re.compile(rf"\({_CN}\)[、.]?")),
    ("number_paren", re.compile(r"\(\d{1,2}\)[、.]?|\d{1,2}\)")),
    ("number", re.compile(r"\d{1,2}(?:[、]|\.(?!\d))")),
    ("numbers", re.compile(r"\d{1,2}(?:\.\d{1,2})+[、.]?(?=[^\d%])")),
    ("circled", re.compile("[①-⑳⑴-⒇⒈-⒛]")),
    ("roman", re.compile(r"(?:[ⅠⅡⅢⅣⅤⅥ]|I{1,3}|IV|VI{0,3})[、.]?(?=[一-鿿])")),
    ("letter", re.compile(r"[A-Za-z][、.]?(?=[一-鿿])")),
    ("dash", re.compile(r"[-—·●•]+(?=[一-鿿])")),
)
_PART, _PLAIN = "part", ""


@dataclass(slots=True)
class Entry:
    """A row's name that is open: rows below may be its parts.

    `head` is the name without its numbering; `row` where it stands; `is_empty` if it has no value.
    """

    kind: str
    indent: int
    head: Head
    row: int
    is_empty: bool
    is_marked: bool = False


class Outline:
    """The names that are open above a row, outermost first."""

    def __init__(self) -> None:
        self._open: list[Entry] = []

    def push(self, said: str, indent: int, row: int, *, is_empty: bool) -> tuple[Entry, ...]:
        """Open a row's name and return the names above it and itself, outermost first.

        Args:
            said: the compacted name.
            indent: the width of the blanks before it.
            row: where it stands.
            is_empty: whether its row has no value, so that it only heads others.
        """
        said, is_part = take_part(said)
        kind, said = _without_mark(said)
        if kind and not is_part:
            said, is_part = take_part(said)
        head = replace(read_head(said), is_part=is_part)
        kind = kind or (_PART if is_part else _PLAIN)
        entry = Entry(kind, indent, head, row, is_empty, is_marked=kind not in {_PART, _PLAIN})
        self._close(entry)
        self._open.append(entry)
        return tuple(self._open)

    def _close(self, entry: Entry) -> None:
        """Close what the new entry is no part of."""
        opened = self._open
        if entry.is_marked:
            same = next((i for i, e in enumerate(opened) if e.kind == entry.kind), None)
            if same is not None:
                del opened[same:]
            else:
                while opened and not opened[-1].is_marked and opened[-1].kind != _PART:
                    if opened[-1].is_empty and opened[-1].indent < entry.indent:
                        break
                    opened.pop()
            return
        if entry.kind == _PART:
            while opened and (opened[-1].kind == _PART):
                opened.pop()
            return
        while opened and not opened[-1].is_marked and self._ends(opened[-1], entry):
            if opened.pop().kind == _PART and _is_bare_part(entry):
                entry.kind = _PART
                return

    @staticmethod
    def _ends(before: Entry, entry: Entry) -> bool:
        """Is a name without numbering no part of the one before, which has none either?"""
        if before.kind == _PART:
            return True
        if entry.indent != before.indent:
            return entry.indent < before.indent
        return not before.is_empty or entry.is_empty


def _is_bare_part(entry: Entry) -> bool:
    """民办 below 其中:公办: a name that says nothing without the whole, be it indented or not."""
    words = entry.head.words
    return not (entry.is_empty or topics_of(words) or unit_of_words(words))


def _without_mark(said: str) -> tuple[str, str]:
    for kind, pattern in _MARKS:
        match = pattern.match(said)
        if match and match.end() < len(said):
            return kind, said[match.end() :]
    return "", said

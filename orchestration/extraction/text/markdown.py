"""Marks of Markdown in a text, and pipes around its paragraphs.

Belongs here: finding the marks of headings, lists, quotations, emphasis, links and escapes, and
the pipes of a table that has but one column. Does not belong here: tables (`tables`), HTML
(`markup`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.text.offsets import Edit

_PAGE = r"\d{1,4}[ \t]*-[ \t]*\r?$"
_LINE_MARK = re.compile(
    rf"^[ \t]{{0,8}}(?:(?:>[ \t]?)+|#{{1,6}}[ \t]+|[-*+][ \t]+(?=[^\s-])(?!{_PAGE}))+"
    r"|^[ \t]{0,3}(?:[-*_][ \t]*){3,}\r?$|^[ \t]{0,3}[-*+][ \t]*\r?$"
    r"|^[ \t]{0,3}```\w*[ \t]*\r?$",
    re.MULTILINE,
)
_CLOSING_HASHES = re.compile(r"(?<=\S)[ \t]+#{1,6}[ \t]*$", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![*_`\\A-Za-z0-9])(?P<mark>\*{1,3}|_{1,3}|`)(?=[^\s*_`])")
_NO_CLOSING = re.compile("[*_`0-9]")
"""Behind a closing mark it makes a sign of it (3*4)."""
_BOLD_REACH = 400
_LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{0,200})\]\((?:https?:|/|#|\.)[^()\s]{0,400}\)")
_ESCAPE = re.compile(r"\\(?=[-\\`*_{}\[\]()#+.!|>~])")
_ONE_CELL = re.compile(r"^[ \t]*(?P<open>\|)[^|\n]+(?P<close>\|)[ \t\r]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*\|[ \t]*:?-{3,}:?[ \t]*\|[ \t\r]*$", re.MULTILINE)


def find_markdown(text: str) -> list[Edit]:
    """Return the edits that take the marks of Markdown out of a text; ordered, none overlap.

    The rows of a table with several columns keep their pipes.
    """
    found = sorted([*_lines(text), *_emphasis(text), *_links(text), *_pipes(text)])
    edits: list[Edit] = []
    for edit in found:
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def _lines(text: str) -> Iterator[Edit]:
    for pattern in (_LINE_MARK, _CLOSING_HASHES, _ESCAPE):
        for match in pattern.finditer(text):
            yield Edit(match.start(), match.end(), "")


def _emphasis(text: str) -> Iterator[Edit]:
    """Marks that open and close in one paragraph; what has no partner is no mark (3*4)."""
    position = 0
    while match := _EMPHASIS.search(text, position):
        mark, start, begin = match["mark"], match.start(), match.end()
        paragraph_end = text.find("\n\n", begin, begin + _BOLD_REACH)
        until = paragraph_end if paragraph_end >= 0 else begin + _BOLD_REACH
        end = text.find(mark, begin, until)
        position = begin
        after = end + len(mark)
        if end > begin and not text[end - 1].isspace() and not _NO_CLOSING.match(text, after):
            yield Edit(start, begin, "")
            yield Edit(end, after, "")
            position = after


def _links(text: str) -> Iterator[Edit]:
    for match in _LINK.finditer(text):
        yield Edit(match.start(), match.start("text"), "")
        yield Edit(match.end("text"), match.end(), "")


def _pipes(text: str) -> Iterator[Edit]:
    if "|" not in text:
        return
    for match in _RULE.finditer(text):
        yield Edit(match.start(), match.end(), "")
    for match in _ONE_CELL.finditer(text):
        yield Edit(*match.span("open"), "")
        yield Edit(*match.span("close"), "")

"""HTML pages as text: which characters are tags, scripts and entities.

Belongs here: finding markup, as edits, so that no offset is lost. Does not belong here: layout.
A scanner of its own, because `html.parser` is quadratic on unclosed tags and loses positions of
what it decodes; the entity table is the library's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestration.extraction.text.offsets import Edit

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|br|table|tbody|tr|td|span|font|section|article|meta"
    r"|ul|li|h[1-6]|strong|img|a\s+href)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_TOKEN = re.compile(
    r"<!--|<!\[CDATA\["
    r"|<[!?][^<>]{0,2000}>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,4000}?)/?>"
    r"|" + _ENTITY.pattern
)
_META = re.compile(
    r"""name\s*=\s*["'](?P<name>[A-Za-z]{2,24})["'][^<>]{0,200}?"""
    r"""content\s*=\s*["'](?P<content>[^"'<>]{1,300})["']""",
    re.IGNORECASE,
)
_SILENT = frozenset({"script", "style", "template", "noscript", "textarea", "select", "svg"})
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CELL = frozenset({"td", "th"})
PAGE_FACTS = frozenset(
    {"sitename", "siteidcode", "articletitle", "pubdate", "contentsource", "columnname", "url"}
)
"""Names of the <meta> tags that government sites fill in and that say something of the page."""


def find_markup(text: str) -> list[Edit]:
    """Return the edits that turn a page into text; none where the text holds no markup."""
    if "<" in text and _LOOKS_LIKE_HTML.search(text):
        return list(_page_edits(text))
    if "&" in text:
        return [edit for match in _ENTITY.finditer(text) if (edit := _entity_edit(match))]
    return []


def _page_edits(text: str) -> Iterator[Edit]:
    closers = _Closers(text)
    position = 0
    while match := _TOKEN.search(text, position):
        token, start = match.group(), match.start()
        position = match.end()
        if token == "<!--":
            position = closers.after("-->", position)
            yield Edit(start, position, "")
        elif token.startswith("&"):
            if edit := _entity_edit(match):
                yield edit
        elif match["name"] is None:
            yield Edit(start, position, "")
        else:
            name = match["name"].lower()
            if name in _SILENT and not match["close"] and not token.endswith("/>"):
                position = closers.after(f"</{name}", position)
                position = closers.after(">", position) if position < len(text) else position
            if name == "meta":
                yield from _meta_edits(match)
            else:
                yield Edit(start, position, _gap(name, bool(match["close"])))


class Tag(NamedTuple):
    """A tag or entity of a page, [start, end); an entity has no name and says `text`."""

    start: int
    end: int
    name: str
    closes: bool
    text: str


def is_page(text: str) -> bool:
    """Does a text hold markup?"""
    return "<" in text and _LOOKS_LIKE_HTML.search(text) is not None


def find_tags(text: str) -> Iterator[Tag]:
    """The tags and entities of a page in order; comments and scripts are tags without a name."""
    closers, position = _Closers(text), 0
    while match := _TOKEN.search(text, position):
        token, start = match.group(), match.start()
        position, name = match.end(), (match["name"] or "").lower()
        if token == "<!--":
            position = closers.after("-->", position)
        elif token.startswith("&"):
            yield Tag(start, position, "", False, html.unescape(token))
            continue
        elif name in _SILENT and not match["close"] and not token.endswith("/>"):
            position = closers.after(f"</{name}", position)
            position = closers.after(">", position) if position < len(text) else position
            name = ""
        yield Tag(start, position, name, bool(match["close"]), token if name else "")


class _Closers:
    """Finds what closes an element; remembers what never comes, so that scanning stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower() if len(text.lower()) == len(text) else text
        self._absent: set[str] = set()

    def after(self, closer: str, position: int) -> int:
        """Return the offset after the next `closer`, or `position` itself if there is none."""
        found = -1 if closer in self._absent else self._lower.find(closer, position)
        if found < 0:
            self._absent.add(closer)
            return position
        return found + len(closer)


def _gap(name: str, closes: bool) -> str:
    if name in _BLOCK:
        return "\n"
    return "\t" if name in _CELL and closes else ""


def _entity_edit(match: re.Match[str]) -> Edit | None:
    decoded = html.unescape(match.group())
    if decoded == match.group():
        return None
    return Edit(match.start(), match.end(), decoded)


def _meta_edits(match: re.Match[str]) -> Iterator[Edit]:
    """Keep `<meta name="PubDate" content="2023-01-20">` as the line `PubDate:2023-01-20`."""
    fact = _META.search(match.string, match.start(), match.end())
    if fact is None or fact["name"].lower() not in PAGE_FACTS:
        yield Edit(match.start(), match.end(), "")
        return
    yield Edit(match.start(), fact.start("name"), "\n")
    yield Edit(fact.end("name"), fact.start("content"), ":")
    yield Edit(fact.end("content"), match.end(), "\n")

"""What a binary Word file says of its paragraphs and characters, by their place in the file.

Belongs here: the pages of properties and the few of them that matter to text and tables. Does not
belong here: text (see `word_binary`). Names and numbers are those of the specification MS-DOC.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from orchestration.landing.formats.edges import JOINS_ABOVE, JOINS_LEFT

_CHARACTER_PAGES, _PARAGRAPH_PAGES = 0xFA, 0x102
_PAGE_SIZE = 512

_IN_TABLE, _ROW_END, _OUTLINE, _TABLE_HEADER = 0x2416, 0x2417, 0x2640, 0x3404
_DEFINE_TABLE, _CHANGE_TABS = 0xD608, 0xC615
_DELETED, _HIDDEN = 0x0800, 0x083C
_OPERAND_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_HEADING_STYLES = range(1, 10)
_CELL_SIZE = 20


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """`edges` and `merges` are those of the row that a row end closes, edges in twips."""

    is_in_table: bool = False
    is_row_end: bool = False
    is_header: bool = False
    level: int = 0
    edges: tuple[int, ...] = ()
    merges: tuple[str, ...] = ()


class Properties:
    """The runs of a file that share properties, found by the offset of a character.

    Raises:
        struct.error, IndexError: The file is cut off or damaged.
    """

    def __init__(self, document: bytes, table: bytes) -> None:
        self._starts: list[int] = []
        self._paragraphs: list[ParagraphProperties] = []
        for start, _, properties in _runs(document, table, _PARAGRAPH_PAGES):
            self._starts.append(start)
            self._paragraphs.append(_paragraph(properties))
        unsaid = [
            (start, end)
            for start, end, properties in _runs(document, table, _CHARACTER_PAGES)
            if any(
                name in (_DELETED, _HIDDEN) and value[:1] == b"\x01"
                for name, value in _sprms(properties)
            )
        ]
        self._unsaid = sorted(unsaid)
        self._unsaid_starts = [start for start, _ in self._unsaid]

    def of_paragraph(self, offset: int) -> ParagraphProperties:
        """The properties of the paragraph whose mark stands at an offset."""
        at = bisect_right(self._starts, offset) - 1
        return self._paragraphs[at] if at >= 0 else ParagraphProperties()

    def is_unsaid(self, offset: int) -> bool:
        """Say whether the character at an offset was deleted with tracking, or is hidden."""
        at = bisect_right(self._unsaid_starts, offset) - 1
        return at >= 0 and offset < self._unsaid[at][1]


def _runs(document: bytes, table: bytes, kind: int) -> Iterator[tuple[int, int, bytes]]:
    """Each run's first and last offset and its properties; pages stand in rising order."""
    start, length = struct.unpack_from("<II", document, kind)
    n = max(0, (length - 4) // 8)
    pages = struct.unpack_from(f"<{n}I", table, start + 4 * (n + 1)) if n else ()
    for page in pages:
        at = (page & 0x3FFFFF) * _PAGE_SIZE
        content = document[at : at + _PAGE_SIZE]
        if len(content) == _PAGE_SIZE:
            yield from _page_runs(content, kind)


def _page_runs(page: bytes, kind: int) -> Iterator[tuple[int, int, bytes]]:
    n = page[-1]
    is_paragraph = kind == _PARAGRAPH_PAGES
    step = 13 if is_paragraph else 1
    if 4 * (n + 1) + step * n >= _PAGE_SIZE:
        return
    offsets = struct.unpack_from(f"<{n + 1}I", page, 0)
    for i in range(n):
        at = 2 * page[4 * (n + 1) + step * i]
        properties = b""
        if at:
            size = page[at]
            if not is_paragraph:
                properties = page[at + 1 : at + 1 + size]
            elif size:
                properties = page[at + 1 : at + 2 * size]
            else:
                properties = page[at + 2 : at + 2 + 2 * page[at + 1]]
        yield offsets[i], offsets[i + 1], properties


def _paragraph(properties: bytes) -> ParagraphProperties:
    found = ParagraphProperties()
    if len(properties) < 2:
        return found
    (style,) = struct.unpack_from("<H", properties, 0)
    if style in _HEADING_STYLES:
        found = replace(found, level=style)
    for name, value in _sprms(properties[2:]):
        if name == _IN_TABLE:
            found = replace(found, is_in_table=value[:1] == b"\x01")
        elif name == _ROW_END:
            found = replace(found, is_row_end=value[:1] == b"\x01")
        elif name == _TABLE_HEADER:
            found = replace(found, is_header=value[:1] == b"\x01")
        elif name == _OUTLINE and value:
            found = replace(found, level=value[0] + 1 if value[0] < 9 else 0)
        elif name == _DEFINE_TABLE:
            edges, merges = _row(value)
            found = replace(found, edges=edges, merges=merges)
    return found


def _row(value: bytes) -> tuple[tuple[int, ...], tuple[str, ...]]:
    n = value[0] if value else 0
    if len(value) < 1 + 2 * (n + 1):
        return (), ()
    edges = struct.unpack_from(f"<{n + 1}h", value, 1)
    merges = []
    for i in range(n):
        at = 1 + 2 * (n + 1) + _CELL_SIZE * i
        flags = int.from_bytes(value[at : at + 2], "little")
        joins_left = flags & 0x02 and not flags & 0x01
        joins_above = flags & 0x20 and not flags & 0x40
        merges.append(JOINS_LEFT if joins_left else JOINS_ABOVE if joins_above else "")
    return edges, tuple(merges)


def _sprms(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """The single properties: their code and operand."""
    at = 0
    while at + 2 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, at)
        at += 2
        size = _OPERAND_SIZES.get(code >> 13)
        if size is None:
            if code == _DEFINE_TABLE:
                size = max(0, int.from_bytes(properties[at : at + 2], "little") - 1)
                at += 2
            else:
                size = properties[at] if at < len(properties) else 0
                at += 1
                if code == _CHANGE_TABS and size == 255:
                    return
        yield code, properties[at : at + size]
        at += size

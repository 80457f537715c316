"""Word files of the XML kind (docx, docm, and what WPS saves as docx).

Belongs here: paragraphs, headings, drawn numbers, tables with merged cells, text boxes. Does not
belong here: the old binary files (see `word_binary`), lists' numbers (see `numbering`).
The parts are read directly: python-docx gives neither drawn numbers nor what stands in content
controls, text boxes and tracked insertions. Macros are not looked at, deleted text is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.landing.formats.content import Content, ContentWriter, GridCell
from orchestration.landing.formats.numbering import VAL, Numbering, W
from orchestration.landing.formats.package import Package
from orchestration.landing.formats.word_styles import Styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_UNSAID = {W + name for name in ("del", "moveFrom", "delText", "rt", "instrText", "rPr", "pPr")}
_INSIDE = {W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")}
_DRAWN = {W + "drawing", W + "pict", W + "object"}
_SIGNS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_MAX_DEPTH = 60


def read_docx(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read a docx.

    Raises:
        UndecodableDocument: It is damaged, too large or holds no characters.
    """
    package = Package(content)
    writer = ContentWriter(MEDIA_TYPE)
    part = "word/numbering.xml"
    numbering = Numbering.of(package.parse(part) if part in package.names else None)
    part = "word/styles.xml"
    styles = Styles.of(package.parse(part) if part in package.names else None)
    root = package.parse("word/document.xml")
    body = root.find(W + "body")
    if body is not None:
        _Reader(writer, styles, numbering).read(body, 0)
    return writer.finish()


class _Reader:
    """Walks the body and writes its blocks."""

    def __init__(self, writer: ContentWriter, styles: Styles, numbering: Numbering) -> None:
        self._writer, self._styles, self._numbering = writer, styles, numbering
        self._caption = ""
        self._n_tables = 0

    def read(self, parent: Any, depth: int) -> None:
        """Write what stands in an element, in its order."""
        for element in _blocks(parent):
            if element.tag == W + "p":
                self._read_paragraph(element, depth)
            elif depth < _MAX_DEPTH:
                self._read_table(element, depth)

    def _read_paragraph(self, paragraph: Any, depth: int) -> None:
        style = self._styles.of_paragraph(paragraph)
        text = paragraph_text(paragraph)
        if style.is_contents_entry:
            return
        label = None
        if style.list_id and text.strip():
            label = self._numbering.label(style.list_id, style.list_depth)
        kind = "heading" if style.level else "paragraph" if label is None else "list_item"
        self._writer.add_text(kind, _labelled(label or "", text), level=style.level)
        self._caption = text.strip() if style.is_caption else self._caption if not text else ""
        for box in _text_boxes(paragraph):
            if depth < _MAX_DEPTH:
                self.read(box, depth + 1)

    def _read_table(self, table: Any, depth: int) -> None:
        rows = list(table_rows(table))
        if sum(len(row) for row, _ in rows) == 1:
            # A frame around text, not a grid.
            self.read(rows[0][0][0][0], depth + 1)
            return
        self._n_tables += 1
        place, caption = f"table {self._n_tables}", self._caption
        self._writer.add_table(_grid(rows), caption=caption, place=place)
        self._caption = ""
        for row, _ in rows:
            for cell, _, _ in row:
                for inner in cell.iterchildren(W + "tbl"):
                    self._read_table(inner, depth + 1)


def paragraph_text(paragraph: Any) -> str:
    """The text of a paragraph as it reads: insertions in, deletions and hidden runs out."""
    return "".join(_said(paragraph))


def _said(element: Any) -> Iterator[str]:
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in (W + "t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == W + "br":
            yield "" if child.get(W + "type") in ("page", "column") else "\n"
        elif not _is_silent(child) and len(stack) < _MAX_DEPTH:
            stack.append(iter(child))


def _is_silent(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSAID or element.tag in _DRAWN:
        return True
    if element.tag.startswith(_ALTERNATE):
        return True
    vanish = element.find(f"{W}rPr/{W}vanish") if element.tag == W + "r" else None
    return vanish is not None and vanish.get(VAL, "1") not in ("0", "false")


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of an element, through what only wraps them."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in (W + "p", W + "tbl"):
            yield child
        elif child.tag in _INSIDE and len(stack) < _MAX_DEPTH:
            stack.append(iter(child))


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes drawn at a paragraph; what stands twice for older programs is read once."""
    for box in paragraph.iter(W + "txbxContent"):
        wrappers = [element.tag for element in box.iterancestors()]
        owner = next((e for e in box.iterancestors(W + "p")), None)
        if owner is paragraph and _ALTERNATE + "Fallback" not in wrappers:
            yield box


TableRow = tuple[list[tuple[Any, int, int]], bool]


def table_rows(table: Any) -> Iterator[TableRow]:
    """Each row's cells as (element, column, columns spanned), and whether it is a head."""
    for row in _wrapped(table, W + "tr"):
        properties = row.find(W + "trPr")
        column = _number(properties, "gridBefore", 0)
        is_header = properties is not None and properties.find(W + "tblHeader") is not None
        cells = []
        for cell in _wrapped(row, W + "tc"):
            span = max(1, _number(cell.find(W + "tcPr"), "gridSpan", 1))
            cells.append((cell, column, span))
            column += span
        yield cells, is_header


def _grid(rows: list[TableRow]) -> list[GridCell]:
    found: list[GridCell] = []
    open_above: dict[int, int] = {}
    for n, (row, is_header) in enumerate(rows):
        still_open: dict[int, int] = {}
        for element, column, span in row:
            merge = element.find(f"{W}tcPr/{W}vMerge")
            above = open_above.get(column)
            if merge is not None and merge.get(VAL, "continue") == "continue" and above is not None:
                found[above] = found[above]._replace(row_span=n - found[above].row + 1)
                still_open[column] = above
                continue
            if merge is not None:
                still_open[column] = len(found)
            found.append(GridCell(n, column, _cell_text(element), 1, span, is_header))
        open_above = still_open
    return found


def _cell_text(cell: Any) -> str:
    return "\n".join(paragraph_text(p) for p in _blocks(cell) if p.tag == W + "p")


def _wrapped(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _INSIDE:
            yield from child.iter(tag)


def _number(properties: Any, name: str, default: int) -> int:
    found = properties.find(W + name) if properties is not None else None
    said = found.get(VAL, "") if found is not None else ""
    return min(int(said), 1_000) if said.isdigit() else default


def _labelled(label: str, text: str) -> str:
    """A drawn number before its text; `1.` must not run into `2000 persons`."""
    blank = " " if label and label[-1].isascii() else ""
    return f"{label}{blank}{text}" if label else text

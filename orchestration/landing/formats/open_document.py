"""OpenDocument: text (odt) and spreadsheets (ods).

Belongs here: the content part of both. Does not belong here: Word and Excel files.
A cell's paragraphs are what the sheet shows, formatted by the program that saved it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.landing.formats.content import Content, ContentWriter, GridCell
from orchestration.landing.formats.package import Package, damaged
from orchestration.landing.formats.spreadsheets import encrypted

ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SPACES = {_TEXT + "tab": "\t", _TEXT + "line-break": "\n"}
_UNSAID = {
    _TEXT + "note",
    _TEXT + "tracked-changes",
    _TEXT + "table-of-content",
    _OFFICE + "annotation",
    _OFFICE + "forms",
}
_MAX_DEPTH = 60
_MAX_REPEATS = 1_000


def read_ods(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read each sheet as a table.

    Raises:
        UndecodableDocument: It is encrypted, damaged, too large or holds no characters.
    """
    writer = ContentWriter(ODS)
    for sheet in _body(content, "spreadsheet").iterchildren(_TABLE + "table"):
        writer.add_table(_cells(sheet, has_address=True), place=sheet.get(_TABLE + "name", ""))
    return writer.finish()


def read_odt(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read paragraphs, headings, lists and tables in their order.

    Raises:
        UndecodableDocument: It is encrypted, damaged, too large or holds no characters.
    """
    writer = ContentWriter(ODT)
    n_tables = 0
    for element, is_item in _blocks(_body(content, "text"), False, 0):
        if element.tag == _TABLE + "table":
            n_tables += 1
            writer.add_table(_cells(element, has_address=False), place=f"table {n_tables}")
            continue
        level = element.get(_TEXT + "outline-level", "1") if element.tag == _TEXT + "h" else "0"
        number = int(level) if level.isdigit() else 1
        kind = "heading" if number else "list_item" if is_item else "paragraph"
        writer.add_text(kind, _said(element, 0), level=number)
    return writer.finish()


def _body(content: bytes, kind: str) -> Any:
    package = Package(content)
    if "META-INF/manifest.xml" in package.names:
        manifest = package.parse("META-INF/manifest.xml")
        if any(str(element.tag).endswith("}encryption-data") for element in manifest.iter()):
            raise encrypted()
    body = package.parse("content.xml").find(f"{_OFFICE}body/{_OFFICE}{kind}")
    if body is None:
        raise damaged(ValueError(f"no body of the kind {kind}"))
    return body


def _blocks(parent: Any, is_item: bool, depth: int) -> Iterator[tuple[Any, bool]]:
    for element in parent:
        if element.tag in (_TEXT + "p", _TEXT + "h", _TABLE + "table"):
            yield element, is_item
        elif element.tag not in _UNSAID and depth < _MAX_DEPTH:
            inside = is_item or element.tag == _TEXT + "list-item"
            yield from _blocks(element, inside, depth + 1)


def _said(element: Any, depth: int) -> str:
    said = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "s":
            count = child.get(_TEXT + "c", "1")
            said.append(" " * min(int(count) if count.isdigit() else 1, 100))
        elif child.tag in _SPACES:
            said.append(_SPACES[child.tag])
        elif child.tag not in _UNSAID and depth < _MAX_DEPTH:
            said.append(_said(child, depth + 1))
        said.append(child.tail or "")
    return "".join(said)


def _cells(table: Any, *, has_address: bool) -> Iterator[GridCell]:
    row_number = 0
    for row, is_header in _rows(table, False, 0):
        repeats = _count(row, "number-rows-repeated")
        cells = list(_row_cells(row))
        # An empty row may stand for the million below it; a full one that repeats is a row each.
        for n in range(min(repeats, _MAX_REPEATS) if cells else 0):
            for column, text, rows, columns in cells:
                at = row_number + n
                address = f"{column_name(column)}{at + 1}" if has_address else ""
                yield GridCell(at, column, text, rows, columns, is_header, address)
        row_number += repeats


def _rows(parent: Any, is_header: bool, depth: int) -> Iterator[tuple[Any, bool]]:
    for element in parent:
        if element.tag == _TABLE + "table-row":
            yield element, is_header
        elif str(element.tag).startswith(_TABLE + "table-") and depth < _MAX_DEPTH:
            inside = is_header or element.tag == _TABLE + "table-header-rows"
            yield from _rows(element, inside, depth + 1)


def _row_cells(row: Any) -> Iterator[tuple[int, str, int, int]]:
    column = 0
    for cell in row:
        repeats = _count(cell, "number-columns-repeated")
        if cell.tag == _TABLE + "table-cell":
            paragraphs = (_said(p, 0) for p in cell if p.tag in (_TEXT + "p", _TEXT + "h"))
            text = "\n".join(paragraphs)
            spans = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            for n in range(min(repeats, _MAX_REPEATS) if text.strip() else 0):
                yield column + n, text, *spans
        column += repeats


def _count(element: Any, name: str) -> int:
    said = element.get(_TABLE + name, "1")
    return max(1, int(said)) if said.isdigit() and len(said) < 9 else 1


def column_name(column: int) -> str:
    """The letters of a spreadsheet's column, counted from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name

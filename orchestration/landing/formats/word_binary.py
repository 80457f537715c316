"""Word files of the binary kind (doc, and the wps of WPS, which is the same inside).

Belongs here: the text of the pieces, paragraphs and rows. Does not belong here: where the bytes of
properties stand (see `word_properties`), docx (see `word`).
The layout is that of Microsoft's open specification MS-DOC. No converter is started: none comes as
a package, and an office program per file costs seconds and hundreds of megabytes.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import NamedTuple

import olefile

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import Content, ContentWriter
from orchestration.landing.formats.edges import EdgeRow, grid_of
from orchestration.landing.formats.package import damaged
from orchestration.landing.formats.spreadsheets import encrypted
from orchestration.landing.formats.word_properties import ParagraphProperties, Properties

MEDIA_TYPE = "application/msword"

_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_FLAGS, _TEXT_LENGTH, _PIECES = 0x0A, 0x4C, 0x1A2
_COMPRESSED = 0x40000000
_PARAGRAPH, _CELL, _PAGE = "\r", "\x07", "\x0c"
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"


class _Piece(NamedTuple):
    """A run of characters: where it stands in the text and in the file, and its bytes each."""

    start: int
    end: int
    offset: int
    width: int


class _Paragraph(NamedTuple):
    text: str
    mark: str
    properties: ParagraphProperties


def read_doc(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read the paragraphs and tables of a binary Word file.

    Raises:
        UndecodableDocument: It is encrypted, damaged, of Word 95 or before, or holds no characters.
    """
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        document = ole.openstream("WordDocument").read()
        try:
            signature, version = struct.unpack_from("<HH", document, 0)
            (flags,) = struct.unpack_from("<H", document, _FLAGS)
        except struct.error as error:
            raise damaged(error) from error
        if signature != 0xA5EC or version < _WORD_97:
            raise UndecodableDocument(
                "old_office", "It was made by Word 95 or before. Save it as docx and deliver that."
            )
        if flags & _ENCRYPTED:
            raise encrypted()
        stream = "1Table" if flags & _SECOND_TABLE else "0Table"
        try:
            table = ole.openstream(stream).read()
            return _read(document, table)
        except (OSError, struct.error, IndexError) as error:
            raise damaged(error) from error


def _read(document: bytes, table: bytes) -> Content:
    writer = ContentWriter(MEDIA_TYPE)
    rows: list[EdgeRow] = []
    cells: list[str] = []
    text = ""
    n_tables = 0
    for paragraph in _paragraphs(document, table):
        properties = paragraph.properties
        if properties.is_row_end:
            rows.append(_row(cells, properties))
            cells, text = [], ""
        elif properties.is_in_table or paragraph.mark == _CELL:
            text += paragraph.text
            if paragraph.mark == _CELL:
                cells.append(text)
                text = ""
            else:
                text += "\n"
        else:
            if rows:
                n_tables += 1
                writer.add_table(grid_of(rows), place=f"table {n_tables}")
                rows = []
            kind = "heading" if properties.level else "paragraph"
            writer.add_text(kind, paragraph.text, level=properties.level)
    if rows:
        writer.add_table(grid_of(rows), place=f"table {n_tables + 1}")
    return writer.finish()


def _row(cells: list[str], properties: ParagraphProperties) -> EdgeRow:
    edges = properties.edges
    return EdgeRow(
        cells,
        edges[0] if edges else 0,
        list(edges[1:]),
        list(properties.merges),
        properties.is_header,
    )


def _paragraphs(document: bytes, table: bytes) -> Iterator[_Paragraph]:
    (n_main,) = struct.unpack_from("<I", document, _TEXT_LENGTH)
    pieces = _pieces(document, table)
    properties = Properties(document, table)
    said: list[str] = []
    field_depth, hidden_depth = 0, 0
    for character, offset in _characters(document, pieces, n_main):
        if character == _FIELD:
            field_depth += 1
            hidden_depth = hidden_depth or field_depth
        elif character == _FIELD_RESULT:
            hidden_depth = 0 if hidden_depth == field_depth else hidden_depth
        elif character == _FIELD_END:
            hidden_depth = 0 if hidden_depth == field_depth else hidden_depth
            field_depth = max(0, field_depth - 1)
        elif character in (_PARAGRAPH, _CELL, _PAGE):
            yield _Paragraph("".join(said), character, properties.of_paragraph(offset))
            said.clear()
        elif not hidden_depth and not properties.is_unsaid(offset):
            said.append("\n" if character == "\x0b" else "-" if character == "\x1e" else character)
    if said:
        yield _Paragraph("".join(said), _PARAGRAPH, ParagraphProperties())


def _pieces(document: bytes, table: bytes) -> list[_Piece]:
    start, length = struct.unpack_from("<II", document, _PIECES)
    position, end = start, start + length
    while position < end and table[position] == 1:
        (size,) = struct.unpack_from("<H", table, position + 1)
        position += 3 + size
    if position >= end or table[position] != 2:
        raise IndexError("the table of pieces is missing")
    (size,) = struct.unpack_from("<I", table, position + 1)
    position += 5
    n = (size - 4) // 12
    starts = struct.unpack_from(f"<{n + 1}I", table, position)
    found = []
    for i in range(n):
        (offset,) = struct.unpack_from("<I", table, position + 4 * (n + 1) + 8 * i + 2)
        is_compressed = bool(offset & _COMPRESSED)
        offset &= _COMPRESSED - 1
        place, width = (offset // 2, 1) if is_compressed else (offset, 2)
        found.append(_Piece(starts[i], starts[i + 1], place, width))
    return found


def _characters(document: bytes, pieces: list[_Piece], n_main: int) -> Iterator[tuple[str, int]]:
    """The characters of the main text, each with the offset of its bytes in the file."""
    for piece in pieces:
        n = min(piece.end, n_main) - piece.start
        if n <= 0:
            break
        raw = document[piece.offset : piece.offset + n * piece.width]
        text = raw.decode("cp1252" if piece.width == 1 else "utf-16-le", "replace")
        offset = piece.offset
        for character in text:
            yield character, offset
            offset += piece.width * (2 if ord(character) > 0xFFFF else 1)

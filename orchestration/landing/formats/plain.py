"""Text files: plain, HTML, and the tables of csv and tsv.

Belongs here: bytes to text, rows to a table. Does not belong here: encodings (see
`extraction/text/decoding.py`), grids inside plain text or HTML (the reader of tables finds them).
Of plain text and HTML the decoded text is the document's, so that published spans stay.
"""

from __future__ import annotations

import csv
import io
from pathlib import PurePosixPath

from orchestration.extraction.text.decoding import decode
from orchestration.landing.formats.content import Content, ContentWriter, GridCell
from orchestration.landing.formats.open_document import column_name

CSV = "text/csv"
_TABLE_NAMES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",\t;|"
_SAMPLE_LINES = 50


def read_text(content: bytes, name: str) -> Content:
    """Decode a text; a csv, named so and with one delimiter throughout, becomes a table.

    Raises:
        UndecodableDocument: The bytes are no text, damaged or empty.
    """
    decoded = decode(content, name)
    if PurePosixPath(name.lower()).suffix in _TABLE_NAMES:
        delimiter = _delimiter(decoded.text)
        if delimiter:
            return _table(decoded.text, delimiter, decoded.encoding)
    return Content(decoded.text, decoded.media_type, encoding=decoded.encoding)


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    n_with = {sign: sum(sign in line for line in lines) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: n_with[sign])
    return best if n_with[best] > len(lines) / 2 else ""


def _table(text: str, delimiter: str, encoding: str) -> Content:
    writer = ContentWriter(CSV)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        writer.add_table(
            GridCell(row, column, cell, address=f"{column_name(column)}{row + 1}")
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
        )
    except csv.Error:
        return Content(text, "text/plain", encoding=encoding)
    content = writer.finish()
    return Content(content.text, CSV, content.blocks, encoding)

"""What every reader of a format gives: the text of a document and its blocks.

Belongs here: the value, and the writer that keeps text and offsets in step. Does not belong here:
any format.
The text is the blocks, each on lines of its own; a table stands in it a line per row, with tabs
between the cells, and a cell that a merged one covers is empty there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchestration.extraction.blocks import Block, Cell, Table
from orchestration.extraction.text.decoding import UndecodableDocument

MAX_CHARACTERS = 20_000_000
MAX_CELLS = 300_000

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BREAK = re.compile(r"\s*[\t\n\x0b\x0c\r\x85\u2028\u2029]\s*")
_WORD = re.compile(r"[0-9A-Za-z.,%]")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a document with its blocks; offsets are code points into `text`.

    `encoding` is that of a text file, else empty. `unread` names the parts that could not be
    read, each with the reason and the remedy: the rest stands in `text`.
    """

    text: str
    media_type: str
    blocks: tuple[Block, ...] = ()
    encoding: str = ""
    unread: tuple[UnreadPart, ...] = ()


class UnreadPart(NamedTuple):
    """A part of a document that holds something which was not read, such as a scanned page."""

    place: str
    reason: str
    detail: str


class GridCell(NamedTuple):
    """A cell before the text is written; rows and columns count from 0."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    address: str = ""


@dataclass(slots=True)
class ContentWriter:
    """Writes blocks one after the other and knows where each stands."""

    media_type: str
    unread: list[UnreadPart] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _length: int = 0
    _n_cells: int = 0

    def add_text(self, kind: str, text: str, *, level: int = 0, place: str = "") -> None:
        """Write a paragraph, heading or list item; one without characters is left out."""
        text = _CONTROL.sub("", text).strip("\n\r")
        if not text.strip():
            return
        start = self._write(text)
        self._write("\n")
        self._blocks.append(Block(kind, start, start + len(text), level, place))

    def add_table(self, cells: Iterable[GridCell], *, caption: str = "", place: str = "") -> None:
        """Write a grid; its empty cells are left out, rows without any are no line."""
        rows: dict[int, dict[int, GridCell]] = {}
        for cell in cells:
            cleaned = one_line(cell.text)
            if cleaned:
                rows.setdefault(cell.row, {}).setdefault(cell.column, cell._replace(text=cleaned))
                self._count_cell()
        if not rows:
            return
        start = self._length
        written = [self._write_row(rows[row]) for row in sorted(rows)]
        placed = tuple(cell for row in written for cell in row)
        table = Table(start, self._length - 1, placed, one_line(caption), place)
        self._blocks.append(Block("table", table.start, table.end, 0, place, table))

    def finish(self) -> Content:
        """Return what was written.

        Raises:
            UndecodableDocument: Nothing was.
        """
        text = "".join(self._parts)
        if not text.strip():
            raise UndecodableDocument(
                "empty", "It holds no characters. Deliver a version that has text."
            )
        return Content(text, self.media_type, tuple(self._blocks), unread=tuple(self.unread))

    def _write_row(self, row: dict[int, GridCell]) -> list[Cell]:
        placed: list[Cell] = []
        at = 0
        for column in sorted(row):
            cell = row[column]
            # A sheet may name its last column after a thousand empty ones: one tab stands for them.
            self._write("\t" * min(column - at, 64))
            start = self._write(cell.text)
            placed.append(Cell(cell.row, column, cell.text, start, self._length, *cell[3:]))
            at = column
        self._write("\n")
        return placed

    def _write(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise too_large(f"more than {MAX_CHARACTERS:,} characters")
        return start

    def _count_cell(self) -> None:
        self._n_cells += 1
        if self._n_cells > MAX_CELLS:
            raise too_large(f"more than {MAX_CELLS:,} cells")


def too_large(what: str) -> UndecodableDocument:
    """The refusal of a document that would not fit into memory."""
    return UndecodableDocument("too_large", f"It holds {what}. Deliver it in parts.")


def one_line(text: str) -> str:
    """The text of a cell on one line: breaks go, but never between two numbers or words."""
    return join_lines(_BREAK.split(_CONTROL.sub("", text.replace("\x0b", "\n"))))


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of one cell; a space stays where digits or Latin words would run together."""
    joined = ""
    for line in (line.strip() for line in lines):
        is_word = joined and line and _WORD.match(joined[-1]) and _WORD.match(line[0])
        joined += f" {line}" if is_word else line
    return joined

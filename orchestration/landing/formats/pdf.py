"""PDF with text: paragraphs, headings and ruled tables; running heads and page numbers left out.

Belongs here: from the pages of a document to its blocks. Does not belong here: what is drawn on a
page (`pdf_page`), its lines (`pdf_lines`) and tables (`pdf_grids`).
pypdfium2 gives characters and ruled lines; the order of reading is decided here, because a PDF
knows neither paragraphs nor columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestration.extraction.text.decoding import UndecodableDocument, refuse_garbage
from orchestration.landing.formats.content import (
    Content,
    ContentWriter,
    GridCell,
    UnreadPart,
    too_large,
)
from orchestration.landing.formats.package import damaged
from orchestration.landing.formats.pdf_grids import Grid, find_grids
from orchestration.landing.formats.pdf_heads import leave_running_heads
from orchestration.landing.formats.pdf_lines import (
    Line,
    Row,
    cell_text,
    find_gutter,
    find_rows,
    in_reading_order,
)
from orchestration.landing.formats.pdf_open_grids import find_open_grids
from orchestration.landing.formats.pdf_page import Page, read_page
from orchestration.landing.formats.pdf_paragraphs import Paragraph, paragraphs
from orchestration.landing.formats.pictures import SCANNED
from orchestration.landing.formats.spreadsheets import encrypted

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 1_000


@dataclass(slots=True)
class PdfTable:
    """A ruled table and the page on which it begins."""

    page: int
    xs: tuple[float, ...]
    rows: list[list[GridCell]] = field(default_factory=list)

    def continues(self, other: PdfTable) -> bool:
        """Say whether this is the rest, on the next page, of another table."""
        return len(self.xs) == len(other.xs) and all(
            abs(a - b) < 5 for a, b in zip(self.xs, other.xs, strict=True)
        )

    def append(self, rest: PdfTable) -> None:
        """Add the rows of the rest; a head that is printed again is left out."""
        texts = [[cell.text for cell in row] for row in self.rows]
        repeated = 0
        while repeated < len(rest.rows) and repeated < len(texts) - 1:
            if [cell.text for cell in rest.rows[repeated]] != texts[repeated]:
                break
            repeated += 1
        shift = len(self.rows) - repeated
        self.rows += [
            [cell._replace(row=cell.row + shift) for cell in row] for row in rest.rows[repeated:]
        ]


def read_pdf(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read the text of a PDF.

    Raises:
        UndecodableDocument: It is encrypted, damaged, scanned, too large, or its fonts do not say
            which characters they draw.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise encrypted() from error
        raise damaged(error) from error
    try:
        if len(document) > MAX_PAGES:
            raise too_large(f"{len(document):,} pages")
        pages = [_read_page(document, number) for number in range(len(document))]
    finally:
        document.close()
    return _write(pages)


def _read_page(document: Any, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number]
        try:
            return read_page(page)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise damaged(error) from error


def _write(pages: Sequence[Page]) -> Content:
    n_glyphs = sum(len(page.glyphs) for page in pages)
    n_unmapped = sum(page.n_unmapped for page in pages)
    if n_unmapped > 0.2 * n_glyphs > 0:
        raise UndecodableDocument(
            "mojibake",
            "Its fonts do not say which characters they draw. Export it again from the program it "
            "was made with, or deliver it as docx.",
        )
    scanned = [n for n, page in enumerate(pages, 1) if page.has_picture and not page.glyphs]
    if not n_glyphs and scanned:
        raise UndecodableDocument("scanned", SCANNED)
    writer = ContentWriter(MEDIA_TYPE)
    writer.unread += [UnreadPart(f"page {n}", "scanned", SCANNED) for n in scanned]
    for item, page_number in _with_continued_tables(_items(pages)):
        place = f"page {page_number}"
        if isinstance(item, PdfTable):
            cells = [cell for row in item.rows for cell in row]
            writer.add_table(cells, place=place)
        else:
            kind = "heading" if item.level else "paragraph"
            writer.add_text(kind, item.text, level=item.level, place=place)
    found = writer.finish()
    refuse_garbage(found.text, "This PDF")
    return found


def _items(pages: Sequence[Page]) -> Iterator[tuple[Paragraph | PdfTable, int]]:
    """Paragraphs and tables in their order, each with the page on which it begins."""
    tables: list[PdfTable] = []
    rows = [_rows(page, number, tables) for number, page in enumerate(pages, 1)]
    leave_running_heads(rows, pages)
    gutters = [gutter for gutter in map(find_gutter, rows) if gutter is not None]
    usual = sorted(gutters)[len(gutters) // 2] if len(gutters) > len(rows) / 2 else None
    lines: list[tuple[Line | PdfTable, int]] = [
        (tables[item] if isinstance(item, int) else item, number)
        for number, page_rows in enumerate(rows, 1)
        for item in in_reading_order(page_rows, usual)
    ]
    yield from paragraphs(lines)


def _rows(page: Page, number: int, tables: list[PdfTable]) -> list[Row]:
    grids = find_grids(page)
    grids += find_open_grids(page, grids)
    rest = page.glyphs
    rows: list[Row] = []
    for grid in grids:
        left, right, top, bottom = grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1]
        inside = [g for g in rest if left < (g.x0 + g.x1) / 2 < right and bottom < _middle(g) < top]
        if any(not g.character.isspace() for g in inside):
            kept = {id(g) for g in inside}
            rest = [g for g in rest if id(g) not in kept]
            rows.append(Row(top, table=len(tables)))
            tables.append(_table(grid, inside, number))
    return sorted([*rows, *find_rows(rest)], key=lambda row: -row.y)


def _middle(glyph: Any) -> float:
    return float(glyph.y + 0.35 * glyph.size)


def _table(grid: Grid, glyphs: Sequence[Any], number: int) -> PdfTable:
    table = PdfTable(number, grid.xs, [[] for _ in grid.ys[1:]])
    for box in grid.boxes:
        text = cell_text(
            g
            for g in glyphs
            if box.left <= (g.x0 + g.x1) / 2 < box.right and box.bottom <= _middle(g) < box.top
        )
        cell = GridCell(box.row, box.column, text, box.row_span, box.column_span)
        table.rows[box.row].append(cell)
    return table


def _with_continued_tables(
    items: Iterator[tuple[Paragraph | PdfTable, int]],
) -> Iterator[tuple[Paragraph | PdfTable, int]]:
    """A table that begins a page where one of the same columns ended the last one is its rest."""
    held: tuple[PdfTable, int] | None = None
    last_page = 0
    for item, page in items:
        is_next = held and page == last_page + 1
        if held and is_next and isinstance(item, PdfTable) and item.continues(held[0]):
            held[0].append(item)
            last_page = page
            continue
        if held:
            yield held
            held = None
        if isinstance(item, PdfTable):
            held, last_page = (item, page), page
        else:
            yield item, page
    if held:
        yield held

"""How a workbook looks: fonts, heads, number formats, and cells that never run.

Belongs here: formats and writing one cell by its kind. Does not belong here: which sheets and rows
there are (`workbooks.py`, `official_tables.py`).
A text of a workbook is typed as text and is not computed, whatever it begins with. One that a
spreadsheet would take for a formula once it is typed in again carries the mark `quotePrefix`
besides, which the original text does not contain.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.exports.formula_safety import begins_formula
from orchestration.publication.exports.panel_rows import CODE, DATE, NUMBER, YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from orchestration.publication.exports.writing import Edition

FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
INK = "#1F3A4D"
PAPER = "#F2F6F8"
# Excel holds 32,767 UTF-16 units in a cell; a character may take two.
MAX_TEXT = 16_000
# From here on rows go to disk as they come, so that memory does not grow with the panel; below, in
# memory, is a quarter faster.
LARGE = 50_000
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Look:
    """The formats of one workbook and how cells are written in them."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        def add(**properties: Any) -> Format:
            return book.add_format({**FONT, **properties})

        self.title = add(bold=True, font_size=15, font_color=INK)
        self.note = add(font_color="#5B6B75", font_size=9)
        self.head = add(
            bold=True, font_color="white", bg_color=INK, border=1, border_color="#FFFFFF",
            valign="vcenter", text_wrap=True,
        )  # fmt: skip
        self.group = add(bold=True, font_color=INK, bg_color=PAPER)
        self.text = add()
        self.wrapped = add(text_wrap=True)
        self.quoted = add(quote_prefix=True)
        self.code = add(num_format="@", font_color="#5B6B75")
        self.year = add(num_format="0", align="left")
        self.whole = add(num_format="#,##0_ ")
        self.fraction = add(num_format="#,##0.0###_ ")
        self.date = add(num_format="yyyy-mm-dd", align="left")
        self.percent = add(num_format='+0.0#"%";-0.0#"%";0"%"')
        self.points = add(num_format='+0.0#"个百分点";-0.0#"个百分点";0"个百分点"')

    def put(self, sheet: Worksheet, row: int, column: int, kind: str, value: Any) -> None:
        """Write a cell by its kind; null stays an empty cell."""
        if value is None or value == "":
            return
        if kind == NUMBER:
            sheet.write_number(row, column, value, self.number(value))
        elif kind == YEAR:
            sheet.write_number(row, column, value, self.year)
        elif kind == DATE:
            assert isinstance(value, date)
            sheet.write_datetime(row, column, value, self.date)  # type: ignore[arg-type]
        else:
            self.put_text(sheet, row, column, value, self.code if kind == CODE else self.text)

    def put_text(
        self, sheet: Worksheet, row: int, column: int, value: str, look: Format | None = None
    ) -> None:
        """Write a text that is never a formula, now or when it is typed in again."""
        text = value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…"
        is_quoted = begins_formula(text)
        sheet.write_string(row, column, text, self.quoted if is_quoted else look or self.text)

    def number(self, value: Any) -> Format:
        """The format of a number: no decimals where it has none, none of 1,234. either."""
        return self.whole if value == int(value) else self.fraction

    def put_heads(self, sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
        """Write a row of heads."""
        sheet.set_row(row, 24)
        for column, head in enumerate(heads):
            sheet.write_string(row, column, head, self.head)


@contextmanager
def workbook(
    path: Path, title: str, edition: Edition, n_rows: int
) -> Iterator[tuple[xlsxwriter.Workbook, Look]]:
    """A new workbook for about so many rows; the same content gives the same bytes."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {**OPTIONS, "constant_memory": n_rows > LARGE})
    book.set_properties({"title": title, "author": "Minzheng Warehouse", **_created(edition)})
    try:
        yield book, Look(book)
    finally:
        book.close()


def _created(edition: Edition) -> dict[str, Any]:
    return {} if edition.published_at is None else {"created": edition.published_at}

"""Spreadsheets: xlsx and xls (also what WPS saves as et), each sheet a table.

Belongs here: sheets, merged cells, what a cell shows. Does not belong here: number formats (see
`number_formats`), ods (see `open_document`), csv (see `plain`).
openpyxl and xlrd, because they say in which number format a cell is shown: python-calamine is
faster, and a share of 12.3% comes out of it as 0.123. Formulas are not computed: what was last
saved is read. Hidden sheets are not what a bureau states.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from orchestration.extraction.text.decoding import UndecodableDocument
from orchestration.landing.formats.content import (
    MAX_CELLS,
    Content,
    ContentWriter,
    GridCell,
    too_large,
)
from orchestration.landing.formats.number_formats import shown
from orchestration.landing.formats.package import Package, damaged

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"


def read_xlsx(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read the visible sheets of a workbook.

    Raises:
        UndecodableDocument: It is damaged, too large or holds no characters.
    """
    import openpyxl

    Package(content).check_part_sizes("xl/")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    except (MemoryError, UndecodableDocument):
        raise
    except Exception as error:  # the library raises what its parsing comes upon
        raise damaged(error) from error
    writer = ContentWriter(XLSX)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            writer.add_table(_xlsx_cells(sheet), place=sheet.title)
    return writer.finish()


def _xlsx_cells(sheet: Any) -> Iterator[GridCell]:
    spans = {
        (area.min_row, area.min_col): (area.size["rows"], area.size["columns"])
        for area in sheet.merged_cells.ranges
    }
    # The cells that exist: iter_rows would make those in between.
    for (row, column), cell in sorted(sheet._cells.items()):
        value = getattr(cell, "value", None)
        if value is None or getattr(cell, "data_type", "") == "e":
            continue
        rows, columns = spans.get((row, column), (1, 1))
        text = shown(value, cell.number_format)
        yield GridCell(row - 1, column - 1, text, rows, columns, address=cell.coordinate)


def read_xls(content: bytes, name: str) -> Content:  # noqa: ARG001 - every reader's form
    """Read the visible sheets of a binary workbook.

    Raises:
        UndecodableDocument: It is encrypted, damaged, too large or holds no characters.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
    except MemoryError:
        raise
    except Exception as error:  # the library raises what its parsing comes upon
        if "encrypted" in str(error).lower():
            raise encrypted() from error
        raise damaged(error) from error
    writer = ContentWriter(XLS)
    for sheet in book.sheets():
        if sheet.visibility == 0:
            writer.add_table(_xls_cells(book, sheet), place=sheet.name)
    return writer.finish()


def _xls_cells(book: Any, sheet: Any) -> Iterator[GridCell]:
    import xlrd

    if sheet.nrows * max(1, sheet.ncols) > 20 * MAX_CELLS:
        raise too_large(f"a sheet of {sheet.nrows:,} rows and {sheet.ncols:,} columns")
    spans = {
        (top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells
    }
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
                continue
            rows, columns = spans.get((row, column), (1, 1))
            address = xlrd.cellname(row, column)
            yield GridCell(row, column, _xls_text(book, cell), rows, columns, address=address)


def _xls_text(book: Any, cell: Any) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value), "")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, book.datemode), "")
        except (xlrd.XLDateError, OverflowError, ValueError):
            return shown(cell.value, "")
    form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return shown(cell.value, form.format_str if form else "")


def encrypted() -> UndecodableDocument:
    """The refusal of a file that opens with a password only."""
    return UndecodableDocument(
        "encrypted", "It opens with a password only. Take the password off and deliver it again."
    )

"""One table with merged cells, read from every format that can hold it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from formats import making
from formats.making import MERGES, TABLE

from orchestration.extraction.blocks import Table
from orchestration.landing.formats.content import Content
from orchestration.landing.formats.registry import read_format

FILES = Path(__file__).parent / "files"

Grid = dict[tuple[int, int], tuple[str, int, int]]

MAKERS: dict[str, Callable[[], bytes]] = {
    "table.docx": lambda: making.make_docx("附表", TABLE, MERGES),
    "table.rtf": lambda: making.make_rtf("附表", TABLE, MERGES),
    "table.odt": lambda: making.make_odt("附表", TABLE, MERGES),
    "table.pdf": lambda: making.make_pdf("附表", TABLE, MERGES),
    "table.xlsx": lambda: making.make_xlsx(TABLE, MERGES),
    "table.xls": lambda: making.make_xls(TABLE, MERGES),
    "table.ods": lambda: making.make_ods(TABLE, MERGES),
    "table.doc": lambda: (FILES / "table.doc").read_bytes(),
}


def tables_of(content: Content) -> list[Table]:
    tables = [block.table for block in content.blocks if block.table]
    for table in tables:
        for cell in table.cells:
            assert content.text[cell.start : cell.end] == cell.text
            assert table.start <= cell.start <= cell.end <= table.end
        lines = content.text[table.start : table.end].split("\n")
        assert len(lines) == len({cell.row for cell in table.cells})
    return tables


def grid_of(table: Table) -> Grid:
    return {(c.row, c.column): (c.text, c.row_span, c.column_span) for c in table.cells}


def expected() -> Grid:
    spans = {(m.top, m.left): (m.bottom - m.top + 1, m.right - m.left + 1) for m in MERGES}
    return {
        (i, j): (cell, *spans.get((i, j), (1, 1)))
        for i, row in enumerate(TABLE)
        for j, cell in enumerate(row)
        if cell
    }


@pytest.mark.parametrize("name", MAKERS)
def test_a_table_keeps_its_cells_and_what_they_span(name: str) -> None:
    (table,) = tables_of(read_format(MAKERS[name](), name))
    assert grid_of(table) == expected()
    assert table.place in ("table 1", "page 1", "Sheet1")
    is_sheet = name.endswith((".xlsx", ".xls", ".ods"))
    assert [cell.address for cell in table.cells][-1] == ("D4" if is_sheet else "")


def test_a_csv_is_a_table() -> None:
    content = making.make_csv([["指标", "单位", "数值"], ["低保人数", "人", "34567"]])
    (table,) = tables_of(read_format(content, "table.csv"))
    assert [cell.text for cell in table.cells] == [
        "指标",
        "单位",
        "数值",
        "低保人数",
        "人",
        "34567",
    ]
    assert table.cells[-1].address == "C2"


def test_a_sheet_is_read_as_it_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    formats = {
        "A1": (0.1234, "0.0%", "12.3%"),
        "A2": (12345.6, '0!.0,"万"', "1.2万"),
        "A3": (1234.5, "#,##0.00", "1234.50"),
        "A4": (0.1 + 0.2, "General", "0.3"),
        "A5": (123, '0"人"', "123人"),
        "A6": (-5, "0_);(0)", "-5"),
        "A7": (0, '0;-0;"-"', "-"),
        "A8": (2021, "0", "2021"),
    }
    for address, (value, number_format, _) in formats.items():
        sheet[address] = value
        sheet[address].number_format = number_format
    hidden = book.create_sheet("hidden")
    hidden["A1"] = "9999人"
    hidden.sheet_state = "hidden"
    made = BytesIO()
    book.save(made)
    (table,) = tables_of(read_format(made.getvalue(), "a.xlsx"))
    assert [cell.text for cell in table.cells] == [shown for _, _, shown in formats.values()]


def test_a_table_over_two_pages_is_one() -> None:
    rows = [["指标", "数值"], *([f"指标{n}", str(n)] for n in range(80))]
    content = read_format(making.make_pdf("附表", rows), "long.pdf")
    (table,) = tables_of(content)
    assert [cell.text for cell in table.cells] == [cell for row in rows for cell in row]


INNER = ("INNERGRID", (0, 0), (-1, -1), 0.5, "#000000")
THREE_RULES = [
    ("LINEABOVE", (0, 0), (-1, 0), 1, "#000000"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, "#000000"),
    ("LINEBELOW", (0, -1), (-1, -1), 1, "#000000"),
]


@pytest.mark.parametrize("style", [THREE_RULES, [INNER, *THREE_RULES]])
def test_a_table_without_lines_at_its_sides_or_between_its_columns_is_one(
    style: making.Style,
) -> None:
    rows = [
        ["指标", "单位", "2021年", "2022年"],
        *([f"{n}岁以上", "人", f"{n}0", "1"] for n in (60, 80)),
    ]
    (table,) = tables_of(read_format(making.make_pdf("附表", rows, table_style=style), "a.pdf"))
    found = {at: text for at, (text, _, _) in grid_of(table).items()}
    assert found == {(i, j): cell for i, row in enumerate(rows) for j, cell in enumerate(row)}


def test_what_word_draws_is_read_and_what_is_deleted_is_not() -> None:
    document = docx.Document()
    document.add_heading("一、基本情况", 1)
    document.add_paragraph("全市有养老机构12家。", style="List Number")
    document.add_paragraph("床位2000张。", style="List Number")
    document.add_paragraph("正文旧数据5人")
    made = BytesIO()
    document.save(made)
    xml_old = "<w:t>正文旧数据5人</w:t></w:r>"
    xml_new = (
        "<w:t>正文</w:t></w:r><w:del><w:r><w:delText>3人</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5人</w:t></w:r></w:ins>"
    )
    content = read_format(_replaced(made.getvalue(), xml_old, xml_new), "a.docx")
    assert content.text.split("\n")[:4] == [
        "一、基本情况",
        "1. 全市有养老机构12家。",
        "2. 床位2000张。",
        "正文5人",
    ]
    assert [(block.kind, block.level) for block in content.blocks] == [
        ("heading", 1),
        ("list_item", 0),
        ("list_item", 0),
        ("paragraph", 0),
    ]


def _replaced(content: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    document = members["word/document.xml"].decode()
    assert old in document
    members["word/document.xml"] = document.replace(old, new).encode()
    return making.make_zip(members)


def test_running_heads_and_page_numbers_are_no_text() -> None:
    text = "\n".join(f"第{n}段:全市有养老机构{n}家,床位{n * 10}张。" for n in range(10, 120))
    content = read_format(making.make_pdf(text, head="民政局简报 第3期"), "long.pdf")
    assert content.text.split() == making.paragraphs_of(text)

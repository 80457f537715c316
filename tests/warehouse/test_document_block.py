"""The texts that were read are in the marts, and every span is found in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

from orchestration.extraction.blocks import Block, Cell, Table
from orchestration.landing.stored_blocks import block_rows

PLAIN = (
    "\n\n　　全市有低保对象[60611人 indicator_id=dibao_persons]。𠮷林\n　\n"
    "  上半年结婚登记[28601对 indicator_id=marriage_registrations]。\r\n\n"
    "末行没有换行,孤儿[2603人 indicator_id=orphans]　"
)
SHEET = (
    "表\n指标\t数量\n孤儿\t[2603人 indicator_id=orphans cell=孤儿/数量]\n"
    "养老床位\t[900张 cell=床位/数量]\n说明\n"
)
CELLS = (
    Cell(0, 0, "指标", 2, 4),
    Cell(0, 1, "数量", 5, 7),
    Cell(1, 0, "孤儿", 8, 10),
    Cell(1, 1, "2603人", 11, 16, address="B2"),
    Cell(2, 0, "养老床位", 17, 21),
    Cell(2, 1, "900张", 22, 26, address="B3"),
)
BLOCKS = (
    Block("heading", 0, 1, 1),
    Block("table", 2, 26, 0, "Sheet1", Table(2, 26, CELLS, "表", "Sheet1")),
    Block("paragraph", 27, 29),
)
TEXTS = """
select document_id, string_agg(text, '' order by block) as text
from marts.document_block
group by document_id
"""


@pytest.fixture(scope="module")
def texts(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    """A plain text, a sheet, a page, one that was superseded and one that was retracted."""
    built = new_warehouse()
    sheet = Document("sheet.xlsx", SHEET)
    after = datetime(2024, 1, 2)
    built.land(
        Document("plain.txt", PLAIN),
        sheet,
        Document("page.html", "<p>孤儿</p>\n<p>[7人 indicator_id=orphans]</p>\n"),
        Document("old.txt", "去年的话[5人 indicator_id=orphans]。", superseded_at=after),
        Document("gone.txt", "不该公开[6人 indicator_id=orphans]。", retracted_at=after),
    )
    built.execute("update raw.documents set media_type = 'text/html' where source_file like '%ml'")
    for row in block_rows(sheet.document_id, BLOCKS):
        places = ", ".join("?" for _ in row)
        built.execute(
            f"insert into raw.document_blocks ({', '.join(row)}) values ({places})",
            list(row.values()),
        )
    built.build()
    return built


def test_the_blocks_of_a_document_joined_are_its_text(texts: BuiltWarehouse) -> None:
    joined = texts.rows(f"{TEXTS} order by document_id")
    read = "select document_id, text from raw.documents where retracted_at is null order by 1"
    assert joined == texts.rows(read)
    spans = texts.rows(
        "select bool_and(length(text) = char_end - char_start), "
        "bool_and(char_start = coalesce(before, 0)) from ("
        "select *, lag(char_end) over (partition by document_id order by block) as before "
        "from marts.document_block)"
    )
    assert spans == [(True, True)]


def test_a_plain_text_has_a_block_for_each_line_and_a_page_its_markup(
    texts: BuiltWarehouse,
) -> None:
    assert lines_of(texts, "plain.txt") == [
        ("line", "\n\n　　全市有低保对象60611人。𠮷林\n　\n"),
        ("line", "  上半年结婚登记28601对。\r\n\n"),
        ("line", "末行没有换行,孤儿2603人　"),
    ]
    assert lines_of(texts, "page.html")[1] == ("markup", "<p>7人</p>\n")


def test_blocks_are_what_the_format_said(texts: BuiltWarehouse) -> None:
    assert [kind for kind, _ in lines_of(texts, "sheet.xlsx")] == ["heading", "table", "paragraph"]
    ((level, place, caption, text),) = texts.rows(
        "select level, place, caption, text from marts.document_block where kind = 'table'"
    )
    assert (level, place, caption) == (0, "Sheet1", "表")
    assert text == "指标\t数量\n孤儿\t2603人\n养老床位\t900张\n"


def test_every_quote_stands_where_the_fact_says(texts: BuiltWarehouse) -> None:
    found = texts.rows(
        f"with texts as ({TEXTS}) "
        "select source_kind, quote, substr(text, text_start + 1, text_end - text_start) as found "
        "from marts.fct_observation left join texts using (document_id)"
    )
    assert {kind for kind, *_ in found} == {"prose", "table"}
    assert len(found) == 7
    for _, quote, at_its_place in found:
        assert quote == at_its_place


def test_the_cell_of_a_table_fact_is_found_among_the_cells(texts: BuiltWarehouse) -> None:
    ((said,),) = texts.rows("select cells from marts.document_block where kind = 'table'")
    cells = {(start, end): text for _, _, text, start, end, *_ in json.loads(said)}
    facts = texts.rows(
        "select text_start, text_end, quote from marts.fct_observation where source_kind = 'table'"
    )
    assert len(facts) == 2
    for start, end, quote in facts:
        assert cells[start, end] == quote


def test_a_superseded_text_stays_and_a_retracted_one_goes(texts: BuiltWarehouse) -> None:
    shown = {document_id for document_id, _ in texts.rows(TEXTS)}
    for text, is_shown in (("去年的话5人。", True), ("不该公开6人。", False)):
        assert (hashlib.sha256(text.encode()).hexdigest() in shown) is is_shown


def lines_of(texts: BuiltWarehouse, source_file: str) -> list[tuple[Any, ...]]:
    return texts.rows(
        "select kind, text from marts.document_block "
        "join marts.dim_document using (document_id) where source_file = ? order by block",
        [source_file],
    )

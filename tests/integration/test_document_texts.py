"""Every span can be shown from the publication alone, whatever format the document came in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from formats import making
from rich.console import Console
from whole_way import SAMPLE_CORPUS, Pipeline

from orchestration.cli_explain import show_explanation
from orchestration.duckdb_files import read_warehouse

REPORT = SAMPLE_CORPUS / "002_19880934625fb3c8.txt"
SHEET = [
    ["芜湖市2021年民政事业统计年报"],
    ["指标", "单位", "数量"],
    ["城乡低保对象", "人", "89200"],
    ["孤儿", "人", "804"],
    ["养老机构床位", "张", "20100"],
]
FACTS = """
with texts as (
    select document_id, string_agg(text, '' order by block) as text
    from marts.document_block
    group by document_id
)

select
    source_file, source_kind, document_id, quote, text_start, text_end,
    substr(text, text_start + 1, text_end - text_start) as at_its_place
from marts.fct_observation
left join texts using (document_id)
"""


@pytest.fixture(scope="module")
def shown(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """The samples, one report in other formats with small changes, and a sheet; built once."""
    pipeline = new_pipeline("shown")
    pipeline.deliver_samples("0")
    text = REPORT.read_text(encoding="utf-8")
    for year, (name, make) in enumerate(
        {
            "report.docx": making.make_docx,
            "report.pdf": making.make_pdf,
            "report.html": making.make_html,
            "report.rtf": making.make_rtf,
        }.items(),
        2018,
    ):
        pipeline.deliver(name, make(text.replace("2022", str(year))))
    pipeline.deliver("sheet.xlsx", making.make_xlsx(SHEET))
    pipeline.build()
    return pipeline


def test_every_quote_is_found_in_the_blocks_of_its_document(shown: Pipeline) -> None:
    facts = shown.query(FACTS)
    assert {(name.rpartition(".")[2], kind) for name, kind, *_ in facts} >= {
        *(("txt", "prose"), ("docx", "prose"), ("pdf", "prose"), ("html", "prose")),
        *(("rtf", "prose"), ("xlsx", "table"), ("html", "table")),
    }
    for name, *_, quote, _, _, at_its_place in facts:
        assert at_its_place == quote, name


def test_a_fact_of_a_sheet_is_one_of_the_cells(shown: Pipeline) -> None:
    cells = {
        (document_id, start, end): text
        for document_id, said in shown.query(
            "select document_id, cells from marts.document_block where cells is not null"
        )
        for _, _, text, start, end, *_ in json.loads(said)
    }
    facts = [fact for fact in shown.query(FACTS) if fact[0].endswith(".xlsx")]
    assert len(facts) > 3
    for *_, document_id, quote, start, end, _ in facts:
        assert cells[document_id, start, end] == quote


def test_publication_without_texts_keeps_the_table_empty_and_explains(shown: Pipeline) -> None:
    shown.settings = replace(shown.settings, publish_texts=False)
    shown.build()
    assert shown.query("select count(*) from marts.document_block") == [(0,)]
    ((observation_id, sentence),) = shown.query(
        "select observation_id, sentence from marts.fct_observation where source_kind = 'prose' "
        "order by length(sentence) limit 1"
    )
    printed = StringIO()
    console = Console(file=printed, width=300)
    with read_warehouse(shown.settings.warehouse_path) as connection:
        show_explanation(console, connection, observation_id)
    assert sentence in printed.getvalue()

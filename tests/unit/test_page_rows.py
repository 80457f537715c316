"""What pages are made of: words, marks over a text, addresses that may be links, corrections."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from orchestration.publication.pages import charts, review
from orchestration.publication.pages.document import STATES
from orchestration.publication.pages.escaping import visible, web_address
from orchestration.publication.pages.indicator import province_tiles
from orchestration.publication.pages.language import LANGUAGES, Language, period, words
from orchestration.publication.pages.marks import Marks, Run
from orchestration.publication.pages.reading import read_blocks
from orchestration.publication.pages.rendering import TEMPLATES
from orchestration.settings import DBT_PROJECT_DIR, REFERENCE_DIR

TEXT = "城乡低保标准分别为480元、332元，新增床位1330张。"


def fact(start: int, end: int, name: str = "") -> dict[str, Any]:
    return {"id": name or f"{start}-{end}", "text_start": start, "text_end": end}


# Words


def test_both_languages_say_everything() -> None:
    for key in words("zh"):
        for language in LANGUAGES:
            assert words(language)[key].strip(", ；、;") or key in ("comma", "semicolon"), key


def test_templates_ask_only_for_words_that_there_are() -> None:
    known = set(words("zh"))
    for template in TEMPLATES.iterdir():
        asked = set(re.findall(r"\bt\('([\w.]+)'", template.read_text(encoding="utf-8")))
        assert asked - {"state."} <= known, template.name


def test_every_state_of_a_fact_has_a_word_and_a_sign() -> None:
    style = (TEMPLATES.parent / "static" / "style.css").read_text(encoding="utf-8")
    signs = [re.search(rf"\.s-{state}::after {{ content: \"\\2060(.)\"", style) for state in STATES]
    assert len({sign[1] for sign in signs if sign}) == len(STATES)
    assert all(f"state.{state}" in words("en") for state in STATES)


CODED = {
    "residence": "residence", "measure": "measure", "status": "status", "qualifier": "qualifier",
    "kind": "kind", "level": "level", "trust": "trust",
}  # fmt: skip


def test_every_accepted_value_of_a_column_has_a_word() -> None:
    known = words("en")
    seen = 0
    for path in (DBT_PROJECT_DIR / "models").rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
            for column in model.get("columns", []):
                for test in column.get("data_tests", []):
                    accepted = test.get("accepted_values") if isinstance(test, dict) else None
                    name = column["name"]
                    if not accepted or name not in CODED or "publication" in model["name"]:
                        continue
                    values = accepted.get("arguments", accepted)["values"]
                    assert {f"{name}.{value}" for value in values if value} <= set(known), name
                    seen += 1
    assert seen >= len(CODED)


@pytest.mark.parametrize(
    ("column", "model"),
    [
        ("lost_because", "marts/facts/fct_cell_observation"),
        ("gap_reason", "marts/facts/fct_coverage"),
        ("panel_exclusion", "intermediate/int_facts_judged"),
    ],
)
def test_every_reason_of_a_model_has_a_word(column: str, model: str) -> None:
    sql = (DBT_PROJECT_DIR / "models" / f"{model}.sql").read_text(encoding="utf-8")
    reasons = set(re.findall(r"(?:then|else) '(\w+)'", sql))
    assert len(reasons) >= 7
    assert {f"{column}.{reason}" for reason in reasons} <= set(words("zh"))


def test_every_category_of_the_catalogue_has_an_english_word() -> None:
    with (REFERENCE_DIR / "categories.csv").open(encoding="utf-8", newline="") as file:
        categories = {row["category"] for row in csv.DictReader(file)}
    assert {f"category.{it}" for it in categories if it} <= set(words("en"))


def test_a_chinese_name_on_an_english_page_says_that_it_is_chinese() -> None:
    name = Language("en").name({"city_name": "<合肥>", "city_name_en": None}, "city_name")
    assert name == '<span lang="zh-CN">&lt;合肥&gt;</span>'


# Untrusted text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>", "//evil.test/a",
        "file:///etc/passwd", "http://", "https://a.test/\"onclick=x", "http://a.test/\x00",
        "vbscript:x", " javascript:alert(1)", "http://user:secret@a.test/", "ftp://a.test/",
        "https://a.test/<b>", "http://[", "", None,
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_never_becomes_a_link(address: str | None) -> None:
    assert web_address(address) is None


def test_a_web_address_may_be_a_link() -> None:
    assert web_address(" https://mz.test.gov.cn/a?b=民政&c=1#d ") is not None


def test_characters_that_turn_or_hide_text_are_shown() -> None:
    assert visible("一\u202e二\x00三\u200b") == "一[U+202E]二␀三[U+200B]"
    assert visible("低保 1,000\n") == "低保 1,000\n"


# Marks


def pieces(*facts: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    cut = Marks(facts).cut([Run(0, len(TEXT), TEXT)])
    return [
        (it.text, it.fact["id"] if it.fact else "", [other["id"] for other in it.others])
        for it in cut
    ]


def test_two_facts_of_one_span_are_both_told() -> None:
    assert pieces(fact(9, 13, "urban"), fact(9, 13, "rural"))[1] == ("480元", "rural", ["urban"])


def test_overlapping_facts_share_the_text_between_them() -> None:
    shown = [(text, name) for text, name, _ in pieces(fact(6, 13, "a"), fact(9, 18, "b")) if name]
    assert shown == [(TEXT[6:13], "a"), (TEXT[13:18], "b")]


@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
            lambda it: (it[0], min(it[0] + it[1], len(TEXT)))
        ),
        max_size=12,
        unique=True,
    ),
    st.lists(st.integers(1, len(TEXT) - 1), max_size=4, unique=True),
)
def test_marks_change_no_text_and_tell_every_fact_once(
    spans: list[tuple[int, int]], cuts: list[int]
) -> None:
    borders = [0, *sorted(cuts), len(TEXT)]
    runs = [Run(a, b, TEXT[a:b]) for a, b in pairwise(borders)]
    facts = [fact(*span) for span in spans]
    cut = Marks(facts).cut(runs)
    assert "".join(it.text for it in cut) == TEXT
    told = [it.fact["id"] for it in cut if it.fact and it.is_first]
    told += [other["id"] for it in cut for other in it.others]
    assert sorted(told) == sorted(it["id"] for it in facts)


PAGE = (
    "<html><body><script>alert('一')</script><h1>总结&lt;b&gt;</h1><p>低保对象<b>3</b>人</p>"
    "<table><tr><th>指标</th><th>数量</th></tr><tr><td>孤儿</td><td>2603</td></tr></table></body>"
)


def test_a_page_is_shown_without_its_tags_and_scripts_and_its_spans_still_hold() -> None:
    start, table = PAGE.index("3<"), PAGE.index("2603")
    marks = Marks([fact(start, start + 1, "prose"), fact(table, table + 4, "cell")])
    row = {"kind": "markup", "text": PAGE, "char_start": 0, "char_end": len(PAGE), "cells": None}
    blocks = read_blocks([row], marks)
    paragraphs = ["".join(it.text for it in block.pieces) for block in blocks]
    assert paragraphs == ["总结<b>", "低保对象3人", ""]
    assert [[cell.pieces[0].text for cell in line] for line in blocks[2].rows] == [
        ["指标", "数量"],
        ["孤儿", "2603"],
    ]
    assert marks.told == {"prose", "cell"}


# Charts and numbers


def test_a_year_that_is_missing_interrupts_a_line() -> None:
    assert len(charts.line([2010, 2011, 2014, 2015], [1, 2, 3, 4]).paths) == 2
    assert charts.line([2010, 2012], [1.0, 2.0]).paths == []


def test_a_histogram_counts_every_value_once() -> None:
    assert sum(bar.count for bar in charts.histogram([1, 1, 2, 5, 9, 9, 9.5])) == 7
    assert charts.histogram([3.0, 3.0]) == []


def test_no_two_provinces_have_one_tile_and_none_is_missing() -> None:
    tiles = province_tiles()
    with (REFERENCE_DIR / "cities.csv").open(encoding="utf-8", newline="") as file:
        provinces = {
            row["city_code"]
            for row in csv.DictReader(file)
            if row["level"] == "province" and not row["valid_to"]
        }
    assert {it["province_code"] for it in tiles} == provinces
    assert len({(it["row"], it["column"]) for it in tiles}) == len(tiles)


def test_a_period_reads_as_people_say_it() -> None:
    assert period(date(2020, 1, 1), date(2020, 12, 31)) == "2020"
    assert period(date(2016, 1, 1), date(2020, 12, 31)) == "2016–2020"
    assert period(date(2020, 6, 30), date(2020, 6, 30)) == "2020-06-30"


# The review desk

REVIEWED = {
    "observation_id": "a" * 32,
    "source_file": '一,二".txt',
    "quote": "480元",
    "review_reason": "read with low confidence",
    "value": Decimal("480.000000"),
    "unit": "CNY",
    "indicator_id": None,
    "residence": "urban",
    "category": "",
    "measure": "level",
    "area": "",
    "status": "actual",
    "period_start": date(2013, 12, 31),
    "period_end": date(2013, 12, 31),
}


def test_the_rows_to_copy_have_the_columns_of_the_corrections() -> None:
    with (REFERENCE_DIR / "corrections.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    assert list(review.CORRECTION_COLUMNS) == head
    for action in review.CHANGED_BY:
        (row,) = csv.DictReader(io.StringIO(review.correction_row(REVIEWED, action)), head)
        assert row["action"] == action
        assert row["source_file"] == '一,二".txt'
        assert row["expect"] == row["quote"] == "480元"
    (changed,) = csv.DictReader(io.StringIO(review.correction_row(REVIEWED, "override")), head)
    assert (changed["value"], changed["unit"]) == ("480", "CNY")


def test_a_quote_over_two_lines_is_left_out_of_a_row_of_one_line() -> None:
    row = review.correction_row(REVIEWED | {"quote": "48\n0元"}, "drop")
    assert "\n" not in row

"""No text makes the extraction fail, and none makes a document cost more than its length."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import pytest
from extraction.generated import DAMAGES, SIDECAR, damage, stable, words
from extraction.test_spans import assert_spans_slice_back
from gold.corpus import Document, all_documents
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import extract

DOCUMENTS = all_documents()


def assert_readable(text: str, sidecar: dict[str, object] = SIDECAR) -> None:
    assert_spans_slice_back(text, extract(text, sidecar))


@stable(150)
@given(text=st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert_readable(text)


PIECES = words(
    "全市 其中 分别 前者 后者 从 由 提高到 每人每月 每千名老年人 占 三分之一 七成 1,234 1.2万 3至5 "
    "人 户 元 张 % 个百分点 ( ) （ ） [ 】 “ ” 、 , ， 。 ; : 一、 （一） 1. 一是 2021年 "
    "1-4月 截至6月底 99月99日 〔2021〕3号 第 <p> </p> < &nbsp; &#x4e00; 市救助站 城区 "
    "同比增长 下降 力争 低保 城乡 城市 农村 养老机构 注： 来源： ０ 1亿2345万 8. 点五 "
    "两万三千 三四百 億 張 户次 万困难群众 人数: 户数| (村18、居7) 没有 据预测 1/3 不等 余 十 | 7"
)
HIDDEN = ["\n", "\r\n", "\u200b", "\ufeff", "\x00", "\ud800", " ", "\t"]


@stable(250)
@given(pieces=st.lists(st.sampled_from([*PIECES, *HIDDEN]), max_size=60))
def test_any_order_of_what_the_grammar_knows_is_read(pieces: list[str]) -> None:
    assert_readable("".join(pieces))


@stable(40)
@given(
    document=st.sampled_from(DOCUMENTS),
    kinds=st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=4),
    seed=st.integers(0, 9999),
)
def test_reports_with_much_damage_are_read(document: Document, kinds: list[str], seed: int) -> None:
    text = document.text[:2500]
    for kind in kinds:
        text = damage(text, kind, seed)
    assert_readable(text, document.sidecar)


SIDECARS = st.dictionaries(
    st.sampled_from(words("city_code report_year published_at source_url title publisher x")),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.text(max_size=12),
        st.floats(),
        st.lists(st.integers(), max_size=2),
        st.sampled_from(["330800", 330800, "999999", "2021", 2021, "2021-13-45", "2021-06-30"]),
    ),
)


@stable(150)
@given(sidecar=SIDECARS)
def test_no_sidecar_makes_the_extraction_fail(sidecar: dict[str, object]) -> None:
    assert_readable("截至6月底，全市共有低保对象3万人，发放低保金1200万元。", sidecar)


def _in_one_line() -> str:
    return DOCUMENTS[1].text.replace("\r", "").replace("\n", "").replace("。", "，")


SHAPES: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "numbers with separators": lambda n: ("123," * n)[:n],
    "numerals": lambda n: ("一万" * n)[:n],
    "list of numbers": lambda n: ("12、" * n)[: n - 1] + "人",
    "open brackets": lambda n: "（3人" * (n // 3),
    "nested brackets": lambda n: "（3人" * (n // 6) + "）" * (n // 6),
    "many brackets": lambda n: ("（3人）" * n)[:n],
    "open quotes": lambda n: ("“1" * n)[:n],
    "quotes": lambda n: ("“1”3人，" * n)[:n],
    "commas and no full stop": lambda n: ("低保对象3人，" * n)[:n],
    "list of institutions": lambda n: ("养老机构3家、" * n)[:n],
    "parts": lambda n: ("其中3人" * n)[:n],
    "distributions": lambda n: ("分别为3人、4人，" * n)[:n],
    "former and latter": lambda n: ("3人、4人，前者5人，" * n)[:n],
    "latter alone": lambda n: ("后者5人。" * n)[:n],
    "semicolons": lambda n: ("3人；" * n)[:n],
    "changes": lambda n: ("从3人增加到5人，" * n)[:n],
    "shares": lambda n: ("占5%" * n)[:n],
    "places": lambda n: ("城区3人、高新区4人、" * n)[:n],
    "institutions": lambda n: ("市救助站3人" * n)[:n],
    "headings": lambda n: ("一、低保\n" * n)[:n],
    "dates": lambda n: ("2021年1-4月" * n)[:n],
    "line ends": lambda n: "\n" * n,
    "blanks": lambda n: "3 " * (n // 2),
    "digits apart": lambda n: ("7 " * n)[:n],
    "numbers in pieces": lambda n: ("人口8. 9万" * n)[:n],
    "numbers over lines": lambda n: ("人口12\n" * n)[:n],
    "compounds": lambda n: ("1亿2345万" * n)[:n],
    "compounds that do not fall": lambda n: ("3万" * n)[:n],
    "amounts without a unit": lambda n: ("支出3亿," * n)[:n],
    "brackets of numbers": lambda n: ("9个(村4、居5)" * n)[:n],
    "cells": lambda n: ("9张|\n8|\n" * n)[:n],
    "rows of pipes": lambda n: ("指标|2021年|2022年\n" + "低保人数(人)|3|4\n" * n)[:n],
    "ragged pipes": lambda n: "".join("|人" * (i % 30) + "|3\n" for i in range(n // 30))[:n],
    "rows of tabs": lambda n: ("县区\t孤儿(人)\n" + "东山县\t3\n" * n)[:n],
    "heads of nothing": lambda n: ("指标名称\n单位\n数量\n" * n)[:n],
    "a cell on each line": lambda n: ("指标\n单位\n数量\n" + "孤儿\n人\n3\n" * n)[:n],
    "a cell before each pipe": lambda n: ("指标 |\n数量 |\n低保 |\n3人 |\n" * n)[:n],
    "columns of blanks": lambda n: ("指标   单位   数量\n" + "孤儿   人   3\n" * n)[:n],
    "rows of codes": lambda n: ("名称 单位 代码 数量\n" + "孤儿 人 YZH012311000 3\n" * n)[:n],
    "cells of a page": lambda n: ("<table><tr><td>指标<td>人数" + "<tr><td>孤儿<td>3" * n)[:n],
    "tables in tables": lambda n: ("<table><tr><td>孤儿3人" * n)[:n],
    "forecasts": lambda n: ("预计没有老人3人," * n)[:n],
    "markup": lambda n: ("<p>3人" * n)[:n],
    "open markup": lambda n: "<" * n,
    "entities": lambda n: ("&#51;人" * n)[:n],
    "full stops": lambda n: "。" * n,
    "a report in one line": lambda n: (_in_one_line() * n)[:n],
    "a report again and again": lambda n: (DOCUMENTS[1].text * n)[:n],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_texts_of_an_unusual_shape_are_read(shape: str) -> None:
    assert_readable(SHAPES[shape](5_000))


def test_brackets_deeper_than_the_stack_are_read() -> None:
    depth = 2 * sys.getrecursionlimit()
    assert_readable("（" * depth + "3人" + "）" * depth)


def test_a_line_of_200_kilobytes_is_read() -> None:
    text = (_in_one_line() * 40)[:70_000]
    assert len(text.encode()) > 150_000
    assert_readable(text)
    assert max(len(f.sentence) for f in extract(text).facts) < 2_000, "cut, to be linear"


def test_noise_of_all_planes_is_read() -> None:
    rng = random.Random(0)
    for _ in range(20):
        codes = (
            rng.choice((rng.randrange(0xD800), rng.randrange(0xE000, 0x110000))) for _ in range(500)
        )
        assert_readable(f"全市共有低保对象3人。{''.join(map(chr, codes))}养老机构4家。")


@pytest.mark.load
@pytest.mark.parametrize("shape", SHAPES)
def test_cost_per_character_does_not_grow_with_length(shape: str) -> None:
    """Process time, the best of three: a character of eight times the text costs under thrice."""
    cost = {n: min(_seconds(SHAPES[shape](n)) for _ in range(3)) / n for n in (5_000, 40_000)}
    shown = {n: f"{1e6 * c:.2f} us" for n, c in cost.items()}
    assert cost[40_000] < 3 * cost[5_000], shown


def _seconds(text: str) -> float:
    start = time.process_time()
    extract(text)
    return time.process_time() - start

"""What is a table, what is left to the prose, and that no grid breaks or floods the reading."""

from __future__ import annotations

from typing import Any

import pytest
from extraction.generated import SIDECAR, stable, words
from extraction.test_spans import assert_spans_slice_back, told
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import Fact, extract
from orchestration.extraction.blocks import Block, Cell, Table
from orchestration.extraction.tables import read
from orchestration.extraction.tables.grid import MAX_CELLS

BEFORE = "截至2021年底，全市有养老机构20家、床位3100张。\n"
AFTER = "全年办理结婚登记4120对。\n"
ROWS = (
    "2021年社会救助情况\n指标\t单位\t2020年\t2021年\n"
    "城市低保人数\t人\t1200\t1150\n临时救助\t人次\t300\t412\n"
)
LIST = "| 序号 | 姓名 | 救助金额(元) |\n| 1 | 王某 | 3000 |\n| 2 | 李某 | 2500 |\n"


def facts(text: str, blocks: tuple[Block, ...] = ()) -> list[Fact]:
    return extract(text, SIDECAR, blocks).facts


def told_of(found: list[Fact]) -> list[tuple[str, str | None, str]]:
    return [(f.quote, f.indicator_id, str(f.period_end)) for f in found]


def test_prose_around_a_table_is_read_as_without_it() -> None:
    alone = told_of(facts(BEFORE + AFTER))
    beside = facts(BEFORE + ROWS + "\n" + AFTER)
    assert told_of([f for f in beside if not f.cell]) == alone
    assert [f.quote for f in beside if f.cell] == ["1200", "1150", "300", "412"]


def test_no_row_of_a_table_is_read_twice() -> None:
    starts = [f.char_start for f in facts(BEFORE + ROWS)]
    assert len(starts) == len(set(starts))


def test_the_cells_of_a_year_are_of_that_year() -> None:
    by_quote = {f.quote: f for f in facts(ROWS)}
    assert by_quote["1200"].period_end != by_quote["1150"].period_end
    assert str(by_quote["1200"].period_end) == "2020-12-31"


def test_a_page_laid_out_by_a_table_stays_prose() -> None:
    article = f"<p>{BEFORE.strip()}</p><p>{AFTER.strip()}</p>"
    plain = extract(f"<html><body><div>{article}</div></body></html>", SIDECAR)
    laid = extract(
        "<html><body><table><tr><td>首页</td><td>政务公开</td></tr><tr><td colspan=2>"
        f"{article}</td></tr></table></body></html>",
        SIDECAR,
    )
    assert told(laid) == told(plain)
    assert not any(f.cell for f in laid.facts)


def test_the_table_inside_a_layout_table_is_read() -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>"
        for line in ROWS.splitlines()[1:]
    )
    page = (
        f"<html><table><tr><td>首页</td><td><p>{BEFORE.strip()}</p>"
        f"<table><caption>2021年社会救助情况</caption>{rows}</table></td></tr></table></html>"
    )
    found = facts(page)
    assert [f.quote for f in found if f.cell] == ["1200", "1150", "300", "412"]
    assert [f.quote for f in found if not f.cell] == ["20家", "3100张"]


def test_a_list_of_persons_is_no_statistics() -> None:
    assert not [f for f in facts("2021年临时救助公示\n" + LIST) if f.cell]


def test_a_long_remark_in_a_table_is_read_as_prose() -> None:
    remark = (
        "全年开展培训班若干期，参训人员覆盖全部街道和社区，另外全市发放高龄津贴惠及老年人2300人，"
        "受到广泛欢迎，各项工作均按计划有序推进，群众满意度不断提高。"
    )
    rows = ["指标\t单位\t2021年\t备注", "城市低保人数\t人\t1150\t", f"孤儿\t人\t30\t{remark}"]
    found = facts("\n".join([*rows, "特困人员\t人\t410\t", ""]))
    assert [f.quote for f in found if f.cell] == ["1150", "30", "410"]
    assert [f.quote for f in found if not f.cell] == ["2300人"]


def test_money_without_its_scale_is_refused() -> None:
    found = facts("2021年情况\n项目\t户数\t发放资金\n城市低保\t20\t31.5\n农村低保\t40\t44.1\n")
    assert [f.quote for f in found if f.cell] == ["20", "40"]


def test_units_that_disagree_are_refused() -> None:
    found = facts("项目\t单位\t2021年(万元)\n孤儿\t人\t20\n低保金\t万元\t30\n")
    assert [f.quote for f in found if f.cell] == ["30"]


def test_a_break_in_one_table_costs_that_table_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> list[Fact]:
        raise ZeroDivisionError("no way to read this")

    monkeypatch.setattr(read, "facts_of", breaks)
    extraction = extract(BEFORE + ROWS, SIDECAR)
    (place,) = extraction.unreadable
    assert (place.stage, place.error) == ("tables", "ZeroDivisionError: no way to read this")
    assert {"20家", "3100张"} <= {f.quote for f in extraction.facts}


# -- hostile grids ------------------------------------------------------------------------------


def block_of(text: str, cells: list[Cell]) -> tuple[Block, ...]:
    return (Block("table", 0, len(text), table=Table(0, len(text), tuple(cells))),)


def test_a_table_too_large_is_told_with_what_to_do() -> None:
    cells = [Cell(i, j, "3", 0, 1) for i in range(MAX_CELLS // 10 + 1) for j in range(10)]
    (place,) = extract("3", SIDECAR, block_of("3", cells)).unreadable
    assert place.error.endswith("deliver it in parts")


HUGE = 10**9


@pytest.mark.parametrize(
    "cells",
    [
        [Cell(i, j, "低保人数", 0, 1, HUGE, HUGE) for i in range(40) for j in range(10)],
        [Cell(HUGE * i, HUGE * j, "3", 0, 1) for i in range(40) for j in range(10)],
        [Cell(-i, -j, "3", -5, HUGE, -3, 0) for i in range(9) for j in range(9)],
        [Cell(0, 0, "指标", 0, 1) for _ in range(50)],
    ],
)
def test_spans_and_places_without_measure_are_bounded(cells: list[Cell]) -> None:
    assert_spans_slice_back("3 人", extract("3 人", SIDECAR, block_of("3 人", cells)))


def test_spans_of_a_page_without_measure_are_bounded() -> None:
    page = (
        f"<table><tr><td rowspan={HUGE} colspan={HUGE}>指标</td><td>2021年</td></tr>"
        + f"<tr><td rowspan={HUGE} colspan={HUGE}>低保人数(人)</td><td>5</td></tr>" * 200
        + "</table>"
    )
    assert_spans_slice_back(page, extract(page, SIDECAR))


SAID = words(
    "指标 项目 单位 代码 县区 合计 其中:农村 一、低保 (一)城市 2021年 2022年计划 上年同期 同比(%) "
    "占比 低保人数(人) 养老床位 结婚登记 东山县 人 万元 % 3 1,204 -5.2 12.5% — … * 1月 甲 乙 1 2"
)
WORDS = st.sampled_from([*SAID, "", " ", "\u3000其中:集中供养", "\n", "a|b"])
GRIDS = st.lists(st.lists(WORDS, min_size=1, max_size=6), min_size=1, max_size=8)


@stable(150)
@given(grid=GRIDS, sign=st.sampled_from(["\t", "|", "   ", "\n"]))
def test_any_grid_is_read(grid: list[list[str]], sign: str) -> None:
    text = "\n".join(sign.join(row) for row in grid)
    assert_spans_slice_back(text, extract(text, SIDECAR))


@stable(100)
@given(grid=GRIDS)
def test_any_table_of_a_page_is_read(grid: list[list[str]]) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in grid)
    text = f"<p>2021年救助情况</p><table>{rows}</table>"
    assert_spans_slice_back(text, extract(text, SIDECAR))

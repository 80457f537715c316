"""What a document says of itself: area, reported period, publication, genre."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction.discourse.context import read_context
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.model import DocumentContext
from orchestration.extraction.text.cleaning import clean

DOCUMENTS = Path(__file__).parents[2] / "seeds" / "documents"


CASES = [
    json.loads(line)
    for line in (Path(__file__).with_name("contexts.jsonl"))
    .read_text(encoding="utf-8")
    .splitlines()
]


def read(raw: str, sidecar: Mapping[str, object] | None = None) -> DocumentContext:
    text = clean(raw).text
    return read_context(text, read_layout(text), sidecar)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].replace(" ", "_"))
def test_area_period_and_publication_are_read_from(case: dict[str, Any]) -> None:
    context = read("\n".join(case["lines"]) + "\n", case.get("sidecar"))
    assert context.city_code == case["city"]
    assert (iso(context.report_start), iso(context.report_end)) == (case["start"], case["end"])
    assert iso(context.published_at) == case["published"]
    assert context.genre == case.get("genre", context.genre)


@pytest.mark.parametrize(
    ("file", "city", "start", "end", "published", "genre"),
    [
        ("000_*", "合肥市", "2018-01-01", "2018-12-31", "2019-05-24", "news"),
        ("001_*", "六安市", "2020-01-01", "2020-06-30", "2020-06-30", "half_year"),
        ("002_*", "芜湖市", "2022-01-01", "2022-12-31", "2023-01-20", "annual_summary"),
        ("003_*", "衢州市", "2013-01-01", "2013-12-31", None, "annual_summary"),
        ("004_*", "淮安市", "2019-01-01", "2019-07-11", "2019-07-11", "other"),
    ],
)
def test_the_sample_reports_are_placed_and_dated(
    file: str, city: str, start: str, end: str, published: str | None, genre: str
) -> None:
    (path,) = DOCUMENTS.glob(file)
    context = read(path.read_bytes().decode("utf-8"))
    assert context.city_name == city
    assert (iso(context.report_start), iso(context.report_end)) == (start, end)
    assert iso(context.published_at) == published
    assert context.genre == genre
    assert context.city_level == "prefecture"
    assert {place.level for place in context.children} == {"county"}


def test_a_sidecar_wins_over_the_text() -> None:
    context = read(
        "六安市民政局2020年工作总结\n2020年,全市低保3人。\n2021年1月5日\n",
        {
            "title": "某报告",
            "publisher": "某局",
            "source_url": "https://example.org/1",
            "city_code": "340100",
            "report_year": "2019",
            "published_at": "2020-02-03T08:00:00",
        },
    )
    assert context.title == "某报告"
    assert context.publisher == "某局"
    assert context.source_url == "https://example.org/1"
    assert context.city_name == "合肥市"
    assert context.report_end == date(2019, 12, 31)
    assert context.published_at == date(2020, 2, 3)
    assert context.context_confidence == 1.0


def test_children_are_those_of_the_reported_year() -> None:
    names = {place.name for place in read("芜湖市民政局2018年工作总结\n全市3人。\n").children}
    assert "芜湖县" in names
    assert "湾沚区" not in names


def test_what_nothing_tells_stays_unknown() -> None:
    context = read("工作总结\n各项工作取得新进展。\n")
    assert context.city_code is None
    assert context.report_start is None
    assert context.report_end is None
    assert context.published_at is None
    assert context.children == ()
    assert context.context_confidence <= 0.2


@given(
    st.text(max_size=120)
    | st.text(
        alphabet="合肥市县民政局年月日2019/-十五“”总结政府工作报告来源:\n〔〕第期", max_size=80
    ),
    st.dictionaries(
        st.sampled_from(["title", "city_code", "report_year", "published_at", "publisher"]),
        st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats()),
    ),
)
@example("十九五总结\n", {})
@example("2019年13月45日\n", {"report_year": "99999", "published_at": "2020-02-31"})
def test_reading_the_context_never_fails(raw: str, sidecar: dict[str, object]) -> None:
    context = read(raw, sidecar)
    assert 0.0 <= context.context_confidence <= 1.0
    if context.report_start and context.report_end:
        assert context.report_start <= context.report_end


@pytest.mark.parametrize(
    ("lines", "city"),
    [
        (["东乌旗民政局2019年工作总结", "全旗有低保对象300人。"], "152525"),
        (["克州民政局2019年工作总结", "全州有低保对象300人。"], "653000"),
        (["昆山民政局2019年工作总结", "全市有低保对象300人。"], "320583"),
        (["2019年工作总结", "全市有低保对象300人。", "潜江市民政局", "2020年1月8日"], "429005"),
        (["大悟县2019年工作总结", "来源:武汉晚报", "全县有低保对象300人。"], "420922"),
        (["襄樊市民政局2008年工作总结", "全市有低保对象300人。"], "420600"),
    ],
)
def test_the_reporter_is_told_by(lines: list[str], city: str) -> None:
    assert read("\n".join(lines) + "\n").city_code == city


@pytest.mark.parametrize(
    "lines",
    [
        ["工作总结", "全县有低保对象300人,比合肥市少。"],
        ["工作总结", "在省民政厅指导下,全县有低保对象300人。"],
        ["工作总结", "来源:武汉晚报", "全县有低保对象300人。"],
    ],
)
def test_a_reporter_in_doubt_stays_unknown(lines: list[str]) -> None:
    context = read("\n".join(lines) + "\n")
    assert context.city_code is None
    assert context.context_confidence <= 0.1


def test_what_is_told_beside_a_document_places_it_only_where_it_leaves_doubt() -> None:
    told = {"publisher": "凉山州民政局", "source_url": "http://mzj.lishui.gov.cn/art/2020/1.html"}
    placed = "黄山市民政局2019年工作总结\n全市有低保对象300人。\n"
    assert read(placed, told).city_code == read(placed).city_code == "341000"
    assert read("工作总结\n全州有低保对象300人。\n", told).city_code == "513400"
    url = {"source_url": "http://mzj.lishui.gov.cn/art/2020/1.html"}
    assert read("工作总结\n全市有低保对象300人。\n", url).city_code == "331100"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["2021年万州有新人300对。", "记者从区民政局了解到,全区有老人900人,万州在列。"], "500101"),
        (
            [
                "根据《安徽省人民政府办公厅关于低保的通知》,2019年我局支出救助资金90万元。",
                "金寨县社会救助局",
                "2020年1月9日",
            ],
            "341524",
        ),
        (["金寨县", "安徽乡镇简志·六安市卷", "2019年,全乡有低保对象300人。"], "341524"),
        (["工作总结", "来源:上海普陀", "区政府实事项目建成助餐点3个。"], "310107"),
        (["全省有低保对象300万人。", "标准合肥、蚌埠390元,淮北、安庆370元,亳州360元。"], "340000"),
        (["三秦大地喜事多", "三秦儿女办实事,全省有低保对象300万人。三秦各地共庆。"], "610000"),
    ],
)
def test_a_place_is_told_by_more_than_its_full_name(lines: list[str], code: str) -> None:
    assert read("\n".join(lines) + "\n").city_code == code

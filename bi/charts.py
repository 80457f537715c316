"""What the dashboards show: tabs of rows of charts, each said in both languages.

Belongs here: which charts there are, of which dataset, and where they stand. Does not belong here:
the selects (see `datasets.py`), Superset's way of writing charts down (see `forms.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import datasets as data
import forms
from datasets import Dataset
from forms import Form
from words import Said

ALL_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its place is `width` of twelve columns and `height` in grid units of 8 px."""

    key: str
    name: Said
    dataset: Dataset
    form: Form
    width: int = ALL_COLUMNS
    height: int = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the charts of a tab; a single one starts with what has most cells."""

    key: str
    name: Said
    dataset: Dataset
    column: str
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: a note to the reader, its choices, and rows of charts."""

    key: str
    name: Said
    note: Said
    filters: tuple[Filter, ...]
    rows: tuple[tuple[Chart, ...], ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All tabs under one title, written once for each language."""

    key: str
    name: Said
    tabs: tuple[Tab, ...]


PANEL_TAB = Tab(
    key="panel",
    name=Said("指标面板", "Panel by indicator"),
    note=Said(
        "每次看一个指标。**口径**（全部、城镇、农村及分类）属于主键:不同口径的数值不能相加。"
        "**全年**为“否”的流量只覆盖当年一部分。",
        "One indicator at a time. The **part** (total, urban or rural, and the category) belongs "
        "to the key: values of different parts do not add up. A flow that is not **full year** "
        "covers only part of it.",
    ),
    filters=(
        Filter("indicator", Said("指标", "Indicator"), data.PANEL, "indicator", is_single=True),
        Filter("year", Said("年份", "Year"), data.PANEL, "year"),
        Filter("province", Said("省份", "Province"), data.PANEL, "province"),
    ),
    rows=(
        (
            Chart(
                "ranking",
                Said("各城市最近一年", "Cities, latest year"),
                data.PANEL,
                forms.ranking("place", "latest"),
                width=6,
                height=52,
            ),
            Chart(
                "series",
                Said("历年", "Over the years"),
                data.PANEL,
                forms.lines("year_day", "highest", ("city", "part")),
                width=6,
                height=52,
            ),
        ),
        (
            Chart(
                "cells",
                Said("数值与出处", "Values and where they come from"),
                data.PANEL,
                forms.rows(
                    "city",
                    "year",
                    "part",
                    "value",
                    "unit",
                    "full_year",
                    "trust",
                    "sentence",
                    "title",
                    numbers=("value",),
                    order="year",
                ),
                height=60,
            ),
        ),
    ),
)

CITY_TAB = Tab(
    key="city",
    name=Said("城市概况", "City sheet"),
    note=Said(
        "一个城市的全部指标。数值为统一单位,**原文数值**为文档所写。",
        "All indicators of one city. Values are in canonical units, **as printed** is what the "
        "document says.",
    ),
    filters=(Filter("city", Said("城市", "City"), data.SHEET, "city", is_single=True),),
    rows=(
        (
            Chart(
                "city_domains",
                Said("各领域单元格数", "Cells by domain"),
                data.SHEET,
                forms.ranking("domain", "cells"),
                height=44,
            ),
        ),
        (
            Chart(
                "city_sheet",
                Said("概况表", "Fact sheet"),
                data.SHEET,
                forms.rows(
                    "domain",
                    "indicator",
                    "part",
                    "year",
                    "value",
                    "unit",
                    "printed",
                    "previous",
                    "change",
                    "trust",
                    "sentence",
                    numbers=("value", "previous", "change"),
                    order="domain",
                    is_descending=False,
                ),
                height=84,
            ),
        ),
    ),
)

COVERAGE_TAB = Tab(
    key="coverage",
    name=Said("覆盖", "Coverage"),
    note=Said(
        "哪些城市、年份、指标有数据,没有的为什么没有。只列出有文档的城市与年份。",
        "Which cities, years and indicators have a value, and why others have none. Only cities "
        "and years that a document speaks for are listed.",
    ),
    filters=(
        Filter("domain", Said("领域", "Domain"), data.COVERAGE, "domain"),
        Filter("coverage_city", Said("城市", "City"), data.COVERAGE, "city"),
    ),
    rows=(
        (
            Chart(
                "coverage_cities",
                Said("城市 × 年份:有数据的指标数", "City by year: indicators reported"),
                data.COVERAGE,
                forms.heat("year", "city", "n_reported", ",d"),
                width=6,
                height=60,
            ),
            Chart(
                "coverage_domains",
                Said("领域 × 年份:有数据的比例", "Domain by year: share reported"),
                data.COVERAGE,
                forms.heat("year", "domain", "share_reported", ".0%"),
                width=6,
                height=60,
            ),
        ),
        (
            Chart(
                "coverage_reasons",
                Said("各指标有无数据及原因", "Indicators: reported, or why not"),
                data.COVERAGE,
                forms.bars("year", "cells", "reason"),
                height=48,
            ),
        ),
    ),
)

QUALITY_TAB = Tab(
    key="quality",
    name=Said("质量", "Quality"),
    note=Said(
        "置信度已校准:0.9 的事实约十中有九正确。低于 0.5 的不进入面板。",
        "Confidence is calibrated: of facts at 0.9 about nine in ten are right. Below 0.5 a fact "
        "is no cell of the panel.",
    ),
    filters=(),
    rows=(
        (
            Chart(
                "n_cells",
                Said("面板单元格", "Cells of the panel"),
                data.PANEL,
                forms.number("cells", ",d"),
                width=3,
                height=22,
            ),
            Chart(
                "n_facts",
                Said("事实", "Facts"),
                data.FACTS,
                forms.number("facts", ",d"),
                width=3,
                height=22,
            ),
            Chart(
                "share_catalogued",
                Said("已收录比例", "Share catalogued"),
                data.FACTS,
                forms.number("share_catalogued", ".0%"),
                width=3,
                height=22,
            ),
            Chart(
                "mean_confidence",
                Said("平均置信度", "Mean confidence"),
                data.FACTS,
                forms.number("mean_confidence", ".2f"),
                width=3,
                height=22,
            ),
        ),
        (
            Chart(
                "fates",
                Said("事实:置信度与去向", "Facts by confidence and fate"),
                data.FACTS,
                forms.bars("band", "facts", "fate"),
                width=8,
                height=48,
            ),
            Chart(
                "agreement",
                Said("两个来源的比较", "What two sources say"),
                data.AGREEMENT,
                forms.bars("verdict", "pairs"),
                width=4,
                height=48,
            ),
        ),
        (
            Chart(
                "publications",
                Said("历次发布", "Publications"),
                data.PUBLICATIONS,
                forms.rows(*data.PUBLICATIONS.columns, order="published_at"),
                height=36,
            ),
        ),
        (
            Chart(
                "checks",
                Said("最近一次运行的检查", "Checks of the last run"),
                data.CHECKS,
                forms.rows(
                    "passed",
                    "suite",
                    "expectation",
                    "observed",
                    "expected",
                    "remedy",
                    order="passed",
                    is_descending=False,
                ),
                height=44,
            ),
        ),
        (
            Chart(
                "review",
                Said("待复核的事实", "Facts to be reviewed"),
                data.REVIEW,
                forms.rows(*data.REVIEW.columns, order="rank", is_descending=False),
                height=60,
            ),
        ),
    ),
)

DASHBOARD = Dashboard(
    key="minzheng",
    name=Said("民政数据", "Civil affairs in numbers"),
    tabs=(PANEL_TAB, CITY_TAB, COVERAGE_TAB, QUALITY_TAB),
)

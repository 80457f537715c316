"""Reading years and offices off titles, and what a doubt about a document costs."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_warehouse import Report, new_warehouse, put

from expectations.document_frame import (
    _contradicting_reporter,
    tolerable_conflicts,
    year_is_told,
    years_in,
)
from expectations.gate import run_suites

PLACES = {
    "六安": [("六安市", "341500", "340000")],
    "金安": [("金安区", "341502", "341500")],
    "合肥": [("合肥市", "340100", "340000")],
    "安徽": [("安徽省", "340000", "")],
}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("六安市民政局2020年上半年重点工作", [2020]),
        ("2022年工作情况及2023年主要任务", [2022, 2023]),
        ("2018年度目标管理", [2018]),
        ("二〇一三年工作总结", [2013]),
        ("电话 20201234567", []),
        ("民政局全年工作总结", []),
        (None, []),
    ],
)
def test_years_are_read_in_both_kinds_of_digits(text: str | None, years: list[int]) -> None:
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("title", "publisher", "city_code", "other"),
    [
        ("六安市民政局2020年工作总结", None, "341500", None),
        ("金安区民政局2020年工作总结", None, "341500", "金安区"),
        ("六安市金安区民政局工作总结", None, "341500", "金安区"),
        ("合肥市民政局工作总结", None, "341500", "合肥市"),
        ("2020年工作总结", "合肥市人民政府", "341500", "合肥市"),
        ("2020年工作总结", "安徽省民政厅", "341500", None),
        ("六安市民政局工作总结", None, "341502", None),
        ("六安市民政局工作总结", None, None, None),
        ("金安区养老服务发展情况", None, "341500", None),
    ],
)
def test_an_office_of_another_area_contradicts_the_reporting_area(
    title: str, publisher: str | None, city_code: str | None, other: str | None
) -> None:
    row = pd.Series({"title": title, "publisher": publisher, "city_code": city_code})
    assert _contradicting_reporter(row, PLACES) == other


@pytest.mark.parametrize(
    ("year", "title", "text", "told"),
    [
        (2020, "2020年工作总结", "", True),
        (2019, "2020年工作总结", "", True),
        (2018, "2020年工作总结", "", False),
        (2020, "工作总结", "2018年,2018年,2018年", False),
        (2020, "工作总结", "2018年,2018年", True),
        (float("nan"), "2020年工作总结", "", True),
    ],
)
def test_the_reported_year_is_told_by_title_or_text(
    year: float, title: str, text: str, told: bool
) -> None:
    assert year_is_told(year, title, text) is told


@pytest.mark.parametrize(
    ("conflicting", "cells", "holds"),
    [(3, 3, True), (4, 4, True), (5, 10, True), (6, 10, False), (0, 0, True)],
)
def test_a_few_contradictions_are_no_second_report(
    conflicting: int, cells: int, holds: bool
) -> None:
    assert (conflicting <= tolerable_conflicts(pd.Series([cells]))[0]) is np.bool_(holds)


def verdicts(report: Report) -> tuple[set[str], set[str]]:
    """The quotes of one report that are held back, and those that are marked."""
    con = new_warehouse()
    put(con, report, Report(name="other.txt").says("orphans", "99人", 99))
    assert not [result for result in run_suites(con, "run") if result.error]
    rows = con.execute(
        "select quote, is_held from audit.quarantine "
        "inner join intermediate.int_observations using (observation_id) where released_at is null"
    ).fetchall()
    return {quote for quote, held in rows if held}, {quote for quote, held in rows if not held}


def documents_that_fail(rule: str, *reports: Report) -> int:
    con = new_warehouse()
    put(con, *reports)
    (result,) = [it for it in run_suites(con, "run") if it.expectation == rule]
    assert not result.error
    return result.n_unexpected


FIVE = (
    "orphans", "dibao_persons", "elderly_care_beds", "destitute_persons",
    "disability_nursing_allowance_persons",
)  # fmt: skip


def stated(report: Report, value: int, **fields: Any) -> Report:
    for name in FIVE:
        report.says(name, str(value), value, **fields)
    return report


@pytest.mark.parametrize(("kind", "repeats"), [("prose", True), ("table", False)])
def test_a_table_of_the_same_numbers_is_another_source_and_no_repetition(
    kind: str, repeats: bool
) -> None:
    report, other = stated(Report(), 2600), stated(Report(name="b"), 2600, source_kind=kind)
    rule = "expect_documents_not_to_repeat_each_other"
    assert bool(documents_that_fail(rule, report, other)) is repeats


@pytest.mark.parametrize(("kind", "holds"), [("prose", False), ("table", True)])
def test_a_table_that_differs_from_its_prose_is_no_second_report(kind: str, holds: bool) -> None:
    report = stated(stated(Report(), 2600, source_kind="prose"), 2900, source_kind=kind)
    n_failing = documents_that_fail("expect_one_report_per_document", report)
    assert (n_failing == 0) is holds


def stocks(report: Report, *quotes: str, **fields: Any) -> Report:
    for n, quote in enumerate(quotes):
        report.says(("orphans", "dibao_persons", "elderly_care_beds")[n], quote, 2603, **fields)
    return report


def test_a_summary_written_in_november_is_marked_where_it_speaks_of_december() -> None:
    report = stocks(Report(published_at=date(2020, 11, 8)), "1人", "2人")
    report.says("marriage_registrations", "3对", 3, period_end=date(2020, 10, 31))
    assert verdicts(report) == (set(), {"1人", "2人"})


def test_a_sidecar_may_say_the_year_in_which_the_report_was_published() -> None:
    assert verdicts(stocks(Report(published_at=date(2020, 6, 30)), "1人", "2人"))[0] == set()


def test_a_notice_of_the_middle_of_a_month_may_pay_for_that_month() -> None:
    report = Report(
        title="2020年5月份低保金发放公告",
        published_at=date(2020, 5, 16),
        report_start=date(2020, 5, 1),
        report_end=date(2020, 5, 31),
    )
    report.says("dibao_expenditure", "300万元", 3_000_000)
    assert verdicts(stocks(report, "1人")) == (set(), set())


def test_a_provinces_report_may_tell_several_values_of_a_cell() -> None:
    report = Report(city_code="340000", title="安徽省民政厅2020年工作总结")
    for n, quote in enumerate(("1人", "2人", "3人")):
        stocks(report, *[f"{quote}{m}" for m in range(3)])
        for fact in report.facts[-3:]:
            fact["value"] = 26_030 * (n + 1)
    assert verdicts(report) == (set(), set())


def test_a_cell_whose_heads_say_its_year_took_it_from_no_document() -> None:
    report = Report(year=2024, title="民政志", published_at=date(2024, 3, 1))
    report.text += "1985年、1990年、1995年先后扩建。\n"
    report.says("orphans", "1人", 2603)
    report.says("dibao_persons", "2人", 2603, cell='{"column": "2024年"}')
    assert verdicts(report)[0] == {"1人"}


def test_of_a_chronicle_on_a_page_of_a_later_year_only_what_took_that_year_is_held() -> None:
    report = Report(year=2024, title="民政志", published_at=date(2024, 3, 1))
    report.text += "1985年、1990年、1995年先后扩建。\n"
    stocks(report, "1人", period_start=date(1990, 12, 31), period_end=date(1990, 12, 31))
    report.says("dibao_persons", "2人", 2603)
    assert verdicts(report)[0] == {"2人"}


def test_a_wrong_year_in_a_sidecar_costs_the_facts_that_took_it() -> None:
    report = Report(year=2011, title="2018年工作总结", published_at=date(2019, 1, 20))
    stocks(report, "1人")
    report.says("dibao_persons", "2人", 2603, sentence="2011年低保对象2人")
    report.says("elderly_care_beds", "3张", 2603, period_end=date(2018, 12, 31))
    assert verdicts(report) == ({"1人"}, set())


def test_a_year_that_has_not_come_is_held_whatever_the_document() -> None:
    report = Report(year=2031, title="工作总结")
    assert verdicts(stocks(report, "1人", "2人"))[0] == {"1人", "2人"}


@pytest.mark.parametrize(
    ("status", "start", "end", "holds"),
    [
        ("actual", "2020-01-01", "2020-12-31", True),
        ("actual", "2022-01-01", "2022-12-31", False),
        ("target", "2021-01-01", "2021-12-31", True),
        ("target", "2101-01-01", "2101-12-31", False),
        ("actual", "2020-12-31", "2020-01-01", False),
        ("actual", "1949-10-01", "1949-10-01", True),
        ("actual", "1900-10-01", "1900-10-01", False),
        ("actual", None, None, True),
    ],
)
def test_periods_lie_inside_the_documents_horizon(
    status: str, start: str | None, end: str | None, holds: bool
) -> None:
    report = Report(published_at=date(2021, 1, 15))
    report.says("marriage_registrations", "3万对", 30_000)
    report.facts[0] |= {"status": status, "period_start": start, "period_end": end}
    assert (verdicts(report)[0] == set()) is holds

"""Reading years and offices off titles, and the judgements about whole documents and runs."""

import pandas as pd
import pytest

from expectations.document_frame import _contradicting_reporter, years_in
from expectations.library.batches import history_holds, share_holds
from expectations.library.documents import (
    publication_holds,
    report_year_holds,
    single_report_holds,
)
from expectations.library.periods import horizon_holds

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
    ("year", "title_years", "text_years", "holds"),
    [
        (2020, [2020], [], True),
        (2019, [2020], [], True),
        (2018, [2020], [], False),
        (2020, [], [2018, 2018, 2018], False),
        (2020, [], [2018, 2018], True),
        (float("nan"), [2020], [], True),
    ],
)
def test_the_reported_year_is_told_by_title_or_text(
    year: float, title_years: list[int], text_years: list[int], holds: bool
) -> None:
    frame = pd.DataFrame([[year, title_years, text_years]])
    assert list(report_year_holds(frame)) == [holds]


@pytest.mark.parametrize(
    ("end", "published", "landed", "holds"),
    [
        ("2020-12-31", "2021-01-20", "2026-01-01", True),
        ("2020-12-31", "2020-12-20", "2026-01-01", True),
        ("2020-12-31", "2020-06-20", "2026-01-01", False),
        ("2031-12-31", None, "2026-01-01", False),
        (None, None, "2026-01-01", True),
        ("2020-12-31", "2027-01-01", "2026-01-01", False),
    ],
)
def test_a_report_ends_before_it_is_published_and_is_published_before_it_lands(
    end: str | None, published: str | None, landed: str, holds: bool
) -> None:
    assert list(publication_holds(pd.DataFrame([[end, published, landed]]))) == [holds]


@pytest.mark.parametrize(
    ("conflicting", "cells", "holds"), [(2, 4, True), (3, 15, True), (4, 15, False), (0, 0, True)]
)
def test_a_few_contradictions_are_no_second_report(
    conflicting: int, cells: int, holds: bool
) -> None:
    assert list(single_report_holds(pd.DataFrame([[conflicting, cells]]))) == [holds]


@pytest.mark.parametrize(
    ("status", "start", "end", "holds"),
    [
        ("actual", "2020-01-01", "2020-12-31", True),
        ("actual", "2021-01-01", "2021-12-31", False),
        ("target", "2021-01-01", "2021-12-31", True),
        ("target", "2101-01-01", "2101-12-31", False),
        ("actual", "2020-12-31", "2020-01-01", False),
        ("actual", "1949-10-01", "1949-10-01", False),
        ("actual", None, None, True),
    ],
)
def test_periods_lie_inside_the_documents_horizon(
    status: str, start: str | None, end: str | None, holds: bool
) -> None:
    frame = pd.DataFrame([[status, start, end, "2020-01-01", "2020-12-31", "2021-01-15"]])
    assert list(horizon_holds(frame)) == [holds]


def test_shares_speak_only_from_their_least_number_of_failures() -> None:
    frame = pd.DataFrame([[1, 3, 0.3, 1], [9, 10, 0.5, 10], [10, 19, 0.5, 10], [3, 10, 0.3, 1]])
    assert list(share_holds(frame)) == [False, True, False, True]


def test_without_history_no_metric_drifts() -> None:
    nothing = float("nan")
    frame = pd.DataFrame([[0.5, nothing, nothing], [0.5, 0.6, 0.9], [nothing, 0.6, 0.9]])
    assert list(history_holds(frame)) == [True, False, True]

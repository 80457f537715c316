"""Which period the column of a form tells, counted from the form's own."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.extraction.tables.cues import compact, read_head
from orchestration.extraction.tables.times import (
    Span,
    cell_span,
    span_between,
    spanned,
    with_rhythm,
)


def span_of(caption: str, form: str) -> Span:
    span = spanned(read_head(compact(caption)).time)
    assert span is not None
    return with_rhythm(span, form) if form else span


@pytest.mark.parametrize(
    ("caption", "form", "head", "start", "end"),
    [
        ("2022年1月", "month", "数量", "2022-01-01", "2022-01-31"),
        ("2022年1月", "month", "上期", "2021-01-01", "2021-12-31"),
        ("2022年9月", "month", "上期", "2022-01-01", "2022-08-31"),
        ("2022年9月", "quarter", "上期", "2022-01-01", "2022-06-30"),
        ("2022年9月", "", "上季度", "2022-01-01", "2022-06-30"),
        ("2022年1季度", "quarter", "上期", "2021-01-01", "2021-12-31"),
        ("2022年第三季度", "quarter", "上年同期", "2021-01-01", "2021-09-30"),
        ("2024年2月", "month", "上年同期", "2023-01-01", "2023-02-28"),
        ("2022年", "year", "上期", "2021-01-01", "2021-12-31"),
        ("2022年9月", "quarter", "上年数据", "2021-01-01", "2021-09-30"),
    ],
)
def test_money_of_a_form_adds_up_from_january(
    caption: str, form: str, head: str, start: str, end: str
) -> None:
    told = read_head(head).time
    base = span_of(caption, form)
    span = cell_span(told, base, is_captioned=True, is_form=True, accumulates=True)
    assert span is not None
    assert (str(span.start), str(span.end)) == (start, end)


@pytest.mark.parametrize(
    ("head", "start", "end"),
    [
        ("当月", "2021-08-01", "2021-08-31"),
        ("本年累计", "2021-01-01", "2021-08-31"),
        ("上月", "2021-07-01", "2021-07-31"),
        ("上年末", "2020-01-01", "2020-12-31"),
        ("2020年", "2020-08-01", "2020-08-31"),
        ("2022年", "2022-01-01", "2022-12-31"),
        ("2021年6月底", "2021-06-01", "2021-06-30"),
        ("1-6月", "2021-01-01", "2021-06-30"),
    ],
)
def test_columns_count_from_the_month_of_the_caption(head: str, start: str, end: str) -> None:
    base = span_of("2021年8月", "")
    span = cell_span(
        read_head(head).time, base, is_captioned=True, is_form=False, accumulates=False
    )
    assert span is not None
    assert (str(span.start), str(span.end)) == (start, end)


def test_a_year_before_the_reported_half_is_a_whole_one() -> None:
    half = span_between(date(2022, 1, 1), date(2022, 6, 30))
    told = read_head("2021年").time
    span = cell_span(told, half, is_captioned=False, is_form=False, accumulates=False)
    assert span is not None
    assert span.end == date(2021, 12, 31)


@pytest.mark.parametrize("caption", ["2019-2021年社会救助情况", "2020年、2021年对比"])
def test_a_caption_of_several_years_is_none_of_them(caption: str) -> None:
    assert spanned(read_head(caption).time) is None

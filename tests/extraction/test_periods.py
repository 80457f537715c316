"""One period, many wordings; what the text leaves open stays open."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from extraction.generated import SIDECAR, chinese_numeral, stable, words
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import Fact, extract

FLOW = "{}，发放临时救助金1200万元。"
STOCK = "{}，全市共有低保对象3万人。"
YEAR = 2021
YEARS = st.integers(2005, 2030)
PAST = st.integers(2005, YEAR)
MONTHS = st.integers(1, 12)


def facts(text: str, **sidecar: object) -> list[Fact]:
    return extract(text, {**SIDECAR, **sidecar}).facts


def period(text: str, **sidecar: object) -> tuple[date | None, date | None]:
    found = facts(text, **sidecar)
    assert len(found) == 1, [f.quote for f in found]
    return found[0].period_start, found[0].period_end


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def spoken_year(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


@stable(60)
@given(
    last=st.integers(2, 12),
    wording=st.sampled_from(
        words("1-{}月 1—{}月 1至{}月 1月至{}月 1月-{}月 2021年1-{}月 今年1-{}月 前{}个月")
    ),
)
def test_a_range_of_months_from_january(last: int, wording: str) -> None:
    assert period(FLOW.format(wording.format(last))) == (date(YEAR, 1, 1), last_day(YEAR, last))


@pytest.mark.parametrize("last", range(2, 13))
def test_the_first_months_may_be_spoken(last: int) -> None:
    said = f"前{chinese_numeral(last).removeprefix('一')}个月"
    assert period(FLOW.format(said)) == (date(YEAR, 1, 1), last_day(YEAR, last))


@pytest.mark.parametrize(
    ("wordings", "first", "last"),
    [
        ("上半年 今年上半年 2021年上半年 1-6月", 1, 6),
        ("下半年 7-12月", 7, 12),
        ("一季度 第一季度 1-3月", 1, 3),
        ("三季度 第三季度 7-9月", 7, 9),
        ("前三季度 1-9月", 1, 9),
        ("6月 6月份 2021年6月", 6, 6),
        ("全年 2021年 2021年全年 二〇二一年 二○二一年 今年", 1, 12),
    ],
)
def test_wordings_of_one_period_agree(wordings: str, first: int, last: int) -> None:
    read = {said: period(FLOW.format(said)) for said in wordings.split()}
    assert set(read.values()) == {(date(YEAR, first, 1), last_day(YEAR, last))}, read


@stable(60)
@given(year=PAST, form=st.sampled_from(["{}年", "{}年全年"]), is_spoken=st.booleans())
def test_a_named_year_outweighs_the_reported_one(year: int, form: str, is_spoken: bool) -> None:
    said = form.format(spoken_year(year) if is_spoken else year)
    assert period(FLOW.format(said)) == (date(year, 1, 1), date(year, 12, 31))


@stable(60)
@given(
    month=MONTHS,
    wording=st.sampled_from(
        words(
            "截至{m}月底 截至{m}月末 截至{m}月{d}日 截止{m}月底 截至2021年{m}月底 "
            "截至2021年{m}月{d}日 {m}月底 2021年{m}月末"
        )
    ),
)
def test_a_stock_is_as_of_a_day(month: int, wording: str) -> None:
    day = last_day(YEAR, month)
    assert period(STOCK.format(wording.format(m=month, d=day.day))) == (day, day)


@stable(40)
@given(month=MONTHS, day=st.integers(1, 28))
def test_a_flow_until_a_day_began_with_the_year(month: int, day: int) -> None:
    read = period(f"截至{month}月{day}日，累计发放临时救助金1200万元。")
    assert read == (date(YEAR, 1, 1), date(YEAR, month, day))


@stable(30)
@given(year=YEARS, edge=st.sampled_from(["底", "末", "12月底", "12月31日"]))
def test_the_end_of_a_named_year(year: int, edge: str) -> None:
    assert period(STOCK.format(f"截至{year}年{edge}")) == (date(year, 12, 31), date(year, 12, 31))


@pytest.mark.parametrize(("name", "first"), [("十一五", 2006), ("十二五", 2011), ("十三五", 2016)])
@pytest.mark.parametrize("wording", ["“{}”期间", "“{}”时期", "{}期间", "{}时期"])
def test_five_year_plans_are_spans(name: str, first: int, wording: str) -> None:
    read = period(FLOW.format(wording.format(name)))
    assert read == (date(first, 1, 1), date(first + 4, 12, 31))


@pytest.mark.parametrize("years", range(3, 9))
def test_years_past_end_with_the_report(years: int) -> None:
    for count in (chinese_numeral(years), str(years)):
        read = period(FLOW.format(f"{count}年来"))
        assert read == (date(YEAR - years + 1, 1, 1), date(YEAR, 12, 31))


@stable(30)
@given(first=st.integers(2005, 2015), more=st.integers(1, 5))
def test_a_span_of_years(first: int, more: int) -> None:
    for dash in "-—至":
        read = period(FLOW.format(f"{first}{dash}{first + more}年"))
        assert read == (date(first, 1, 1), date(first + more, 12, 31)), dash


def test_last_year_is_the_year_before_the_day_of_speaking() -> None:
    spoken_in_the_year = {"report_year": None, "published_at": "2021-06-30"}
    assert period(FLOW.format("去年"), **spoken_in_the_year) == (
        date(2020, 1, 1),
        date(2020, 12, 31),
    )


def test_an_undated_flow_takes_the_report_and_an_undated_stock_its_end() -> None:
    assert period("发放临时救助金1200万元。") == (date(2021, 1, 1), date(2021, 12, 31))
    assert period("全市共有低保对象3万人。") == (date(2021, 12, 31), date(2021, 12, 31))


@pytest.mark.parametrize("text", [FLOW.format("上半年"), STOCK.format("截至6月底"), "救助3人次。"])
def test_without_any_year_the_period_stays_unknown(text: str) -> None:
    fact = extract(text, {"city_code": "330800"}).facts[0]
    assert (fact.period_start, fact.period_end) == (None, None)


def test_an_unknown_period_makes_a_fact_less_certain() -> None:
    known = facts(STOCK.format("截至6月底"))[0]
    unknown = extract(STOCK.format("截至6月底"), {"city_code": "330800"}).facts[0]
    assert unknown.confidence < known.confidence


def test_a_date_in_the_sentence_needs_no_report() -> None:
    fact = extract(STOCK.format("截至2019年6月底"), {"city_code": "330800"}).facts[0]
    assert fact.period_end == date(2019, 6, 30)


def test_a_period_that_opens_a_paragraph_holds_until_another_replaces_it() -> None:
    text = "1-4月，发放临时救助金1200万元，救助300人次。办理结婚登记5000对。全年销售福利彩票2亿元。"
    spent, helped, married, sold = facts(text)
    assert spent.period_end == helped.period_end == married.period_end == date(2021, 4, 30)
    assert sold.period_end == date(2021, 12, 31)


def test_the_nearer_of_two_dates_wins() -> None:
    spent, persons = facts("上半年，发放临时救助金1200万元，9月底共有低保对象3万人。")
    assert spent.period_end == date(2021, 6, 30)
    assert persons.period_end == date(2021, 9, 30)


def test_the_year_compared_with_is_not_the_year_of_the_change() -> None:
    fact = facts("销售福利彩票2亿元，比2020年增长12%。")[-1]
    assert (fact.measure, fact.period_end) == ("change_pct", date(2021, 12, 31))


def test_the_old_value_of_a_change_is_of_the_time_before() -> None:
    old, new = facts("全市城市低保标准由每人每月600元提高到650元。")
    assert old.period_end is not None
    assert new.period_end == date(2021, 12, 31) > old.period_end


def test_plans_for_a_later_year_are_targets_of_that_year() -> None:
    fact = facts("到2025年，全市养老床位达到3000张。")[0]
    assert (fact.status, fact.period_end) == ("target", date(2025, 12, 31))


@pytest.mark.parametrize(
    "said", ["13月，", "2021年2月31日，", "99月99日", "2021年0月，", "前99个月"]
)
def test_impossible_dates_are_no_reason_to_fail(said: str) -> None:
    assert [f.quote for f in facts(f"{said}救助3人次。")] == ["3人次"]

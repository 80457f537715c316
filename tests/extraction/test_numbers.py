"""A number means the same however it is written, and what only looks like one is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from extraction.generated import SIDECAR, WRITTEN_NUMBERS, Written, chinese_numeral, stable
from gold.score import MULTIPLIERS, Observation, observe
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.extraction import extract
from orchestration.extraction.quantities.scan import Quantity, scan

COUNTED = st.sampled_from(["户", "张", "人次", "元", "名", "家"])


def only(text: str) -> Quantity:
    quantities, _ = scan(text)
    assert len(quantities) == 1, [text[q.start : q.end] for q in quantities]
    return quantities[0]


def value(q: Quantity) -> Decimal:
    return q.number * MULTIPLIERS[q.multiplier]


def only_fact(text: str) -> Observation:
    seen = observe("", extract(text, SIDECAR))
    assert len(seen) == 1, [s.fact.quote for s in seen]
    return seen[0]


@stable(250)
@given(written=WRITTEN_NUMBERS, unit=COUNTED)
def test_every_way_to_write_a_number_gives_the_number(written: Written, unit: str) -> None:
    seen = only_fact(f"全市共有某物{written.text}{unit}。")
    assert seen.value == written.value
    assert seen.fact.quote == written.text + unit


@stable(200)
@given(number=st.integers(10, 10**9 - 1), unit=COUNTED)
@example(number=10_000_000, unit="户")
@example(number=100_000_001, unit="户")
@example(number=20_020, unit="户")
def test_spoken_numbers_are_read_up_to_hundred_millions(number: int, unit: str) -> None:
    assert value(only(f"共有{chinese_numeral(number)}{unit},")) == number


@stable(60)
@given(rest=st.integers(110, 999))
def test_liang_stands_for_two(rest: int) -> None:
    spoken = chinese_numeral(2000 + rest).replace("二千", "两千", 1)
    assert value(only(f"共有{spoken}户,")) == 2000 + rest


@stable(150)
@given(
    low=st.integers(1, 9999),
    step=st.integers(1, 9999),
    dash=st.sampled_from(["-", "—", "——", "~", "～", "至", "到"]),
    unit=st.sampled_from(["元", "户", "万元", "张"]),
)
def test_a_range_keeps_both_ends(low: int, step: int, dash: str, unit: str) -> None:
    seen = only_fact(f"每户补助{low}.5{dash}{low + step}.5{unit}。")
    factor = 10_000 if unit == "万元" else 1
    assert seen.value == (low + Decimal("0.5")) * factor
    assert seen.value_high == (low + step + Decimal("0.5")) * factor


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("8000-1.2万元", 8_000, 12_000),
        ("8千至1.2万元", 8_000, 12_000),
        ("9000万元至1.2亿元", 90_000_000, 120_000_000),
        ("1.2-1.5万元", 12_000, 15_000),
        ("5000至8000万元", 50_000_000, 80_000_000),
    ],
)
def test_each_end_of_a_range_has_its_multiplier(written: str, low: int, high: int) -> None:
    seen = only_fact(f"每个项目补助{written}。")
    assert (seen.value, seen.value_high) == (low, high)


@stable(100)
@given(denominator=st.integers(2, 99), data=st.data())
def test_a_fraction_is_a_percentage(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(1, denominator))
    q = only(f"占{chinese_numeral(denominator)}分之{chinese_numeral(numerator)}。")
    assert q.units == ("percent",)
    assert abs(q.number - Decimal(100 * numerator) / denominator) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("spoken", "percent"),
    [("三点五", "3.5"), ("十二点二五", "12.25"), ("零点八", "0.8"), ("一百二十", "120")],
)
def test_percent_may_be_spoken_with_decimals(spoken: str, percent: str) -> None:
    assert only(f"完成百分之{spoken}。").number == Decimal(percent)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_tenths_are_percentages(tenths: int) -> None:
    digit = chinese_numeral(tenths)
    assert only(f"占{digit}成。").number == tenths * 10
    assert only(f"占{digit}成半。").number == tenths * 10 + 5
    assert only(f"占{digit}成多。").qualifier == "approx"


@pytest.mark.parametrize(
    ("written", "number", "multiplier", "qualifier"),
    [
        ("9万余名", "9", "万", "approx"),
        ("2142万余元", "2142", "万", "approx"),
        ("10多万人", "10", "万", "approx"),
        ("20余家", "20", "", "approx"),
        ("5亿多元", "5", "亿", "approx"),
        ("二十余户", "20", "", "approx"),
        ("3000元左右", "3000", "", "approx"),
        ("10万元以上", "10", "万", "at_least"),
        ("10万元以内", "10", "万", "at_most"),
        ("5千人", "5", "千", ""),
        ("3百万元", "3", "百万", ""),
        ("1.2千万元", "1.2", "千万", ""),
    ],
)
def test_what_stands_after_or_inside_a_number_qualifies_it(
    written: str, number: str, multiplier: str, qualifier: str
) -> None:
    q = only(f"共{written}。")
    assert (q.number, q.multiplier, q.qualifier) == (Decimal(number), multiplier, qualifier)


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [
        ("近 约 将近", "approx"),
        ("超过 逾 突破 不少于 至少 不低于", "at_least"),
        ("不超过 最多 不高于", "at_most"),
        ("共 计 有", ""),
    ],
)
def test_what_stands_before_a_number_qualifies_it(words: str, qualifier: str) -> None:
    for word in words.split():
        assert only(f"保障对象{word}3000人。").qualifier == qualifier, word


@pytest.mark.parametrize(
    ("written", "number"),
    [("近万人", 10_000), ("上千人", 1_000), ("逾百户", 100), ("近十万人", 100_000)],
)
def test_a_power_of_ten_counts_after_near_or_over(written: str, number: int) -> None:
    assert value(only(f"共{written}参加。")) == number


@stable(60)
@given(numbers=st.lists(st.integers(11, 998), min_size=2, max_size=6), unit=COUNTED)
def test_a_list_shares_the_unit_of_its_last_number(numbers: list[int], unit: str) -> None:
    quantities, _ = scan(f"分别有{'、'.join(map(str, numbers))}{unit}。")
    assert [q.number for q in quantities] == numbers
    assert {q.unit_zh for q in quantities} == {unit}


@stable(60)
@given(numbers=st.lists(st.integers(2, 10**6), min_size=2, max_size=5))
def test_values_that_stand_side_by_side_are_kept_apart(numbers: list[int]) -> None:
    written = "".join(f"{n}{unit}" for n, unit in zip(numbers, "户人元张对", strict=False))
    quantities, _ = scan(f"保障{written}。")
    assert [q.number for q in quantities] == numbers


@stable(40)
@given(old=st.integers(100, 999), new=st.integers(100, 999))
def test_from_a_to_b_is_two_values_and_no_range(old: int, new: int) -> None:
    quantities, _ = scan(f"补助由每月{old}元提高到{new}元。")
    assert [(q.number, q.number_high) for q in quantities] == [(old, None), (new, None)]


@pytest.mark.parametrize(
    "text",
    [
        "2021年3月5日召开。",
        "1-4月开展。",
        "第12届、第十三次、第三批。",
        "拨打12345热线或0551-62345678。",
        "70岁以上、80周岁老年人。",
        "“1+8”制度、“五社联动”、“3+X”模式。",
        "民发〔2021〕36号文件。",
        "每天8:30至17:30开放。",
        "3A级和5A级。",
        "2020-01-15发布。",
        "“十三五”规划、十九大精神。",
        "为期3个月、连续5年、15分钟生活圈。",
        "万户千家。",
        "A4纸、B2层。",
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    quantities, _ = scan(text)
    assert [text[q.start : q.end] for q in quantities] == []


@stable(60)
@given(
    year=st.integers(1980, 2035),
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    form=st.sampled_from(
        ["{y}年{m}月{d}日", "{y}年{m}月", "{y}年", "{y}-{m:02}-{d:02}", "{m}月{d}日"]
    ),
)
def test_a_date_is_no_quantity(year: int, month: int, day: int, form: str) -> None:
    quantities, dates = scan(f"会议于{form.format(y=year, m=month, d=day)}召开,")
    assert not quantities
    assert len(dates) == 1

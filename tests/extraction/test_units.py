"""What a number counts, and per what, whatever the text calls it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from extraction.generated import SIDECAR, stable
from gold.score import Observation, observe
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import extract


def read(text: str) -> list[Observation]:
    return observe("", extract(text, SIDECAR))


def only(text: str) -> Observation:
    seen = read(text)
    assert len(seen) == 1, [s.fact.quote for s in seen]
    return seen[0]


MONTHLY = (
    "每人每月{}元", "{}元/人·月", "{}元/人/月", "{}元/月", "月人均{}元", "每月{}元", "每月每人{}元",
)  # fmt: skip
YEARLY = (
    "每人每年{}元", "{}元/人·年", "{}元/人/年", "{}元/年", "年人均{}元", "每年{}元", "每年每人{}元",
)  # fmt: skip


@stable(60)
@given(amount=st.integers(200, 2500), wording=st.sampled_from(MONTHLY))
def test_a_monthly_standard_is_the_amount(amount: int, wording: str) -> None:
    seen = only(f"全市城市低保标准为{wording.format(amount)}。")
    assert (seen.value, seen.unit) == (amount, "CNY_per_person_month")
    assert (seen.fact.indicator_id, seen.fact.residence) == ("dibao_standard", "urban")


@stable(60)
@given(amount=st.integers(250, 1500), wording=st.sampled_from(YEARLY))
def test_a_yearly_standard_is_divided_by_twelve(amount: int, wording: str) -> None:
    seen = only(f"全市农村低保标准为{wording.format(amount * 12)}。")
    assert seen.fact.unit_raw == "CNY_per_person_year"
    assert seen.unit == "CNY_per_person_month"
    assert abs(seen.value - amount) < Decimal("0.01")


@stable(40)
@given(
    number=st.decimals(1, 90, places=1),
    per=st.sampled_from(["每千名老年人", "每千名老人", "每千老年人", "每1000名老年人"]),
    verb=st.sampled_from(["拥有养老床位", "养老床位达", "养老床位数"]),
)
def test_beds_per_thousand_are_a_density_and_no_count_of_beds(
    number: Decimal, per: str, verb: str
) -> None:
    seen = only(f"全市{per}{verb}{number}张。")
    assert (seen.value, seen.unit) == (number, "bed_per_1000_elderly")
    assert seen.fact.indicator_id == "elderly_care_beds_per_1000"


@stable(20)
@given(number=st.decimals(1, 40, places=1), unit=st.sampled_from(["个", "家"]))
def test_organisations_per_ten_thousand_are_a_density(number: Decimal, unit: str) -> None:
    seen = only(f"每万人拥有社会组织{number}{unit}。")
    assert (seen.value, seen.unit) == (number, "facility_per_10000")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("全市共有低保对象2.3万人。", "person", 23000),
        ("全市共有低保户1.2万户。", "household", 12000),
        ("救助流浪乞讨人员3200人次。", "person_time", 3200),
        ("办理结婚登记1234对。", "couple", 1234),
        ("全市共有养老机构124家。", "facility", 124),
        ("全市共有养老机构124个。", "facility", 124),
        ("全市共有养老床位1.5万张。", "bed", 15000),
        ("全市共有养老床位15000个。", "bed", 15000),
        ("办理收养登记15件。", "case", 15),
        ("办理收养登记15例。", "case", 15),
        ("采集地名地址信息3.1万条。", "record", 31000),
        ("销售福利彩票1.05亿元。", "CNY", 105_000_000),
        ("社区养老服务设施覆盖率98.5%。", "percent", Decimal("98.5")),
        ("新建养老服务用房1200平方米。", "square_metre", 1200),
        ("新增公墓用地3公顷。", "square_metre", 30000),
        ("新增公墓用地3亩。", "square_metre", 2000),
    ],
)
def test_a_measure_word_and_its_noun_give_the_unit(
    text: str, unit: str, value: int | Decimal
) -> None:
    seen = only(text)
    assert seen.unit == unit
    assert abs(seen.value - value) < Decimal("0.01")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("制定配套文件12个。", "item"),
        ("明确12项措施。", "item"),
        ("发放棉被1200床。", "item"),
        ("举办培训班12期。", "case"),
        ("开展活动120场次。", "case"),
    ],
)
def test_what_is_no_institution_is_not_counted_as_one(text: str, unit: str) -> None:
    assert only(text).unit == unit


def test_an_amount_spent_is_no_standard() -> None:
    spent, per_head = read("发放低保金1200万元，城市低保标准每人每月700元。")
    assert (spent.unit, per_head.unit) == ("CNY", "CNY_per_person_month")


def test_a_difference_of_shares_is_in_percentage_points() -> None:
    seen = only("社区养老服务设施覆盖率比上年提高3.5个百分点。")
    assert (seen.unit, seen.fact.measure) == ("percentage_point", "change_abs")
    assert seen.value == Decimal("3.5")


def test_growth_by_a_multiple_is_a_percentage() -> None:
    seen = read("销售福利彩票2亿元，同比增长1.5倍。")[-1]
    assert (seen.unit, seen.fact.measure, seen.value) == ("percent", "change_pct", 150)


def test_a_fall_is_negative() -> None:
    for text in ("同比下降9.3%", "比上年减少9.3%", "降幅为9.3%", "较上年同期下降9.3%"):
        assert read(f"销售福利彩票2亿元，{text}。")[-1].value == Decimal("-9.3"), text

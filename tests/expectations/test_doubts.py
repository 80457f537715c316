"""Each doubt falls on the number that is wrong, and spares the true case that looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from expectations import doubts
from expectations.document_doubts import other_place, smaller_reporter, year_against
from expectations.doubt_frame import Context, about_document, about_facts
from expectations.doubts import Doubt, Stated

URBAN, RURAL = {"residence": "urban"}, {"residence": "rural"}
THIS, LAST = 2021, 2020


def stated(indicator: str, value: float, **fields: Any) -> Stated:
    category = fields.get("category", "")
    name = f"{indicator}/{fields.get('residence', 'total')}/{category}/{fields.get('area', '')}"
    defaults = {"observation_id": name, "year": THIS, "kind": "stock"}
    return Stated(**{**defaults, "indicator_id": indicator, "value": value, **fields})


def accused(found: list[Doubt]) -> set[str]:
    return {doubt.observation_id.split("/")[0] for doubt in found}


@pytest.mark.parametrize(("rural", "is_doubted"), [(263_000, True), (505_000, False)])
def test_urban_and_rural_have_to_make_the_total(rural: int, is_doubted: bool) -> None:
    facts = [
        stated("dibao_persons", 546_000, tolerance=500),
        stated("dibao_persons", 41_200, tolerance=50, **URBAN),
        stated("dibao_persons", rural, tolerance=500, **RURAL),
    ]
    assert bool(doubts.contradicted_totals(facts)) is is_doubted


def test_types_of_social_organisations_and_forms_of_care_have_to_make_theirs() -> None:
    organisations = [
        stated("social_organizations", 5217),
        stated("social_groups", 1316),
        stated("private_non_enterprise_units", 2104),
        stated("foundations", 9),
    ]
    assert len(doubts.contradicted_totals(organisations)) == 4
    care = [
        stated("destitute_persons", 4216),
        stated("destitute_persons", 1318, category="centralised"),
        stated("destitute_persons", 3916, category="dispersed"),
    ]
    assert len(doubts.contradicted_totals(care)) == 3
    assert doubts.contradicted_totals(care[:2]) == [], "one part alone makes no sum"


def test_a_standard_for_all_is_no_sum_of_urban_and_rural() -> None:
    facts = [
        stated("dibao_standard", value, kind="standard", residence=residence)
        for residence, value in (("total", 600.0), ("urban", 650.0), ("rural", 520.0))
    ]
    assert doubts.contradicted_totals(facts) == []


def test_no_part_and_no_district_is_above_its_whole() -> None:
    whole = stated("elderly_care_beds", 8917)
    district = stated("elderly_care_beds", 12618, area="枞阳县")
    assert len(doubts.parts_above_whole([whole, district])) == 2
    assert doubts.parts_above_whole([whole, stated("elderly_care_beds", 2618, area="枞阳县")]) == []
    halves = [stated("elderly_care_beds", 5000, area=name) for name in ("甲区", "乙区")]
    assert len(doubts.parts_above_whole([whole, *halves])) == 3
    small = stated("elderly_care_beds", 900, area="甲区")
    assert len(doubts.parts_above_whole([whole, district, small])) == 2, "the small one is true"
    last_year = stated("elderly_care_beds", 8000, area="枞阳县", year=LAST)
    assert doubts.parts_above_whole([stated("elderly_care_beds", 7000), last_year]) == []


def test_an_indicator_that_is_part_of_another_is_not_above_it() -> None:
    facts = [stated("elderly_care_beds", 17300), stated("nursing_beds", 31600)]
    found = list(about_facts(facts, [], None))
    assert {doubt.rule for doubt in found} == {"part_above_whole"}
    assert len(found) == 2
    fitting = [stated("elderly_care_beds", 17300), stated("nursing_beds", 3160)]
    assert list(about_facts(fitting, [], None)) == []


def test_nobody_after_thousands_or_beside_money_is_doubted_and_nobody_as_before_is_not() -> None:
    none = stated("dibao_persons", 0, **RURAL)
    assert doubts.unlikely_zeros([none], [stated("dibao_persons", 7816, year=LAST, **RURAL)])
    assert doubts.unlikely_zeros([none], [stated("dibao_persons", 12, year=LAST, **RURAL)]) == []
    money = stated("dibao_expenditure", 1.83e8, kind="flow", months=12, **RURAL)
    assert accused(doubts.unlikely_zeros([none, money], [])) == {"dibao_persons"}


def test_a_report_that_repeats_the_year_before_is_doubted_whole_but_not_for_its_standards() -> None:
    names = ("orphans", "dibao_persons", "elderly_care_beds", "social_groups", "foundations")
    now = [stated(name, 100 + n) for n, name in enumerate(names)]
    before = [stated(name, 100 + n, year=LAST) for n, name in enumerate(names)]
    assert len(doubts.repeated_values(now, before)) == len(names)
    moved = [stated(name, 90 + 7 * n, year=LAST) for n, name in enumerate(names)]
    assert doubts.repeated_values(now, moved) == []
    standards = [stated(name, 600, kind="standard") for name in names]
    paid_before = [stated(name, 600, kind="standard", year=LAST) for name in names]
    assert doubts.repeated_values(standards, paid_before) == []


@pytest.mark.parametrize(
    ("level", "measure", "change", "is_doubted"),
    [
        (5.27e8, "change_pct", 6.4, True),
        (3.32e8, "change_pct", 6.4, False),
        (2.4e8, "change_abs", 1e8, True),
        (4.1e8, "change_abs", 1e8, False),
    ],
)
def test_last_year_and_the_change_make_this_year(
    level: float, measure: str, change: float, is_doubted: bool
) -> None:
    flow = {"kind": "flow", "months": 12}
    before = [stated("welfare_lottery_sales", 3.12e8, year=LAST, **flow)]
    months = 12 if measure == "change_abs" else 0
    facts = [
        stated("welfare_lottery_sales", level, **flow),
        stated("welfare_lottery_sales", change, kind="flow", months=months, measure=measure),
    ]
    assert bool(doubts.contradicted_changes(facts, before)) is is_doubted


def test_a_standard_may_stay_and_rise_and_does_not_fall() -> None:
    before = [stated("dibao_standard", 920, kind="standard", year=LAST)]
    for value, n_doubts in ((449, 1), (920, 0), (960, 0)):
        now = [stated("dibao_standard", value, kind="standard")]
        assert len(doubts.fallen_standards(now, before)) == n_doubts, value
    supplement = [stated("dibao_supplement_per_capita", 200, kind="standard")]
    paid = [stated("dibao_supplement_per_capita", 300, kind="standard", year=LAST)]
    assert doubts.fallen_standards(supplement, paid) == [], "what fills income up does fall"


def test_the_least_standard_of_the_country_rises_with_the_years() -> None:
    for year, value, n_doubts in ((2021, 54.0, 1), (2007, 54.0, 0), (2016, 216.0, 0)):
        facts = [stated("dibao_standard", value, kind="standard", year=year)]
        assert len(doubts.standards_below_floor(facts)) == n_doubts, (year, value)


def test_a_rate_below_one_per_cent_was_a_fraction() -> None:
    for value, n_doubts in ((0.93, 1), (1.0, 1), (93.0, 0), (0.0, 0)):
        facts = [stated("community_elderly_coverage", value, kind="ratio", unit="percent")]
        assert len(doubts.fractions_as_percent(facts)) == n_doubts, value


@pytest.mark.parametrize(("spent", "is_doubted"), [(4.15e9, True), (4.3e8, False)])
def test_heads_average_and_spending_agree(spent: float, is_doubted: bool) -> None:
    facts = [
        stated("dibao_persons", 186_000, **RURAL),
        stated("dibao_supplement_per_capita", 186, kind="standard", **RURAL),
        stated("dibao_expenditure", spent, kind="flow", months=12, **RURAL),
    ]
    assert bool(doubts.contradicted_averages(facts)) is is_doubted


def test_urban_and_rural_do_not_change_places_between_two_years() -> None:
    before = [
        stated("dibao_persons", 57_216, year=LAST, **RURAL),
        stated("dibao_persons", 5318, year=LAST, **URBAN),
    ]
    swapped = [stated("dibao_persons", 5107, **RURAL), stated("dibao_persons", 54_918, **URBAN)]
    assert len(doubts.swapped_residences(swapped, before)) == 2
    halved = [stated("dibao_persons", 26_000, **RURAL), stated("dibao_persons", 4900, **URBAN)]
    assert doubts.swapped_residences(halved, before) == []


def test_a_date_years_back_needs_its_counterpart_of_the_report_year() -> None:
    of_year = [stated(name, 10) for name in ("orphans", "foundations", "social_groups")]
    old = stated("dibao_persons", 5216, year=2012, **URBAN)
    assert accused(doubts.lone_past_dates([*of_year, old], THIS)) == {"dibao_persons"}
    now = stated("dibao_persons", 4900, **URBAN)
    assert doubts.lone_past_dates([*of_year, old, now], THIS) == [], "a report that looks back"
    assert doubts.lone_past_dates([old], THIS) == [], "a text about the past"


def test_a_lost_digit_jumps_and_a_census_of_the_poor_does_not() -> None:
    factors = {"dibao_persons": 3.0}
    before = [stated("dibao_persons", 7216, year=LAST)]
    lost = doubts.great_jumps([stated("dibao_persons", 117)], before, factors)
    assert accused(lost) == {"dibao_persons"}
    assert doubts.great_jumps([stated("dibao_persons", 3200)], before, factors) == []
    assert doubts.great_jumps([stated("orphans", 1)], [stated("orphans", 900, year=LAST)], {}) == []


BELOW, ABOVE = ("全县", "县民政局"), ("全市", "市民政局")


def test_a_county_on_its_citys_page_speaks_of_nothing_larger() -> None:
    county = "县民政局认真履职。全县农村低保对象36127人。"
    assert smaller_reporter(county, BELOW, ABOVE) == "全县、县民政局"
    assert smaller_reporter(f"{county}全市首位。", BELOW, ABOVE) is None
    assert smaller_reporter(f"{county}全县养老机构9家,位居全市首位。", BELOW, ABOVE) is not None
    assert smaller_reporter("全县孤儿3人。", BELOW, ABOVE) is None, "once may be a quotation"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("民政局2021年工作总结", 2021),
        ("年度总结 2021年12月 今年,全市低保对象3万人", 2021),
        ("年度总结 2021年1月 全市低保对象3万人", None),
        ("2020年工作总结 2021年将新建养老机构3家", None),
        ("2021年工作总结 较2020年,低保对象减少", 2021),
        ("2018年工作总结", 2018),
        ("邵阳年鉴 2021年鉴", None),
        ("2021年全市政府工作报告", None),
    ],
)
def test_the_year_of_the_heading_or_the_only_one_named_is_the_reports(
    text: str, year: int | None
) -> None:
    assert year_against(text, 2020, ("工作总结",), ("年鉴", "政府工作报告")) == year


def test_a_text_that_opens_with_another_place_and_never_names_its_own_is_that_places() -> None:
    others = ("常州市", "曹县")
    assert other_place("常州市民政局2021年工作总结", ("潮州市", "潮州"), others) == "常州市"
    assert other_place("潮州学习常州市经验", ("潮州市", "潮州"), others) is None
    assert other_place("全市低保对象3万人", ("潮州市",), others) is None


@pytest.mark.parametrize(
    ("opening", "is_doubted"),
    [
        ("城区共有低保对象1200人", False),
        ("矿区共有低保对象1200人", False),
        ("曹县有低保1200人", True),
    ],
)
def test_words_for_a_part_of_any_city_name_no_other_place(opening: str, is_doubted: bool) -> None:
    context = Context(f"2021年民政工作\n{opening}。", "340200", THIS)
    found = list(about_document([stated("dibao_persons", 1200)], context))
    assert any(doubt.rule == "other_place" for doubt in found) is is_doubted

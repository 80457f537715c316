"""The gallery: poisoned inputs, each with the named check that must catch it.

One row per fault: what is planted, which check names it, and what then happens to it. Values are
in canonical units, as the warehouse would have computed them from the faulty text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from hand_warehouse import Report
from healthy import healthy

Outcome = Literal["quarantined", "document held back", "blocked", "warned"]


@dataclass(frozen=True)
class Fault:
    """One poisoned input of the gate.

    `plant` makes the report with the fault; `before` makes reports that were accepted earlier;
    `quotes` are the rows that must be held back, empty for a whole document or a warning.
    """

    name: str
    caught_by: str
    outcome: Outcome
    plant: Callable[[], list[Report]]
    quotes: tuple[str, ...] = ()
    before: Callable[[], list[Report]] = lambda: []


def fact(indicator: str | None, quote: str, value: float, **fields: Any) -> Callable[[], Any]:
    """A healthy report in which one fact is replaced by the faulty one."""

    def plant() -> list[Report]:
        report = healthy(name="poisoned.txt", leave_out=(indicator or "",))
        return [report.says(indicator, quote, value, **fields)]

    return plant


def row(
    name: str, caught_by: str, indicator: str | None, quote: str, value: float, **fields: Any
) -> Fault:
    """A fault of a single row, which is quarantined while the rest of the report stays."""
    return Fault(name, caught_by, "quarantined", fact(indicator, quote, value, **fields), (quote,))


def years(*others: int) -> Callable[[], list[Report]]:
    return lambda: [healthy(year) for year in others]


def slipped(name: str, indicator: str, quote: str, value: float, **fields: Any) -> Fault:
    """A unit slip that only the neighbouring years show."""
    return Fault(
        name,
        "expect_no_unit_slip",
        "quarantined",
        fact(indicator, quote, value, **fields),
        (quote,),
        before=years(2018, 2019),
    )


def related(name: str, *facts: tuple[str, str, float, dict[str, Any]]) -> Fault:
    """Facts of one report that contradict each other; both sides are held back."""

    def plant() -> list[Report]:
        report = healthy(name="poisoned.txt", leave_out=tuple(f[0] for f in facts))
        for indicator, quote, value, fields in facts:
            report.says(indicator, quote, value, **fields)
        return [report]

    quotes = tuple(quote for _, quote, _, _ in facts)
    return Fault(name, "expect_related_indicators_to_agree", "quarantined", plant, quotes)


def document(name: str, caught_by: str, **fields: Any) -> Fault:
    """A healthy report whose context is wrong: all of it is held back."""
    return Fault(
        name,
        caught_by,
        "document held back",
        lambda: [healthy(**{"name": "poisoned.txt", **fields})],
    )


URBAN, RURAL = {"residence": "urban"}, {"residence": "rural"}
UNIT = "expect_units_of_the_catalogue"
RANGE = "expect_values_in_catalogue_range"
WHOLE = "expect_whole_numbers_where_counted"
HORIZON = "expect_periods_in_document_horizon"

VALUE_FAULTS = [
    row("yearly standard told as monthly", RANGE, "dibao_standard", "每人每月7368元", 7368),
    row("standard with a doubled 万", RANGE, "dibao_standard", "614万元", 6_140_000),
    row("standard in cents of the truth", RANGE, "destitute_standard", "10.32元", 10.32),
    row("lottery sales with a lost 亿", RANGE, "elderly_care_beds", "14820万张", 148_200_000),
    row("negative count of orphans", RANGE, "orphans", "-2603人", -2603),
    row("negative spending", RANGE, "temporary_assistance_expenditure", "-2690万元", -26_900_000),
    row("coverage over one hundred", RANGE, "community_elderly_coverage", "960%", 960),
    row("coverage below nothing", RANGE, "community_elderly_coverage", "-5%", -5),
    row("more townships than any city has", RANGE, "townships", "11800个", 11800),
    row("a telephone number as beds", RANGE, "elderly_care_beds", "05643378512张", 5_643_378_512),
    row("a year as a standard", RANGE, "dibao_supplement_per_capita", "2020元", 2020),
    row("digits of a pasted table run together", RANGE, "dibao_persons",
        "1523408312056100人", 1_523_408_312_056_100),
    row("a stock of people counted in times", UNIT, "dibao_persons", "15.2万人次", 152_000),
    row("half a person", WHOLE, "orphans", "2603.5人", 2603.5),
    row("marriages with a lost 万", WHOLE, "marriage_registrations", "3.2024对", 3.2024),
    row("persons where households are counted", UNIT, "dibao_households", "83120人", 83120,
        unit="person"),
    row("money where people are counted: swapped columns", UNIT, "dibao_persons", "5.61亿元",
        561_000_000, unit="CNY"),
    row("percentage where beds are counted", UNIT, "elderly_care_beds", "96%", 96,
        unit="percent"),
    row("standard without its month", UNIT, "dibao_standard", "614元", 614, unit="CNY"),
    row("growth not in percent", UNIT, "welfare_lottery_sales", "增长2820万元", 28_200_000,
        measure="change_pct", unit="CNY"),
    row("share over one hundred", "expect_possible_shares", None, "占181%", 181,
        measure="share", unit="percent"),
    row("fall by more than everything", "expect_possible_changes", None, "下降130%", -130,
        measure="change_pct", unit="percent"),
    row("range that descends", "expect_ranges_to_ascend", None, "300-200元", 300,
        value_high=200, unit="CNY"),
]  # fmt: skip

PERIOD_FAULTS = [
    row("a plan told as fact", HORIZON, "elderly_care_new_beds", "新增1500张", 1500,
        period_start=date(2027, 1, 1), period_end=date(2027, 12, 31)),
    row("a period that ends before it starts", HORIZON, "adoption_registrations", "78件", 78,
        period_start=date(2020, 12, 31), period_end=date(2020, 1, 1)),
    row("a misprinted century", HORIZON, "orphans", "1920年2603人", 2603,
        period_start=date(1920, 12, 31), period_end=date(1920, 12, 31)),
    row("a plan beyond any plan", HORIZON, "elderly_care_beds", "到2202年15000张", 15000,
        status="target", period_start=date(2202, 12, 31), period_end=date(2202, 12, 31)),
    Fault("offsets of another encoding", "expect_spans_to_slice_back_to_quotes", "blocked",
          fact("orphans", "2603人", 2603, char_start=7, char_end=12)),
    Fault("a quote that was cleaned", "expect_spans_to_slice_back_to_quotes", "blocked",
          lambda: [_with_cleaned_quote()]),
]  # fmt: skip

NEIGHBOUR_FAULTS = [
    slipped("persons with a lost 万", "dibao_persons", "15人", 15, **RURAL),
    slipped("persons with a doubled 万", "orphans", "26030人", 26030),
    slipped("institutions with one digit too many", "elderly_care_institutions", "1120家", 1120),
    slipped("spending in thousands", "temporary_assistance_expenditure", "2.7万元", 26_902),
    slipped("sales with a lost 亿", "welfare_lottery_sales", "4.48万元", 44_800),
    slipped("marriages with one digit too few", "marriage_registrations", "3202对", 3202),
    slipped("monthly standard divided by twelve", "dibao_standard", "51.2元", 51.2, **URBAN),
    slipped("beds times one hundred", "elderly_care_beds", "148.2万张", 300_000 * 4.94),
    Fault("standard a tenth of all other cities", "expect_no_unit_slip", "quarantined",
          fact("dibao_standard", "61.4元", 61.4, residence="urban"), ("61.4元",),
          before=lambda: [_other_city(n) for n in range(8)]),
    Fault("persons halved thrice within a year", "expect_year_on_year_factor_in_band", "warned",
          fact("dibao_persons", "38000人", 38000, residence="rural"), before=years(2019)),
    Fault("standard doubled and more", "expect_year_on_year_factor_in_band", "warned",
          fact("dibao_standard", "1400元", 1400, residence="urban"), before=years(2019)),
]  # fmt: skip

RELATION_FAULTS = [
    related("urban standard below the rural one", ("dibao_standard", "500元", 500, URBAN),
            ("dibao_standard", "579元", 579, RURAL)),
    related("destitute standard below dibao",
            ("destitute_standard", "430元", 430, RURAL), ("dibao_standard", "480元", 480, RURAL)),
    related("more households than persons", ("dibao_persons", "83120人", 83120, RURAL),
            ("dibao_households", "152340户", 152340, RURAL)),
    related("spending per head of a rich man", ("orphan_expenditure", "22.41亿元", 400e6, {}),
            ("orphans", "2603人", 2603, {})),
    related("spending per head of pennies", ("dibao_expenditure", "561万元", 5_610_000, RURAL),
            ("dibao_persons", "152340人", 152340, RURAL)),
    related("cases and spending swapped",
            ("temporary_assistance_person_times", "269020人次", 269_020, {}),
            ("temporary_assistance_expenditure", "10969元", 10_969, {})),
    related("more divorces than marriages", ("marriage_registrations", "3024对", 3024, {}),
            ("divorce_registrations", "13014对", 13014, {})),
    related("a part larger than its whole", ("social_organizations", "522个", 522, {}),
            ("social_groups", "1522个", 1522, {})),
]  # fmt: skip

DOCUMENT_FAULTS = [
    document("a year in the sidecar that has not come", HORIZON,
             year=2031, title="六安市民政局工作总结"),
    document("a wrong year in the sidecar", "expect_report_year_to_be_told",
             year=2012, title="六安市民政局2018年工作总结"),
    document("published before it was reported", HORIZON,
             published_at=date(2019, 5, 24)),
    document("a county told as its city", "expect_reporting_area_to_agree_with_title",
             title="金安区民政局2020年工作总结"),
    document("a county's office as publisher of the city's report",
             "expect_reporting_area_to_agree_with_title",
             title="2020年工作总结", publisher="霍邱县民政局"),
    document("another city's report under this city's code",
             "expect_reporting_area_to_agree_with_title", title="合肥市民政局2020年工作总结"),
    Fault("two cities' reports concatenated", "expect_one_report_per_document",
          "document held back", lambda: [_two_reports_in_one()]),
    Fault("the same report under other bytes", "expect_documents_not_to_repeat_each_other",
          "warned", lambda: [healthy(name="copy.txt")], before=years(2020)),
    Fault("a table pasted as prose, without units", "expect_documents_to_state_facts", "warned",
          lambda: [healthy(), Report(name="table.txt", text="指标 城市 农村 合计\n" * 60)]),
    Fault("an extraction that broke", "expect_documents_to_state_facts", "warned",
          lambda: [healthy(), Report(name="broken.txt", error="RecursionError: too deep")]),
]  # fmt: skip

BATCH_FAULTS = [
    Fault("a delivery in which every number slipped", "expect_failing_share_at_most", "blocked",
          lambda: [_all_slipped()]),
    Fault("one absurd value is all a document says", "expect_failing_share_at_most", "blocked",
          lambda: [Report(name="absurd.txt").says("dibao_standard", "614万元", 6_140_000)]),
    Fault("one indicator that fails everywhere", "expect_failing_share_at_most", "blocked",
          lambda: [_county_report(n) for n in range(12)]),
    Fault("an extraction that broke on most documents", "expect_failing_share_at_most", "blocked",
          lambda: [healthy(), *(Report(name=f"broken{n}.txt", error="NameError: x")
                                for n in range(3))]),
    Fault("a year that vanished", "expect_city_years_to_remain", "blocked",
          lambda: [], before=years(2019, 2020)),
]  # fmt: skip

GATE_FAULTS = [
    *VALUE_FAULTS,
    *PERIOD_FAULTS,
    *NEIGHBOUR_FAULTS,
    *RELATION_FAULTS,
    *DOCUMENT_FAULTS,
    *BATCH_FAULTS,
]


def _with_cleaned_quote() -> Report:
    report = healthy(name="poisoned.txt")
    report.facts[0]["quote"] = report.facts[0]["quote"] + " "
    return report


def _other_city(n: int) -> Report:
    code = f"3{n + 2}0100"
    report = Report(name=f"city_{n}.txt", city_code=code, title="2020年工作总结")
    return report.says("dibao_standard", "620元", 600 + 5 * n, residence="urban")


def _two_reports_in_one() -> Report:
    report = healthy(name="poisoned.txt")
    for spec in list(report.facts):
        report.says(
            spec["indicator_id"], f"另{spec['quote']}", spec["value"] * 1.7,
            residence=spec["residence"],
        )  # fmt: skip
    return report


def _all_slipped() -> Report:
    report = healthy(name="poisoned.txt")
    for spec in report.facts:
        spec["value"] *= 10_000
    return report


def _county_report(n: int) -> Report:
    report = healthy(name=f"county_{n}.txt", city_code=f"34{n:02d}21", leave_out=("orphans",))
    report.title = "2020年工作总结"
    return report.says("orphans", "26.03万人", 260_300)

"""A healthy report, the background that every fault of the gallery is planted into."""

from __future__ import annotations

from typing import Any

from hand_warehouse import Report

# (indicator, residence, quote, value); quotes are those of a report on the base year.
HEALTHY_FACTS: list[tuple[str, str, str, float]] = [
    ("dibao_standard", "urban", "614元", 614),
    ("dibao_standard", "rural", "579元", 579),
    ("destitute_standard", "urban", "1032元", 1032),
    ("destitute_standard", "rural", "760元", 760),
    ("dibao_persons", "rural", "152340人", 152340),
    ("dibao_households", "rural", "83120户", 83120),
    ("dibao_expenditure", "rural", "5.61亿元", 561_000_000),
    ("temporary_assistance_person_times", "total", "10969人次", 10969),
    ("temporary_assistance_expenditure", "total", "2690.2万元", 26_902_000),
    ("elderly_care_institutions", "total", "112家", 112),
    ("elderly_care_beds", "total", "14820张", 14820),
    ("community_elderly_coverage", "total", "96%", 96),
    ("orphans", "total", "2603人", 2603),
    ("social_organizations", "total", "1522个", 1522),
    ("marriage_registrations", "total", "32024对", 32024),
    ("divorce_registrations", "total", "13014对", 13014),
    ("welfare_lottery_sales", "total", "4.48亿元", 448_000_000),
]


def healthy(year: int = 2020, leave_out: tuple[str, ...] = (), **fields: Any) -> Report:
    """A report of a year whose figures grow by two per cent a year, without some indicators."""
    report = Report(name=fields.pop("name", f"healthy_{year}.txt"), year=year, **fields)
    growth = 1.02 ** (year - 2020)
    for indicator, residence, quote, value in HEALTHY_FACTS:
        if indicator not in leave_out:
            is_percent = quote.endswith("%")
            now = value if is_percent else float(round(value * growth))
            report.says(indicator, quote, now, residence=residence)
    return report

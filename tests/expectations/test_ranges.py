"""A value is judged beside the people of its place, in large places and in small ones."""

import csv

import pytest
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations.catalogue import INDICATORS_CSV, PER_HEAD_CSV, load_indicators
from expectations.gate import run_suites
from expectations.ranges import bounds, largest_populations

SICHUAN, SHANGHAI, CHONGQING = 83_674_866, 24_870_895, 32_054_159
SMALL_COUNTY = 50_000
RANGE = "expect_values_in_catalogue_range"


def fits(indicator_id: str, value: float, level: str | None, population: float | None) -> bool:
    low, high = bounds(load_indicators()[indicator_id], level, population)
    return low <= value <= high


@pytest.mark.parametrize(
    ("indicator_id", "value", "level", "population"),
    [
        ("dibao_standard", 702, "province", SICHUAN),
        ("elderly_care_beds_per_1000", 42, "province", SICHUAN),
        ("dibao_rural_to_urban_ratio", 71, "province", SICHUAN),
        ("dibao_persons", 4_300_000, "province", SICHUAN),
        ("dibao_persons", 1_200_000, "province", 47_209_277),
        ("orphans", 17_908, "province", SICHUAN),
        ("dibao_expenditure", 8.2e9, "province", SICHUAN),
        ("villagers_committees", 45_447, "province", SICHUAN),
        ("dibao_persons", 147_000, "prefecture", SHANGHAI),
        ("dibao_standard", 1_330, "prefecture", SHANGHAI),
        ("elderly_care_beds", 159_900, "prefecture", SHANGHAI),
        ("marriage_registrations", 87_000, "prefecture", SHANGHAI),
        ("social_organizations", 17_300, "prefecture", SHANGHAI),
        ("dibao_persons", 603_000, "prefecture", CHONGQING),
        ("townships", 1_031, "prefecture", CHONGQING),
        ("marriage_registrations", 314_000, "prefecture", CHONGQING),
        ("dibao_persons", 3_500, "prefecture", 17_560_061),
        ("dibao_persons", 9_000, "county", SMALL_COUNTY),
        ("dibao_persons", 12, "county", SMALL_COUNTY),
        ("elderly_care_beds", 350, "county", SMALL_COUNTY),
        ("orphans", 0, "county", SMALL_COUNTY),
        ("townships", 14, "county", SMALL_COUNTY),
        ("villagers_committees", 108, "county", SMALL_COUNTY),
        ("marriage_registrations", 310, "county", SMALL_COUNTY),
        ("villagers_committees", 24, "county", 8_000),
        ("dibao_persons", 603_000, "prefecture", None),
        ("dibao_persons", 4_300_000, "province", None),
        ("dibao_persons", 4_300_000, None, None),
    ],
)
def test_true_values_fit_their_place(
    indicator_id: str, value: float, level: str | None, population: float | None
) -> None:
    assert fits(indicator_id, value, level, population)


@pytest.mark.parametrize(
    ("indicator_id", "value", "level", "population"),
    [
        ("dibao_standard", 7_020, "province", SICHUAN),
        ("elderly_care_beds_per_1000", 420, "province", SICHUAN),
        ("dibao_persons", 120_000_000, "province", SICHUAN),
        ("dibao_persons", 430, "province", SICHUAN),
        ("marriage_registrations", 31, "prefecture", CHONGQING),
        ("dibao_persons", 14_700_000, "prefecture", SHANGHAI),
        ("dibao_persons", 1_200_000, "county", SMALL_COUNTY),
        ("dibao_persons", 60_000, "county", SMALL_COUNTY),
        ("orphans", 17_908, "county", SMALL_COUNTY),
        ("elderly_care_beds", 159_900, "county", SMALL_COUNTY),
        ("dibao_expenditure", 8.2e9, "county", SMALL_COUNTY),
        ("townships", 1_031, "county", SMALL_COUNTY),
        ("dibao_persons", 4_300_000, "county", None),
        ("dibao_persons", -1, "county", SMALL_COUNTY),
    ],
)
def test_values_of_another_place_or_another_power_of_ten_do_not(
    indicator_id: str, value: float, level: str | None, population: float | None
) -> None:
    assert not fits(indicator_id, value, level, population)


def test_what_scales_has_bounds_per_head_and_nothing_else_has() -> None:
    with PER_HEAD_CSV.open(encoding="utf-8", newline="") as handle:
        per_head = {row["indicator_id"]: row for row in csv.DictReader(handle)}
    with INDICATORS_CSV.open(encoding="utf-8", newline="") as handle:
        flags = {
            row["indicator_id"]: row["scales_with_population"] for row in csv.DictReader(handle)
        }
    assert {key for key, flag in flags.items() if flag == "true"} == set(per_head)
    assert set(flags.values()) == {"true", "false"}
    assert all(row["basis"] for row in per_head.values())


def test_a_standard_or_a_ratio_never_scales() -> None:
    per_head_already = [i for i in load_indicators().values() if i.kind in ("standard", "ratio")]
    assert not [i.indicator_id for i in per_head_already if i.scales_with_population]


def test_the_national_rate_lies_well_inside_its_bounds() -> None:
    with PER_HEAD_CSV.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["national_per_1000"]]
    assert len(rows) > 40
    for row in rows:
        rate = float(row["national_per_1000"])
        low, high = float(row["per_1000_min"]), float(row["per_1000_max"])
        assert low * 10 <= rate <= high / 4, row["indicator_id"]


def test_the_largest_place_of_each_level_is_the_largest_of_the_last_census() -> None:
    levels = largest_populations()
    assert levels == {"province": 126_012_510, "prefecture": CHONGQING, "county": 5_681_512}


@pytest.mark.parametrize(
    ("city_code", "quote", "value", "is_held"),
    [
        ("510000", "430万人", 4_300_000, False),
        ("310000", "14.7万人", 147_000, False),
        ("500000", "60.3万人", 603_000, False),
        ("513337", "4300人", 4_300, False),
        ("513337", "430万人", 4_300_000, True),
        ("510000", "430人", 430, True),
    ],
)
def test_the_gate_judges_a_count_by_the_people_of_its_place(
    city_code: str, quote: str, value: float, is_held: bool
) -> None:
    con = new_warehouse()
    put(con, Report(city_code=city_code).says("dibao_persons", quote, value))
    run_suites(con, "run")
    assert [(q, rule) for q, rule in held_back(con) if rule == RANGE] == (
        [(quote, RANGE)] if is_held else []
    )


def test_a_province_states_standards_and_ratios_like_anyone_else() -> None:
    con = new_warehouse()
    report = Report(city_code="510000", title="四川省民政厅2020年工作总结")
    report.says("dibao_standard", "702元", 702)
    report.says("elderly_care_beds_per_1000", "42张", 42)
    put(con, report)
    run_suites(con, "run")
    assert held_back(con) == []


def test_a_part_of_a_place_or_of_a_year_may_be_small() -> None:
    con = new_warehouse()
    report = Report(city_code="510000")
    report.says("dibao_persons", "430人", 430, area="某镇")
    report.says("dibao_persons", "420人", 420, residence="urban")
    report.says("marriage_registrations", "31对", 31, period_start=report.report_end.replace(day=1))
    put(con, report)
    run_suites(con, "run")
    assert [rule for _, rule in held_back(con) if rule == RANGE] == []

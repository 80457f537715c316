"""The judgements about single values, as the gate makes them of facts in a warehouse."""

from __future__ import annotations

from typing import Any

import pytest
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations.gate import run_suites
from expectations.library.neighbours import is_slipped
from expectations.library.values import explain_range

NO_PEERS = (float("nan"), 0.0)
UNITS = "expect_units_of_the_catalogue"
RANGE = "expect_values_in_catalogue_range"
WHOLE = "expect_whole_numbers_where_counted"
SHARES = "expect_possible_shares"
CHANGES = "expect_possible_changes"
ASCENDING = "expect_ranges_to_ascend"
BEDS, COVERAGE = "elderly_care_beds", "community_elderly_coverage"
PROVINCE = {"city_code": "340000", "city_name": "安徽省"}


def held(indicator: str | None, value: float, quote: str = "12345", **fields: Any) -> set[str]:
    """The rules that hold back one fact among others that are fine."""
    con = new_warehouse()
    report = Report(name="one.txt").says(indicator, quote, value, **fields)
    put(con, report, Report(name="others.txt").says("orphans", "2603人", 2603))
    assert not [result for result in run_suites(con, "run") if result.error]
    return {rule for text, rule in held_back(con) if text == quote}


@pytest.mark.parametrize(
    ("indicator", "value", "fields", "rules"),
    [
        (BEDS, 14820, {}, set()),
        (BEDS, 14820, {"unit": "person"}, {UNITS}),
        (BEDS, 1000, {"measure": "increment"}, set()),
        (BEDS, 12.5, {"measure": "change_pct", "unit": "percent"}, set()),
        (BEDS, 1000, {"measure": "change_pct"}, {UNITS}),
        (COVERAGE, 5, {"measure": "change_abs", "unit": "percentage_point"}, set()),
        (COVERAGE, 96, {"unit": "percentage_point"}, {UNITS}),
        (BEDS, 14820.5, {}, {WHOLE}),
        (COVERAGE, 12.5, {}, set()),
        (BEDS, -1, {}, {RANGE}),
        (BEDS, -900, {"measure": "change_abs"}, set()),
        (BEDS, -1, {"measure": "increment"}, {RANGE}),
        (COVERAGE, 960, {}, {RANGE}),
        (None, 100, {"measure": "share", "unit": "percent"}, set()),
        (None, 100.1, {"measure": "share", "unit": "percent"}, {SHARES}),
        (None, 795, {"measure": "change_pct", "unit": "percent"}, set()),
        (None, -100.5, {"measure": "change_pct", "unit": "percent"}, {CHANGES}),
        (None, 200, {"value_high": 300}, set()),
        (None, 300, {"value_high": 200}, {ASCENDING}),
    ],
)
def test_a_value_is_held_for_its_unit_its_range_or_a_fraction(
    indicator: str | None, value: float, fields: dict[str, Any], rules: set[str]
) -> None:
    assert held(indicator, value, **fields) == rules


@pytest.mark.parametrize(
    ("before", "rules"), [("完成年度任务的", set()), ("占老年人口的", {SHARES})]
)
def test_more_than_all_of_a_task_may_be_done(before: str, rules: set[str]) -> None:
    fields = {"measure": "share", "unit": "percent", "lead": before}
    assert held(None, 113, "113%", **fields) == rules


@pytest.mark.parametrize(
    ("quote", "indicator", "rules"),
    [
        ("1万人", "dibao_persons", set()),
        ("1万人次", "dibao_persons", {UNITS}),
        ("1万人次", "temporary_assistance_person_times", set()),
        ("1万人次", "elderly_care_workers_trained", set()),
    ],
)
def test_people_on_a_day_are_not_counted_in_times(
    quote: str, indicator: str, rules: set[str]
) -> None:
    assert held(indicator, 10_000, quote) == rules


@pytest.mark.parametrize(
    ("indicator", "value", "place", "rules"),
    [
        ("dibao_standard", 702, PROVINCE, set()),
        ("dibao_standard", 2600, PROVINCE, {RANGE}),
        (COVERAGE, 96, PROVINCE, set()),
        ("orphans", 50_000, PROVINCE, set()),
        ("orphans", 50_000, {}, {RANGE}),
        ("orphans", 700_000, PROVINCE, {RANGE}),
    ],
)
def test_only_what_adds_up_is_larger_in_a_province(
    indicator: str, value: float, place: dict[str, Any], rules: set[str]
) -> None:
    assert held(indicator, value, **place) == rules


def test_a_value_outside_its_range_says_whether_wan_was_lost_or_doubled() -> None:
    row = {"lowest": 1, "highest": 1000}
    assert "doubled" in explain_range({**row, "value_per_year": 5_000_000})[1]
    assert "lost" in explain_range({**row, "value_per_year": 0.05})[1]
    assert explain_range({**row, "value_per_year": 1500}) == ("1,500", "1 to 1,000")


@pytest.mark.parametrize(
    ("value", "other_years", "warned"),
    [
        (4000, {2019: 2603}, False),
        (9000, {2019: 2603}, True),
        (9000, {2018: 2603}, False),
        (600, {2019: 2603}, True),
        (9000, {2019: 5000, 2018: 2603}, False),
        (9000, {}, False),
        (0, {2019: 2603}, False),
    ],
)
def test_the_nearest_year_gives_the_band(
    value: float, other_years: dict[int, float], warned: bool
) -> None:
    con = new_warehouse()
    for year, other in other_years.items():
        put(con, Report(name=f"{year}.txt", year=year).says("orphans", "1人", other))
    run_suites(con, "earlier")
    con.execute("delete from audit.check_results")
    put(con, Report(name="2020.txt", year=2020).says("orphans", "2人", value))
    failed = {r.expectation for r in run_suites(con, "run") if not r.success}
    assert ("expect_year_on_year_factor_in_band" in failed) is warned


@pytest.mark.parametrize(
    ("value", "kind", "witnesses", "peer", "slipped"),
    [
        (1_000_000, "stock", [(100, 1)], NO_PEERS, True),
        (1_000, "stock", [(100, 1)], NO_PEERS, False),
        (1_000, "stock", [(100, 1), (98, 2)], NO_PEERS, True),
        (1_000, "standard", [(100, 1)], NO_PEERS, True),
        (12 * 600, "standard", [(600, 1)], NO_PEERS, True),
        (1_000, "stock", [(100, 1), (960, 1)], NO_PEERS, False),
        (500, "stock", [(100, 1), (98, 2)], NO_PEERS, False),
        (60, "standard", [], (600, 8), True),
        (60, "standard", [], (600, 7), False),
        (60, "stock", [], (60_000, 20), False),
        (6, "stock", [], (60_000, 20), True),
    ],
)
def test_a_slip_needs_witnesses_and_a_witness_for_the_value_acquits_it(
    value: float,
    kind: str,
    witnesses: list[tuple[float, int]],
    peer: tuple[float, float],
    slipped: bool,
) -> None:
    assert is_slipped(value, kind, witnesses, 3, peer) is slipped

"""The judgements about single values, on plain frames."""

import pandas as pd
import pytest

from expectations.library.neighbours import is_in_band, is_slipped
from expectations.library.values import (
    ExpectValuesInCatalogueRange,
    ascending_holds,
    percentage_holds,
    range_holds,
    unit_holds,
    whole_holds,
)

UNITS = {"beds": "bed", "coverage": "percent"}
NO_PEERS = (float("nan"), 0.0)


@pytest.mark.parametrize(
    ("indicator", "measure", "unit", "holds"),
    [
        ("beds", "level", "bed", True),
        ("beds", "level", "person", False),
        ("beds", "increment", "bed", True),
        ("beds", "change_pct", "percent", True),
        ("beds", "change_pct", "bed", False),
        ("beds", "share", "percent", True),
        ("coverage", "change_abs", "percentage_point", True),
        ("coverage", "change_abs", "percent", True),
        ("coverage", "level", "percentage_point", False),
    ],
)
def test_units_follow_indicator_and_measure(
    indicator: str, measure: str, unit: str, holds: bool
) -> None:
    frame = pd.DataFrame([[indicator, measure, unit]])
    assert list(unit_holds(frame, UNITS)) == [holds]


@pytest.mark.parametrize(
    ("measure", "value", "holds"),
    [
        ("level", 1000, True),
        ("level", 1001, False),
        ("level", -1, False),
        ("level", float("nan"), False),
        ("increment", 0, True),
        ("increment", -1, False),
        ("change_abs", -900, True),
        ("change_abs", -1001, False),
        ("change_pct", 5000, True),
        ("share", 5000, True),
    ],
)
def test_ranges_bound_levels_and_what_adds_to_them(measure: str, value: float, holds: bool) -> None:
    assert list(range_holds(pd.DataFrame([[measure, value, 0.0, 1000.0]]))) == [holds]


def test_counts_are_whole_but_percentages_of_them_need_not_be() -> None:
    frame = pd.DataFrame(
        [
            ["beds", "level", 12.0],
            ["beds", "level", 12.5],
            ["beds", "change_pct", 12.5],
            ["coverage", "level", 12.5],
            ["beds", "level", 34_600.0000000001],
        ]
    )
    assert list(whole_holds(frame, ["beds"])) == [True, False, True, True, True]


def test_shares_end_at_one_hundred_and_changes_start_at_minus_one_hundred() -> None:
    frame = pd.DataFrame(
        [["share", 100], ["share", 100.1], ["change_pct", 795], ["change_pct", -100.5]]
    )
    assert list(percentage_holds(frame)) == [True, False, True, False]


def test_a_range_without_an_upper_end_is_no_range() -> None:
    assert list(ascending_holds(pd.DataFrame([[200, 300], [300, 200], [200, None]]))) == [
        True,
        False,
        True,
    ]


def test_a_value_outside_its_range_says_whether_wan_was_lost_or_doubled() -> None:
    expectation = ExpectValuesInCatalogueRange(bounds={"beds": [1, 1000]})
    row = {"indicator_id": "beds", "measure": "level", "range_low": 1, "range_high": 1000}
    assert "doubled" in expectation.explain({**row, "value_per_year": 5_000_000})[1]
    assert "lost" in expectation.explain({**row, "value_per_year": 0.05})[1]
    assert expectation.explain({**row, "value_per_year": 1500}) == ("1,500", "1 to 1,000")


@pytest.mark.parametrize(
    ("value", "witnesses", "holds"),
    [
        (150, [(100, 1)], True),
        (250, [(100, 1)], False),
        (250, [(100, 2)], True),
        (40, [(100, 1)], False),
        (250, [(200, 1), (100, 2)], True),
        (250, [], True),
        (0, [(100, 1)], True),
    ],
)
def test_the_nearest_year_gives_the_band(
    value: float, witnesses: list[tuple[float, int]], holds: bool
) -> None:
    assert is_in_band(value, witnesses, 2) is holds


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

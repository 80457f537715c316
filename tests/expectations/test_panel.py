"""What every cell of the panel has to keep before it is published, whatever the run has changed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hand_warehouse import CITY, new_warehouse

from expectations.audit import ensure_audit_tables
from expectations.panel_check import BATCH_CELLS, check_panel
from expectations.results import CheckResult

TOTAL: dict[str, Any] = {
    "city_code": CITY, "year": 2020, "indicator_id": "dibao_persons", "residence": "total",
    "category": "", "value": 300.0, "unit": "person", "tolerance": 0.0,
    "period_start": "2020-12-31", "period_end": "2020-12-31", "observation_id": "o1",
    "document_id": "d1", "confidence": 0.9,
}  # fmt: skip
URBAN = TOTAL | {"residence": "urban", "value": 100.0, "observation_id": "o2"}
RURAL = TOTAL | {"residence": "rural", "value": 200.0, "observation_id": "o3"}
PANEL = [TOTAL, URBAN, RURAL]


def checked(*cells: dict[str, Any], batch_cells: int = BATCH_CELLS) -> list[CheckResult]:
    con = new_warehouse()
    ensure_audit_tables(con)
    con.register("cells", pd.DataFrame(cells))
    con.execute("create schema marts")
    con.execute(
        "create table marts.fct_city_year_indicator as select * replace ("
        "value::decimal(24,6) as value, period_start::date as period_start, "
        "period_end::date as period_end) from cells"
    )
    results = check_panel(con, "run", batch_cells)
    assert con.execute("select count(*) from audit.check_results").fetchone() == (len(results),)
    assert not [result.error for result in results if result.error]
    return results


def failed(*cells: dict[str, Any]) -> dict[str, CheckResult]:
    return {result.expectation: result for result in checked(*cells) if not result.success}


def test_batches_of_cities_say_the_same_as_one() -> None:
    places = [cell | {"city_code": code} for code in ("340100", "341200", CITY) for cell in PANEL]
    cells = [*places, places[4], places[0] | {"year": 1900}, places[8] | {"year": 1901}]
    assert checked(*cells, batch_cells=1) == checked(*cells)


def test_a_sound_panel_passes_every_rule() -> None:
    assert failed(*PANEL) == {}


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({}, "expect_cells_to_be_unique"),
        ({"year": 2019, "value": None}, "expect_cells_to_have_a_value"),
        ({"year": 2019, "observation_id": None}, "expect_cells_to_name_their_fact"),
        ({"city_code": "3415"}, "expect_codes_of_places"),
        ({"residence": "suburban"}, "expect_known_residences"),
        ({"year": 1900}, "expect_years_of_the_calendar"),
        ({"year": 2019, "unit": "household"}, "expect_cells_in_catalogue_units"),
        ({"year": 2019, "value": 4e6}, "expect_cells_in_catalogue_range"),
        ({"year": 2019, "period_end": "2018-12-31"}, "expect_periods_to_begin_before_they_end"),
        ({"year": 2019, "confidence": 1.5}, "expect_confidence_to_be_a_probability"),
    ],
)
def test_a_cell_that_cannot_be_blocks_the_publication(wrong: dict[str, Any], rule: str) -> None:
    result = failed(*PANEL, TOTAL | wrong)[rule]
    assert result.blocks
    assert result.remedy


def test_a_province_has_the_range_of_provinces() -> None:
    assert failed(*PANEL, TOTAL | {"city_code": "340000", "value": 4e6}) == {}


def test_urban_and_rural_that_do_not_make_the_total_are_told_but_block_nothing() -> None:
    result = failed(TOTAL, URBAN, RURAL | {"value": 210.0})[
        "expect_urban_and_rural_to_make_the_total"
    ]
    assert not result.blocks
    assert "310" in result.observed
    later = {"period_start": "2020-06-30", "period_end": "2020-06-30"}
    assert failed(TOTAL, URBAN, RURAL | {"value": 210.0} | later) == {}, "of another day"
    rounded = {"value": 204.0, "tolerance": 5.0}
    assert failed(TOTAL, URBAN, RURAL | rounded) == {}, "as far as it is printed"

"""Loading step by step, in another order, or anew from nothing: the same rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

TABLES = (
    "marts.fct_observation",
    "marts.fct_cell_observation",
    "marts.fct_city_year_indicator",
    "marts.fct_cell_history",
    "marts.fct_reconciliation",
    "marts.fct_source_agreement",
    "marts.fct_coverage",
    "marts.dim_document",
    "marts.dim_year",
    "marts.panel_wide",
    "marts.review_queue",
)
DESTITUTE = "indicator_id=destitute_persons"
MARRIED = "indicator_id=marriage_registrations"
REPORT = (
    f"{{city}}{{year}}年全市特困人员[{{total}}人 {DESTITUTE}],"
    f"其中集中供养[{{inside}}人 category=centralised {DESTITUTE}],"
    f"分散供养[{{outside}}人 category=dispersed {DESTITUTE}]。"
    f"全年结婚登记[{{couples}}对 {MARRIED} period_start={{year}}-01-01],"
    f"比上年增长[{{growth}}% measure=change_pct {MARRIED}]。\n"
    f"结婚登记\t[{{in_table}} unit_raw=couple cell=结婚登记/本年 {MARRIED} "
    "period_start={year}-01-01]"
)


def report(city: str, year: int, scale: int, name: str = "", landed: int = 1) -> Document:
    marked = REPORT.format(
        total=300 * scale, inside=100 * scale, outside=200 * scale, couples=10 * scale,
        growth=5, year=year, city=city, in_table=10 * scale + year % 2,
    )  # fmt: skip
    return Document(
        name or f"{city}_{year}.txt",
        marked,
        city_code=city,
        city_name=city,
        report_start=date(year, 1, 1),
        report_end=date(year, 12, 31),
        published_at=date(year + 1, 2, 1),
        landed_at=datetime(2024, 1, landed),
    )


CITIES = ("341500", "330800", "340100")
FIRST_LOAD = [report(city, year, 10 + year % 7) for city in CITIES for year in (2019, 2020)]
CHANGED = report("341500", 2020, 99, landed=5)
RETRACTED = FIRST_LOAD[3]
RE_READ = FIRST_LOAD[1]
REMOVED = FIRST_LOAD[5]
FINAL = [
    replace(FIRST_LOAD[1], superseded_at=datetime(2024, 1, 5)),
    CHANGED,
    FIRST_LOAD[0],
    replace(RETRACTED, retracted_at=datetime(2024, 1, 6)),
    replace(
        FIRST_LOAD[2],
        extractor_version="two",
        extracted_at=datetime(2024, 1, 7),
        fields={"confidence": 0.7},
    ),
    FIRST_LOAD[4],
]


@pytest.fixture(scope="module")
def stepwise(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    """Six reports; then one changes, one is retracted, one is read again, one is gone."""
    warehouse = new_warehouse()
    warehouse.land(*FIRST_LOAD[:4])
    warehouse.build()
    warehouse.land(*FIRST_LOAD[4:])
    warehouse.build()
    warehouse.land(*FINAL[:5])
    warehouse.forget(REMOVED)
    warehouse.build()
    return warehouse


def test_steps_in_any_order_end_where_one_load_ends(stepwise, new_warehouse):
    at_once = new_warehouse()
    at_once.land(*reversed(FINAL))
    at_once.build()
    expected = at_once.snapshot(TABLES)
    found = stepwise.snapshot(TABLES)
    for table in TABLES:
        assert found[table] == expected[table], table
        assert found[table], f"{table} is empty: nothing was compared"


def test_a_full_refresh_changes_no_row(stepwise):
    before = stepwise.snapshot(TABLES)
    stepwise.build("--full-refresh")
    assert stepwise.snapshot(TABLES) == before


def test_one_more_document_touches_only_its_city_and_year(stepwise):
    stepwise.build()
    assert stepwise.rows("select count(*) from intermediate.int_documents_to_process") == [(0,)]
    assert stepwise.rows("select count(*) from intermediate.int_city_years_to_process") == [(0,)]
    stepwise.land(report("330800", 2021, 12))
    stepwise.build()
    touched = stepwise.rows("select city_code, year from intermediate.int_city_years_to_process")
    assert touched == [("330800", 2021)]

"""What documents said and when, and what people corrected: nothing is rewritten silently."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

from orchestration.dbt_failing_rows import read_failing_rows, told_rows

REPORT = (
    "全市城乡低保对象[{persons} indicator_id=dibao_persons]。"
    "养老床位[{beds}张 indicator_id=elderly_care_beds]。"
)
FIRST = Document("2020.txt", REPORT.format(persons="60611人", beds=14820))
LATER = Document(
    "2021.txt",
    "上年末全市低保对象更正为[60911人 indicator_id=dibao_persons]。"
    "全市低保对象[61200人 indicator_id=dibao_persons "
    "period_end=2021-12-31 period_start=2021-12-31]。",
    published_at=date(2022, 1, 20),
    landed_at=datetime(2024, 2, 1),
)
REPLACED = Document("beds.txt", "福利彩票销售网点[86个 indicator_id=welfare_enterprises]。")
REPLACING = Document(
    "beds.txt",
    "福利彩票销售网点[88个 indicator_id=welfare_enterprises]。",
    landed_at=datetime(2024, 3, 1),
)
WITHDRAWN = Document(
    "withdrawn.txt",
    "全市孤儿[2603名 indicator_id=orphans]。",
    retracted_at=datetime(2024, 4, 1),
)
HISTORY = (
    "select value from marts.fct_cell_history "
    "where indicator_id = ? and year = 2020 "
    "and valid_from <= ? and (valid_to is null or valid_to > ?)"
)


@pytest.fixture(scope="module")
def revised(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    warehouse = new_warehouse()
    warehouse.land(FIRST, LATER, REPLACING, WITHDRAWN)
    warehouse.land(replace(REPLACED, superseded_at=datetime(2024, 3, 1)))
    warehouse.build()
    return warehouse


def said(warehouse: BuiltWarehouse, indicator: str, day: datetime) -> list[int | None]:
    return [row[0] for row in warehouse.rows(HISTORY, [indicator, day, day])]


def test_the_history_says_what_public_documents_said_on_a_day(revised: BuiltWarehouse):
    assert said(revised, "dibao_persons", datetime(2022, 1, 15)) == [60611]
    assert said(revised, "dibao_persons", datetime(2022, 1, 25)) == [60911]


def test_a_superseded_document_stays_queryable_and_leaves_the_panel(revised: BuiltWarehouse):
    panel = revised.rows(
        "select value, n_documents from marts.fct_city_year_indicator "
        "where indicator_id = 'welfare_enterprises'"
    )
    assert panel == [(88, 1)]
    versions = revised.rows(
        "select value, is_current from marts.fct_observation "
        "where source_file = 'beds.txt' order by 1"
    )
    assert versions == [(86, False), (88, True)]


def test_a_retracted_document_is_out_of_everything(revised: BuiltWarehouse):
    for table in ("fct_observation", "fct_city_year_indicator", "fct_cell_history"):
        assert not revised.rows(f"select 1 from marts.{table} where indicator_id = 'orphans'")


def correct(warehouse: BuiltWarehouse, *rows: dict[str, str]) -> None:
    """Loads corrections in the place of those that the seed holds."""
    with duckdb.connect(str(warehouse.path)) as con:
        con.execute("delete from reference.corrections")
        for row in rows:
            columns = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            con.execute(
                f"insert into reference.corrections ({columns}) values ({places})",
                list(row.values()),
            )


OVERRIDE = {
    "correction_id": "c1",
    "source_file": "2020.txt",
    "quote": "60611人",
    "action": "override",
    "value": "60711",
    "expect": "全市城乡低保对象",
    "reason": "the bureau's erratum of 2021-02-01",
    "who": "an analyst",
    "date": "2021-02-02",
}
PANEL = (
    "select value, correction_action, confidence from marts.fct_city_year_indicator "
    "where indicator_id = 'dibao_persons' and year = 2020"
)
WITHOUT_SEEDS = ("--exclude-resource-type", "seed")


@pytest.fixture(scope="module")
def corrected(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    warehouse = new_warehouse()
    warehouse.land(FIRST)
    warehouse.build()
    return warehouse


def test_each_action_does_what_it_says(corrected: BuiltWarehouse):
    target = {name: OVERRIDE[name] for name in ("source_file", "reason", "who", "date")}
    correct(
        corrected,
        target | {"correction_id": "c2", "quote": "60611人", "action": "drop"},
        target | {"correction_id": "c3", "quote": "14820张", "action": "relabel",
                  "indicator_id": "family_care_beds", "residence": "urban"},
    )  # fmt: skip
    corrected.build(*WITHOUT_SEEDS)
    cells = corrected.rows(
        "select indicator_id, residence, correction_id from marts.fct_city_year_indicator"
    )
    assert cells == [("family_care_beds", "urban", "c3")]
    states = corrected.rows("select correction_id, state from marts.audit_corrections order by 1")
    assert states == [("c2", "applied"), ("c3", "applied")]


def test_a_correction_lives_as_long_as_its_row(corrected: BuiltWarehouse):
    correct(corrected, OVERRIDE)
    corrected.build(*WITHOUT_SEEDS)
    assert corrected.rows(PANEL) == [(60711, "override", 1.0)]

    extracted_again = replace(
        FIRST,
        extractor_version="two",
        extracted_at=datetime(2024, 5, 1),
        fields={"confidence": 0.6},
    )
    corrected.land(extracted_again)
    corrected.build(*WITHOUT_SEEDS)
    assert corrected.rows(PANEL) == [(60711, "override", 1.0)]

    correct(corrected)
    corrected.build(*WITHOUT_SEEDS)
    assert corrected.rows(PANEL) == [(60611, None, 0.6)]


def test_a_correction_fails_loudly_when_its_source_changed(corrected: BuiltWarehouse):
    correct(corrected, OVERRIDE)
    corrected.land(replace(FIRST, superseded_at=datetime(2024, 6, 1)))
    corrected.land(
        Document(
            "2020.txt", REPORT.format(persons="60711人", beds=14820), landed_at=datetime(2024, 6, 1)
        )
    )
    result = corrected.try_build(*WITHOUT_SEEDS, "--exclude-resource-type", "unit_test")
    failed = [o.node.name for o in result.result.results if o.status == "fail"]
    assert failed == ["corrections_meet_their_expectations"]
    rows = read_failing_rows(corrected.path, result.result.results)
    told = told_rows(1, rows["corrections_meet_their_expectations"])
    for word in (
        "correction_id c1",
        "2020.txt",
        "quote 60611人",
        "found not that fact, but 60711人",
    ):
        assert word in told
    found = corrected.rows("select found from marts.audit_corrections")
    assert "全市城乡低保对象60711人" in found[0][0]


def test_a_correction_whose_text_is_gone_says_so(corrected: BuiltWarehouse):
    correct(corrected, OVERRIDE | {"quote": "7人", "expect": "不在文中"})
    corrected.try_build(*WITHOUT_SEEDS, "--select", "+int_corrections")
    found = corrected.rows("select state, found from intermediate.int_corrections")
    assert found == [("source_changed", "none such among its 2 facts")]

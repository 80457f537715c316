"""Whatever a model is made of changes, the next build ends where a full refresh ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from built_warehouse import PROJECT, BuiltWarehouse
from marked_text import Document
from test_increments import FIRST_LOAD, TABLES

TOUCHED = "select count(*) from intermediate.int_documents_to_process"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Six reports, built from a copy of the project that a test may change."""
    root: Path = tmp_path_factory.mktemp("changed_rules")
    ignored = shutil.ignore_patterns("target", "logs")
    shutil.copytree(PROJECT, root / "dbt_project", ignore=ignored)
    shutil.copytree(PROJECT.parent / "seeds" / "reference", root / "seeds" / "reference")
    (root / "data").mkdir()
    made = BuiltWarehouse(root / "data", root / "dbt_project")
    made.land(*FIRST_LOAD)
    made.build()
    return made


def change(warehouse: BuiltWarehouse, name: str, old: str, new: str) -> None:
    path = warehouse.project.parent / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is gone from {name}; choose another line for this test"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("dbt_project/dbt_project.yml", "sums_hold: 0.5", "sums_hold: 0.25"),
        ("dbt_project/macros/weighed_confidence.sql", "else confidence_extracted",
         "else confidence_extracted / 2"),
        ("seeds/reference/units.csv", "person,person,1,", "person,person,2,"),
    ],
    ids=["a variable", "a macro", "a reference table"],
)  # fmt: skip
def test_the_next_build_equals_a_full_refresh(
    warehouse: BuiltWarehouse, name: str, old: str, new: str
) -> None:
    before = warehouse.snapshot(TABLES)
    change(warehouse, name, old, new)
    warehouse.build()
    built = warehouse.snapshot(TABLES)
    assert built != before, "the change shows in the rows"
    warehouse.build("--full-refresh")
    assert warehouse.snapshot(TABLES) == built


def test_a_changed_comment_builds_no_document_again(warehouse: BuiltWarehouse) -> None:
    warehouse.build()
    change(warehouse, "dbt_project/macros/weighed_confidence.sql", "{# What", "{# Said anew: what")
    change(warehouse, "dbt_project/models/intermediate/int_verdicts.sql", "-- One", "-- So: one")
    warehouse.build()
    assert warehouse.rows(TOUCHED) == [(0,)]


def test_a_third_kind_of_source_is_its_staging_model_and_its_rank(warehouse: BuiltWarehouse):
    """docs/sources.md promises that nothing else changes: here a scan, less official than prose."""
    certain = {"confidence": 1}
    beds = "年末养老床位[{}张 indicator_id=elderly_care_beds]。"
    warehouse.land(
        Document("report.txt", beds.format(14820), "341200", "阜阳市", fields=certain),
        Document("scan.txt", "扫描件:" + beds.format(14020), "341200", "阜阳市", fields=certain),
    )
    change(
        warehouse, "dbt_project/models/staging/stg_candidate_facts.sql",
        "case when coalesce(cell, '') = ''",
        "case when starts_with(sentence, '扫描') then 'scan' when coalesce(cell, '') = ''",
    )  # fmt: skip
    change(warehouse, "dbt_project/dbt_project.yml", "[table, prose]", "[table, prose, scan]")
    warehouse.build()
    rows = warehouse.rows(
        "select value, source_kind, lost_because from marts.fct_cell_observation "
        "where city_code = '341200' order by preference"
    )
    assert rows == [(14820, "prose", None), (14020, "scan", "less_official_source")]
    pairs = warehouse.rows(
        "select verdict, source_kind, other_source_kind from marts.fct_source_agreement "
        "where city_code = '341200'"
    )
    assert pairs == [("differ", "prose", "scan")]

"""Faults of structure: the dbt test that is named for each of them fails, so the run stops."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

pytestmark = pytest.mark.faults

# What is wrong with the row, the dbt test that must fail, the field that is poisoned.
STRUCTURAL_FAULTS = [
    ("a unit nobody knows", "every_unit_stands_in_units", "unit_raw=parsec"),
    ("a multiplier nobody knows", "every_multiplier_stands_in_multipliers",
     "multiplier=垓"),
    ("an indicator outside the catalogue", "int_observations_indicator_id_stands_in_indicators",
     "indicator_id=unicorns"),
    ("a breakdown nobody knows", "int_observations_category_stands_in_categories",
     "category=suburban"),
    ("a residence nobody knows", "int_observations_residence_is_a_known_code",
     "residence=suburban"),
    ("a measure nobody knows", "int_observations_measure_is_a_known_code", "measure=guess"),
    ("a status between plan and fact", "int_observations_status_is_a_known_code", "status=maybe"),
    ("a qualifier nobody knows", "int_observations_qualifier_is_a_known_code",
     "qualifier=roughly"),
    ("a span that ends before it starts", "spans_are_spans", "char_end=1"),
    ("a confidence above certainty", "spans_are_spans", "confidence=1.7"),
    ("the same observation twice", "int_observations_observation_id_is_unique", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def failing_tests(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """One warehouse with all faults, one document each; the names of the dbt tests that fail."""
    data_dir: Path = tmp_path_factory.mktemp("structural")
    warehouse = BuiltWarehouse(data_dir)
    documents = [
        Document(
            f"fault_{n}.txt", f"第{n}号。孤儿[{f'2603人 indicator_id=orphans {field}'.strip()}]。"
        )
        for n, (_, _, field) in enumerate(STRUCTURAL_FAULTS)
    ]
    warehouse.land(*documents)
    with duckdb.connect(str(warehouse.path)) as con:
        con.execute(
            "insert into raw.candidate_facts select * from raw.candidate_facts "
            "where document_id = ?",
            [documents[-1].document_id],
        )
    warehouse.try_build(command="seed")
    warehouse.try_build(command="run")
    result = warehouse.try_build(
        command="test",
    )
    return {
        outcome.node.name
        for outcome in result.result.results
        if outcome.status in ("fail", "error")
    }


@pytest.mark.parametrize(
    ("fault", "caught_by"),
    [(fault, caught_by) for fault, caught_by, _ in STRUCTURAL_FAULTS],
    ids=[fault for fault, _, _ in STRUCTURAL_FAULTS],
)
def test_the_named_dbt_test_catches_the_fault(
    fault: str, caught_by: str, failing_tests: set[str]
) -> None:
    assert caught_by in failing_tests, f"{fault} passed"

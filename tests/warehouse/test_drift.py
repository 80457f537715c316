"""SQL, YAML, contract and catalogue say the same; when one moves, a test here names it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from built_warehouse import PROJECT, BuiltWarehouse, parsed_project

REFERENCE = PROJECT.parent / "seeds" / "reference"
LONGEST = {"staging": 40, "intermediate": 80, "marts": 120}


def rows_of(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def columns(asked_warehouse: BuiltWarehouse) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in asked_warehouse.rows(
        "select table_schema, table_name, column_name, data_type from information_schema.columns"
    ):
        found.setdefault(f"{schema}.{table}", {})[column] = kind
    return found


def models() -> Iterator[Any]:
    for node in parsed_project().nodes.values():
        if node.resource_type == "model":
            yield node


def test_the_contract_of_the_marts_holds(columns):
    with (Path(__file__).parent / "contract_columns.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            found = columns[f"marts.{row['table']}"].get(row["column"])
            assert found == row["type"], f"marts.{row['table']}.{row['column']} is {found}"


def test_every_model_and_every_column_is_described_and_nothing_else_is(columns):
    for model in models():
        assert "¦" in model.description, f"{model.name} lacks a description in both languages"
        described = {name.lower() for name in model.columns}
        found = set(columns[f"{model.schema}.{model.name}"])
        if model.name == "panel_wide":
            found &= described
        assert described == found, f"{model.name}: {described ^ found}"
        for column in model.columns.values():
            assert "¦" in column.description, f"{model.name}.{column.name}"


def test_every_mart_says_what_a_row_is():
    for model in models():
        assert model.description.startswith("One row per"), model.name


def test_descriptions_are_comments_in_the_database(asked_warehouse):
    missing = asked_warehouse.rows(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'marts' and comment is null"
    )
    assert missing == []


def test_the_dictionary_describes_every_published_column(asked_warehouse, columns):
    described = set(
        asked_warehouse.rows("select table_name, column_name from marts.data_dictionary")
    )
    for table, names in columns.items():
        schema, _, name = table.partition(".")
        if schema == "marts":
            assert {(name, column) for column in names} <= described, name


def test_marts_hold_their_contract():
    for model in models():
        if model.schema == "marts" and model.name != "panel_wide":
            assert model.config.contract.enforced, model.name


def test_sql_stays_short():
    for path in (PROJECT / "models").rglob("*.sql"):
        layer = path.relative_to(PROJECT / "models").parts[0]
        n_lines = len(path.read_text("utf-8").splitlines())
        assert n_lines < LONGEST[layer], f"{path.name} has {n_lines} lines"


def test_the_catalogue_speaks_of_known_units_domains_and_codes():
    units = {row["unit"] for row in rows_of("units")}
    domains = {row["domain"] for row in rows_of("domains")}
    codes = {row["code"] for row in rows_of("mca_codes")}
    indicators = {row["indicator_id"] for row in rows_of("indicators")}
    for row in rows_of("indicators"):
        assert row["unit"] in units, row["indicator_id"]
        assert row["domain"] in domains, row["indicator_id"]
        assert not row["mca_code"] or row["mca_code"] in codes, row["indicator_id"]
        assert row["description_zh"], row["indicator_id"]
        assert row["description_en"], row["indicator_id"]
    for row in rows_of("indicator_mca_codes"):
        assert row["code"] in codes
        assert row["indicator_id"] in indicators


def test_every_code_of_the_catalogue_stands_in_the_bridge():
    bridge = {(row["indicator_id"], row["code"]) for row in rows_of("indicator_mca_codes")}
    for row in rows_of("indicators"):
        if row["mca_code"]:
            assert (row["indicator_id"], row["mca_code"]) in bridge


NAMED = {
    "city_code": {"city_name", "city_name_en"},
    "indicator_id": {"indicator_name_zh", "indicator_name_en"},
}
# The dimensions are where the names come from.
NAMES_ITS_CODES_ELSEWHERE = ("dim_",)


def test_every_mart_with_a_code_has_its_name_in_both_languages(columns):
    for model in models():
        found = set(columns[f"{model.schema}.{model.name}"])
        if model.schema != "marts" or model.name.startswith(NAMES_ITS_CODES_ELSEWHERE):
            continue
        for code in NAMED.keys() & found:
            assert found >= NAMED[code], f"{model.name} tells no name of {code}"


def test_no_mart_repeats_another_domain_by_domain(columns):
    marts = {name.partition(".")[2] for name in columns if name.startswith("marts.")}
    assert marts == {model.name for model in models() if model.schema == "marts"}


def test_the_wide_panel_has_a_column_for_every_indicator(columns):
    wide = set(columns["marts.panel_wide"])
    for row in rows_of("indicators"):
        assert f"{row['indicator_id']}__{row['unit']}" in wide


def test_sources_are_declared_as_the_pipeline_writes_them(asked_warehouse):
    written = set(
        asked_warehouse.rows(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where table_schema in ('raw', 'audit', 'publication')"
        )
    )
    for source in parsed_project().sources.values():
        for column in source.columns:
            assert (source.schema, source.identifier, column) in written


def test_the_record_of_publications_keeps_every_column_of_the_panel(columns):
    recorded = list(columns["marts.fct_publication_cell"].items())
    panel = list(columns["marts.fct_city_year_indicator"].items())
    assert recorded == [*panel, ("valid_from", "INTEGER"), ("valid_to", "INTEGER")]


def test_no_city_is_named_in_the_code():
    names = {row["name_zh"] for row in rows_of("cities") if row["level"] == "prefecture"}
    pattern = re.compile("|".join(sorted(names, key=len, reverse=True)))
    for path in [*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "macros").rglob("*.sql")]:
        assert not pattern.search(path.read_text("utf-8")), path.name

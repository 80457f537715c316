"""The rules as documented, generated, named and rendered are the same rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hand_warehouse import CITY, Report, new_warehouse, put

import expectations
from expectations import frames
from expectations.catalogue import CatalogueError, domains, load_indicators, load_relations
from expectations.gate import run_suites
from expectations.library.rule import Rule
from expectations.ranges import bounds
from expectations.registry import DRIFT, PANEL, SUITES
from expectations.suites import all_suites
from orchestration.dbt_manifest import find_manifest

RULES = Path(expectations.__file__).parent / "RULES.md"
ACTIONS = {
    "block": "blocks",
    "quarantine": "quarantine",
    "quarantine_touched": "quarantine of what it touches",
    "quarantine_document": "quarantine of the document",
    "mark": "mark",
    "warn": "annotated",
}


def documented_rules() -> set[tuple[str, str, str, str, str]]:
    pattern = r"^\| (\S.*?) \| (expect_\w+) \| (.*?) \| (\w+) \| (.*?) \|"
    return {
        (suite, rule, action, severity, said_by)
        for suite, rule, action, severity, said_by in re.findall(pattern, RULES.read_text(), re.M)
    }


def test_the_table_of_rules_is_what_the_suites_contain() -> None:
    generated = {
        (
            "*each domain*" if name in domains() else name,
            rule.name,
            ACTIONS[rule.action],
            rule.severity,
            rule.type_name.removeprefix("expect_") if rule.is_built_in else "our own",
        )
        for name, members in all_suites().items()
        for rule in members
    }
    assert generated == documented_rules()


def test_our_own_expectations_are_few_and_each_says_what_no_built_in_can() -> None:
    own = {
        type(rule.expectation)
        for members in all_suites().values()
        for rule in members
        if not rule.is_built_in
    }
    assert len(own) <= 12
    assert all("No built-in can" in (kind.__doc__ or "") for kind in own)


def test_every_test_of_dbt_is_listed_once() -> None:
    manifest = json.loads(find_manifest().read_text(encoding="utf-8"))
    tests = sorted(
        node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"
    )
    section = RULES.read_text(encoding="utf-8").split("## dbt")[1].split("\n## ")[0]
    assert sorted(re.findall(r"`(\w+)`", section.split("Every test by name")[1])) == tests


def test_every_suite_is_registered_once_and_blocks_as_registered() -> None:
    suites = all_suites()
    assert [spec.name for spec in SUITES] == list(suites)
    for spec in SUITES:
        actions = {rule.action for rule in suites[spec.name]}
        assert spec.blocking == ("block" in actions), spec.name


def test_every_indicator_stands_beside_its_facts_with_its_numbers() -> None:
    con = new_warehouse()
    report = Report()
    for indicator in load_indicators():
        report.says(indicator, "1", 1)
    (place,) = con.execute(
        "select any_value(population)::double from intermediate.int_population where city_code = ?",
        [CITY],
    ).fetchall()
    put(con, report)
    run_suites(con, "run")
    rows = frames.catalogued(con)
    assert set(rows["domain"]) == set(domains())
    found = {
        row.indicator_id: (row.expected_unit, row.lowest, row.highest)
        for row in rows.itertuples(index=False)
    }
    assert found == {
        name: (row.unit, *bounds(row, "prefecture", *place))
        for name, row in load_indicators().items()
    }


def test_every_range_and_relation_has_a_reason() -> None:
    import csv

    from expectations.catalogue import INDICATORS_CSV, RELATIONS_CSV

    for path, column in ((INDICATORS_CSV, "range_reason"), (RELATIONS_CSV, "reason")):
        with path.open(encoding="utf-8", newline="") as handle:
            assert all(row[column].strip() for row in csv.DictReader(handle)), path.name
    assert all(row.ratio_min < row.ratio_max for row in load_relations().values())


def test_a_catalogue_row_without_a_range_is_named_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "indicators.csv"
    path.write_text(
        "indicator_id,domain,kind,unit,value_min,value_max,yoy_factor_max,is_integer\n"
        "orphans,child_welfare,stock,person,0,,3,true\n"
    )
    with pytest.raises(CatalogueError, match="'orphans' has value_max='', expected a number; fill"):
        load_indicators(path)


@pytest.mark.parametrize(
    "rule",
    [rule for name in ("observations", "elderly_care", "relations", "documents", "batch",
                       "coverage", DRIFT, PANEL) for rule in all_suites()[name]],
    ids=lambda rule: rule.name,
)  # fmt: skip
def test_every_rule_is_told_in_words(rule: Rule) -> None:
    rendered = type(rule.expectation)._prescriptive_renderer(
        configuration=rule.expectation.configuration
    )
    words = str([block.to_json_dict() for block in rendered])
    assert rule.statement in words or rule.expectation.description == rule.statement
    assert rule.remedy.endswith(".")
    assert rule.name.startswith("expect_")

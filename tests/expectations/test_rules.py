"""The rules as documented, generated, named and rendered are the same rules."""

import re
from pathlib import Path

import pytest

import expectations
from expectations.catalogue import CatalogueError, domains, load_indicators, load_relations
from expectations.library.base import RowExpectation
from expectations.registry import DRIFT, SUITES
from expectations.suites import all_suites, severity_of

RULES = Path(expectations.__file__).parent / "RULES.md"
ACTIONS = {
    "block": "blocks",
    "quarantine": "quarantine",
    "quarantine_document": "quarantine of the document",
    "warn": "annotated",
}


def documented_rules() -> set[tuple[str, str, str, str]]:
    rows = re.findall(r"^\| (\S.*?) \| (expect_\w+) \| (.*?) \| (\w+) \|", RULES.read_text(), re.M)
    return {
        (suite, rule, action.replace(" of both", ""), severity)
        for suite, rule, action, severity in rows
    }


def test_the_table_of_rules_is_what_the_suites_contain() -> None:
    generated = {
        (
            "*each domain*" if name in domains() else name,
            expectation.expectation_type,
            ACTIONS[expectation.action],
            severity_of(type(expectation)),
        )
        for name, members in all_suites().items()
        for expectation in members
    }
    assert generated == documented_rules()


def test_every_suite_is_registered_once_and_blocks_as_registered() -> None:
    suites = all_suites()
    assert [spec.name for spec in SUITES] == list(suites)
    for spec in SUITES:
        actions = {expectation.action for expectation in suites[spec.name]}
        assert spec.blocking == ("block" in actions), spec.name


def test_every_indicator_is_in_exactly_one_suite_with_its_numbers() -> None:
    covered = {}
    for name in domains():
        ranges = next(e for e in all_suites()[name] if "range" in e.expectation_type)
        covered.update(ranges.bounds)
    indicators = load_indicators()
    assert set(covered) == set(indicators)
    assert all(covered[i] == [row.value_min, row.value_max] for i, row in indicators.items())


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
    "expectation",
    [e for name in ("observations", "elderly_care", "relations", "documents", "batch", "coverage",
                    DRIFT) for e in all_suites()[name]],
    ids=lambda e: e.expectation_type,
)  # fmt: skip
def test_every_expectation_renders_its_rule_in_words(expectation: RowExpectation) -> None:
    rendered = type(expectation)._prescriptive_renderer(configuration=expectation.configuration)
    words = str([block.to_json_dict() for block in rendered])
    assert expectation.statement in words
    assert expectation.remedy.endswith(".")
    assert expectation.__doc__.startswith("Expect ")


def test_generated_bounds_are_shown_where_the_rule_is_shown() -> None:
    ranges = all_suites()["social_assistance"][1]
    rendered = type(ranges)._prescriptive_renderer(configuration=ranges.configuration)
    assert "dibao_standard: 50 to 2,500" in str([block.to_json_dict() for block in rendered])

"""What the person on duty is told, asked of a warehouse filled by hand."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import duckdb
import pytest

from expectations.audit import ensure_audit_tables
from orchestration.duty import StandingCheck, read_checks, read_report
from orchestration.duty_lines import DutyLine, duty_lines, duty_markdown

DAY = datetime(2024, 3, 1, 6)

OBSERVATIONS = """
create schema intermediate;
create schema reference;
create table reference.indicators as select 'dibao_standard' as indicator_id, 50.0 as value_min,
    2500.0 as value_max;
create table intermediate.int_observations as
select * from (values
    ('far', '340200', '芜湖市', 'dibao_standard', '城市低保标准', 9876543.0, 0.9),
    ('near', '340100', '合肥市', 'dibao_standard', '城市低保标准', 2600.0, 0.9),
    ('doubted', '340100', '合肥市', 'dibao_standard', '农村低保标准', 600.0, 0.9)
) as facts (observation_id, city_code, city_name, indicator_id, label, value, confidence);
"""


@pytest.fixture
def warehouse(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Two documents and the tables of the gate."""
    ensure_audit_tables(connection)
    connection.execute(OBSERVATIONS)
    for name in ("a", "b"):
        insert(
            connection, "raw.documents", document_id=name, source_file=f"{name}.txt",
            source_uri=name, content=b"", text="", sidecar="{}", sidecar_hash="", landed_at=DAY,
            run_id="run-1",
        )  # fmt: skip
    return connection


def insert(connection: duckdb.DuckDBPyConnection, table: str, **row: Any) -> None:
    places = ", ".join(f"${name}" for name in row)
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({places})", row)


def checked(connection: duckdb.DuckDBPyConnection, run: int, **fields: Any) -> None:
    """A result of one check in run 1, 2, …, each a day later."""
    given = {
        "suite": "documents", "expectation": "expect_x", "subject": "int_observations",
        "severity": "warning", "success": False, "observed": "1 of 9 fail", "expected": "none",
        "n_unexpected": 1, "sample": "[]", "remedy": "Mend it.",
        "run_id": f"run-{run}", "checked_at": DAY.replace(day=run),
    }  # fmt: skip
    insert(connection, "audit.check_results", **given | fields)


def set_aside(connection: duckdb.DuckDBPyConnection, observation: str, **fields: Any) -> None:
    given = {
        "observation_id": observation, "document_id": "a", "suite": "s",
        "expectation": "expect_range", "observed": "9,876,543", "expected": "50 to 2,500",
        "sentence": f"the sentence of {observation}", "quarantined_at": DAY, "is_held": True,
    }  # fmt: skip
    insert(connection, "audit.quarantine", **given | fields)


def only(checks: list[StandingCheck]) -> StandingCheck:
    (check,) = checks
    return check


def line(connection: duckdb.DuckDBPyConnection, name: str) -> DutyLine:
    return {it.name: it for it in duty_lines(read_report(connection))}[name]


def test_a_check_fails_since_it_last_passed(warehouse: duckdb.DuckDBPyConnection) -> None:
    for run, success in enumerate([False, True, False, False], 1):
        checked(warehouse, run, success=success)
    check = only(read_checks(warehouse))
    assert (check.verdict, check.since) == ("warning", DAY.replace(day=3))


def test_a_check_that_had_nothing_to_look_at_stands_as_it_last_ended(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    checked(warehouse, 1, suite="relations")
    checked(warehouse, 2, suite="panel", success=True)
    assert [it.verdict for it in read_checks(warehouse)] == ["passed", "warning"]


def test_a_rule_that_its_suite_no_longer_has_is_over(warehouse: duckdb.DuckDBPyConnection) -> None:
    checked(warehouse, 1, expectation="expect_old")
    checked(warehouse, 2, expectation="expect_new", success=True)
    assert only(read_checks(warehouse)).expectation == "expect_new"


def test_a_test_of_dbt_stands_while_the_project_has_it(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for name in ("kept", "removed"):
        checked(warehouse, 1, suite="dbt", expectation=name, severity="critical")
    insert(warehouse, "audit.dbt_outcomes", node="kept", status="fail", is_blocking=True)
    check = only(read_checks(warehouse))
    assert (check.expectation, check.verdict) == ("kept", "failed")


def test_a_warning_leaves_with_the_document_that_it_is_about(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    checked(warehouse, 1, sample=json.dumps([{"document_id": "a"}]))
    assert len(read_checks(warehouse)) == 1
    warehouse.execute("update raw.documents set retracted_at = now()::timestamp")
    assert read_checks(warehouse) == []


def test_a_check_that_broke_is_told_first_and_with_its_error(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    checked(warehouse, 1)
    for suite in ("veterans", "elderly_care"):
        checked(warehouse, 1, suite=suite, error="KeyError: 'value'\nlast line")
    told = line(warehouse, "checks")
    assert told.text == "0 passed, 0 failed, 1 warning, 2 broke"
    assert told.details[0].startswith("broke  elderly_care, veterans: expect_x")
    assert "KeyError" in told.details[1]


def test_warnings_past_the_first_ones_are_named_at_least(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for n in range(12):
        checked(warehouse, 1, expectation=f"expect_{n:02}")
    details = line(warehouse, "checks").details
    assert details[-1] == ("and 2 more: minzheng check; documents: expect_10; documents: expect_11")


def test_the_worst_fact_held_is_the_one_furthest_from_its_range(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    set_aside(warehouse, "near")
    set_aside(warehouse, "far", quarantined_at=DAY.replace(day=2))
    set_aside(warehouse, "far", expectation="expect_whole")
    set_aside(warehouse, "gone", released_at=DAY)
    told = line(warehouse, "set aside")
    assert told.text == "2 facts"
    assert told.details[0].startswith("far  expect_range, expect_whole: 9,876,543 instead of")
    assert told.details[1] == "  a.txt: the sentence of far"
    assert told.details[2].startswith("near  ")


def test_a_marked_fact_counts_once_and_under_each_of_its_rules(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for rule in ("expect_sum", "expect_zeros"):
        set_aside(warehouse, "doubted", expectation=rule, is_held=False)
    assert line(warehouse, "marked").text == "1 fact: 1 expect_sum, 1 expect_zeros"
    assert line(warehouse, "set aside").text == "0"


def test_what_could_not_be_read_is_told_with_file_place_and_error(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for name, stage in (("a", "document"), ("b", "periods")):
        insert(
            warehouse, "raw.unreadable", document_id=name, extractor_version="v", stage=stage,
            char_start=0, char_end=9, error="Traceback\nValueError: 其中市区300人",
            extracted_at=DAY,
        )  # fmt: skip
    told = line(warehouse, "could not be read")
    assert told.text == "2 places"
    assert told.details[0] == "a.txt, the whole document: ValueError: 其中市区300人"
    assert told.details[1] == "b.txt, periods: ValueError: 其中市区300人"
    warehouse.execute("update raw.documents set superseded_at = now()::timestamp")
    assert line(warehouse, "could not be read").text == "0"


def test_a_statement_against_the_text_is_told_by_name(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    names = [told.name for told in duty_lines(read_report(warehouse))]
    assert "stated otherwise" not in names
    for field, stated, by, found, is_text_taken in (
        ("city_code", "340200 芜湖市", "deliveries.csv", "340100 合肥市", False),
        ("report_year", "2017", "path", "2018", True),
    ):
        insert(
            warehouse, "raw.statement_disagreements", document_id="a", extractor_version="v",
            field=field, stated=stated, stated_by=by, found=found, is_text_taken=is_text_taken,
            extracted_at=DAY,
        )  # fmt: skip
    told = line(warehouse, "stated otherwise")
    assert (told.text, told.is_alarm) == ("2 statements", True)
    assert told.details[:2] == [
        "a.txt: city_code 340200 芜湖市 by deliveries.csv, the text says 340100 合肥市; "
        "the statement is followed",
        "a.txt: report_year 2017 by path, the text says 2018; the text is followed",
    ]
    assert "sidecar" in told.details[2]


def test_files_are_counted_by_reason_and_named_until_they_load(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for name, reason in (("x.jpg", "undecodable"), ("y.jpg", "undecodable"), ("z", "empty")):
        insert(
            warehouse, "raw.rejected_documents", source_file=name, reason=reason,
            detail="save it as UTF-8", content_hash=name, landed_at=DAY,
        )  # fmt: skip
    told = line(warehouse, "rejected")
    assert told.text == "3 files: 2 undecodable, 1 empty"
    assert told.details[0] == "x.jpg: save it as UTF-8"
    warehouse.execute("update raw.rejected_documents set resolved_at = now()::timestamp")
    assert line(warehouse, "rejected").text == "0"


AGREEMENT = """
create schema marts;
create table marts.fct_source_agreement as
select * from (values
    ('a', 'agree', null, false), ('a', 'differ_for_a_reason', 'period', false),
    ('b', 'agree', null, false), ('b', 'differ', null, true),
    ('c', 'differ_for_a_reason', 'unit', true),
    ('d', 'agree', null, false), ('e', 'agree', null, false),
    ('f', 'differ_for_a_reason', 'period', false)
) as pairs (indicator_id, verdict, reason, is_conflict)
cross join (
    select '340100' as city_code, 2020 as year, 'total' as residence, '' as category,
        date '2020-12-31' as period_start, date '2020-12-31' as period_end
)
"""


def test_cells_that_two_sources_state_are_told_with_the_share_on_which_they_agree(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert line(warehouse, "stated twice").text == "0"
    warehouse.execute(AGREEMENT)
    assert line(warehouse, "stated twice").text == (
        "5 cells, 60% agree; 2 differ, 1 for a known reason"
    )
    assert read_report(warehouse).share_agreeing == 0.6
    warehouse.execute("delete from marts.fct_source_agreement where is_conflict")
    assert line(warehouse, "stated twice").text == "4 cells, 100% agree"


def test_a_run_that_was_not_published_says_what_stands_instead(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    runs = [("run-1", DAY, DAY, True), ("run-2", DAY.replace(day=2), None, False)]
    for run_id, started_at, finished_at, published in runs:
        insert(
            warehouse, "audit.runs", run_id=run_id, started_at=started_at,
            finished_at=finished_at, published=published,
        )  # fmt: skip
    told = line(warehouse, "published")
    assert told.is_alarm
    assert told.text == "not by run run-2; that of 2024-03-01 06:00 UTC stands"
    assert read_report(warehouse, "run-1").is_published


def test_before_anything_was_built_the_report_is_empty_and_not_an_error(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    ensure_audit_tables(connection)
    assert "- set aside: 0" in duty_markdown(read_report(connection))

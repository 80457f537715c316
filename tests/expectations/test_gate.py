"""The gate as a whole: quarantine and release, blocking, errors, scope, drift, coverage."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations import frames
from expectations.gate import accept, run_suites
from expectations.registry import DRIFT, SUITES
from expectations.results import CheckResult

RANGE = "expect_values_in_catalogue_range"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return new_warehouse()


def report(year: int = 2020, orphans: float = 2603, **fields: object) -> Report:
    made = Report(name=f"r{year}.txt", year=year, **fields)  # type: ignore[arg-type]
    made.says("orphans", "2603人", orphans)
    made.says("dibao_standard", "614元", 614, residence="urban")
    made.says("elderly_care_beds", "14820张", 14820)
    made.says("marriage_registrations", "32024对", 32024)
    return made.says(None, "9个配套文件", 9)


def deliver(con: duckdb.DuckDBPyConnection, run_id: str, *reports: Report) -> list[CheckResult]:
    """One run in which these reports arrive."""
    put(con, *reports)
    return run_suites(con, run_id)


def failed(results: list[CheckResult]) -> dict[str, CheckResult]:
    return {result.expectation: result for result in results if not result.success}


def test_a_good_report_passes_and_every_result_names_a_registered_suite(
    con: duckdb.DuckDBPyConnection,
) -> None:
    results = deliver(con, "run", report())
    assert failed(results) == {}
    assert {result.suite for result in results} <= {spec.name for spec in SUITES}
    stored = con.execute("select count(*), count(distinct run_id) from audit.check_results")
    assert stored.fetchone() == (len(results), 1)


def test_a_failing_row_is_held_back_with_its_sentence_and_released_by_a_correction(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put(con, report(orphans=2_603_000))
    result = failed(run_suites(con, "first"))[RANGE]
    assert not result.blocks
    assert result.sample[0]["document"] == "r2020.txt"
    assert "2603人" in result.sample[0]["sentence"]
    assert result.sample[0]["expected"].startswith("0 to 30,000")
    assert held_back(con) == [("2603人", RANGE)]
    accept(con, "first")

    con.execute("update intermediate.int_observations set value = 2603 where value = 2603000")
    assert failed(run_suites(con, "second")) == {}, "documents in quarantine stay in scope"
    assert held_back(con) == []
    history = con.execute(
        "select run_id, released_run_id, observed from audit.quarantine"
    ).fetchall()
    assert history == [("first", "second", "2,603,000")]


def test_a_row_that_fails_again_keeps_its_first_date(con: duckdb.DuckDBPyConnection) -> None:
    put(con, report(orphans=2_603_000))
    run_suites(con, "first")
    run_suites(con, "second")
    assert con.execute("select run_id from audit.quarantine").fetchall() == [("first",)]


def test_a_row_whose_observation_is_gone_is_released(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, "first", report(orphans=2_603_000))
    con.execute("update intermediate.int_observations set is_current = false")
    run_suites(con, "second")
    assert held_back(con) == []


def test_a_fact_that_becomes_another_indicator_is_released(con: duckdb.DuckDBPyConnection) -> None:
    deliver(con, "first", report(orphans=2_603_000))
    con.execute(
        "update intermediate.int_observations set indicator_id = 'registered_volunteers', "
        "unit = 'person' where value = 2603000"
    )
    run_suites(con, "second")
    assert held_back(con) == []


def test_an_exception_in_an_expectation_is_an_error_that_blocks_and_holds_nothing_back(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(con, report(orphans=2_603_000))
    run_suites(con, "first")
    original = frames.catalogued
    monkeypatch.setattr(
        frames,
        "catalogued",
        lambda con: original(con).drop(columns="nearest_plausible"),
    )
    results = {(result.suite, result.expectation): result for result in run_suites(con, "second")}
    broken = results["child_welfare", RANGE]
    assert broken.error
    assert broken.blocks
    assert not broken.success
    assert broken.n_unexpected == 0
    assert "check itself broke" in broken.remedy
    assert results["child_welfare", "expect_units_of_the_catalogue"].success
    assert held_back(con) == [("2603人", RANGE)], "an error releases nothing either"


def test_an_exception_in_a_suites_query_is_an_error_of_that_suite_only(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: duckdb.DuckDBPyConnection) -> pd.DataFrame:
        raise duckdb.BinderException("no such column")

    monkeypatch.setattr(frames, "related", broken)
    results = deliver(con, "run", report())
    errors = [(result.suite, result.blocks) for result in results if result.error]
    assert errors == [("relations", True)]
    assert any(result.suite == "documents" for result in results)


def is_blocked(results: list[CheckResult]) -> bool:
    return any(result.blocks for result in results)


def test_a_blocked_run_stays_blocked_however_often_it_is_run_and_whatever_comes_after_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert not is_blocked(deliver(con, "good", report(2017)))
    accept(con, "good")
    absurd = Report(name="absurd.txt").says("dibao_standard", "614万元", 6_140_000)
    assert is_blocked(deliver(con, "first", absurd))
    for again in ("second", "third"):
        assert is_blocked(run_suites(con, again)), "nothing has changed"
    assert is_blocked(deliver(con, "fourth", report(2018), report(2019), report(2020))), (
        "good reports beside it say nothing of it"
    )
    accept(con, "fourth")
    (n_accepted,) = con.execute("select count(accepted_at) from audit.verdicts").fetchone()
    assert n_accepted == 1, "a failing run accepts nothing"

    con.execute("update intermediate.int_observations set value = 614 where value = 6140000")
    assert not is_blocked(run_suites(con, "fifth")), "its content has changed"
    accept(con, "fifth")
    assert [result for result in run_suites(con, "sixth") if result.suite == "batch"] == []


def test_retracting_what_is_blocked_lets_the_rest_through(con: duckdb.DuckDBPyConnection) -> None:
    absurd = Report(name="absurd.txt").says("dibao_standard", "614万元", 6_140_000)
    assert is_blocked(deliver(con, "first", absurd))
    con.execute("update raw.documents set retracted_at = current_localtimestamp()")
    assert not is_blocked(deliver(con, "second", report(2018)))


def test_a_changed_sidecar_is_another_content_and_judged_again(
    con: duckdb.DuckDBPyConnection,
) -> None:
    deliver(con, "first", report())
    accept(con, "first")
    assert [r for r in run_suites(con, "second") if r.suite == "batch"] == []
    con.execute("update raw.documents set sidecar_hash = 'another'")
    assert [r for r in run_suites(con, "third") if r.suite == "batch"]


def test_a_new_document_brings_its_old_neighbours_to_judgement(
    con: duckdb.DuckDBPyConnection,
) -> None:
    wrong = report(2018)
    wrong.facts[2]["value"] = 1482  # beds: a digit lost, and no witness yet
    assert failed(deliver(con, "first", wrong)) == {}
    accept(con, "first")
    deliver(con, "second", report(2019), report(2020))
    held = con.execute(
        "select year, expectation from audit.quarantine "
        "inner join intermediate.int_observations using (observation_id) "
        "where released_at is null"
    ).fetchall()
    assert held == [(2018, "expect_no_unit_slip")]


def test_drift_warns_only_after_a_history_of_runs(con: duckdb.DuckDBPyConnection) -> None:
    for n in range(5):
        results = deliver(con, f"run{n}", report(2010 + n))
        assert [r for r in results if r.suite == DRIFT and not r.success] == []
        accept(con, f"run{n}")
    odd = Report(name="odd.txt", title="2020年工作总结", text="无事可报。" * 400)
    odd.says(None, "9个文件", 9, confidence=0.1)
    drifted = [r for r in deliver(con, "last", odd) if r.suite == DRIFT]
    warned = {result.subject for result in drifted if not result.success}
    assert {"catalogued_share", "mean_confidence"} <= warned
    assert not any(r.blocks for r in run_suites(con, "last"))


def test_a_vanished_city_year_blocks_unless_people_took_it_away(
    con: duckdb.DuckDBPyConnection,
) -> None:
    ids = put(con, report(2019), report(2020))
    run_suites(con, "first")
    accept(con, "first")
    con.execute("delete from intermediate.int_observations where year = 2019")
    result = failed(run_suites(con, "second"))["expect_city_years_to_remain"]
    assert result.blocks
    assert result.observed == "1 of 1 fail: 341500 in 2019 has no fact"

    con.execute(
        "update raw.documents set retracted_at = current_localtimestamp() where document_id = ?",
        [ids[0]],
    )
    assert failed(run_suites(con, "third")) == {}


def test_data_docs_of_a_run_show_the_failing_row(con: duckdb.DuckDBPyConnection, tmp_path) -> None:
    from expectations.docs import build_data_docs

    deliver(con, "run", report(orphans=2_603_000))
    index = build_data_docs(con, "run", tmp_path / "docs")
    assert index.exists()
    pages = " ".join(
        page.read_text(encoding="utf-8")
        for page in (tmp_path / "docs" / "validations").rglob("*child_welfare.html")
    )
    assert "据统计2603人" in pages
    assert con.execute("select count(distinct run_id) from audit.check_results").fetchone() == (1,)


def test_a_run_with_nothing_new_does_not_import_great_expectations(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(con, "first", report())
    accept(con, "first")
    monkeypatch.setattr("expectations.gate._run_all", lambda *_: pytest.fail("nothing to look at"))
    assert run_suites(con, "second") == []

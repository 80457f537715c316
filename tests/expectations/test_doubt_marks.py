"""A doubted fact stays where it is, marked, for as long as something speaks against it."""

from __future__ import annotations

import csv

import duckdb
import pytest
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations import gazetteer
from expectations.audit import HELD_VIEW
from expectations.doubt_frame import CUES_CSV, cues
from expectations.gate import accept, run_suites

ZERO = "expect_zeros_to_be_likely"


def delivered(*runs: Report) -> duckdb.DuckDBPyConnection:
    """A warehouse in which each report arrived in a run of its own and was published."""
    con = new_warehouse()
    for n, report in enumerate(runs):
        put(con, report)
        results = run_suites(con, f"run {n}")
        assert not [result for result in results if result.error]
        accept(con, f"run {n}")
    return con


def of_year(year: int, quote: str, orphans: float) -> Report:
    return Report(name=f"{year}.txt", year=year).says("orphans", quote, orphans)


@pytest.mark.parametrize("years", [(2019, 2020), (2020, 2019)])
def test_a_zero_is_marked_whichever_report_comes_first(years: tuple[int, int]) -> None:
    reports = {2019: of_year(2019, "2603人", 2603), 2020: of_year(2020, "0人", 0)}
    con = delivered(*(reports[year] for year in years))
    assert ("0人", ZERO) in held_back(con)
    held = con.execute(f"select expectation from {HELD_VIEW}").fetchall()
    assert (ZERO,) not in held, "it stays in the marts"


def test_a_mark_goes_when_nothing_speaks_against_the_fact_any_more() -> None:
    con = delivered(of_year(2019, "2603人", 2603), of_year(2020, "0人", 0))
    con.execute("update intermediate.int_observations set value = 26 where value = 2603")
    run_suites(con, "corrected")
    assert ("0人", ZERO) not in held_back(con)


def test_what_says_its_own_year_is_not_doubted_for_the_year_of_the_document() -> None:
    report = Report(year=2011, title="2018年民政工作总结")
    report.says("dibao_persons", "2万人", 20_000, sentence="2011年低保对象2万人")
    report.says("orphans", "2603人", 2603)
    marks = {quote for quote, rule in held_back(delivered(report)) if "text_to_be_of" in rule}
    assert marks <= {"2603人"}


def test_names_near_a_place_are_those_in_it_and_those_it_lies_in() -> None:
    near = gazetteer.names_near("341500")
    assert {"六安市", "安徽省", "金寨县"} <= near
    assert "合肥市" not in near
    assert gazetteer.names_in("六安市民政局与合肥市") >= {"六安市", "六安", "合肥市"}


def test_every_cue_stands_in_its_example_and_is_read() -> None:
    with CUES_CSV.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            assert row["word"] in row["example"]
            assert row["word"] in cues(row["role"])

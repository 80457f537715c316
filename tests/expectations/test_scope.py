"""What a run looks at: a verdict is come to again when something it depends on has changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations import frames, gate, gazetteer, ranges
from expectations.doubt_frame import _parts_of_any_city, cues
from expectations.gate import accept, run_suites
from expectations.rules_version import TABLES

ZERO = "expect_zeros_to_be_likely"
SLIP = "expect_no_unit_slip"
RANGE = "expect_values_in_catalogue_range"
OTHER_CITY = "341200"


def published(con: duckdb.DuckDBPyConnection, run_id: str, *reports: Report) -> None:
    """A run in which these reports arrive, and after which everything is accepted."""
    put(con, *reports)
    results = run_suites(con, run_id)
    assert not [result for result in results if result.blocks]
    accept(con, run_id)


def judged(con: duckdb.DuckDBPyConnection, run_id: str) -> set[str]:
    """The files on which a run came to a verdict."""
    rows = con.execute(
        "select source_file from audit.verdicts inner join raw.documents using (document_id) "
        "where verdicts.run_id = ?",
        [run_id],
    ).fetchall()
    return {file for (file,) in rows}


def orphans(year: int, number: float, quote: str = "", **fields: Any) -> Report:
    name = f"{fields.get('city_code', '')}{year}.txt"
    report = Report(name=name, year=year, title=f"{year}年民政工作总结", **fields)
    report.says("orphans", quote or f"{number:.0f}人", number)
    return report.says("elderly_care_beds", "14820张", 14820)


def faulty() -> list[Report]:
    """Reports of three cities, with facts that are held back and facts that are marked."""
    reports = []
    for city in ("341500", OTHER_CITY, "340100"):
        for year in (2018, 2019, 2020):
            report = orphans(year, 2000 + year, city_code=city)
            report.says("dibao_standard", "614元", 614 + year - 2018, residence="urban")
            reports.append(report)
    reports[0].facts[1]["value"] = 148_200_000
    reports[4].facts[0]["value"] = 0
    reports[5].facts[2]["value"] = 100
    reports[7].facts[1]["unit"] = "person"
    reports[8].says("dibao_persons", "0人", 0).says("dibao_expenditure", "3万元", 30_000)
    return reports


def test_a_run_with_nothing_new_judges_no_document_that_is_held_or_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    con = new_warehouse()
    published(con, "first", *faulty())
    before = held_back(con)
    assert {RANGE, ZERO} <= {rule for _, rule in before}
    monkeypatch.setattr(gate, "_run_all", lambda *_: pytest.fail("nothing to look at"))
    assert run_suites(con, "second") == []
    assert judged(con, "second") == set()
    assert held_back(con) == before


@pytest.mark.parametrize("size", [1, 7])
def test_batches_come_to_the_same_verdicts_as_one(size: int) -> None:
    told = []
    for n_documents in (size, 1000):
        con = new_warehouse()
        put(con, *faulty())
        results = run_suites(con, "run", n_documents)
        held = con.execute(
            "select * exclude (quarantined_at) from audit.quarantine order by all"
        ).fetchall()
        hashes = con.execute(
            "select document_id, holding_hash, marking_hash from audit.verdicts order by all"
        ).fetchall()
        told.append((results, held, hashes))
    assert told[0] == told[1]


def test_a_changed_witness_brings_back_exactly_those_that_it_witnesses() -> None:
    con = new_warehouse()
    years = [orphans(year, 2600 + year) for year in range(2012, 2022)]
    other_place = orphans(2015, 2600, city_code=OTHER_CITY)
    other_number = Report(name="homes.txt", year=2015).says("elderly_care_institutions", "90家", 90)
    published(con, "first", *years, other_place, other_number)
    con.execute("update intermediate.int_observations set value = 4700 where value = 4615")
    published(con, "second")
    assert judged(con, "second") == {f"{year}.txt" for year in range(2012, 2019)}
    published(con, "third")
    assert judged(con, "third") == set()


def test_what_only_marks_brings_back_the_report_of_the_year_after() -> None:
    con = new_warehouse()
    district = [orphans(2019, 2603), orphans(2020, 0), orphans(2021, 0), orphans(2022, 9)]
    for report in district:
        report.facts[0]["area"] = "金安区"
    published(con, "first", *district)
    assert held_back(con) == [("0人", ZERO)]
    con.execute("update intermediate.int_observations set value = 26 where value = 2603")
    published(con, "second")
    assert judged(con, "second") == {"2019.txt", "2020.txt"}
    assert held_back(con) == []


def test_what_is_held_back_later_takes_its_mark_on_the_year_after_with_it() -> None:
    con = new_warehouse()
    published(con, "first", orphans(2019, 260), orphans(2020, 0))
    assert held_back(con) == [("0人", ZERO)]
    published(con, "second", orphans(2021, 26_000), orphans(2022, 26_000))
    assert ("260人", SLIP) in held_back(con), "two years show it to be wrong"
    assert ("0人", ZERO) not in held_back(con), "and what is wrong speaks against nothing"


def test_a_document_comes_back_when_other_cities_begin_or_cease_to_speak_against_it() -> None:
    def standard(city: int, value: float) -> Report:
        name, code = f"{city}.txt", f"34{city:02d}00"
        report = Report(name=name, city_code=code, title="2020年民政工作总结")
        report.says("elderly_care_beds", "14820张", 14820)
        return report.says("orphan_standard", f"{value:.0f}元", value)

    con = new_warehouse()
    published(con, "first", standard(1, 210))
    assert held_back(con) == []
    published(con, "second", *(standard(city, 1300 + city) for city in range(2, 10)))
    assert held_back(con) == [("210元", SLIP)]
    published(con, "third", standard(10, 1310))
    assert judged(con, "third") == {"10.txt"}, "nothing changes for the others"
    con.execute(
        "update raw.documents set retracted_at = current_localtimestamp() "
        "where source_file in ('8.txt', '9.txt', '10.txt')"
    )
    con.execute(
        "update intermediate.int_observations set is_current = false "
        "where source_file in ('8.txt', '9.txt', '10.txt')"
    )
    published(con, "fourth")
    assert judged(con, "fourth") == {"1.txt"}
    assert held_back(con) == []


def test_a_document_that_is_read_anew_with_the_same_facts_keeps_its_verdict() -> None:
    con = new_warehouse()
    published(con, "first", *faulty())
    for table in ("raw.document_contexts", "intermediate.int_observations"):
        con.execute(f"update {table} set extractor_version = 'v2'")
    assert run_suites(con, "second") == []
    con.execute("update raw.document_contexts set title = '另一个标题' where city_code = '340100'")
    run_suites(con, "third")
    assert len(judged(con, "third")) == 3, "a title is compared with the facts"


def test_what_a_broken_check_looked_at_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    con = new_warehouse()
    published(con, "first", orphans(2019, 2603))
    put(con, orphans(2020, 0))
    with monkeypatch.context() as patched:
        patched.setattr(frames, "related", lambda _: 1 / 0)
        assert [it for it in run_suites(con, "second") if it.error]
    published(con, "third")
    assert judged(con, "third") == {"2019.txt", "2020.txt"}


def test_a_vanished_city_year_blocks_for_as_long_as_it_is_gone() -> None:
    con = new_warehouse()
    published(con, "first", orphans(2019, 2603), orphans(2020, 2600))
    con.execute("delete from intermediate.int_observations where year = 2019")
    for run_id in ("second", "third", "fourth"):
        assert [it for it in run_suites(con, run_id) if it.blocks and not it.error]


def test_every_table_that_a_rule_opens_is_part_of_the_rules_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: set[str] = set()
    real_open = Path.open

    def watched(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.suffix == ".csv":
            opened.add(path.name)
        return real_open(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", watched)
    for cached in (
        cues,
        _parts_of_any_city,
        gazetteer._names,
        gazetteer._every_name,
        gazetteer.names_near,
        ranges.largest_populations,
    ):
        cached.cache_clear()
    put(con := new_warehouse(), *faulty())
    run_suites(con, "run")
    assert "report_cues.csv" in opened
    # A correction shows in the facts themselves.
    assert opened - {"corrections.csv"} <= {path.name for path in TABLES}

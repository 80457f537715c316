"""What readers of the published files may rely on, run after run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from whole_way import Pipeline

from orchestration.cli_run import failure_text

TITLE = "芜湖市民政局2022年工作总结\n"
ABSURD = TITLE + "2022年底,全市城市低保标准为每人每月9876543元。\n"
CONTRACT = {
    "fct_observation",
    "fct_city_year_indicator",
    "dim_city",
    "dim_indicator",
    "dim_unit",
    "dim_document",
    "audit_rejected_documents",
    "audit_check_results",
}


@pytest.fixture(scope="module")
def built(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """Two of the sample reports, landed, checked and published once."""
    pipeline = new_pipeline("built")
    pipeline.deliver_samples("000", "002")
    pipeline.build()
    return pipeline


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_published_file_holds_the_tables_of_the_contract(built: Pipeline) -> None:
    tables = {name for (name,) in built.query("select table_name from duckdb_tables()")}
    assert tables >= CONTRACT
    assert not list(built.published.parent.glob("*.wal"))


def test_each_table_stands_beside_it_as_parquet_and_csv(built: Pipeline) -> None:
    for name, *_ in built.query("select table_name from duckdb_tables()"):
        (expected,) = built.query(f"select count(*) from marts.{name}")
        parquet = built.published.parent / f"{name}.parquet"
        assert duckdb.sql(f"select count(*) from '{parquet}'").fetchone() == expected
        assert parquet.with_suffix(".csv").exists()


def test_the_data_package_describes_what_stands_beside_it(built: Pipeline) -> None:
    directory = built.published.parent
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in package["resources"]} >= CONTRACT
    for resource in package["resources"]:
        content = (directory / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        header = content.decode().splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_every_quote_stands_in_the_text_at_its_offsets(built: Pipeline) -> None:
    quotes = built.query(
        "select document_id, char_start, char_end, quote from marts.fct_observation"
    )
    texts = dict(built.raw("select document_id, text from raw.documents"))
    assert quotes
    assert all(texts[document][start:end] == quote for document, start, end, quote in quotes)


def test_a_second_run_changes_no_row_and_does_not_disturb_an_open_reader(built: Pipeline) -> None:
    before = built.rows()
    reader = duckdb.connect(str(built.published), read_only=True)
    try:
        (n_before,) = reader.execute("select count(*) from marts.audit_check_results").fetchone()
        built.build()
        (n_same,) = reader.execute("select count(*) from marts.audit_check_results").fetchone()
    finally:
        reader.close()
    assert n_same == n_before, "an open reader keeps the version that it opened"
    assert built.rows() == before
    assert built.query("select count(*) from marts.audit_check_results") > [(n_before,)]
    runs_that_checked_the_panel = (
        "select count(distinct run_id) from marts.audit_check_results where suite = 'panel'"
    )
    assert built.query(runs_that_checked_the_panel) == [(2,)], "also where nothing was new"
    assert built.query("select number from marts.fct_publication") == [(1,)], "no new number"


def test_the_published_file_carries_its_record_its_macro_and_its_notes(built: Pipeline) -> None:
    panel = built.query("from marts.fct_city_year_indicator order by all")
    assert built.query("from marts.panel_as_of(1) order by all") == panel
    assert built.query("from marts.panel_as_of(current_date) order by all") == panel
    ((n_cells, verdict, *versions),) = built.query(
        "select n_cells, verdict, extractor_version, models_version, checks_version "
        "from marts.fct_publication"
    )
    assert (n_cells, verdict) == (len(panel), "passed")
    assert all(versions)
    causes = "select distinct kind, cause from marts.fct_publication_change"
    assert built.query(causes) == [("new", "document")]
    notes = (built.published.parent / "RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert "## Publication 1" in notes
    dictionary = (built.published.parent / "data_dictionary.md").read_text(encoding="utf-8")
    assert "panel_as_of(publication_or_day)" in dictionary


def test_a_blocked_run_leaves_the_published_files_byte_identical(built: Pipeline) -> None:
    version = built.published.resolve().parent
    before = {path: fingerprint(path) for path in version.rglob("*") if path.is_file()}
    absurd = built.deliver("absurd.txt", ABSURD)
    blocked = built.run()
    assert not blocked.success
    assert not blocked.events_for_node("published_marts")
    assert built.published.resolve().parent == version
    after = {path: fingerprint(path) for path in version.rglob("*") if path.is_file()}
    assert after == before
    failed = [
        check.check_name for check in blocked.get_asset_check_evaluations() if not check.passed
    ]
    assert failed
    failures = "".join(failure_text(event) for event in blocked.all_events if event.is_step_failure)
    assert "Not published" in failures
    assert "batch" in failures
    assert (built.settings.data_docs_dir / "index.html").exists()

    absurd.write_text(TITLE + "2022年底,全市城市低保标准为每人每月680元。\n", encoding="utf-8")
    built.build()
    assert fingerprint(built.published) != before[version / built.published.name]


def test_a_broken_check_is_told_apart_from_bad_data_and_blocks(
    built: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("the check fell over")

    before = fingerprint(built.published)
    built.deliver("2021.txt", TITLE.replace("2022", "2021") + "2021年底,全市有养老机构112家。\n")
    monkeypatch.setattr("expectations.frames.prepare_rows", break_down)
    run = built.run()
    assert not run.success
    broken = [check for check in run.get_asset_check_evaluations() if not check.passed]
    assert any("broke" in (check.description or "") for check in broken)
    assert fingerprint(built.published) == before

"""What happens to documents that change, come back, are wrong, or are withdrawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dagster import ExecuteInProcessResult
from whole_way import Pipeline

REPORT_2018 = "衢州市民政局2018年工作总结\n2018年底,全市城市低保对象3210人。全市有养老机构112家。\n"
REPORT_2018_REVISED = REPORT_2018.replace("3210", "3211")
PUBLISHING_HISTORY = {
    "fct_cell_history",  # a document without a day of publication counts from when it landed
    "fct_publication",
    "fct_publication_cell",
    "fct_publication_change",
    "fct_publication_input",
    "fct_revision",
}
NAME_WITH_QUOTES = 'it\'s "2018" 总结 .txt'


@pytest.fixture(scope="module")
def with_bad_input(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """One good report among files that nobody can read."""
    pipeline = new_pipeline("bad")
    pipeline.deliver(NAME_WITH_QUOTES, REPORT_2018)
    pipeline.deliver("gb18030.txt", REPORT_2018.replace("3210", "3222").encode("gb18030"))
    pipeline.deliver("empty.txt", b"")
    pipeline.deliver("blank.txt", " \n\t \n")
    pipeline.deliver("picture.txt", b"\x89PNG\r\n\x1a\n" + os.urandom(512))
    pipeline.deliver("noise.bin", os.urandom(4096))
    pipeline.deliver("bad sidecar.txt", REPORT_2018.replace("3210", "3233"), sidecar="{no json")
    pipeline.deliver("lonely.txt.meta.json", "{}")
    return pipeline


@pytest.fixture(scope="module")
def bad_run(with_bad_input: Pipeline) -> ExecuteInProcessResult:
    """The run over them."""
    return with_bad_input.run()


@pytest.mark.usefixtures("bad_run")
def test_files_that_cannot_be_read_are_rejected_with_a_reason(with_bad_input: Pipeline) -> None:
    rejected = dict(
        with_bad_input.query(
            "select source_file, reason from marts.audit_rejected_documents order by 1"
        )
    )
    assert set(rejected) == {
        "empty.txt",
        "blank.txt",
        "picture.txt",
        "noise.bin",
        "bad sidecar.txt.meta.json",
        "lonely.txt.meta.json",
    }
    assert all(rejected.values())


@pytest.mark.usefixtures("bad_run")
def test_odd_names_and_encodings_are_loaded(with_bad_input: Pipeline) -> None:
    loaded = {
        name for (name,) in with_bad_input.query("select source_file from marts.dim_document")
    }
    assert loaded == {NAME_WITH_QUOTES, "gb18030.txt", "bad sidecar.txt"}


def test_the_run_succeeds_and_says_which_files_were_rejected(
    bad_run: ExecuteInProcessResult,
) -> None:
    assert bad_run.success
    checks = {check.check_name: check for check in bad_run.get_asset_check_evaluations()}
    check = checks["all_files_are_loaded"]
    assert not check.passed
    assert "6 files rejected" in str(check.metadata["observed"].value)


@pytest.mark.usefixtures("bad_run")
def test_loaded_bytes_are_the_delivered_bytes(with_bad_input: Pipeline) -> None:
    for source_file, content in with_bad_input.raw(
        "select source_file, content from raw.documents"
    ):
        assert content == (with_bad_input.landing / source_file).read_bytes()


def test_a_changed_file_supersedes_what_it_said(pipeline: Pipeline) -> None:
    cell = (
        "select value from marts.fct_city_year_indicator "
        "where indicator_id = 'dibao_persons' and residence = 'urban'"
    )
    by_text = "select quote from marts.fct_observation where quote like '32%' order by 1"
    for text, value in ((REPORT_2018, 3210), (REPORT_2018_REVISED, 3211)):
        pipeline.deliver("2018.txt", text)
        pipeline.build()
        assert pipeline.query(cell) == [(value,)]
        quotes = [quote for (quote,) in pipeline.query(by_text)]
        assert f"{value}人" in quotes
    assert quotes == ["3210人", "3211人"], "what an older version said stays queryable"
    current = pipeline.query("select count(*) from marts.dim_document where is_current")
    assert current == [(1,)]


def test_documents_delivered_one_by_one_give_what_a_full_refresh_gives(
    pipeline: Pipeline, new_pipeline: Callable[[str], Pipeline]
) -> None:
    at_once = new_pipeline("at_once")
    at_once.deliver_samples("000", "001", "002")
    at_once.deliver("2018.txt", REPORT_2018_REVISED, {"city_code": "330800"})
    at_once.build(full_refresh=True)

    pipeline.deliver_samples("001")
    pipeline.deliver("2018.txt", REPORT_2018_REVISED)
    pipeline.build()
    pipeline.deliver_samples("000", "002")
    pipeline.deliver("2018.txt", REPORT_2018_REVISED, {"city_code": "330800"})
    pipeline.build()
    one_by_one = _without_history(pipeline)
    assert one_by_one == _without_history(at_once)

    pipeline.build(full_refresh=True)
    assert _without_history(pipeline) == one_by_one


def _without_history(pipeline: Pipeline) -> dict[str, list[tuple[Any, ...]]]:
    """All published rows but the record of what was out when, which is meant to differ."""
    return {name: rows for name, rows in pipeline.rows().items() if name not in PUBLISHING_HISTORY}


def test_rules_that_break_on_most_documents_stop_the_run(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("the rules fell over")

    monkeypatch.setattr("orchestration.extraction.extract", break_down)
    pipeline.deliver("2018.txt", REPORT_2018)
    run = pipeline.run()
    assert not run.success
    assert not pipeline.published.exists()
    assert "the rules fell over" in str(pipeline.raw("select error from raw.document_contexts"))


def test_an_empty_landing_zone_is_published_as_empty_tables(pipeline: Pipeline) -> None:
    pipeline.build()
    assert pipeline.query("select count(*) from marts.fct_observation") == [(0,)]


def test_a_landing_zone_that_is_missing_is_named(tmp_path: Path) -> None:
    pipeline = Pipeline(tmp_path)
    pipeline.landing.rmdir()
    run = pipeline.run()
    assert not run.success
    assert not pipeline.published.exists()

"""The command line, from another folder, on other documents, in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import AssetKey
from whole_way import Pipeline

from orchestration.cli_run import open_instance
from orchestration.duckdb_files import read_warehouse
from orchestration.duty import read_report
from orchestration.duty_lines import duty_lines
from orchestration.names import DUTY_REPORT, PUBLISHED_MARTS


class Shell:
    """Types `minzheng` for one pipeline, from a folder that is not the repository."""

    def __init__(self, pipeline: Pipeline, folder: Path) -> None:
        self.pipeline = pipeline
        self.folder = folder

    def type(self, *arguments: str, expect: int = 0) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("minzheng")), *arguments],
            cwd=self.folder,
            env=os.environ
            | {
                "MINZHENG_LANDING_URI": self.pipeline.settings.landing_uri,
                "MINZHENG_DATA_DIR": str(self.pipeline.settings.data_dir),
                "COLUMNS": "200",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr


ABSURD = "芜湖市民政局2022年工作总结\n2022年底,全市城市低保标准为每人每月9876543元。"
TWICE = (
    "亳州市民政局2020年工作总结\n2020年6月底,全市农村低保对象150340人。"
    "2020年底,全市农村低保对象152000人。"
)
RANGE = "expect_values_in_catalogue_range"
LOADED = "all_files_are_loaded"


@pytest.fixture(scope="module")
def shell(
    new_pipeline: Callable[[str], Pipeline], tmp_path_factory: pytest.TempPathFactory
) -> Shell:
    """Three reports, one of them absurd, and two files nobody can read, built by typing."""
    pipeline = new_pipeline("cli")
    pipeline.deliver_samples("002")
    pipeline.deliver("absurd.txt", ABSURD)
    pipeline.deliver("twice.txt", TWICE)
    pipeline.deliver("empty.txt", b"")
    pipeline.deliver("picture.jpg", bytes(range(128, 256)) * 20)
    shell = Shell(pipeline, tmp_path_factory.mktemp("elsewhere"))
    shell.output = shell.type("run")  # type: ignore[attr-defined]
    return shell


def test_a_run_ends_with_what_came_of_it_and_what_to_type_next(shell: Shell) -> None:
    output = shell.output  # type: ignore[attr-defined]
    for word in ("documents", "rejected", "facts", "panel cells", "checks", "published", "explain"):
        assert word in output
    assert "Traceback" not in output
    assert "publication        1: " in output


def test_the_summary_tells_the_person_on_duty_what_is_wrong_and_what_to_do(shell: Shell) -> None:
    output = shell.output  # type: ignore[attr-defined]
    assert "2 files: " in output
    assert "1 empty" in output
    assert "picture.jpg" in output
    assert "1 fact\n" in output
    assert f"{RANGE}: 9,876,543 instead of 50 to 2,500" in output
    assert "absurd.txt: 2022年底,全市城市低保标准为每人每月9876543元。" in output
    assert f"warning  landing: {LOADED} on raw_documents, since 20" in output
    assert f"warning  social_assistance: {RANGE} on int_observations, since 20" in output
    assert "what to do: Compare the quote with the source." in output
    for command in ("held", "check", "status"):
        assert f"minzheng {command} " in output


def test_summary_status_and_run_page_say_the_same(shell: Shell) -> None:
    progress, summary, *_ = shell.output.split("\n\n")  # type: ignore[attr-defined]
    assert "done" in progress
    summary = summary.strip()
    with read_warehouse(shell.pipeline.settings.warehouse_path) as connection:
        lines = duty_lines(read_report(connection))
    said = [f"{line.name:<19}{line.text}" for line in lines]
    assert [line for line in summary.splitlines() if line[0] != " "] == said
    assert shell.type("status").startswith(summary)
    with open_instance(shell.pipeline.settings) as instance:
        event = instance.get_latest_materialization_event(AssetKey(PUBLISHED_MARTS))
    assert event
    assert event.asset_materialization
    page = str(event.asset_materialization.metadata[DUTY_REPORT].value)
    for line in lines:
        assert line.text in page
        assert all(detail.strip() in page for detail in line.details)


def test_status_names_rejected_files_and_runs(shell: Shell) -> None:
    output = shell.type("status")
    assert "empty.txt" in output
    assert "True" in output


def test_held_lists_what_is_set_aside_by_document_and_place(shell: Shell) -> None:
    whole = shell.type("held")
    for word in (RANGE, "9,876,543", "since", "absurd.txt", "9876543元", "芜湖市", "what to do"):
        assert word in whole
    for mine in (("--document", "absurd"), ("--city", "3402"), ("--city", "芜湖")):
        assert json.loads(shell.type("held", *mine, "--format", "json"))["document"] == "absurd.txt"
    assert "Nothing is held back." in shell.type("held", "--city", "330800")
    assert "Nothing is marked." in shell.type("held", "--marked", "--document", "absurd")


def test_check_lists_what_failed_with_its_rows_and_the_remedy_and_everything_if_asked(
    shell: Shell,
) -> None:
    failing = shell.type("check")
    for word in (LOADED, "empty.txt", RANGE, "9876543元", "what to do: ", "since 20"):
        assert word in failing
    assert "spans_are_spans" not in failing
    everything = shell.type("check", "--all", "--format", "csv").splitlines()
    for name in (LOADED, "all_documents_are_read", RANGE, "spans_are_spans", "expect_known_resid"):
        assert any(name in line for line in everything), name


def test_checks_on_files_and_extraction_are_published_too(shell: Shell) -> None:
    rows = shell.pipeline.query(
        "select suite, expectation, success from marts.audit_check_results "
        "where suite in ('landing', 'extraction') order by suite, expectation"
    )
    assert rows == [
        ("extraction", "all_documents_are_read", True),
        ("extraction", "statements_agree_with_the_text", True),
        ("landing", LOADED, False),
    ]


def test_explain_says_why_a_fact_is_held_or_lost_its_cell(shell: Shell) -> None:
    ((held,),) = shell.pipeline.raw("select observation_id from audit.held_back")
    output = shell.type("explain", held)
    assert f"Held back by {RANGE}, since 20" in output
    assert "corrections.csv" in output
    ((lost, because, won),) = shell.pipeline.query(
        "select losers.observation_id, losers.lost_because, winners.observation_id "
        "from marts.fct_cell_observation as losers "
        "inner join marts.fct_cell_observation as winners "
        "using (city_code, year, indicator_id, residence, category) "
        "where winners.is_preferred and losers.lost_because <> 'quarantined' order by all limit 1"
    )
    output = shell.type("explain", lost)
    assert f"({because})" in output
    assert won in output
    assert "The cell of the panel: " in shell.type("explain", won)


def test_explain_says_why_a_fact_is_no_cell_at_all(shell: Shell) -> None:
    ((fact,),) = shell.pipeline.query(
        "select observation_id from marts.fct_observation "
        "where panel_exclusion = 'uncatalogued' order by char_start limit 1"
    )
    assert "the catalogue has no indicator for it (uncatalogued)" in shell.type("explain", fact)


def test_query_answers_as_table_csv_and_json(shell: Shell) -> None:
    sql = "select count(*) as n from fct_observation"
    ((n_facts,),) = shell.pipeline.query("select count(*) from marts.fct_observation")
    assert str(n_facts) in shell.type("query", sql)
    assert shell.type("query", sql, "--format", "csv").split() == ["n", str(n_facts)]
    assert json.loads(shell.type("query", sql, "--format", "json")) == {"n": n_facts}
    markdown = shell.type("query", sql, "--format", "markdown")
    assert markdown == f"| n |\n|---|\n| {n_facts} |\n"


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(shell: Shell) -> None:
    output = shell.type("query", "select 1", "--format", "xml", expect=2)
    for word in ("xml", "table", "csv", "json", "markdown"):
        assert word in output


def test_rows_too_wide_for_the_terminal_are_printed_vertically(shell: Shell) -> None:
    ((key,),) = shell.pipeline.query(
        "select observation_id from marts.fct_city_year_indicator order by all limit 1"
    )
    output = shell.type("query", "from fct_city_year_indicator order by observation_id limit 2")
    assert "row 2" in output
    assert f"   observation_id  {key}" in output


def test_the_suggested_query_names_its_columns_and_works(shell: Shell) -> None:
    output = shell.output  # type: ignore[attr-defined]
    (suggested,) = [line for line in output.splitlines() if "minzheng query" in line]
    sql = suggested.split('"')[1]
    assert sql.startswith("select city_name, year, ")
    assert "row 1" not in shell.type("query", sql)


def test_a_wrong_query_is_answered_in_a_line(shell: Shell) -> None:
    output = shell.type("query", "select nonsense", expect=1)
    assert "nonsense" in output
    assert "Traceback" not in output


def test_explain_shows_the_sentence_and_the_cues(shell: Shell) -> None:
    ((key, quote),) = shell.pipeline.query(
        "select observation_id, quote from marts.fct_observation order by char_start limit 1"
    )
    output = shell.type("explain", key[:12])
    assert quote in output
    assert "because of" in output
    assert "In the marts" in output


def test_an_unknown_key_is_answered_with_how_to_find_one(shell: Shell) -> None:
    assert "minzheng query" in shell.type("explain", "no such key", expect=1)


def test_a_retraction_needs_a_reason_and_takes_the_facts_out_until_undone(shell: Shell) -> None:
    for name in ("absurd.txt", "twice.txt"):
        shell.type("retract", name, "--reason", "another test's", "--by", "the editor")
    (name,) = (path.name for path in shell.pipeline.landing.iterdir() if path.name[0] == "0")
    assert "--reason" in shell.type("retract", name, expect=2)
    shell.type("retract", name, "--reason", "published by mistake", "--by", "the editor")
    panel = shell.pipeline.query("from marts.fct_city_year_indicator order by all")
    assert "nothing to compare it with" in shell.type("diff", expect=1)
    shell.pipeline.build()
    assert shell.pipeline.query("select count(*) from marts.fct_observation") == [(0,)]
    difference = shell.type("diff", "--limit", "1000")
    assert f"publication 2 against 1: 0 new, 0 changed (0 in value), {len(panel)} wi" in difference
    assert difference.count("withdrawn") == len(panel) + 1
    assert "document" in difference
    assert "no publication 7" in shell.type("diff", "1", "7", expect=1)
    assert shell.pipeline.query("from marts.panel_as_of(1) order by all") == panel
    assert shell.pipeline.query("from marts.panel_as_of(2)") == []
    shell.type("retract", name, "--undo", "--by", "the editor")
    shell.pipeline.build()
    assert shell.pipeline.query("select count(*) > 0 from marts.fct_observation") == [(True,)]


def test_a_blocked_run_says_what_blocks_it_and_what_to_do(
    new_pipeline: Callable[[str], Pipeline], tmp_path: Path
) -> None:
    pipeline = new_pipeline("blocked")
    pipeline.deliver("absurd.txt", ABSURD)
    shell = Shell(pipeline, tmp_path)
    output = shell.type("run", expect=1)
    assert "failed  batch: expect_failing_share_at_most on " in output
    assert "absurd.txt: 2022年底" in output
    assert "published          not by run " in output
    assert "Not published; " in output
    assert "Traceback" not in output
    assert "failed  batch: " in shell.type("status")
    assert "9876543元" in shell.type("check")


def test_without_a_warehouse_every_command_says_how_to_build_one(tmp_path: Path) -> None:
    shell = Shell(Pipeline(tmp_path), tmp_path)
    commands = (
        ("status",),
        ("held",),
        ("check",),
        ("explain", "a"),
        ("query", "select 1"),
        ("diff",),
    )
    for arguments in commands:
        assert "make run" in shell.type(*arguments, expect=1)

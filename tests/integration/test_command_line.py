"""The command line, from another folder, on other documents, in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from whole_way import Pipeline


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


@pytest.fixture(scope="module")
def shell(
    new_pipeline: Callable[[str], Pipeline], tmp_path_factory: pytest.TempPathFactory
) -> Shell:
    """One report and a file nobody can read, built by typing `minzheng run`."""
    pipeline = new_pipeline("cli")
    pipeline.deliver_samples("002")
    pipeline.deliver("empty.txt", b"")
    shell = Shell(pipeline, tmp_path_factory.mktemp("elsewhere"))
    shell.output = shell.type("run")  # type: ignore[attr-defined]
    return shell


def test_a_run_ends_with_what_came_of_it_and_what_to_type_next(shell: Shell) -> None:
    output = shell.output  # type: ignore[attr-defined]
    for word in ("documents", "rejected", "facts", "panel cells", "checks", "published", "explain"):
        assert word in output
    assert "Traceback" not in output
    assert "publication   1: " in output


def test_status_names_rejected_files_and_runs(shell: Shell) -> None:
    output = shell.type("status")
    assert "empty.txt" in output
    assert "True" in output


def test_query_answers_as_table_csv_and_json(shell: Shell) -> None:
    sql = "select count(*) as n from fct_observation"
    ((n_facts,),) = shell.pipeline.query("select count(*) from marts.fct_observation")
    assert str(n_facts) in shell.type("query", sql)
    assert shell.type("query", sql, "--format", "csv").split() == ["n", str(n_facts)]
    assert json.loads(shell.type("query", sql, "--format", "json")) == {"n": n_facts}


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
    (name,) = (path.name for path in shell.pipeline.landing.iterdir() if path.name != "empty.txt")
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


def test_without_a_warehouse_every_command_says_how_to_build_one(tmp_path: Path) -> None:
    shell = Shell(Pipeline(tmp_path), tmp_path)
    for arguments in (("status",), ("explain", "a"), ("query", "select 1"), ("diff",)):
        assert "make run" in shell.type(*arguments, expect=1)

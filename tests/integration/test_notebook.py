"""The notebook of ready answers, run from top to bottom over the sample corpus."""

from __future__ import annotations

import runpy

import pytest
from whole_way import Pipeline

from orchestration.publication.answers.registry import answers
from orchestration.settings import REPOSITORY

NOTEBOOK = REPOSITORY / "notebooks" / "answers.py"
# Of places and indicators there are drop-down lists; the whole panel of the past fits no page.
NOT_SHOWN = {"find_indicator", "find_place", "panel_as_of"}


@pytest.mark.load
def test_the_notebook_runs_and_shows_every_answer_with_pictures(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("marimo", reason="uv sync --group notebook")
    pipeline.deliver_samples("0")
    pipeline.build()
    monkeypatch.setenv("MINZHENG_DATA_DIR", str(pipeline.settings.data_dir))
    app = runpy.run_path(str(NOTEBOOK))["app"]
    outputs, _ = app.run()
    shown = [output.text for output in outputs if output is not None]
    for name, answer in answers().items():
        assert name in NOT_SHOWN or any(answer.question in text for text in shown), name
    assert sum("vega" in text for text in shown) >= 5
    assert sum("<table" in text for text in shown) >= 9


@pytest.mark.load
def test_an_empty_publication_is_answered_in_a_line(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("marimo", reason="uv sync --group notebook")
    pipeline.deliver("nothing.txt", "芜湖市民政局2022年工作总结\n今年工作顺利。\n")
    pipeline.build()
    monkeypatch.setenv("MINZHENG_DATA_DIR", str(pipeline.settings.data_dir))
    outputs, _ = runpy.run_path(str(NOTEBOOK))["app"].run()
    assert "Nothing is published yet" in str([getattr(it, "text", "") for it in outputs])

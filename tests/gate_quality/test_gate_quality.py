"""The gate holds back no worse than it is recorded to."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure import TARGETS, Measurement, fallen_behind, measure, read_record, report

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def measurement(tmp_path_factory: pytest.TempPathFactory) -> Measurement:
    """Both sets through the pipeline, once."""
    directory: Path = tmp_path_factory.mktemp("gate_quality")
    return measure(directory)


def test_no_figure_falls_behind_its_record(measurement: Measurement) -> None:
    worse = fallen_behind(measurement.rows(), read_record())
    assert not worse, "\n".join([*worse, report(measurement)])


def test_the_poison_reaches_the_gate(measurement: Measurement) -> None:
    n_tried = sum(result.is_tried for result in measurement.poisoned)
    assert n_tried >= 120, "more wrong facts than a few were not read at all"


def test_ordinary_documents_block_no_run(measurement: Measurement) -> None:
    assert measurement.blocking == []


def test_the_gate_reaches_its_targets(measurement: Measurement) -> None:
    it = measurement.figures
    assert it.recall >= TARGETS["recall"]
    assert it.precision >= TARGETS["precision"]
    assert it.held_share <= TARGETS["held_share"]


def test_wrong_cells_stand_first_in_the_review_queue(measurement: Measurement) -> None:
    assert measurement.figures.queue_lift >= TARGETS["queue_lift"]

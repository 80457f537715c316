"""The gate holds back no worse than it is recorded to."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure import TARGETS, Measurement, fallen_behind, measure, read_record, report

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def measurements(tmp_path_factory: pytest.TempPathFactory) -> tuple[Measurement, Measurement]:
    """Both sets through the pipeline, once: as the gate is, and with the proposed doubts."""
    directory: Path = tmp_path_factory.mktemp("gate_quality")
    return measure(directory)


@pytest.fixture
def measurement(measurements: tuple[Measurement, Measurement]) -> Measurement:
    """The gate as it is."""
    return measurements[0]


def test_no_figure_falls_behind_its_record(measurement: Measurement) -> None:
    worse = fallen_behind(measurement.rows(), read_record())
    assert not worse, "\n".join([*worse, report(measurement)])


def test_the_poison_reaches_the_gate(measurement: Measurement) -> None:
    n_tried = sum(result.is_tried for result in measurement.poisoned)
    assert n_tried >= 120, "more wrong facts than a few were not read at all"


def test_ordinary_documents_block_no_run(measurement: Measurement) -> None:
    assert measurement.blocking == []


def test_the_proposed_doubts_would_reach_the_target_and_mark_few_true_facts(
    measurements: tuple[Measurement, Measurement],
) -> None:
    as_proposed = measurements[1].figures
    assert as_proposed.recall >= TARGETS["recall"]
    assert as_proposed.marked_share <= TARGETS["held_share"]

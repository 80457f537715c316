"""Each word of plan or result is held by its example, which falls when its row is removed."""

from __future__ import annotations

import pytest

from orchestration.extraction import extract
from orchestration.extraction.discourse import status
from orchestration.extraction.reference import read_table

ROWS = read_table("mode_cues")
SIDECAR = {"city_code": "330800", "report_year": 2021, "published_at": "2022-01-15"}
RESULTS = {"done", "so_far"}


def statuses(text: str) -> list[str]:
    return [fact.status for fact in extract(text, SIDECAR).facts]


def read_without(row: dict[str, str], text: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rest = [other for other in ROWS if other is not row]
    with monkeypatch.context() as patch:
        patch.setattr(status, "read_table", lambda _: rest)
        status.cue_pattern.cache_clear()
        read = statuses(text)
    status.cue_pattern.cache_clear()
    return read


@pytest.mark.parametrize("row", ROWS, ids=[row["pattern"][:12] for row in ROWS])
def test_the_example_of_a_row_falls_without_it(
    row: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statuses(row["example"]) != read_without(row, row["example"], monkeypatch)


@pytest.mark.parametrize("row", ROWS, ids=[row["pattern"][:12] for row in ROWS])
def test_an_example_says_what_its_row_says_and_the_counter_example_does_not(
    row: dict[str, str],
) -> None:
    told = 0 if row["says"] == "of_task" else -1
    says, says_not = ("actual", "target") if row["says"] in RESULTS else ("target", "actual")
    assert statuses(row["example"])[told] == says
    counted = statuses(row["counter_example"])
    assert not counted or counted[told] == says_not

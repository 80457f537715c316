"""When something that landed starts a run."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from dagster import RunRequest, SensorResult, SkipReason, build_sensor_context

from orchestration.duckdb_files import hold_warehouse
from orchestration.landing.documents import load_documents
from orchestration.landing.zone import LandingZone
from orchestration.raw_tables import create_raw_tables
from orchestration.sensors import landing_sensor

REPORT = "某市民政局工作总结\n全市有养老机构12家。\n"


class Watch:
    """A landing zone under the eye of the sensor."""

    def __init__(self, landing: Path, data: Path) -> None:
        self.landing = landing
        self.warehouse = data / "warehouse.duckdb"
        self.cursor: str | None = None

    def tick(self) -> object:
        context = build_sensor_context(cursor=self.cursor)
        outcome = landing_sensor(context)
        assert not isinstance(outcome, SensorResult)
        self.cursor = context.cursor
        return outcome

    def load(self) -> None:
        with duckdb.connect(str(self.warehouse)) as connection:
            create_raw_tables(connection)
            load_documents(connection, LandingZone(str(self.landing)), run_id="run")


@pytest.fixture
def watch(landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watch:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("MINZHENG_LANDING_URI", str(landing))
    monkeypatch.setenv("MINZHENG_DATA_DIR", str(data))
    (landing / "a.txt").write_text(REPORT, encoding="utf-8")
    return Watch(landing, data)


def test_new_files_start_one_run(watch: Watch) -> None:
    assert isinstance(watch.tick(), RunRequest)
    assert isinstance(watch.tick(), SkipReason)


def test_a_request_carries_no_key_that_could_drop_a_later_one(watch: Watch) -> None:
    request = watch.tick()
    assert isinstance(request, RunRequest)
    assert request.run_key is None


def test_a_touched_file_starts_nothing(watch: Watch) -> None:
    watch.tick()
    watch.load()
    os.utime(watch.landing / "a.txt", (1, 1))
    assert isinstance(watch.tick(), SkipReason)


def test_a_changed_and_a_returned_file_each_start_a_run(watch: Watch) -> None:
    for text in (REPORT, REPORT.replace("12", "13"), REPORT):
        (watch.landing / "a.txt").write_text(text, encoding="utf-8")
        assert isinstance(watch.tick(), RunRequest)
        watch.load()


def test_a_new_sidecar_starts_a_run(watch: Watch) -> None:
    watch.tick()
    watch.load()
    (watch.landing / "a.txt.meta.json").write_text('{"city_code": "330800"}', encoding="utf-8")
    assert isinstance(watch.tick(), RunRequest)


def test_a_delivery_during_a_run_is_seen_after_it(watch: Watch) -> None:
    watch.load()
    (watch.landing / "b.txt").write_text(REPORT + "又", encoding="utf-8")
    with hold_warehouse(watch.warehouse, wait_seconds=0):
        assert isinstance(watch.tick(), SkipReason)
    assert isinstance(watch.tick(), RunRequest)


def test_the_cursor_stays_small(watch: Watch) -> None:
    for number in range(50):
        (watch.landing / f"{number}.txt").write_text(REPORT, encoding="utf-8")
    watch.tick()
    assert watch.cursor is not None
    assert len(watch.cursor) == 64

"""Identity, history and rejections of what was landed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.landing.documents import LandingReport, find_changed_files, load_documents
from orchestration.landing.zone import LandingZone

REPORT = "某市民政局工作总结\n全市有养老机构12家。\n"


class Zone:
    """A landing zone and the warehouse it is loaded into."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self.connection = connection

    def put(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, **options: object) -> LandingReport:
        zone = LandingZone(str(self.folder))
        return load_documents(self.connection, zone, run_id="run", **options)  # type: ignore[arg-type]

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        return self.connection.execute(sql).fetchall()


@pytest.fixture
def zone(landing: Path, connection: duckdb.DuckDBPyConnection) -> Zone:
    return Zone(landing, connection)


def test_a_second_load_opens_no_file(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    zone.put("a.txt", REPORT)
    zone.put("b.txt", b"")
    assert zone.load().n_read == 2
    monkeypatch.setattr(LandingZone, "read", lambda *_: pytest.fail("read a file again"))
    report = zone.load()
    assert (report.n_files, report.n_unchanged, report.n_read) == (2, 2, 0)


def test_a_touched_file_is_read_and_found_to_be_known(zone: Zone) -> None:
    path = zone.put("a.txt", REPORT)
    zone.load()
    os.utime(path, (1, 1))
    report = zone.load()
    assert (report.n_read, report.n_new_documents) == (1, 0)


def test_a_change_that_keeps_size_and_time_is_noticed(zone: Zone) -> None:
    path = zone.put("a.txt", REPORT)
    stat = path.stat()
    zone.load()
    zone.put("a.txt", REPORT.replace("12", "13"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert zone.load().n_new_documents == 1


def test_the_same_content_under_two_names_is_one_document(zone: Zone) -> None:
    zone.put("b.txt", REPORT)
    zone.put("folder/a.txt", REPORT)
    zone.load()
    assert zone.ask("select source_file from raw.documents") == [("b.txt",)]
    assert zone.ask("select count(*) from raw.document_paths where is_current") == [(2,)]


def test_a_changed_file_supersedes_and_a_returned_one_returns(zone: Zone) -> None:
    current = "select text from raw.documents where superseded_at is null"
    changed = REPORT.replace("12", "13")
    for text in (REPORT, changed, REPORT):
        zone.put("a.txt", text)
        zone.load()
        assert zone.ask(current) == [(text,)]
    assert zone.ask("select count(*) from raw.documents") == [(2,)]


def test_a_superseded_content_that_still_stands_elsewhere_stays_current(zone: Zone) -> None:
    zone.put("a.txt", REPORT)
    zone.put("b.txt", REPORT)
    zone.load()
    zone.put("a.txt", REPORT.replace("12", "13"))
    zone.load()
    current = "select source_file from raw.documents where superseded_at is null order by 1"
    assert zone.ask(current) == [("a.txt",), ("b.txt",)]


def test_a_file_that_disappears_keeps_its_document(zone: Zone) -> None:
    path = zone.put("a.txt", REPORT)
    zone.load()
    path.unlink()
    zone.load(full_refresh=True)
    assert zone.ask("select count(*) from raw.documents where superseded_at is null") == [(1,)]


def test_a_sidecar_that_comes_changes_and_goes_is_followed(zone: Zone) -> None:
    zone.put("a.txt", REPORT)
    hashes = []
    for sidecar in (None, '{"city_code": "330800"}', '{"city_code": "340100"}', None):
        beside = zone.folder / "a.txt.meta.json"
        beside.unlink(missing_ok=True)
        if sidecar:
            zone.put(beside.name, sidecar)
        zone.load()
        ((text, digest),) = zone.ask("select sidecar, sidecar_hash from raw.documents")
        assert text == (sidecar or "{}")
        hashes.append(digest)
    assert hashes[0] == hashes[3]
    assert len(set(hashes)) == 3


def test_a_rejection_is_resolved_by_a_good_delivery_and_not_repeated(zone: Zone) -> None:
    zone.put("a.txt", b"")
    zone.load()
    zone.load(full_refresh=True)
    rejected = "select reason, resolved_at is null from raw.rejected_documents"
    assert zone.ask(rejected) == [("empty", True)]
    zone.put("a.txt", REPORT)
    zone.load()
    assert zone.ask(rejected) == [("empty", False)]


def test_garbage_at_a_path_does_not_supersede_what_stood_there(zone: Zone) -> None:
    zone.put("a.txt", REPORT)
    zone.load()
    zone.put("a.txt", b"")
    zone.load()
    assert zone.ask("select count(*) from raw.documents where superseded_at is null") == [(1,)]


def test_a_glob_leaves_the_rest_for_later(zone: Zone) -> None:
    zone.put("a.txt", REPORT)
    zone.put("b.txt", REPORT + "又")
    assert zone.load(glob="b*").n_read == 1
    assert zone.load().n_read == 1


def test_an_interrupted_load_goes_on_where_it_was(
    zone: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.landing.documents.BATCH_FILES", 1)
    zone.put("a.txt", REPORT)
    zone.put("b.txt", REPORT + "又")
    read = LandingZone.read

    def fail_on_b(self: LandingZone, file: object) -> object:
        if file.source_file == "b.txt":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        return read(self, file)  # type: ignore[arg-type]

    monkeypatch.setattr(LandingZone, "read", fail_on_b)
    with pytest.raises(KeyboardInterrupt):
        zone.load()
    monkeypatch.setattr(LandingZone, "read", read)
    assert zone.load().n_read == 1


def test_finding_changed_files_ignores_what_is_gone(zone: Zone) -> None:
    zone.put("a.txt", REPORT)
    zone.load()
    shutil.rmtree(zone.folder)
    zone.folder.mkdir()
    assert find_changed_files(zone.connection, LandingZone(str(zone.folder)).list_files()) == []

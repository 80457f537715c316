"""Lists of deliveries in a landing zone: what they state, and what a change of them costs."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.landing.documents import LandingReport, load_documents
from orchestration.landing.zone import LandedFile, LandingZone

REPORT = "某市民政局工作总结\n全市有养老机构{}家。\n"
HEADER = "file,city_code,report_year\n"


class Share:
    """A landing zone and the warehouse it is loaded into."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder, self.connection = folder, connection
        for i, name in enumerate("abc"):
            self.put(f"{name}.txt", REPORT.format(i + 10))

    def put(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def load(self, **options: Any) -> LandingReport:
        zone = LandingZone(str(self.folder))
        return load_documents(self.connection, zone, run_id="run", **options)

    def stated(self) -> dict[str, dict[str, Any]]:
        rows = self.connection.execute("select source_file, sidecar from raw.documents").fetchall()
        return {name: json.loads(sidecar) for name, sidecar in rows}

    def complaints(self) -> list[str]:
        sql = "select detail from raw.rejected_documents where resolved_at is null order by 1"
        return [detail for (detail,) in self.connection.execute(sql).fetchall()]


@pytest.fixture
def share(landing: Path, connection: duckdb.DuckDBPyConnection) -> Share:
    return Share(landing, connection)


def test_what_a_list_states_reaches_its_documents_and_the_list_is_none(share: Share) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,340100,2021\nb.txt,,2020\n")
    report = share.load()
    assert (report.n_files, report.n_read) == (3, 3)
    stated = share.stated()
    assert stated["a.txt"] == {
        "city_code": "340100",
        "report_year": "2021",
        "stated_by": {"city_code": "deliveries.csv", "report_year": "deliveries.csv"},
    }
    assert stated["b.txt"]["report_year"] == "2020"
    assert stated["c.txt"] == {}
    assert share.complaints() == []


def test_a_changed_list_re_reads_the_documents_whose_row_changed(share: Share) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,340100,2021\nb.txt,340100,2020\n")
    share.load()
    assert share.load().n_read == 0
    share.put("deliveries.csv", HEADER + "b.txt,340100,2020\na.txt,340100,2022\nc.txt,,2019\n")
    assert share.load().n_read == 2
    assert share.stated()["a.txt"]["report_year"] == "2022"
    (share.folder / "deliveries.csv").unlink()
    assert share.load().n_read == 3
    assert share.stated() == {"a.txt": {}, "b.txt": {}, "c.txt": {}}


def test_a_known_list_is_not_opened_again(share: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,340100,2021\n")
    share.load()
    monkeypatch.setattr(LandingZone, "fetch", lambda *_: pytest.fail("opened a known file"))
    assert share.load().n_unchanged == 3


def test_a_run_over_a_part_of_the_zone_keeps_what_the_list_states(share: Share) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,340100,2021\nb.txt,340100,2020\n")
    share.load()
    assert share.load(glob="a*").n_read == 0
    share.put("b.txt", REPORT.format(99))
    assert share.load(glob="b*").n_read == 1
    assert share.complaints() == []


def test_a_bad_row_is_told_until_it_is_mended(share: Share) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,12,2021\nb.txt,340100,2020\n")
    report = share.load()
    assert report.rejections == {"statement_not_usable": 1}
    (complaint,) = share.complaints()
    assert complaint.startswith("deliveries.csv, line 2: city_code '12'")
    assert share.stated()["b.txt"]["city_code"] == "340100"
    share.put("deliveries.csv", HEADER + "a.txt,340200,2021\nb.txt,340100,2020\n")
    share.load()
    assert share.complaints() == []


def test_a_row_may_come_before_its_document(share: Share) -> None:
    share.put("deliveries.csv", HEADER + "late.txt,340100,2021\n")
    share.load()
    assert "late.txt is not there" in share.complaints()[0]
    share.put("late.txt", REPORT.format(77))
    share.load()
    assert share.complaints() == []
    assert share.stated()["late.txt"]["city_code"] == "340100"


def test_a_list_that_cannot_be_read_keeps_its_word(
    share: Share, monkeypatch: pytest.MonkeyPatch
) -> None:
    share.put("deliveries.csv", HEADER + "a.txt,340100,2021\n")
    share.load()
    share.put("deliveries.csv", HEADER + "a.txt,340100,2022\n")
    fetch = LandingZone._cat

    def fail(zone: LandingZone, location: str) -> bytes:
        if location.endswith("deliveries.csv"):
            raise PermissionError(location)
        return fetch(zone, location)

    monkeypatch.setattr(LandingZone, "_cat", fail)
    assert share.load().n_read == 0
    assert share.stated()["a.txt"]["report_year"] == "2021"
    monkeypatch.undo()
    assert share.load().n_read == 1
    assert share.stated()["a.txt"]["report_year"] == "2022"
    assert share.complaints() == []


def test_a_list_in_an_archive_states_of_its_members(share: Share) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("2021/x.txt", REPORT.format(55))
        archive.writestr("deliveries.csv", HEADER + "2021/x.txt,340100,\n2021/y.txt,,\n")
    share.put("share.zip", buffer.getvalue())
    share.load()
    assert share.stated()["share.zip!/2021/x.txt"] == {
        "city_code": "340100",
        "report_year": "2021",
        "stated_by": {"city_code": "share.zip!/deliveries.csv", "report_year": "path"},
    }
    assert "2021/y.txt is not there" in share.complaints()[0]


def test_a_file_without_statements_is_known_by_the_same_mark_as_before(share: Share) -> None:
    zone = LandingZone(str(share.folder))
    share.load()
    known = dict(
        share.connection.execute(
            "select source_file, fingerprint from raw.landing_files"
        ).fetchall()
    )
    listed: list[LandedFile] = zone.list_files()
    assert known == {file.source_file: file.fingerprint for file in listed}

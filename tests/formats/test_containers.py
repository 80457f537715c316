"""Files in files: each a document of its own, with a history of its own."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import duckdb
import pytest
from formats import making

from orchestration.extracted_facts import extract_due_documents
from orchestration.extraction.blocks import Cell
from orchestration.landing.documents import LandingReport, load_documents
from orchestration.landing.stored_blocks import load_blocks
from orchestration.landing.zone import LandingZone
from orchestration.raw_tables import create_raw_tables

TEXT = "某市民政局2020年工作总结\n全市有养老机构12家。\n"
OTHER = "某县民政局2020年工作总结\n全县有养老机构3家。\n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as warehouse:
        create_raw_tables(warehouse)
        yield warehouse


def load(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, full_refresh: bool = False
) -> LandingReport:
    zone = LandingZone(str(folder))
    return load_documents(connection, zone, run_id="run", full_refresh=full_refresh)


def paths(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select source_file from raw.documents where superseded_at is null order by 1"
    )
    return [name for (name,) in found.fetchall()]


def test_each_member_is_a_document(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    inner = making.make_zip({"c.pdf": making.make_pdf(OTHER)})
    content = making.make_zip({"2020/b.docx": making.make_docx(TEXT), "inner.zip": inner})
    (tmp_path / "a.zip").write_bytes(content)
    (tmp_path / "a.zip.meta.json").write_text(json.dumps({"city_code": "330800"}))
    assert load(connection, tmp_path).n_new_documents == 2
    assert paths(connection) == ["a.zip!/2020/b.docx", "a.zip!/inner.zip!/c.pdf"]
    stored = connection.execute("select distinct sidecar ->> 'city_code' from raw.documents")
    assert stored.fetchall() == [("330800",)]
    assert load(connection, tmp_path).n_read == 0


def test_a_changed_member_supersedes_itself_alone(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(making.make_zip({"a.txt": TEXT.encode(), "b.txt": OTHER.encode()}))
    load(connection, tmp_path)
    changed = TEXT.replace("12", "13")
    path.write_bytes(making.make_zip({"a.txt": changed.encode(), "b.txt": OTHER.encode()}))
    assert load(connection, tmp_path).n_new_documents == 1
    superseded = connection.execute(
        "select text from raw.documents where superseded_at is not null"
    )
    assert superseded.fetchall() == [(TEXT,)]
    assert paths(connection) == ["a.zip!/a.txt", "a.zip!/b.txt"]


def test_names_in_gb18030_are_read(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("x" * 12)
        archive.writestr(info, TEXT)
    name = "工作总结.txt".encode("gb18030")
    (tmp_path / "a.zip").write_bytes(made.getvalue().replace(b"x" * 12, name))
    load(connection, tmp_path)
    assert paths(connection) == ["a.zip!/工作总结.txt"]


def test_a_members_rejection_is_resolved_by_a_good_one(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(making.make_zip({"a.txt": TEXT.encode(), "b.docx": b""}))
    load(connection, tmp_path)
    rejected = "select source_file, reason, resolved_at is null from raw.rejected_documents"
    assert connection.execute(rejected).fetchall() == [("a.zip!/b.docx", "empty", True)]
    path.write_bytes(making.make_zip({"a.txt": TEXT.encode(), "b.docx": making.make_docx(OTHER)}))
    load(connection, tmp_path)
    assert connection.execute(rejected).fetchall() == [("a.zip!/b.docx", "empty", False)]


def test_what_other_readers_refused_is_looked_at_again(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    assert load(connection, tmp_path).n_read == 2
    assert load(connection, tmp_path).n_read == 0
    monkeypatch.setattr("orchestration.landing.documents.readers_version", lambda: "newer")
    assert load(connection, tmp_path).n_read == 1


def test_a_message_and_its_attachments_are_documents(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    attached = {"总结.docx": making.make_docx(OTHER), "统计.xlsx": making.make_xlsx(making.TABLE)}
    (tmp_path / "a.eml").write_bytes(making.make_eml(TEXT, attached))
    load(connection, tmp_path)
    assert paths(connection) == ["a.eml", "a.eml!/总结.docx", "a.eml!/统计.xlsx"]


def test_blocks_are_stored_once_and_handed_to_the_extraction(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(making.make_docx(TEXT, making.TABLE, making.MERGES))
    load(connection, tmp_path)
    load(connection, tmp_path, full_refresh=True)
    ((document_id, text),) = connection.execute(
        "select document_id, text from raw.documents"
    ).fetchall()
    blocks = load_blocks(connection, [document_id])[document_id]
    assert [block.kind for block in blocks] == ["paragraph", "paragraph", "table"]
    table = blocks[-1].table
    assert table is not None
    assert isinstance(table.cells[0], Cell)
    assert all(text[cell.start : cell.end] == cell.text for cell in table.cells)
    seen: list[object] = []
    from orchestration import extraction

    extract = extraction.extract
    monkeypatch.setattr(
        extraction, "extract", lambda *said: (seen.append(said[2]), extract(*said))[1]
    )
    extract_due_documents(connection, run_id="run")
    assert seen == [blocks]


def test_a_full_refresh_takes_what_todays_readers_make_of_a_known_content(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(making.make_docx(TEXT))
    load(connection, tmp_path)
    connection.execute("update raw.documents set text = 'as an older reader had it'")
    load(connection, tmp_path, full_refresh=True)
    assert connection.execute("select text from raw.documents").fetchall() == [(TEXT,)]

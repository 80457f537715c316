"""Which documents are due, and what becomes of one that breaks."""

from __future__ import annotations

import os
from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from orchestration import extracted_facts, extraction
from orchestration.extracted_facts import DueDocument, extract_due_documents, read_documents
from orchestration.extraction.model import DocumentContext, Extraction, Fact, Unreadable

INSERT = """
insert into raw.documents by name
select
    $name as document_id, $name as source_file, $name as source_uri, ''::blob as content,
    $text as text, length($text) as n_chars, '{}' as sidecar, $sidecar_hash as sidecar_hash,
    now()::timestamp as landed_at
on conflict (document_id) do update set sidecar_hash = excluded.sidecar_hash
"""


def make_fact(number: str = "12") -> Fact:
    return Fact(
        char_start=0, char_end=3, quote="12家", sentence="12家养老机构", sentence_start=0,
        number=Decimal(number), number_high=None, multiplier="", unit_zh="家", unit_raw="facility",
        qualifier="", city_code=None, city_name=None, area="", indicator_id=None, label="养老机构",
        residence="total", category="", measure="level", period_start=None,
        period_end=date(2020, 12, 31), status="actual", confidence=0.9, subject="养老机构",
    )  # fmt: skip


def fake_extract(text: str, _sidecar: object = None, _blocks: object = ()) -> Extraction:
    if "breaks" in text:
        raise ValueError("no way to read this")
    return Extraction(DocumentContext(), [make_fact()])


def read_or_die(documents: list[DueDocument]) -> extracted_facts.Rows:
    """Stands in for `read_documents` in worker processes, which know nothing of a patch."""
    if any("kills" in document.text for document in documents):
        os._exit(1)
    return read_documents(documents)


@pytest.fixture(autouse=True)
def _fake_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "extract", fake_extract)
    monkeypatch.setattr(extraction, "EXTRACTOR_VERSION", "first")


def put(
    connection: duckdb.DuckDBPyConnection, name: str, text: str = "读得懂", sidecar: str = "none"
) -> None:
    connection.execute(INSERT, {"name": name, "text": text, "sidecar_hash": sidecar})


def read(connection: duckdb.DuckDBPyConnection, **options: bool) -> list[str]:
    return extract_due_documents(connection, run_id="run", **options).document_ids


def test_only_documents_that_are_not_done_are_read(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, "a")
    assert read(connection) == ["a"]
    put(connection, "b")
    assert read(connection) == ["b"]
    assert read(connection) == []
    assert read(connection, full_refresh=True) == ["a", "b"]


def test_a_new_version_of_the_rules_reads_everything_again(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(connection, "a")
    read(connection)
    monkeypatch.setattr(extraction, "EXTRACTOR_VERSION", "second")
    assert read(connection) == ["a"]
    versions = "select distinct extractor_version from raw.document_contexts"
    assert connection.execute(versions).fetchall() == [("second",)]
    assert read(connection) == []


def test_a_document_that_comes_out_the_same_is_left_as_it_stands(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract(text: str, sidecar: object = None, _blocks: object = ()) -> Extraction:
        extraction = fake_extract(text, sidecar)
        return replace(extraction, facts=[make_fact("13")]) if "别" in text else extraction

    put(connection, "same")
    put(connection, "another", text="别的")
    read(connection)
    stamps = "select document_id, extracted_at from raw.document_contexts order by all"
    before = dict(connection.execute(stamps).fetchall())
    monkeypatch.setattr(extraction, "EXTRACTOR_VERSION", "second")
    monkeypatch.setattr(extraction, "extract", extract)
    assert read(connection) == ["another", "same"]
    after = dict(connection.execute(stamps).fetchall())
    assert {name for name in before if before[name] != after[name]} == {"another"}
    facts = "select document_id, number, extractor_version from raw.candidate_facts order by all"
    assert connection.execute(facts).fetchall() == [
        ("another", 13, "second"),
        ("same", 12, "first"),
    ]


def test_a_new_sidecar_reads_its_document_again(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, "a")
    put(connection, "b")
    read(connection)
    put(connection, "a", sidecar="new")
    assert read(connection) == ["a"]
    assert connection.execute("select count(*) from raw.candidate_facts").fetchone() == (2,)


def test_a_document_that_breaks_is_recorded_and_the_others_go_on(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for name, text in (("a", "读得懂"), ("b", "this breaks"), ("c", "读得懂")):
        put(connection, name, text)
    report = extract_due_documents(connection, run_id="run")
    assert (report.n_facts, report.n_errors) == (2, 1)
    failed = "select document_id, error from raw.document_contexts where error is not null"
    ((name, error),) = connection.execute(failed).fetchall()
    assert name == "b"
    assert "no way to read this" in error


def test_what_broke_is_stored_with_its_place_and_goes_when_the_document_is_read_again(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Unreadable("discourse", 3, 9, "ValueError: no way to read this")
    with monkeypatch.context() as m:
        m.setattr(extraction, "extract", lambda *_: Extraction(DocumentContext(), [], [place]))
        put(connection, "a")
        assert extract_due_documents(connection, run_id="run").n_unreadable == 1
    stored = "select document_id, stage, char_start, char_end, error from raw.unreadable"
    assert connection.execute(stored).fetchall() == [("a", *astuple(place))]
    extract_due_documents(connection, run_id="again", full_refresh=True)
    assert not connection.execute(stored).fetchall()


def test_a_document_that_breaks_is_one_place(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, "b", "this breaks")
    extract_due_documents(connection, run_id="run")
    stored = "select stage, char_start, char_end from raw.unreadable"
    assert connection.execute(stored).fetchall() == [("document", 0, len("this breaks"))]


def test_a_retracted_document_is_not_read(connection: duckdb.DuckDBPyConnection) -> None:
    put(connection, "a")
    connection.execute("update raw.documents set retracted_at = now()::timestamp")
    assert read(connection) == []


@pytest.mark.parametrize(("number", "n_facts"), [("12", 1), ("1234567890123456789", 0)])
def test_a_number_too_long_to_be_a_quantity_is_left_out(
    number: str, n_facts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_as = Extraction(DocumentContext(), [make_fact(number)])
    monkeypatch.setattr(extraction, "extract", lambda *_: read_as)
    rows = read_documents([DueDocument("a", "text", "{}", "none")])
    assert len(rows["facts"]) == rows["contexts"][0]["n_facts"] == n_facts


def test_the_key_of_a_fact_does_not_depend_on_machine_or_run() -> None:
    key = extracted_facts.observation_key("a" * 64, make_fact())
    assert key == "77b4122aec5ba0ab71742dedaed6b751"


def test_a_pool_reads_what_one_process_reads(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(extracted_facts, "PARALLEL_CHARS", 0)
    monkeypatch.setattr(extracted_facts, "BATCH_CHARS", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for name in "abcde":
        put(connection, name, f"合肥市民政局2020年工作总结\n全市有养老机构12{name}3家。\n")
    assert sorted(read(connection)) == list("abcde")
    in_pool = connection.execute("from raw.candidate_facts order by all").df()
    monkeypatch.setattr(extracted_facts, "PARALLEL_CHARS", 10**9)
    read(connection, full_refresh=True)
    alone = connection.execute("from raw.candidate_facts order by all").df()
    columns = [column for column in alone if column != "extracted_at"]
    assert in_pool[columns].equals(alone[columns])


def test_a_document_that_kills_its_process_is_found_and_recorded(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracted_facts, "PARALLEL_CHARS", 0)
    monkeypatch.setattr(extracted_facts, "read_documents", read_or_die)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for name, text in (("a", "读得懂"), ("b", "this kills"), ("c", "读得懂")):
        put(connection, name, text)
    report = extract_due_documents(connection, run_id="run")
    assert report.n_errors == 1
    states = "select document_id, error is null from raw.document_contexts order by 1"
    assert connection.execute(states).fetchall() == [("a", True), ("b", False), ("c", True)]

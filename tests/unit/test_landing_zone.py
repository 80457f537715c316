"""Listing and reading a landing zone, wherever it is."""

from __future__ import annotations

import json
from pathlib import Path

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.errors import MendableError
from orchestration.landing.zone import LandingZone, digest_files, parse_sidecar

REPORT = "某市民政局工作总结\n全市有养老机构12家。\n"


def test_every_file_below_the_zone_is_listed_in_the_order_of_paths(landing: Path) -> None:
    for name in ("b.txt", "a.txt", "folder/c.txt", "folder/d.txt.meta.json"):
        (landing / name).parent.mkdir(exist_ok=True)
        (landing / name).write_text(REPORT, encoding="utf-8")
    names = [file.source_file for file in LandingZone(str(landing)).list_files()]
    assert names == ["a.txt", "b.txt", "folder/c.txt", "folder/d.txt.meta.json"]


def test_a_sidecar_is_read_with_its_document_and_not_as_one(landing: Path) -> None:
    (landing / "a.txt").write_text(REPORT, encoding="utf-8")
    (landing / "a.txt.meta.json").write_text('{"title": "总结", "city_code": "330800"}', "utf-8")
    zone = LandingZone(str(landing))
    (file,) = zone.list_files()
    document = zone.read(file).document
    assert document is not None
    assert document.sidecar == '{"city_code": "330800", "title": "总结"}'


def test_a_sidecar_of_too_much_is_told_and_not_read(landing: Path) -> None:
    (landing / "a.txt").write_text(REPORT, encoding="utf-8")
    with (landing / "a.txt.meta.json").open("wb") as file:
        file.truncate(2_000_000_000)
    zone = LandingZone(str(landing))
    (listed,) = zone.list_files()
    reading = zone.read(listed)
    assert reading.document is not None
    assert [rejection.reason for rejection in reading.rejections] == ["sidecar_not_json"]


def test_a_bucket_is_read_like_a_folder() -> None:
    bucket = fsspec.filesystem("memory")
    bucket.pipe("/reports/2020/a.txt", REPORT.encode())
    zone = LandingZone("memory://reports")
    (file,) = zone.list_files()
    document = zone.read(file).document
    assert file.source_file == "2020/a.txt"
    assert document is not None
    assert document.decoded.text == REPORT
    assert zone.source_uri(file) == "memory:///reports/2020/a.txt"


def test_a_missing_zone_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(MendableError, match="MINZHENG_LANDING_URI"):
        LandingZone(str(tmp_path / "nowhere")).list_files()


@pytest.mark.parametrize("size", [0, 20_000_001])
def test_files_of_no_size_and_of_too_much_are_rejected(landing: Path, size: int) -> None:
    with (landing / "a.txt").open("wb") as file:
        file.truncate(size)
    zone = LandingZone(str(landing))
    (listed,) = zone.list_files()
    reading = zone.read(listed)
    assert reading.document is None
    assert [rejection.reason for rejection in reading.rejections] == [
        "too_large" if size else "empty"
    ]


def test_a_file_that_vanishes_between_listing_and_reading_is_tried_again(landing: Path) -> None:
    (landing / "a.txt").write_text(REPORT, encoding="utf-8")
    zone = LandingZone(str(landing))
    (file,) = zone.list_files()
    (landing / "a.txt").unlink()
    reading = zone.read(file)
    assert not reading.is_final
    assert [rejection.reason for rejection in reading.rejections] == ["unreadable"]


def test_the_digest_of_a_listing_changes_with_any_delivery(landing: Path) -> None:
    zone = LandingZone(str(landing))
    digests = [digest_files(zone.list_files())]
    for name in ("a.txt", "b.txt", "a.txt.meta.json"):
        (landing / name).write_text(REPORT, encoding="utf-8")
        digests.append(digest_files(zone.list_files()))
    assert len(set(digests)) == len(digests)
    assert {len(digest) for digest in digests} == {64}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"1", b'{"a": NaN}', b"\xff\xff", b'"\\ud800"']
)
def test_what_is_no_json_object_is_no_sidecar(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one depends on the defect
        parse_sidecar(content)


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
)
def test_a_sidecar_is_the_same_whatever_the_order_of_its_keys(sidecar: dict[str, str]) -> None:
    backwards = dict(reversed(sidecar.items()))
    texts = {parse_sidecar(json.dumps(it).encode()) for it in (sidecar, backwards)}
    assert len(texts) == 1
    assert json.loads(texts.pop()) == sidecar

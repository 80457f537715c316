"""What sidecar, list of deliveries and path state of a file, and which of them wins."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.landing.statements import merge, read_list, read_path, state

HEADER = "file,city_code,report_year,published_at,source_url,publisher,note\n"


def told(sidecar: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(sidecar)
    return found


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("2021/340100/总结.txt", {"report_year": "2021", "city_code": "340100"}),
        ("340100_2021_总结.docx", {"report_year": "2021", "city_code": "340100"}),
        ("340100-2021年.txt", {"report_year": "2021", "city_code": "340100"}),
        ("2022/2021年总结.txt", {"report_year": "2021"}),
        ("share.zip!/2021/341500.txt", {"report_year": "2021", "city_code": "341500"}),
        ("001_7015ebdc32268a0b.txt", {}),
        ("2021-03-05 report.txt", {}),
        ("20210305/report.txt", {}),
        ("2020-2021/report.txt", {}),
        ("999999/report.txt", {}),
        ("2187/report.txt", {}),
        ("report.txt", {}),
    ],
)
def test_a_path_states_year_and_place_where_it_is_plain(path: str, stated: dict[str, str]) -> None:
    assert read_path(path) == stated


def test_the_nearest_statement_wins_and_each_names_its_source() -> None:
    lists = {
        "deliveries.csv": {"2020/a.txt": {"city_code": "340200", "publisher": "某局"}},
        "2020/deliveries.csv": {"2020/a.txt": {"city_code": "340100"}},
    }
    merged = told(merge('{"publisher": "本局"}', state("2020/a.txt", lists)))
    assert merged == {
        "city_code": "340100",
        "publisher": "本局",
        "report_year": "2020",
        "stated_by": {"city_code": "2020/deliveries.csv", "report_year": "path"},
    }


def test_a_sidecar_alone_stays_as_it_was_delivered_and_cannot_name_sources() -> None:
    assert merge('{"title": "总结"}', "") == '{"title": "总结"}'
    spoofed = merge('{"stated_by": {"city_code": "path"}, "city_code": "340100"}', "")
    assert told(spoofed) == {"city_code": "340100"}


def test_a_silent_field_of_a_sidecar_leaves_the_word_to_others() -> None:
    merged = merge('{"report_year": "", "title": null}', state("2021/a.txt", {}))
    assert told(merged) == {"report_year": "2021", "stated_by": {"report_year": "path"}}


def test_a_member_of_a_container_has_a_path_of_its_own() -> None:
    around = state("2020/z.zip", {"deliveries.csv": {"2020/z.zip": {"publisher": "某局"}}})
    inner = {"2020/z.zip!/deliveries.csv": {"2020/z.zip!/b.txt": {"city_code": "340100"}}}
    stated = told(state("2020/z.zip!/b.txt", inner, around))
    assert stated["publisher"] == "某局"
    assert stated["city_code"] == "340100"
    assert stated["report_year"] == "2020"
    assert told(state("2020/z.zip!/2019/c.txt", inner, around))["report_year"] == "2019"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_as_spreadsheets_save_it(encoding: str, delimiter: str) -> None:
    table = HEADER + "甲.txt,340100000000,2021年,2022/3/5,https://example.org/a,合肥市民政局,x\n\n"
    content = table.replace(",", delimiter).replace("\n", "\r\n").encode(encoding)
    found = read_list(content, "sub/deliveries.csv", ["sub/甲.txt"])
    assert found.complaints == []
    assert found.statements == {
        "sub/甲.txt": {
            "city_code": "340100",
            "report_year": "2021",
            "published_at": "2022-03-05",
            "source_url": "https://example.org/a",
            "publisher": "合肥市民政局",
        }
    }


def test_rows_that_cannot_be_used_are_told_with_line_and_remedy_and_the_rest_is_used() -> None:
    rows = (
        "a.txt,340100,2021,,,,\n"
        "b.txt,999999,2021,,,,\n"
        "b.txt,340100,12,,,,\n"
        "b.txt,340100,2021,2021-02-30,,,\n"
        ",340100,2021,,,,\n"
        "gone.txt,340100,2021,,,,\n"
        "a.txt,340200,2021,,,,\n"
        "..\\folder\\c.txt,,2020,,,,\n"
        ".\\folder\\c.txt,,2020,,,,\n"
    )
    names = ["a.txt", "b.txt", "folder/c.txt"]
    found = read_list((HEADER + rows).encode(), "deliveries.csv", names)
    assert found.statements == {
        "a.txt": {"city_code": "340100", "report_year": "2021"},
        "folder/c.txt": {"report_year": "2020"},
    }
    assert [complaint.split(":")[0] for complaint in found.complaints] == [
        f"deliveries.csv, line {line}" for line in (3, 4, 5, 6, 7, 8, 9)
    ]
    assert all(complaint.endswith(".") for complaint in found.complaints)
    assert found.is_waiting


@pytest.mark.parametrize(
    "content", [b"", b"name,year\na.txt,2021\n", b"\xff\xfe\x00\x81", b"\x00" * 9, b"PK\x03\x04"]
)
def test_what_is_no_list_is_told_once(content: bytes) -> None:
    found = read_list(content, "deliveries.csv", ["a.txt"])
    assert found.statements == {}
    assert len(found.complaints) == 1
    assert found.complaints[0].startswith("deliveries.csv: ")


def test_a_thousand_bad_rows_are_told_in_a_few() -> None:
    content = (HEADER + "a.txt,nowhere,2021,,,,\n" * 1000).encode()
    complaints = read_list(content, "deliveries.csv", ["a.txt"]).complaints
    assert len(complaints) == 21
    assert "980 more rows" in complaints[-1]


@given(st.binary(max_size=300))
def test_any_bytes_make_a_list_or_a_complaint(content: bytes) -> None:
    read_list(content, "deliveries.csv", ["a.txt"])
    read_list(HEADER.encode() + content, "deliveries.csv", ["a.txt"])

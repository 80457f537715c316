"""The catalogue as a frame: wholes and parts agree, and a code means one thing at a time."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from orchestration.extraction.reference import REFERENCE, read_table

Row = dict[str, str]
ROWS: dict[str, Row] = {row["indicator_id"]: row for row in read_table("indicators")}
CODES = read_table("mca_codes")
BRIDGE = read_table("indicator_mca_codes")
EVER = 9999


def overlap(a: Row, b: Row) -> bool:
    """Are there years in which both hold?"""
    return int(a["valid_from"]) <= int(b["valid_to"] or EVER) and int(b["valid_from"]) <= int(
        a["valid_to"] or EVER
    )


def wholes(indicator_id: str) -> list[str]:
    """What an indicator is a part of, nearest first; an indicator met twice ends the list."""
    found = [indicator_id]
    while (parent := ROWS[found[-1]]["parent_id"]) and parent not in found:
        found.append(parent)
    return [*found[1:], parent] if parent else found[1:]


def test_every_whole_is_an_indicator_and_no_whole_is_its_own_part() -> None:
    assert {row["parent_id"] for row in ROWS.values()} - {""} <= ROWS.keys()
    assert not [i for i in ROWS if i in wholes(i)]


@pytest.mark.parametrize("field", ["unit", "kind"])
def test_a_part_is_counted_as_its_whole_is(field: str) -> None:
    parts = [row for row in ROWS.values() if row["parent_id"]]
    assert len(parts) > 100
    assert not [p["indicator_id"] for p in parts if p[field] != ROWS[p["parent_id"]][field]]


def test_a_part_is_not_allowed_more_than_its_whole() -> None:
    too_much = [
        row["indicator_id"]
        for row in ROWS.values()
        if row["parent_id"] and float(row["value_max"]) > float(ROWS[row["parent_id"]]["value_max"])
    ]
    assert not too_much


def test_a_sum_has_several_parts() -> None:
    parts: dict[str, list[str]] = {}
    for row in ROWS.values():
        if row["adds_up"] == "true":
            parts.setdefault(row["parent_id"], []).append(row["indicator_id"])
    assert len(parts) > 20
    assert "" not in parts
    assert not {whole for whole, of_it in parts.items() if len(of_it) < 2}


def test_every_row_of_the_catalogue_is_complete() -> None:
    for row in ROWS.values():
        needed = ("name_zh", "name_en", "description_zh", "description_en", "range_reason")
        assert all(row[field] for field in needed), row["indicator_id"]
        assert row["adds_up"] in ("true", "false"), row["indicator_id"]


def test_a_place_in_the_outline_is_a_path_without_gaps() -> None:
    paths = [row["outline_zh"] for row in ROWS.values() if row["outline_zh"]]
    assert len(paths) > 200
    assert not [path for path in paths if not all(path.split("/"))]


def test_a_code_means_one_indicator_at_a_time() -> None:
    for a, b in combinations(BRIDGE, 2):
        if a["code"] == b["code"] and overlap(a, b):
            same = ("indicator_id", "residence", "category")
            assert all(a[field] == b[field] for field in same), a["code"]


def test_a_code_has_one_name_at_a_time() -> None:
    for a, b in combinations(CODES, 2):
        assert a["code"] != b["code"] or not overlap(a, b), a["code"]


def test_what_a_code_means_lies_within_the_years_of_its_names() -> None:
    for row in BRIDGE:
        named = [code for code in CODES if code["code"] == row["code"]]
        assert min(int(code["valid_from"]) for code in named) <= int(row["valid_from"])
        assert int(row["valid_to"] or EVER) <= max(int(c["valid_to"] or EVER) for c in named)


def test_years_of_validity_ascend() -> None:
    for row in [*BRIDGE, *CODES]:
        assert int(row["valid_from"]) <= int(row["valid_to"] or EVER), row["code"]


def test_every_code_says_whose_it_is_and_where_it_was_seen() -> None:
    for row in CODES:
        assert row["scheme"] in ("form", "data_file", "statistics_bureau"), row["code"]
        assert row["form"], row["code"]
        assert row["source_doc"], row["code"]


def test_the_subtotal_of_townships_and_the_townships_proper_share_a_code() -> None:
    """What 乡 counts changed in 2020: up to then it held the ethnic townships."""
    meaning = {
        row["indicator_id"]: (row["valid_from"], row["valid_to"])
        for row in BRIDGE
        if row["code"] == "JZH011112000"
    }
    assert meaning == {"rural_townships": ("2019", "2019"), "ordinary_townships": ("2020", "")}


def test_the_figures_of_the_document_are_those_of_the_tables() -> None:
    text = (REFERENCE.parents[1] / "docs" / "catalogue.md").read_text("utf-8")
    schemes = {code["code"]: code["scheme"] for code in CODES}
    for scheme in set(schemes.values()):
        told = re.search(rf"\| `{scheme}` \|.*\| (\d+) \| (\d+) \|", text)
        coded = {row["indicator_id"] for row in BRIDGE if schemes[row["code"]] == scheme}
        n_codes = len({code for code, s in schemes.items() if s == scheme})
        assert told
        assert (int(told[1]), int(told[2])) == (n_codes, len(coded)), scheme
    assert f"{len(ROWS)} indicators in " in text
    assert f"{sum(bool(row['outline_zh']) for row in ROWS.values())} indicators have such" in text
    assert f"{len({row['indicator_id'] for row in BRIDGE})} indicators have a code" in text

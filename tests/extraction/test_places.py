"""The gazetteer: divisions by year, and their names in a text."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.places import CITIES_CSV
from orchestration.extraction.reference import read_table

CHANGES_CSV = CITIES_CSV.with_name("city_changes.csv")


def names(text: str, within: str | None = None, year: int | None = None) -> list[str]:
    """Return what the names in a text resolve to, skipping what stays open."""
    resolved = (places.resolve(m, within, year) for m in places.find_places(text))
    return [place.name for place in resolved if place is not None]


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("340100", None, "合肥市"),
        ("420600", 2008, "襄樊市"),
        ("420600", 2012, "襄阳市"),
        ("360703", 2020, "南康区"),
        ("110000", 2020, "北京市"),
        ("350524", 1850, "安溪县"),
        ("350524", 2090, "安溪县"),
    ],
)
def test_a_code_has_the_name_of_its_year(code: str, year: int | None, name: str) -> None:
    place = places.by_code(code, year)
    assert place is not None
    assert place.name == name


def test_unknown_codes_and_names_are_nothing() -> None:
    assert places.by_code("999999") is None
    assert places.by_name("不存在县") == ()
    assert places.children("999999") == ()
    assert places.parent("999999") is None
    assert places.parent("110000") is None


def test_children_are_those_of_the_year() -> None:
    before = {place.name for place in places.children("340200", 2018)}
    after = {place.name for place in places.children("340200", 2022)}
    assert "芜湖县" in before
    assert "湾沚区" not in before
    assert "湾沚区" in after
    assert "芜湖县" not in after
    assert {place.level for place in places.children("340000", 2020)} == {"prefecture"}
    assert all(place.level == "county" for place in places.children("310000", 2020))
    assert places.children("350524", 2011) == ()


def test_everyday_names_of_autonomous_units_are_known() -> None:
    assert [place.code for place in places.by_name("恩施州")] == ["422800"]
    assert names("北川县、凉山州和海南州") == [
        "北川羌族自治县",
        "凉山彝族自治州",
        "海南藏族自治州",
    ]


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("金安区入住41人,裕安区入住35人", "341500", ["金安区", "裕安区"]),
        ("金安、裕安两区", "341500", ["金安区", "裕安区"]),
        (
            "三台、盐亭、梓潼、平武、北川5县",
            "510700",
            ["三台县", "盐亭县", "梓潼县", "平武县", "北川羌族自治县"],
        ),
        ("三台、盐亭5县", "341500", []),
        ("鼓楼区养老", "320300", ["鼓楼区"]),
        ("鼓楼区养老", None, []),
        ("兴国镇新增41人", "360700", []),
        ("年内新建县级养老中心2个", "360100", []),
        ("适应城市发展,沿海城市先行", None, []),
        ("四县一区、城区与郊区", "340700", []),
        ("完成县(市)区退役军人服务", "621200", []),
        ("在成县召开", "621200", ["成县"]),
        ("合作市场建成", "623000", []),
        ("安徽省六安市金寨县", None, ["安徽省", "六安市", "金寨县"]),
    ],
)
def test_names_are_found_and_resolved_by_the_reporting_area(
    text: str, within: str | None, expected: list[str]
) -> None:
    assert names(text, within, 2020) == expected


def test_one_name_means_different_districts_in_different_cities() -> None:
    (mention,) = places.find_places("鼓楼区")
    codes = {
        city: place.code
        for city in ("320100", "320300", "350100", "410200")
        if (place := places.resolve(mention, city, 2020))
    }
    assert codes == {"320100": "320106", "320300": "320302", "350100": "350102", "410200": "410204"}


@given(st.text(alphabet="合肥市六安金寨县包河区南京鼓楼、,全。在成", max_size=60))
def test_mentions_are_ordered_spans_of_their_names(text: str) -> None:
    position = 0
    for mention in places.find_places(text):
        assert position <= mention.start < mention.end <= len(text)
        assert mention.candidates
        position = mention.end


def test_the_reference_table_is_sound_and_small() -> None:
    assert CITIES_CSV.stat().st_size < 1 << 20
    with CITIES_CSV.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    codes = {row["city_code"] for row in rows}
    assert {row["level"] for row in rows} == {"province", "prefecture", "county"}
    current = [row["city_code"] for row in rows if not row["valid_to"]]
    assert len(current) == len(set(current))
    for row in rows:
        assert len(row["city_code"]) == 6
        assert row["parent_code"] in codes or row["level"] == "province"
        assert row["province_code"] == row["city_code"][:2] + "0000"
        assert not row["valid_to"] or int(row["valid_from"]) <= int(row["valid_to"])


def test_every_change_leads_from_and_to_a_known_division() -> None:
    with CHANGES_CSV.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["kind"] for row in rows} == {"recode", "rename", "upgrade", "merge"}
    for row in rows:
        year = int(row["year"])
        old, new = places.by_code(row["old_code"], year - 1), places.by_code(row["new_code"], year)
        assert old is not None
        assert new is not None
        assert (old.name, new.name) == (row["old_name"], row["new_name"])


def test_the_gazetteer_is_read_only_when_a_place_is_asked_for() -> None:
    code = (
        "import orchestration.extraction.discourse.places as p;"
        "assert p._gazetteer.cache_info().currsize == 0;"
        "p.by_code('340100'); assert p._gazetteer.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_gazetteer_loads_fast() -> None:
    places._gazetteer.cache_clear()
    started = time.process_time()
    places.by_code("340100")
    assert time.process_time() - started < 0.5


CUES = read_table("place_cues")


@pytest.mark.parametrize("row", CUES, ids=lambda row: f"{row['role']}_{row['pattern'][:8]}")
def test_each_cue_is_held_by_its_example(row: dict[str, str]) -> None:
    assert re.search(row["pattern"], row["example"])
    others = [other for other in CUES if other["role"] == row["role"] and other is not row]
    kept = [other for other in others if re.search(other["pattern"], row["example"])]
    assert all(other["pattern"] in row["pattern"] for other in kept)  # 郊区 in 市郊区


def test_everyday_names_stand_for_divisions_of_the_table() -> None:
    for row in read_table("city_everyday_names"):
        found = {place.name for place in places.by_name(row["everyday_zh"])}
        assert row["name_zh"] in found


def test_a_short_name_that_ends_in_its_kind_is_not_cut_out_of_a_word() -> None:
    assert places.find_places("抵达旗舰店") == ()
    assert [mention.candidates[0].name for mention in places.find_places("在达旗召开")] == [
        "达拉特旗"
    ]


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("yulin", {"450900", "610800"}),
        ("ningxian", {"621026"}),
        ("liupanshui", {"520200"}),
        ("zz", set()),
    ],
)
def test_hosts_name_divisions_in_pinyin(word: str, codes: set[str]) -> None:
    assert {place.code for place in places.by_pinyin(word)} == codes

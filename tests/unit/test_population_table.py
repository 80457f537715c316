"""The census table adds up to what was published, under codes that were valid in its year."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "seeds" / "reference"
# What the census office published for the mainland, without the armed forces.
NATION = {2000: 1_242_612_226, 2010: 1_332_810_869, 2020: 1_409_778_724}
# The least that is listed: (provinces, prefectures, counties), of 31, 333 and about 2,850.
LISTED = {1990: (29, 0, 0), 2000: (31, 268, 2_117), 2010: (31, 333, 2_854), 2020: (31, 333, 2_841)}

Area = tuple[str, str, str]  # level, parent, province


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def areas(year: int) -> dict[str, Area]:
    return {
        row["city_code"]: (row["level"], row["parent_code"], row["province_code"])
        for row in rows("cities")
        if int(row["valid_from"]) <= year <= int(row["valid_to"] or 9999)
    }


def census(year: int) -> dict[str, int]:
    return {
        row["city_code"]: int(row["population"])
        for row in rows("population")
        if row["year"] == str(year)
    }


@pytest.mark.parametrize("year", NATION)
def test_the_provinces_add_up_to_the_nation(year: int) -> None:
    levels = areas(year)
    people = census(year)
    assert sum(n for code, n in people.items() if levels[code][0] == "province") == NATION[year]


@pytest.mark.parametrize("year", [2010, 2020])
def test_the_prefectures_of_a_province_add_up_to_it(year: int) -> None:
    levels = areas(year)
    people = census(year)
    parts: dict[str, int] = defaultdict(int)
    for code, n in people.items():
        level, parent, province = levels[code]
        if level != "province" and parent == province:
            parts[province] += n
    assert len(parts) == 31
    off = {code: n / people[code] for code, n in parts.items()}
    assert {code for code, ratio in off.items() if abs(ratio - 1) > 0.01} == set()


@pytest.mark.parametrize("year", LISTED)
def test_every_area_stands_under_a_code_of_its_year_and_none_is_lost(year: int) -> None:
    levels = areas(year)
    people = census(year)
    assert set(people) <= set(levels)
    counts = [
        sum(levels[c][0] == level for c in people) for level in ("province", "prefecture", "county")
    ]
    assert tuple(counts) == LISTED[year]


def test_every_figure_names_its_publication_and_no_place_of_ours() -> None:
    for row in rows("population"):
        assert "普查" in row["source"]
        assert not row["source_url"] or row["source_url"].startswith("https://")

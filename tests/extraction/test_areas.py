"""Facts about a part of the reporting area, or about one institution, say so."""

from __future__ import annotations

import pytest

from orchestration.extraction import Fact, extract
from orchestration.extraction.subjects.lexicon import read_table


def _counties() -> dict[str, list[str]]:
    """Names of today's counties by the code of their city; those of two at least."""
    counties: dict[str, list[str]] = {}
    for row in read_table("cities"):
        if row["level"] == "county" and not row["valid_to"] and row["name_zh"].endswith("县"):
            counties.setdefault(row["parent_code"], []).append(row["name_zh"])
    return {code: names for code, names in counties.items() if len(names) >= 2}


COUNTIES = _counties()
MANY = sorted(COUNTIES)[:: max(1, len(COUNTIES) // 12)]
FEW = MANY[:4]


def facts(text: str, city: str) -> list[Fact]:
    return extract(text, {"city_code": city, "report_year": 2021}).facts


@pytest.mark.parametrize("city", MANY)
def test_the_counties_of_a_city_are_parts_of_its_area(city: str) -> None:
    first, second = COUNTIES[city][:2]
    text = f"全市共有养老机构124家。{first}有养老机构12家，{second}有养老机构15家。"
    assert [f.area for f in facts(text, city)] == ["", first, second]


@pytest.mark.parametrize("city", FEW)
def test_a_list_of_counties_is_one_area(city: str) -> None:
    first, second = COUNTIES[city][:2]
    fact = facts(f"在{first}、{second}建成养老机构12家。", city)[0]
    assert first in fact.area
    assert second in fact.area


@pytest.mark.parametrize("city", FEW)
def test_the_whole_area_is_meant_again_once_it_is_named(city: str) -> None:
    county = COUNTIES[city][0]
    text = f"{county}有养老机构12家，全市共有养老机构124家。"
    assert [f.area for f in facts(text, city)] == [county, ""]


@pytest.mark.parametrize("city", FEW)
def test_an_area_ends_with_its_sentence(city: str) -> None:
    county = COUNTIES[city][0]
    text = f"{county}有养老机构12家。养老床位3000张。"
    assert [f.area for f in facts(text, city)] == [county, ""]


@pytest.mark.parametrize("city", FEW)
@pytest.mark.parametrize("verb", ["新建", "改造", "现有", "建成"])
def test_a_verb_is_no_part_of_the_name_of_an_institution(city: str, verb: str) -> None:
    county = COUNTIES[city][0]
    assert facts(f"{county}{verb}敬老院3所。", city)[0].area == county


@pytest.mark.parametrize("city", FEW)
def test_each_value_of_a_list_of_places_has_its_own(city: str) -> None:
    first, second = COUNTIES[city][:2]
    text = f"{first}、{second}分别建成养老机构12家、15家。"
    assert [f.area for f in facts(text, city)] == [first, second]


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("市救助管理站救助流浪乞讨人员300人次。", "市救助管理站"),
        ("市儿童福利院现有孤儿45名。", "市儿童福利院"),
        ("市社会福利院现有床位300张。", "市社会福利院"),
        ("全市救助流浪乞讨人员300人次。", ""),
        ("全市儿童福利院共有孤儿45名。", ""),
        ("各县养老机构共有床位300张。", ""),
    ],
)
def test_one_institution_is_an_area_and_all_of_them_are_none(text: str, area: str) -> None:
    assert facts(text, MANY[0])[0].area == area


@pytest.mark.parametrize("city", FEW)
def test_a_place_that_is_only_visited_is_no_area(city: str) -> None:
    county = COUNTIES[city][0]
    assert facts(f"组织人员赴{county}考察养老机构12家。", city)[0].area == ""
    assert facts(f"市民政局与{county}共建养老机构12家。", city)[0].area == ""

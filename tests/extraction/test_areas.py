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


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        (
            "临时救助24户。其中大坪镇2户9人,救助资金300元;石桥寨镇3户。",
            ["", *["大坪镇"] * 3, "石桥寨镇"],
        ),
        ("保障城镇困难家庭300户,供养五保老人90名。", ["", ""]),
        ("孤儿共90名,在市福利院长住的70名。", ["", ""]),
        ("市慈善总会全年筹款300万元,全市慈善支出400万元。", ["市慈善总会", ""]),
        ("推进市爱心照护中心扩建,设计床位90张。", ["市爱心照护中心"]),
        ("推进区域性福利院建设3所。", [""]),
        ("肥东县、肥西县等地的困难群众300人得到救助。", [""]),
        ("城区老年人安度晚年,救助标准提高到300元。", [""]),
        ("城区有低保对象300人,发放低保金90万元。", ["城区", "城区"]),
        ("有低保对象300人。全国共有低保对象4000万人。", ["", "全国"]),
        ("在全省率先建成助餐点30个,获评全国示范社区2个。", ["", ""]),
        (
            "一、全县情况\n低保对象900人。\n二、三沙镇\n低保对象300人。特困人员20人。",
            ["", "三沙镇", "三沙镇"],
        ),
    ],
)
def test_a_figure_belongs_to_the_place_its_own_words_name(text: str, areas: list[str]) -> None:
    assert [f.area for f in facts(text, "340100")] == areas


def test_a_figure_of_a_place_above_never_becomes_the_reporters_own() -> None:
    told = facts("全省平均每千名老人有床位31张,全县每千名老人有床位34张。", "340123")
    assert [f.area for f in told] == ["全省", ""]
    told = facts("合肥市共有养老机构124家,全县有养老机构12家。", "340123")
    assert [f.area for f in told] == ["合肥市", ""]


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("金寨县古碑镇2021年民政工作总结\n全镇有低保对象300人。\n", "古碑镇"),
        ("恩施市三岔土家族乡2021年工作总结\n全乡有低保对象300人。\n", "三岔土家族乡"),
        ("六安市救助管理站2021年工作总结\n救助流浪乞讨人员300人次。\n", "六安市救助管理站"),
        ("金寨县民政局2021年工作总结\n古碑镇有低保对象300人。全县有低保对象9000人。\n", "古碑镇"),
    ],
)
def test_a_town_or_institution_reports_on_itself(text: str, area: str) -> None:
    assert extract(text).facts[0].area == area


def test_a_county_in_a_provinces_report_is_a_part_of_it() -> None:
    told = facts("全省有养老机构900家。金寨县有养老机构12家。", "340000")
    assert [f.area for f in told] == ["", "金寨县"]


@pytest.mark.parametrize("year", [None, 1900, 2040, 2999])
def test_a_year_in_which_no_division_stands_stops_nothing(year: int | None) -> None:
    text = "崇文区预计2040年老年人口达到80万人,其中市区300人、县城900人。鼓楼区有400人。\n"
    told = extract(text, {"report_year": year} if year else {}).facts
    assert [f.area for f in told[1:3]] == ["市区", "县城"]


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        (
            "县慈善总会2021年总结\n县慈善总会募得善款90万元。资助学生30人。"
            "在全县建成爱心超市3个。\n",
            ["县慈善总会"] * 3,
        ),
        (
            "年内,县慈善总会募得善款90万元。资助学生30人。县慈善总会还慰问老人60人。",
            ["县慈善总会"] * 3,
        ),
        ("县慈善总会、县民政局共慰问老人60人。", [""]),
        ("年内,全乡有低保对象300人,全乡特困人员9人。双塔乡敬老院扩建。", ["双塔乡"] * 2),
        ("全县低保标准如下:我县各区每人400元,三县每人300元。", ["各区", "三县"]),
        ("低保标准山区每人每月8元,平原6元。", ["山区", "平原"]),
        ("山区每人每月8元。", [""]),
        ("全县特困人员90人,本级特困人员30人,其中分散供养9人。", ["", "", "本级"]),
        (
            "二是重点对青山农场开展救助。救助低保对象30人。三是加强管理。救助孤儿3人。",
            ["青山农场", ""],
        ),
        ("六个县市有低保对象300人,发放低保金90万元。", ["六个县市"] * 2),
        ("标准五城区由260元、六个县市由240元提高。", ["五城区", "六个县市"]),
        ("三和二乡的老人300人。", [""]),
    ],
)
def test_parts_and_bodies_are_areas_where_the_text_tells_them_apart(
    text: str, areas: list[str]
) -> None:
    assert [f.area for f in facts(text, "340123")] == areas


def test_a_bracket_behind_the_whole_says_what_it_covers() -> None:
    told = facts("全市(肥东、肥西)有低保对象300人;发放低保金90万元。", "340100")
    assert [f.area for f in told] == ["肥东、肥西"] * 2


def test_the_whole_of_a_county_named_is_that_county() -> None:
    told = facts("肥东县受灾,全县转移老人300人,全市转移900人。", "340100")
    assert [f.area for f in told] == ["肥东县", ""]


@pytest.mark.parametrize(
    ("text", "area"),
    [("肥東縣有低保對象300人。", "肥東縣"), ("肥 西 县有低保对象300人。", "肥 西 县")],
)
def test_an_area_is_quoted_as_printed(text: str, area: str) -> None:
    assert facts(text, "340100")[0].area == area


def test_a_pronunciation_behind_a_character_is_no_part_of_the_text() -> None:
    told = facts("肥東縣400元,肥(féi)西縣300元。", "340100")
    assert [f.area for f in told] == ["肥東縣", "肥(féi)西縣"]

"""Which words belong to which number: lists, 分别, 其中, brackets, 前者 and 后者."""

from __future__ import annotations

import pytest
from extraction.generated import SIDECAR

from orchestration.extraction import extract
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.quantities.scan import scan
from orchestration.extraction.structure.mentions import read_structure
from orchestration.extraction.text.cleaning import clean


class Read:
    """The mentions of a text, with their spans as words."""

    def __init__(self, text: str) -> None:
        self.text = clean(text).text
        self.quantities, _ = scan(self.text)
        self.mentions = read_structure(self.text, read_layout(self.text), self.quantities)

    def words(self, span: tuple[int, int] | None) -> str:
        return "" if span is None else self.text[slice(*span)]

    def quote(self, index: int | None) -> str:
        if index is None:
            return ""
        quantity = self.mentions[index].quantity
        return self.text[quantity.start : quantity.end]

    @property
    def conjuncts(self) -> list[str]:
        return [self.words(m.conjunct) for m in self.mentions]

    @property
    def wholes(self) -> list[str]:
        return [self.quote(m.whole) for m in self.mentions]

    @property
    def antecedents(self) -> list[str]:
        return [self.quote(m.antecedent) for m in self.mentions]


@pytest.mark.parametrize(
    ("text", "conjuncts"),
    [
        ("全市社会团体、基金会分别为120家、8家。", ["全市社会团体", "基金会"]),
        (
            "社会团体、民办非企业单位和基金会分别有120家、300家和8家。",
            ["社会团体", "民办非企业单位", "基金会"],
        ),
        ("结婚登记与离婚登记分别为5000对与1200对。", ["结婚登记", "离婚登记"]),
        ("社会团体、基金会、民办非企业单位分别有120家、8家。", ["", ""]),
        ("“留守、困境”儿童和孤儿分别为500人、60人。", ["“留守、困境”儿童", "孤儿"]),
        ("养老机构120家、床位3万张。", ["", ""]),
    ],
)
def test_each_value_of_a_distribution_gets_its_own_subject(text: str, conjuncts: list[str]) -> None:
    assert Read(text).conjuncts == conjuncts


def test_values_by_unit_are_distributed_series_by_series() -> None:
    read = Read("城市低保、农村低保分别保障3214户5870人、4105户7933人。")
    assert read.conjuncts == ["城市低保", "城市低保", "农村低保", "农村低保"]


def test_values_that_follow_one_another_form_one_run() -> None:
    read = Read("城乡标准分别为650元、550元，养老机构120家。")
    runs = [[read.quote(i) for i in m.run] for m in read.mentions]
    assert runs == [["650元", "550元"], ["650元", "550元"], ["120家"]]


@pytest.mark.parametrize(
    ("text", "wholes"),
    [
        ("养老机构124家，其中公办71家、民办53家。", ["", "124家", "124家"]),
        ("养老机构124家(公办71家、民办53家)，床位3万张。", ["", "124家", "124家", ""]),
        ("养老机构124家（其中公办71家），床位3万张。", ["", "124家", ""]),
        ("养老机构124家，包括公办71家。", ["", "124家"]),
        ("养老机构124家，其中公办71家；床位3万张。", ["", "124家", ""]),
        ("养老机构124家，床位3万张。", ["", ""]),
    ],
)
def test_parts_know_their_whole(text: str, wholes: list[str]) -> None:
    assert Read(text).wholes == wholes


def test_what_stands_before_a_number_ends_at_the_comma() -> None:
    read = Read("加强养老服务，全市共有养老机构124家，床位3万张。")
    assert [read.words(m.left) for m in read.mentions] == ["全市共有养老机构", "床位"]
    assert read.words(read.mentions[0].before) == "加强养老服务,"


def test_the_noun_after_a_number_ends_where_the_next_thing_begins() -> None:
    read = Read("建成124家养老机构、3个服务中心，培训500名护理员。")
    assert [read.words(m.right) for m in read.mentions] == ["养老机构", "服务中心", "护理员"]


def test_a_subject_is_carried_on_but_not_across_sentences() -> None:
    read = Read("城市低保1.2万户，2.3万人。农村低保3万户。")
    assert read.antecedents == ["", "1.2万户", ""]


def test_the_former_and_the_latter_point_back() -> None:
    read = Read("社会团体、基金会分别为120家、8家，前者比上年增加5家，后者比上年增加2家。")
    assert read.antecedents[2:] == ["120家", "8家"]


def test_the_former_needs_two_values_in_its_own_sentence() -> None:
    read = Read("社会团体、基金会分别为120家、8家。前者比上年增加5家。")
    assert not read.mentions[2].mapped


def test_a_bracket_that_only_glosses_does_not_part_the_clause() -> None:
    read = Read("全市共有养老机构(含敬老院)124家。")
    assert read.words(read.mentions[0].left) == "全市共有养老机构(含敬老院)"


def test_page_furniture_is_not_read() -> None:
    read = Read("来源：本站 浏览次数：1234次\n2021年工作总结\n全市共有养老机构124家。\n")
    assert [read.quote(m.index) for m in read.mentions] == ["124家"]


def test_every_quantity_of_a_readable_sentence_is_mentioned_once_and_in_order() -> None:
    read = Read("甲3家、乙4家（其中丙2家），丁从5人增加到6人；戊分别为7户、8户。" * 3)
    assert [m.index for m in read.mentions] == list(range(len(read.quantities)))
    assert [m.quantity for m in read.mentions] == read.quantities


# -- what it comes to ---------------------------------------------------------------------


def told(text: str) -> list[tuple[str, str | None, str, str]]:
    facts = extract(text, SIDECAR).facts
    return [(f.quote, f.indicator_id, f.residence, f.category) for f in facts]


@pytest.mark.parametrize(
    "text",
    [
        "城市低保标准每人每月650元，农村低保标准每人每月550元。",
        "城乡低保标准分别为每人每月650元、550元。",
        "城乡低保标准分别为每人每月650元和550元。",
        "城市、农村低保标准分别提高到每人每月650元、550元。",
        "城市和农村低保标准分别达到每人每月650元和550元。",
        "低保标准城市每人每月650元，农村每人每月550元。",
    ],
)
def test_one_statement_in_many_shapes_is_one_reading(text: str) -> None:
    assert told(text) == [
        ("650元", "dibao_standard", "urban", ""),
        ("550元", "dibao_standard", "rural", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全市共有特困人员1000人，其中集中供养300人，分散供养700人。",
        "全市共有特困人员1000人（集中供养300人、分散供养700人）。",
        "全市共有特困人员1000人，其中：集中供养300人、分散供养700人。",
    ],
)
def test_a_breakdown_in_many_shapes_is_one_reading(text: str) -> None:
    assert told(text) == [
        ("1000人", "destitute_persons", "total", ""),
        ("300人", "destitute_persons", "total", "centralised"),
        ("700人", "destitute_persons", "total", "dispersed"),
    ]


def test_values_side_by_side_share_their_subject() -> None:
    households, persons = told("全市共有城市低保对象1.2万户2.3万人。")
    assert households[1:] == ("dibao_households", "urban", "")
    assert persons[1:] == ("dibao_persons", "urban", "")


def test_a_quantity_may_stand_before_its_noun() -> None:
    for text in ("全市124家养老机构全部通过验收。", "全市养老机构124家。"):
        assert told(text)[0][1] == "elderly_care_institutions", text

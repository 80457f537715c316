"""From words to the catalogue, or to nothing; and what a reading says besides."""

from __future__ import annotations

import pytest
from extraction.generated import SIDECAR

from orchestration.extraction import Fact, extract
from orchestration.extraction.settle.choice import weights
from orchestration.extraction.subjects import acceptance


def facts(text: str) -> list[Fact]:
    return extract(text, SIDECAR).facts


def only(text: str) -> Fact:
    found = facts(text)
    assert len(found) == 1, [f.quote for f in found]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "全市共有图书馆12家。",
        "全市共有农民专业合作社1200家。",
        "全市新增就业3.2万人。",
        "全市实现旅游收入12亿元。",
        "全市粮食播种面积30万亩。",
        "全市共有幼儿园320所。",
        "发放创业担保贷款3.5亿元。",
        "全市共有民警1200人。",
    ],
)
def test_linking_abstains_where_the_catalogue_has_nothing(text: str) -> None:
    fact = only(text)
    assert fact.indicator_id is None
    assert fact.label


@pytest.mark.parametrize(
    "text",
    [
        "全市低保对象中考入大学的学生43名。",
        "养老机构消防设施改造项目12个。",
        "为孤儿捐赠图书1200册。",
    ],
)
def test_a_word_of_the_catalogue_near_by_makes_no_indicator(text: str) -> None:
    assert only(text).indicator_id is None


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("全市共有低保对象2.3万人。", "dibao_persons"),
        ("全市纳入最低生活保障2.3万人。", "dibao_persons"),
        ("全市2.3万人享受低保。", "dibao_persons"),
        ("全市共有低保家庭1.2万户。", "dibao_households"),
        ("累计发放低保金3.2亿元。", "dibao_expenditure"),
        ("全市共有特困供养人员3200人。", "destitute_persons"),
        ("发放临时救助资金1200万元。", "temporary_assistance_expenditure"),
        ("实施临时救助3200人次。", "temporary_assistance_person_times"),
        ("全市共有孤儿320名。", "orphans"),
        ("全市共有事实无人抚养儿童320名。", "deprived_children"),
        ("办理结婚登记5000对。", "marriage_registrations"),
        ("办理离婚登记1200对。", "divorce_registrations"),
        ("全市共有社会组织1234家。", "social_organizations"),
        ("全市共有注册志愿者12万人。", "registered_volunteers"),
        ("销售福利彩票2.3亿元。", "welfare_lottery_sales"),
        ("全市共有养老床位3.2万张。", "elderly_care_beds"),
        ("全市共有养老机构124家。", "elderly_care_institutions"),
        ("救助流浪乞讨人员1200人次。", "vagrant_assistance_person_times"),
    ],
)
def test_the_usual_names_of_indicators_are_known(text: str, indicator: str) -> None:
    assert only(text).indicator_id == indicator


def test_the_unit_decides_between_siblings() -> None:
    found = facts("全市发放困难残疾人生活补贴1200万元，惠及1.2万人，补贴标准每人每月80元。")
    assert [f.indicator_id for f in found] == [
        "disability_living_allowance_expenditure",
        "disability_living_allowance_persons",
        "disability_living_allowance_standard",
    ]


def test_an_indicator_is_never_given_a_unit_it_cannot_have() -> None:
    assert only("全市养老机构占地1200平方米。").indicator_id != "elderly_care_institutions"
    assert only("全市低保对象养鸡1200只。").indicator_id != "dibao_persons"


def test_candidates_come_best_first_and_begin_with_the_choice() -> None:
    fact = only("全市共有特困供养人员3200人。")
    scores = [float(str(c["score"])) for c in fact.candidates]
    assert fact.candidates[0]["indicator_id"] == fact.indicator_id
    assert scores == sorted(scores, reverse=True)


def test_confidence_is_a_probability() -> None:
    text = "全市共有养老机构124家，床位3万张，图书馆12家，其中3家，分别为4人、5户。"
    assert all(0 < f.confidence < 1 for f in facts(text))


def test_a_label_is_a_short_name_without_the_number() -> None:
    for text in ("图书馆12家。", "新建养老服务设施面积1200平方米。", "发放创业担保贷款3.5亿元。"):
        label = only(f"全市{text}").label
        assert 0 < len(label) <= 40
        assert not any(c.isdigit() for c in label), label


# -- change, level, plan --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure", "number"),
    [
        ("全市低保对象比上年增加300人。", "change_abs", 300),
        ("全市低保对象比上年减少300人。", "change_abs", -300),
        ("全市低保对象达到3万人。", "level", 3),
        ("全市低保对象增加到3万人。", "level", 3),
        ("全市低保对象减少到3万人。", "level", 3),
        ("销售福利彩票同比增长12%。", "change_pct", 12),
        ("销售福利彩票同比下降12%。", "change_pct", -12),
        ("销售福利彩票较上年增长12%。", "change_pct", 12),
        ("销售福利彩票增速为-12%。", "change_pct", -12),
        ("销售福利彩票同比-12%。", "change_pct", -12),
        ("销售福利彩票下降-12%。", "change_pct", -12),
        ("销售福利彩票同比+12%。", "change_pct", 12),
        ("养老机构入住率12-15%。", "share", 12),
        ("新增养老机构12家。", "increment", 12),
        ("全市新建养老机构12家。", "increment", 12),
        ("社区养老服务设施覆盖率达到98%。", "level", 98),
    ],
)
def test_changes_are_told_from_levels(text: str, measure: str, number: int) -> None:
    fact = only(text)
    assert (fact.measure, fact.number) == (measure, number)


def test_from_a_to_b_is_an_old_and_a_new_level() -> None:
    found = facts("城市低保标准由每人每月600元提高到650元。")
    assert [(f.number, f.measure, f.indicator_id) for f in found] == [
        (600, "level", "dibao_standard"),
        (650, "level", "dibao_standard"),
    ]


def test_a_change_is_of_what_was_counted_before_it() -> None:
    level, change = facts("销售福利彩票2.3亿元，同比增长12%。")
    assert (change.indicator_id, change.measure) == (level.indicator_id, "change_pct")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("力争新增养老床位500张。", "target"),
        ("计划新增养老床位500张。", "target"),
        ("2022年，将新增养老床位500张。", "target"),
        ("确保养老床位达到3000张。", "target"),
        ("新增养老床位500张。", "actual"),
        ("完成年度计划，新增养老床位500张。", "actual"),
        ("已新增养老床位500张。", "actual"),
    ],
)
def test_plans_are_told_from_what_was_done(text: str, status: str) -> None:
    assert only(text).status == status


def test_a_section_of_plans_makes_targets_without_any_word() -> None:
    text = (
        "2021年工作总结\n一、2021年工作\n新增养老床位500张。\n"
        "二、2022年工作计划\n新增养老床位800张。\n"
    )
    done, planned = facts(text)
    assert (done.status, planned.status) == ("actual", "target")
    assert planned.period_end is not None
    assert planned.period_end.year == 2022


@pytest.mark.parametrize(
    ("word", "residence"),
    [("城市", "urban"), ("城镇", "urban"), ("农村", "rural"), ("城乡", "total"), ("", "total")],
)
def test_residence_is_read_from_the_words(word: str, residence: str) -> None:
    assert only(f"{word}低保对象3000人。").residence == residence


def test_residence_is_carried_to_the_next_value_and_not_beyond_a_semicolon() -> None:
    text = "城市低保对象1.2万户、2.3万人，发放低保金1200万元；全市共有孤儿320名。"
    assert [f.residence for f in facts(text)] == ["urban", "urban", "urban", "total"]


# -- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "全市共有低保对象3.1万人。取暖费补贴60万元。",
        "全年发放低保金3亿元，装修费62万元。",
        "全年医疗救助4200人次，发放冬衣380人次。",
    ],
)
def test_a_noun_of_its_own_refuses_the_subject_before(text: str) -> None:
    assert facts(text)[-1].indicator_id is None


@pytest.mark.parametrize(
    "text",
    [
        "为860名特困供养对象发放一次性补贴。",
        "全市低保家庭老年人912名。",
        "今年有120名渔业工匠纳入农村低保。",
        "全年完成46个村委会污水治理。",
    ],
)
def test_an_event_of_some_is_not_how_many_there_are(text: str) -> None:
    assert only(text).indicator_id is None


def test_households_are_no_townships() -> None:
    found = facts("东岭镇2户9人，凤河街道3户8人。")
    assert {f.indicator_id for f in found} == {None}
    assert [f.unit_raw for f in found] == ["household", "person"] * 2


def test_persons_are_not_counted_as_person_times_beside_persons() -> None:
    assert only("全市低保对象1.2万人。").unit_raw == "person"
    assert only("此次提标惠及低保对象1.2万人。").indicator_id == "dibao_persons"


def test_a_standard_is_no_outlay() -> None:
    assert only("价格补贴标准为每人每月45元。").indicator_id is None


def test_a_change_of_the_uncatalogued_is_uncatalogued() -> None:
    found = facts("全市社会组织320家，带动就业3.4万人，较上年增加5.1%。")
    assert [f.indicator_id for f in found] == ["social_organizations", None, None]


# -- which side a number is of -----------------------------------------------------------------


def test_what_the_first_side_lacked_is_of_both() -> None:
    found = facts("城市低保对象3100人，农村低保对象8600人，支出资金5200万元。")
    assert [f.residence for f in found] == ["urban", "rural", "total"]


def test_where_each_side_has_its_money_it_keeps_it() -> None:
    text = "其中城市低保3100人，发放低保金900万元，农村低保8600人，发放低保金2000万元。"
    found = facts(f"全市低保对象1.2万人，{text}")
    assert [f.residence for f in found] == ["total", "urban", "urban", "rural", "rural"]


# -- labels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("截至目前，全市共开展防火知识讲座36场。", "防火知识讲座"),
        ("东岭镇新建停车位260个。", "新建停车位"),
        ("6月底前共建成图书馆12家。", "图书馆"),
    ],
)
def test_a_label_holds_no_time_no_place_and_no_filling(text: str, label: str) -> None:
    assert only(text).label == label


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("福利彩票销售7.7亿元，其中双色球销售1.9亿元。", None),
        (
            "全年发放困难残疾人生活补贴和重度残疾人护理补贴4600万元。",
            "disability_two_allowances_expenditure",
        ),
        ("全年实施临时救助80户210人，其中颍州区11户29人。", "temporary_assistance_person_times"),
        ("年末享受高龄津贴的老年人2.6万人，其中80-89周岁2.1万人。", None),
        ("年末特困人员900人，发放生活补贴和照料护理补贴760万元。", "destitute_expenditure"),
    ],
)
def test_the_last_number_is_what_its_own_words_make_it(text: str, second: str | None) -> None:
    assert facts(text)[-1].indicator_id == second


def test_a_feature_without_weight_leaves_a_number_uncatalogued(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "年末共有低保对象3.1万人。"
    assert only(text).indicator_id == "dibao_persons"
    acceptance._weight.cache_clear()
    monkeypatch.setattr(acceptance, "weights", lambda _: {})
    assert only(text).indicator_id is None
    acceptance._weight.cache_clear()


def test_every_weight_of_the_subject_is_of_a_feature_that_is_asked() -> None:
    asked = {
        "candidate", "score", "ahead", "near", "kind", "unit", "domain", "id", "origin", "first",
        "after_none", "after_same", "after_domain", "after_other", "act", "state", "new", "part",
        "foreign", "topics", "beside", "against", "plain", "word", "genre", "ends", "conjunct",
        "follows", "attached", "gap", "adjacent", "left_residue", "right_residue", "noun", "far",
        "before", "carried", "heading", "last", "none", "said",
    }  # fmt: skip
    assert {name.partition(":")[0] for name in weights(acceptance.FIELD)} <= asked

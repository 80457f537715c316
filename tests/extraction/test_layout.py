"""Title, headings, sentences and roles are read from the shape of a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.extraction.layout.lines import page_role
from orchestration.extraction.layout.sections import opening_role, section_role, title_role
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.model import Sentence
from orchestration.extraction.text.cleaning import clean

LINES = st.lists(
    st.text(
        alphabet="一二三、(四)是要第年月日 1234.:;,。!?“”【】—①全市低保人下步计划\t>注来源发布日",
        max_size=40,
    ),
    max_size=12,
).map("\n".join)


def rows(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Return role, headings and text of each sentence."""
    return [
        (s.role, tuple(h.text for h in s.headings), text[s.start : s.end])
        for s in read_layout(text)
    ]


def find(text: str, words: str) -> Sentence:
    """Return the sentence that contains the words."""
    return next(s for s in read_layout(text) if words in text[s.start : s.end])


def headings_of(text: str, words: str) -> tuple[str, ...]:
    return tuple(heading.text for heading in find(text, words).headings)


def test_headings_nest_by_their_numbering() -> None:
    text = (
        "甲市民政局2020年工作总结\n"
        "一、主要工作\n(一)社会救助\n1.低保应保尽保。全市低保对象3万人。一是提高标准。城市低保每月600元。"
        "二是规范管理。清退88人。\n2.特困供养有力。特困1万人。\n(二)养老服务\n床位2万张。\n"
        "二、存在问题\n人手不足。\n"
    )
    assert headings_of(text, "3万人") == ("主要工作", "社会救助", "低保应保尽保")
    assert headings_of(text, "600元") == ("主要工作", "社会救助", "低保应保尽保", "提高标准")
    assert headings_of(text, "88人") == ("主要工作", "社会救助", "低保应保尽保", "规范管理")
    assert headings_of(text, "1万人") == ("主要工作", "社会救助", "特困供养有力")
    assert headings_of(text, "2万张") == ("主要工作", "养老服务")
    assert headings_of(text, "人手不足") == ("存在问题",)
    assert [h.level for h in find(text, "600元").headings] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("paragraph", "words", "heading"),
    [
        ("【城市低保】东区每月700元。西区每月680元。", "西区", "城市低保"),
        ("一、强化救助,兜底有力。全年救助5人。", "全年", "强化救助,兜底有力"),
        ("——养老再扩容。新增床位200张。", "新增", "养老再扩容"),
        ("(1)殡葬改革。火化200具。", "火化", "殡葬改革"),
        ("①婚姻登记。登记200对。", "登记200对", "婚姻登记"),
        ("第一,强化救助。全年救助5人。", "全年", "强化救助"),
        ("社会救助方面:城市低保3人。农村低保5人。", "农村低保", "社会救助方面"),
        ("2.特困供养:特困3人。集中供养1人。", "集中供养", "特困供养"),
        ("第一部分 基本情况\n低保3人。", "低保", "基本情况"),
        ("十一、民政事业\n低保3人。", "低保", "民政事业"),
        ("儿童福利\n孤儿30名得到保障。", "孤儿", "儿童福利"),
    ],
)
def test_each_kind_of_heading_is_inherited(paragraph: str, words: str, heading: str) -> None:
    text = f"乙县2020年工作总结\n2020年,工作顺利。\n{paragraph}\n"
    assert headings_of(text, words)[-1] == heading


@pytest.mark.parametrize(
    "paragraph",
    [
        "1.全市登记社会组织310个。比上年多12个。",
        "一是新增床位50张,总数达到320张,入住率明显提高,群众反映良好,服务质量得到社会各界一致认可。二是改造。",
        "(一)城乡低保标准再提高5%以上。\n",
    ],
)
def test_a_sentence_with_figures_heads_nothing(paragraph: str) -> None:
    text = f"乙县2020年工作总结\n2020年,工作顺利。\n{paragraph}\n"
    assert all(not headings for _, headings, _ in rows(text))


def test_an_inline_heading_ends_with_its_paragraph() -> None:
    text = "总结\n一、救助\n(一)低保扩面。低保3人。\n总的看,成绩明显。\n"
    assert headings_of(text, "低保3人") == ("救助", "低保扩面")
    assert headings_of(text, "总的看") == ("救助",)


@pytest.mark.parametrize(
    ("title", "heading", "role"),
    [
        ("2021年工作总结及2022年工作打算", "三、2022年重点任务", "plan"),
        ("2021年工作总结", "一、2021年重点工作完成情况", "body"),
        ("2021年工作总结", "二、下一步工作打算", "plan"),
        ("2021年工作总结", "二、存在问题和下步工作计划", "plan"),
        ("2020年上半年工作总结", "二、下半年工作安排", "plan"),
        ("9月份救助工作综述", "【下月安排】", "plan"),
        ("2012年工作总结", "五、2013年工作思路", "plan"),
        ("2012年工作总结", "五、主要成效", "body"),
        ("政府工作报告\n——2017年1月9日在甲市人民代表大会上", "二、2017年重点工作", "plan"),
        ("政府工作报告\n——2017年1月9日在甲市人民代表大会上", "一、2016年工作回顾", "body"),
        ("政府工作报告\n——2017年1月9日在甲市人民代表大会上", "二、今后五年奋斗目标", "plan"),
        ("2017年工作总结", "四、“十三五”以来主要成就", "review"),
    ],
)
def test_a_heading_gives_its_section_a_role(title: str, heading: str, role: str) -> None:
    text = f"{title}\n前言已毕。\n{heading}\n新建敬老院5所。\n(一)养老\n再建2所。\n"
    assert find(text, "5所").role == role
    assert find(text, "2所").role == role


def test_a_plan_section_ends_at_the_next_heading_of_its_level() -> None:
    text = "2021年工作总结\n一、下步打算\n新建5所。\n二、主要成效\n建成3所。\n"
    assert find(text, "5所").role == "plan"
    assert find(text, "3所").role == "body"


def test_in_a_government_report_what_follows_the_plan_is_planned_too() -> None:
    text = (
        "2017年政府工作报告\n一、2016年工作回顾\n建成3所。\n二、2017年重点工作\n新建5所。\n"
        "三、加强政府自身建设\n办结9件。\n"
    )
    assert find(text, "3所").role == "body"
    assert find(text, "9件").role == "plan"


def test_five_years_and_the_last_year_are_told_apart_within_a_section() -> None:
    text = (
        "政府工作报告\n一、过去五年和2016年工作回顾\n过去五年,累计救助9万人。\n社保网越织越密。\n"
        "刚刚过去的2016年,救助2万人。\n床位增加3张。\n"
    )
    assert find(text, "9万人").role == "review"
    assert find(text, "越织越密").role == "review"
    assert find(text, "2万人").role == "body"
    assert find(text, "3张").role == "body"


def test_a_paragraph_of_plans_hands_its_role_to_the_list_it_announces() -> None:
    text = (
        "2020年工作总结\n一、成效\n建成3所。\n下一步,我局将重点抓好以下工作:\n一是新建5所。\n"
        "二是改造6所。\n二、问题\n缺口7所。\n"
    )
    assert [find(text, f"{n}所").role for n in "3567"] == ["body", "plan", "plan", "body"]


def test_what_a_speaker_promises_after_a_greeting_goes_on_through_the_list() -> None:
    text = clean(
        "政府工作报告\n——2022年1月6日在甲市第三届人民代表大会第一次会议上\n各位代表:\n"
        "2021年,新建1所。\n各位代表!2022年,我们将办好以下实事:\n——新建2所。改造3所。\n"
        "——补齐短板。培训4人。\n"
    ).text
    roles = [find(text, words).role for words in ("1所", "2所", "3所", "4人")]
    assert roles == ["body", "plan", "plan", "plan"]


def test_a_short_line_before_a_colon_heads_the_tasks_below_it() -> None:
    text = "甲市民政局2021年工作总结\n完成1所。\n2022年重点工作:\n——新建2所。\n——改造3所。\n"
    assert [find(text, f"{n}所").role for n in "123"] == ["body", "plan", "plan"]


def test_a_numbering_that_starts_after_a_planned_paragraph_lists_the_plans() -> None:
    text = (
        "消息\n全市有1所。\n下一步,市民政局将继续推进改革。\n"
        "一是新建2所。\n二是改造3所。\n据了解,已有4所。\n"
    )
    assert [find(text, f"{n}所").role for n in "1234"] == ["body", "plan", "plan", "body"]


def test_what_was_done_after_a_list_of_plans_is_no_plan() -> None:
    text = "消息\n下一步,我市将抓好以下工作:\n一是新建2所。\n2021年,全市建成3所。\n"
    assert [find(text, f"{n}所").role for n in "23"] == ["plan", "body"]


def test_the_answer_to_a_question_about_plans_is_a_plan() -> None:
    text = (
        "访谈\n问:今年有哪些进展?\n答:新建1所。\n问:下一步有什么打算?\n答:新建2所。\n"
        "改造3所。\n问:现有多少?\n答:有4所。\n"
    )
    assert [find(text, f"{n}所").role for n in "1234"] == ["body", "plan", "plan", "body"]


def test_headings_below_an_announced_list_keep_its_plans() -> None:
    text = "简报\n今后,我们要抓好六个方面工作:\n一、加快发展。新建1所。\n二、改善民生\n新建2所。\n"
    assert [find(text, f"{n}所").role for n in "12"] == ["plan", "plan"]


def test_measures_named_after_the_problems_are_plans() -> None:
    text = "甲市民政工作汇报\n一、主要工作\n1所。\n二、存在的问题\n缺2所。\n三、工作措施\n建3所。\n"
    assert [find(text, f"{n}所").role for n in "123"] == ["body", "body", "plan"]


def test_a_year_planned_by_a_government_is_the_one_its_report_is_given_in() -> None:
    text = (
        "各位代表:\n现在,我代表市政府向大会作工作报告。\n"
        "2021年工作回顾\n1所。\n2022年工作安排\n2所。\n"
    )
    assert [find(text, f"{n}所").role for n in "12"] == ["body", "plan"]


@pytest.mark.parametrize("bullet", ["■", "◆", "●"])
def test_bullets_at_the_start_of_a_text_are_headings(bullet: str) -> None:
    text = f"{bullet} 社会团体\n年末3个。\n{bullet} 基金会\n年末5个。\n"
    assert [h.text for h in find(text, "3个").headings] == ["社会团体"]
    assert [h.text for h in find(text, "5个").headings] == ["基金会"]


@pytest.mark.parametrize("lead", ["原标题", "具体措施为", "该负责人表示"])
def test_words_before_a_colon_that_name_no_topic_head_nothing(lead: str) -> None:
    assert not find(f"总结\n{lead}:做好救助。发放3人。\n", "3人").headings


def test_a_page_copied_as_one_line_is_split_at_wide_blanks_and_headings() -> None:
    filler = "各项工作稳步推进,群众满意度不断提高。" * 10
    text = clean(
        "2021-01-05 09:30,正文:甲市民政局2020年工作总结  2020年,成效明显。"
        f"{filler}    一、社会救助  低保1人。{filler}二、养老服务(一)机构。床位2张。{filler}"
        "  三、下一步工作打算    新建3所。"
    ).text
    assert page_role(text[: text.index("正文:") + 3]) == "meta"
    assert rows(text)[1][0] == "title"
    assert [h.text for h in find(text, "1人").headings] == ["社会救助"]
    assert [h.text for h in find(text, "2张").headings] == ["养老服务", "机构"]
    assert find(text, "3所").role == "plan"


def test_the_rest_of_a_paragraph_is_planned_from_the_sentence_that_says_so() -> None:
    text = "2021年工作总结\n总的看,仍有不足3处。2022年,我们将新增床位5张。改造6所。\n"
    assert [find(text, n).role for n in ("3处", "5张", "6所")] == ["body", "plan", "plan"]


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("下一步,市民政局将坚持改革", "plan"),
        ("2022年,我们将坚持", "plan"),
        ("今年,我们将继续努力", "plan"),
        ("今后,要进一步加强", "plan"),
        ("明年,全市计划新建", "plan"),
        ("下半年,我局将重点推进", "plan"),
        ("2021年,全市将继续完善", None),
        ("今年,全市将低保标准提高到600元", "body"),
        ("下半年,全市发放资金3亿元", None),
        ("过去五年,我们", "review"),
        ("五年来,累计发放", "review"),
        ("“十三五”期间,全市", "review"),
        ("2021年,全市", "body"),
        ("二是改造", None),
        ("各位代表!2022年,我们将办好实事", "plan"),
        ("各位代表!过去五年,我们", "review"),
        ("今年的重点工作是:", "plan"),
        ("2022年重点工作:", "plan"),
        ("2021年重点工作是完成提标。", None),
        ("今年经济社会发展的主要预期目标是:增长5%", "plan"),
        ("“十四五”时期,我们将努力", "plan"),
        ("今后五年,我们要", "plan"),
        ("我们将做好以下工作:", "plan"),
        ("围绕上述目标,我们将抓好以下工作:", "plan"),
        ("在新的一年里,我们要做好工作", "plan"),
        ("今年政府工作的总体要求是:", "plan"),
        ("我们将床位增加到3张。", None),
        ("全年完成改造3户", "body"),
    ],
)
def test_first_words_tell_plans_from_reports(words: str, role: str | None) -> None:
    assert opening_role(words, 2021) == role


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("甲市民政局2023年工作要点", "plan"),
        ("甲市“十四五”民政事业发展规划", "plan"),
        ("2022年工作总结及2023年工作计划", "body"),
        ("“十三五”民政事业发展成就综述", "review"),
        ("二○一四年民政工作总结", "body"),
    ],
)
def test_a_title_can_make_the_whole_document_a_plan_or_review(title: str, role: str) -> None:
    assert title_role(title) == role


def test_a_year_planned_in_a_heading_depends_on_the_year_reported() -> None:
    assert section_role("2022年重点工作", 2021, plans_base_year=False) == "plan"
    assert section_role("2022年重点工作", 2022, plans_base_year=False) == "body"
    assert section_role("2022年重点工作", 2022, plans_base_year=True) == "plan"
    assert section_role("2022年重点工作", None, plans_base_year=False) == "plan"
    assert section_role("2022年重点工作完成情况", None, plans_base_year=False) == "body"
    assert section_role("四季度重点", 2022, plans_base_year=False) == "plan"
    assert section_role("加强政府自身建设", 2022, plans_base_year=False) == "plan"
    assert section_role("今年要办好十件实事", 2022, plans_base_year=False) == "plan"
    assert section_role("主要预期目标", 2022, plans_base_year=False) == "plan"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("您的当前位置:首页>民政资讯>市县传真", "furniture"),
        ("打印本页关闭窗口 主办:甲市民政局 鄂ICP备05021376号-1", "furniture"),
        ("- 3 -", "furniture"),
        ("第2页 共8页".replace(" ", ""), "furniture"),
        ("上一篇:关于做好防汛工作的通知", "furniture"),
        ("·普通用户特权:8.8积分", "furniture"),
        ("(编辑:周某 二审:罗某) 分享到:微信微博", "furniture"),
        ("报:市民政局,县委办。送:各镇人民政府。(共印80份)", "furniture"),
        ("————————————", "furniture"),
        ("政策咨询:12345、0938-6521000", "furniture"),
        ("发布时间:2023-01-20 15:43信息来源:甲市民政局阅读次数:", "meta"),
        ("2024-04-18 08:42 来源:某某日报 阅读2,316 字体:大中小", "meta"),
        ("· 发布日期:", "meta"),
        ("来源:某某日报 2017年01月16日第02版", "meta"),
        ("2020年6月30日", "meta"),
        ("二○一一年十二月二十六日", "meta"),
        ("甲县民政局办公室编 2023年10月8日", "meta"),
        ("PubDate:2023-01-20 15:43", "meta"),
        ("相关信息已全部录入系统。", None),
        ("截至2020年6月30日,全市共有床位300张,入住老人200人。", None),
        ("首页改版后,浏览次数达到3万次,群众满意。", None),
    ],
)
def test_lines_of_the_page_are_told_from_the_report(line: str, role: str | None) -> None:
    assert page_role(line) == role


def test_menus_before_a_repeated_page_title_are_furniture() -> None:
    page = clean(
        "<html><head><title>甲市民政局2021年工作总结_甲市民政局</title></head><body>"
        "<ul><li>政务公开</li><li>办事服务大厅</li></ul><h1>甲市民政局2021年工作总结</h1>"
        "<p>2021年,低保3人。</p></body></html>"
    ).text
    assert [role for role, _, _ in rows(page)] == [
        "meta",
        "furniture",
        "furniture",
        "title",
        "body",
    ]


def test_notes_under_a_bulletin_are_notes() -> None:
    text = (
        "2007年统计公报\n十一、社会保障\n低保3人。\n注:\n1.数据为初步统计数。\n2.部分数据舍入。\n"
    )
    assert [role for role, _, _ in rows(text)] == ["title", "heading", "body", *["note"] * 3]


def test_sentences_end_at_full_stops_but_not_at_semicolons() -> None:
    text = "总结\n甲3人;乙5人。“丙。”丁!戊?\n己7人\n"
    assert [words for _, _, words in rows(text)][1:] == [
        "甲3人;乙5人。",
        "“丙。”",
        "丁!",
        "戊?",
        "己7人",
    ]


@given(st.one_of(LINES, st.text(max_size=200)))
@example("一、\n(一)\n【】\n——\n")
@example("注:\n一是\n下一步,:")
@settings(max_examples=300)
def test_every_visible_character_lies_in_exactly_one_sentence(raw: str) -> None:
    text = clean(raw).text
    sentences = read_layout(text)
    position = 0
    for sentence in sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        assert not text[position : sentence.start].strip()
        assert "\n" not in text[sentence.start : sentence.end]
        for heading in sentence.headings:
            assert heading.start <= sentence.start
        position = sentence.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit", ["一是加强管理。", "(一)低保\n", "甲,", "发布日期:", ">", "(", "年"]
)
def test_layout_takes_time_in_proportion_to_the_length(unit: str) -> None:
    def seconds(count: int) -> float:
        text = "总结\n" + unit * count
        started = time.process_time()
        read_layout(text)
        return time.process_time() - started

    seconds(1_000)
    small, large = min(seconds(2_000) for _ in range(3)), seconds(32_000)
    assert large < max(0.5, 16 * small * 6)

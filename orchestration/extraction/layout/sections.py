"""Which sections hold plans and which look back over several years, by the words that open them.

Belongs here: wording of headings, titles and first words of paragraphs. Does not belong here: the
wording of a single clause (力争, 将, 计划), which the status of a fact is read from.
"""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_LATER = _any(
    "下一?步 下半年 下一?阶段 (?<!年)[下明来]一?年 (?:今后|未来)(?:[一二两三四五几]个?[年月])? "
    "下一?年度 下一?季度 下个?月 后期 "
    "接下来 后[几四三二]个?月 新的一年"
)
_INTENT = _any("计划 打算 安排 思路 谋划 设想 展望 规划 目标 方向")
_WORK = _any("任务 重点 要点 措施 举措 部署 建议 总体要求 主要工作 工作$")
_DONE = re.compile(
    _any(
        "完成情况 开展情况 进展 落实情况 工作情况 推进情况 执行情况 回顾 总结 小结 盘点 "
        "成效 取得 所做 亮点 工作基础 发展基础 发展现状 "
        "主要做法 成绩 成就 完成较好 完成良好 汇报 履职情况"
    )
)
_PROBLEMS = re.compile(
    "存在|问题|不足|困难(?!群[众体]|家庭|老[人年]|职工|残疾|儿童|人[员群]|户|学生|对象)|差距|(?<!补)(?<!补齐)短板"
)
_PLAN = re.compile(
    rf"{_LATER}.{{0,16}}(?:{_INTENT}|{_WORK})|^{_LATER}(?:工作)?$|工作(?:打算|计划|思路|设想|谋划|安排)"
    rf"|努力方向|政府自身建设|(?:对策|意见|几点)(?:与|和|及)?建议$|奋斗目标|预期目标|(?:重点|主要|目标|工作)任务$|任务安排$|^(?:主要)?{_INTENT}$"
    rf"|(?:[二三四]季度|\d{{1,2}}月份?)(?:工作)?(?:重点|要点|任务|{_INTENT})"
)
_AIMS = re.compile(rf"{_WORK}|{_INTENT}|对策")
_PLAN_OF_YEAR = re.compile(
    rf"(?P<year>20\d\d|今)年.{{0,14}}(?:{_INTENT}|{_WORK})|(?P<bare>20\d\d|今)年(?:的)?[^,。]{{0,8}}工作$"
)
_SEVERAL_YEARS = (
    r"(?:(?<![○零一二三四五六七八九])[五四三]年|20\d\d年?[-—至到]20\d\d年|“?十[一二三四]五”?)"
)
_REVIEW = re.compile(
    rf"(?:过去|这|近)(?:的)?[五四三]年|(?<![○零一二三四五六七八九])[五四三]年来|五年(?:工作|回顾)|本届政府|{_SEVERAL_YEARS}(?:时期|期间|以来)?.{{0,12}}"
    r"(?:回顾|成就|成效|成绩|发展情况|总结|综述)"
)
_PLAN_TITLE = re.compile(
    r"(?:计划|要点|打算|思路|方案|规划|安排|任务分解|工作目标|目标任务)(?:》?的?(?:通知|请示|公告))?(?:\([^)]*\))?$"
)
_WILL = (
    r"(?:将(?:坚持|继续|进一步|着力|大力|加快|深入|全面|紧|以|围绕|重点|从|把|聚焦|按照|努力|积极|切实|突出|推进|实施|完善|加强"
    r"|新增|新建|不断|持续|始终|认真|对照|统筹|严格|在|集中|主动|更加|抓|做|办|开展|启动|投入|出台|建[立设成]"
    r"|加大|提升|推动|优化|健全|强化|打造|制定|组织|扩大|力争|奋力)|要(?!求|闻)|计划|拟|力争|争取)"
)
_WE = (
    r"(?:我们|我[局厅市县区省]|全[市县区省](?:各级)?(?:民政(?:系统|部门|工作)?)?|市?县?区?政府"
    r"|[市县区省]?民政(?:[局厅]|系统|部门|工作)|各级民政部门)?"
)
_PLAN_LEAD = re.compile(
    rf"(?:在|进入)?(?!下半年){_LATER}里?(?:,|{_WE}{_WILL}|(?:工作)?中,|(?:的)?(?:重点)?(?:工作|任务))"
    rf"|面对新形势,|(?P<year>20\d\d|今)年(?:里)?,?{_WE}{_WILL}|下半年,?{_WE}{_WILL}"
    rf"|“?十[一二三四五]五”?(?:时期|期间),?{_WE}{_WILL}"
)
_TASKS_OF_YEAR = re.compile(
    r"(?P<year>20\d\d|今)年(?:度)?(?:的|全市|全县|民政)*(?:政府)?(?:工作)?(?:(?:重点|主要|目标)(?:工作|任务|目标)"
    r"|工作(?:的)?(?:重点|任务|打算|安排|思路|总体要求|总体思路|指导思想))(?:主要)?(?:是|为|有|:)"
    r"|(?:(?P<year2>20\d\d|今)年)?[^,。:]{0,12}预期目标(?:是|为|:)"
)
_WE_WILL_LIST = re.compile(
    rf"(?:(?:围绕|聚焦|对照|针对|为|因此|同时)[^,。:]{{0,16}},)?(?=我|[全市县区州省各民]){_WE}{_WILL}"
)
_PROMISED = re.compile(
    r"(?:(?P<year>20\d\d|今|明)年|将|承诺|计划|要)[^。;!?]{0,16}?办(?:好|成|理)(?!了)[^,。;!?]{0,6}件[^,。;!?]{0,6}实事"
    r"[^,。;!?]{0,8}[。:!]?$"
)
"""2018年办好九件惠民实事。What is listed behind is still to be done."""
_QUESTION = re.compile(r"(?:问|提问|记者|主持人|网友)(?:问)?:")
_GREETING = re.compile(
    r"(?:(?:各位|尊敬的)[^,。!:]{0,4}(?:代表|委员|领导|同志|来宾|嘉宾|朋友)们?|同志们|朋友们)[!,:。]\s?"
)
_REVIEW_LEAD = re.compile(
    rf"(?:回顾)?(?:过去|这|近)(?:的)?[五四三]年(?:来|间|里|中)?[,是]|[五四三]年(?:来|间)[,我]|{_SEVERAL_YEARS}(?:时期|期间|以来),"
)
_YEAR_LEAD = re.compile(
    r"(?:刚刚过去的)?(?:20\d\d|去|今|本)年(?:度|以来)?(?:,|是|全|我|面|市|县|各)|刚刚过去的|一年来,|全年|年末"
)
_MAX_HANDOVER = 24
_LEAST_TITLE = 5
"""要点| is the head of a table's column, no title."""
_ENUMERATES = re.compile(r"(?::|(?:以下|下列|如下)[^,。]{0,16}[。:]?)$")


def section_role(heading: str, base_year: int | None, *, plans_base_year: bool) -> str | None:
    """Return plan, review or body for what a heading announces, None where it says nothing.

    Args:
        heading: the heading without its numbering.
        base_year: the first year of the title; without one, a year with a task is a plan.
        plans_base_year: whether that year is planned, as in a government work report given in it.
    """
    if _DONE.search(heading) and not _PROBLEMS.search(heading):
        return "review" if _REVIEW.search(heading) else "body"
    if _PLAN.search(heading):
        return "plan"
    if match := _PLAN_OF_YEAR.search(heading):
        year = match["year"] or match["bare"]
        if year == "今":
            return "plan" if plans_base_year else None
        if base_year is None:
            return "plan"
        return "plan" if int(year) >= base_year + (not plans_base_year) else "body"
    if match := _PLAN_LEAD.match(heading):
        return _plan_of(match["year"], base_year if not plans_base_year else (base_year or 1) - 1)
    if _REVIEW.search(heading):
        return "review"
    return "body" if _PROBLEMS.search(heading) else None


def title_role(title: str) -> str:
    """Return plan for a document that is one (2023年工作要点), review for one of several years."""
    if len(title) >= _LEAST_TITLE and _PLAN_TITLE.search(title) and not _DONE.search(title):
        return "plan"
    return "review" if _REVIEW.search(title) and not re.search(r"20\d\d年", title) else "body"


def opening_role(text: str, base_year: int | None = None) -> str | None:
    """Return the role that the first words of a paragraph or sentence announce, if any.

    `base_year` is the year reported on: what is said to happen in it is no plan. A greeting
    (各位代表!) that stands before them is passed over.
    """
    greeting = _GREETING.match(text)
    begin = greeting.end() if greeting else 0
    if match := _PLAN_LEAD.match(text, begin):
        return _plan_of(match["year"], base_year)
    if match := _TASKS_OF_YEAR.match(text, begin):
        return _plan_of(match["year"] or match["year2"], base_year)
    if _REVIEW_LEAD.match(text, begin):
        return "review"
    if match := _PROMISED.search(text, begin):
        return _plan_of(match["year"], base_year)
    if _YEAR_LEAD.match(text, begin):
        return "body"
    return "plan" if _WE_WILL_LIST.match(text, begin) and announces_list(text) else None


def _plan_of(year: str | None, base_year: int | None) -> str | None:
    is_reported = year is not None and year != "今" and int(year) <= (base_year or 0)
    return None if is_reported else "plan"


def answer_role(text: str) -> str | None:
    """Return the role that a question gives its answers: plan or body; None for no question."""
    if not (question := _QUESTION.match(text)):
        return None
    return "plan" if _PLAN.search(text, question.end()) else "body"


def follows_problems(heading: str) -> bool:
    """Say whether a heading names tasks; after a section on problems those are plans."""
    return _AIMS.search(heading) is not None and not _DONE.search(heading)


def names_both(title: str) -> bool:
    """Say whether a title announces a review and a plan (年终小结及来年打算)."""
    return _DONE.search(title) is not None and _PLAN_TITLE.search(title) is not None


def names_problems(heading: str) -> bool:
    """Say whether a heading announces what is still amiss."""
    return _PROBLEMS.search(heading) is not None


def announces_list(paragraph: str) -> bool:
    """Say whether a paragraph ends in a colon or otherwise hands over to the items after it."""
    return _ENUMERATES.search(paragraph, max(0, len(paragraph) - _MAX_HANDOVER)) is not None

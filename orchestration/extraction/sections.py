"""Which sections hold plans and which look back over several years, by the words that open them.

Belongs here: wording of headings, titles and first words of paragraphs. Does not belong here: the
wording of a single clause (力争, 将, 计划), which the status of a fact is read from.
"""

from __future__ import annotations

import re

_DONE = re.compile(
    r"完成情况|开展情况|进展情况|落实情况|工作情况|推进情况|执行情况|进展及|回顾|总结|成效|取得|所做|亮点|主要做法|完成(?:较|良)好"
    r"|存在|问题|不足|困难|差距"
)
_PLAN_WORDS = r"(?:计划|打算|安排|思路|任务|重点|要点|目标|措施|举措|部署|谋划|设想|展望|规划|建议|方向|总体要求|主要工作|工作$|工作建议)"
_LATER = r"下一?步|下半年|下一?阶段|[下明来]一?年|今后|未来|下一?年度|下一?季度|[二三四]季度|下个?月|后期|接下来|后[几四三二]个?月"
_PLAN = re.compile(
    rf"(?:{_LATER}).{{0,16}}{_PLAN_WORDS}|^(?:{_LATER})(?:工作)?$"
    r"|工作打算|工作计划|工作思路|工作设想|工作谋划|努力方向|奋斗目标|重点任务$|主要任务$|目标任务$|工作安排$|任务安排$"
    r"|^(?:工作)?(?:打算|计划|思路|展望|目标|安排)$"
)
_PLAN_OF_YEAR = re.compile(
    rf"(?P<year>20\d\d|今)年.{{0,14}}{_PLAN_WORDS}|(?P<year2>20\d\d|今)年(?:的)?(?:民政)?工作$"
)
_REVIEW = re.compile(
    r"(?:过去|这|近)(?:的)?[五四三]年|[五四三]年来|五年工作|本届政府|“?十[一二三四]五”?(?:时期|期间|以来)?.{0,10}"
    r"(?:回顾|成就|成效|成绩|发展|情况|总结)"
)
_PLAN_TITLE = re.compile(
    r"(?:工作)?(?:计划|要点|打算|思路|方案|规划|安排)(?:的通知|的请示)?(?:\([^)]*\))?$"
)
_PLAN_LEAD = re.compile(
    rf"(?:{_LATER})[,,]|(?:{_LATER})(?:工作)?(?:中|里|我们|我局|全市|全县|全区|将|,|要|重点|工作|民政部门|市民政局)"
    r"|(?:新的一年|面对新形势)(?:里)?,"
    r"|(?:20\d\d|今|新的一)年,?(?:我们|我局|我市|我县|我区|全市|全县|市政府|政府|民政|全市民政\w{0,6}|市民政局|\w{0,3}民政局)?(?:将|要(?!闻)|计划|拟|力争)"
)
_REVIEW_LEAD = re.compile(
    r"(?:过去|这|近)(?:的)?[五四三]年(?:来|间|里)?[,,是]|[五四三]年(?:来|间)[,,]|“十[一二三四]五”(?:时期|期间|以来)[,,]"
)
_YEAR_LEAD = re.compile(
    r"(?:刚刚过去的)?(?:20\d\d|去|今)年(?:以来)?(?:,|是|全|我|面|,)|刚刚过去的|一年来,|全年(?!累计)"
)
_ENUMERATES = re.compile(r"(?::|(?:以下|下列)[^,。]{0,16}[。:]?)$")


def section_role(heading: str, base_year: int | None, is_government_report: bool) -> str | None:
    """Return plan, review or body for what a heading announces, None where it says nothing.

    Args:
        heading: the heading without its numbering.
        base_year: the first year of the title, that the document is taken to report on; for a
            government work report the year it was given in, which it plans.
    """
    if _DONE.search(heading):
        return "review" if _REVIEW.search(heading) else "body"
    if _PLAN.search(heading):
        return "plan"
    if match := _PLAN_OF_YEAR.search(heading):
        year = match["year"] or match["year2"]
        if year == "今":
            return "plan" if is_government_report else None
        if base_year is not None:
            is_later = int(year) > base_year or (is_government_report and int(year) == base_year)
            return "plan" if is_later else "body"
    return "review" if _REVIEW.search(heading) else None


def is_plan_title(title: str) -> bool:
    """Say whether the whole document is a plan, as 2023年工作要点 is."""
    return bool(_PLAN_TITLE.search(title)) and not _DONE.search(title)


def opening_role(text: str) -> str | None:
    """Return the role that the first words of a paragraph or sentence announce, if any."""
    if _PLAN_LEAD.match(text):
        return "plan"
    if _REVIEW_LEAD.match(text):
        return "review"
    return "body" if _YEAR_LEAD.match(text) else None


def announces_list(paragraph: str) -> bool:
    """Say whether a paragraph ends in a colon or otherwise hands over to the items after it."""
    return _ENUMERATES.search(paragraph) is not None

"""What kind of document a report is: it decides how its undated facts are dated.

Belongs here: the words of titles and openings that tell genres apart. Does not belong here: dates.
"""

from __future__ import annotations

import re

_BY_TITLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("government_work_report", re.compile("政府工作报告(?!解读|起草|的?说明|任务)")),
    ("bulletin", re.compile("公报|统计(?:季|月|年|快)报|统计数据|统计.{0,8}报?表|主要指标")),
    ("interview", re.compile("访谈|专访|答记者问|实录|发布会")),
    ("briefing", re.compile("简报|专报|动态第|工作信息|情况通报")),
    (
        "five_year_review",
        re.compile(
            r"(?:(?<![○零一二三四五六七八九])[五四三]年|20\d\d年?[-—至到]20\d\d年|“?十[一二三四]五”?).{0,12}(?:总结|回顾|成就|成效|综述|评估|报告|工作情况)"
        ),
    ),
    ("half_year", re.compile("上半年|半年(?:工作)?(?:总结|小结|情况)|年中")),
    ("quarter", re.compile("季度|[1一][-—至~](?:9|九)月")),
    ("monthly", re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]+)月(?:份|度)|月报")),
    (
        "annual_summary",
        re.compile(
            "总结|工作情况|工作报告|工作汇报|年度报告|述职|完成情况|进展情况|落实情况|工作综述|工作回顾|情况报告"
        ),
    ),
    (
        "plan",
        re.compile(r"(?:计划|要点|打算|思路|方案|规划|安排|意见)(?:的通知)?(?:\(.{0,12}\))?$"),
    ),
)
_PEOPLES_CONGRESS = re.compile("人民代表大会(?!常务委员会).{0,12}会议上")
_GIVES_REPORT = re.compile("代表[^,。]{0,12}政府,?向[^,。]{0,4}大会[^,。]{0,6}报告")
_QUESTION = re.compile("(?:问|记者问?|主持人):")
_NEWS_OPENING = re.compile(
    r"本[报网台][^,。]{0,14}讯|^[^,。]{2,16}(?:网|报|社|台)[^,。]{0,8}讯|^[^,。]{2,16}日电"
    r"|^(?:近日|日前|昨日|今日|昨天|记者)|记者.{0,16}(?:获悉|了解到)|从.{2,20}获悉"
    r"|^(?:20\d\d年)?\d{1,2}月\d{1,2}日[,上下]"
)


def read_genre(title: str, opening: str) -> str:
    """Return the genre that title lines and the first sentences of the body show.

    One of annual_summary, half_year, quarter, monthly, bulletin, government_work_report, news,
    briefing, five_year_review, interview, plan or other.
    """
    if _PEOPLES_CONGRESS.search(title):
        return "government_work_report"
    for genre, pattern in _BY_TITLE:
        if pattern.search(title):
            return genre
    if _QUESTION.match(opening):
        return "interview"
    if _GIVES_REPORT.search(opening):
        return "government_work_report"
    return "news" if _NEWS_OPENING.search(opening[:200]) else "other"

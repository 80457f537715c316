"""Stage 6b: what a mention says besides its number: measure, status, area, residence, category.

Belongs here: cues in the words around a number and how they reach it. Does not belong here: periods (time), linking.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

_CHANGE_WORD = (
    r"增长|增加|提高|上升|提升|上涨|上调|下降|减少|降低|下滑|回落|下调|缩减|压减|增幅|降幅|涨幅|升幅|净增|净减|略增|略降|略有增加|略有下降|增支|减支|增速|少了|多了|涨了|涨|多|少|增|降|升|减"
)
_CHANGE = re.compile(
    rf"(?P<verb>{_CHANGE_WORD})(?P<to>到|至|为|达)?(?:支出|发放|投入|救助|保障|接待|办理|销售|筹集)?(?:率|幅度|额)?(?:分别)?(?:为|达到|达|了|约|近|超过|幅度|不低于|不少于|将|:|是|均)*"
    r"(?:每人每[月年]|每[月年]|人均|每人)?(?:约|近|超过)?$"
)
_CHANGE_AFTER = re.compile(r"的?(?:以上的?)?(?:幅度|比例|增幅|速度)?(?:逐年)?(?P<verb>提高|增长|上调|递增|提标|下降|降低)(?![到至为])")
_COMPARE = re.compile(
    r"同比|环比|比上|比去|较上|较去|比\d{4}|较\d{4}|比年初|较年初|比前|较前|年度增|与去年|与上年|比上年同期|较.{0,6}(?:年|月|底|末)|比.{0,6}(?:年|月|底|末|初)|与.{2,8}相比"
)
_DOWN = ("下降", "减少", "降低", "下滑", "回落", "下调", "缩减", "压减", "降幅", "净减", "略降", "略有下降", "减支", "少了", "少", "降", "减")
_STRONG = frozenset(("增幅", "降幅", "涨幅", "升幅", "净增", "净减", "增支", "减支", "略增", "略降", "增速", "少了", "多了", "涨了"))
PHRASE = 18  # no phrase of change is longer
_SHARE = re.compile(r"占|比重|比例|占比|之比|[^效功频税概]率|比率|完成率|覆盖面")

_TARGET = re.compile(
    r"力争|争取(?!到|资金|上级|中央|省)|计划(?!生育|内|单列|的批准|”|\"|」)|拟(?!定)|确保|目标(?!管理|考核|绩效|责任|任务完成)|任务(?!完成|的)|将(?=新增|新建|建成|达到|提高到|提高至|实现|完成|建设|在|于|继续|投入|开展|为)"
    r"|预计|预期|要(?=达到|实现|完成|建成|确保|新增)|不低于|规划(?=床位|建设|新建|建|总)|明年|下一步|年底前|年底实现|有望|准备|会议要求|承诺|建议(?=20\d\d)|后年|再新增"
)
_DONE = re.compile(r"已|截至|目前|完成了|超额完成|顺利|实现了|实际|竣工|提前完成|圆满")


def change_before(text: str, start: int, end: int, clause_start: int) -> tuple[str, bool] | None:
    """A word of change that governs the number at `end`: (word, downward). None for 提高到 and the like.

    Args:
        start: where the phrase directly before the number begins.
        clause_start: where comparison words (同比, 较上年) may begin.
    """
    left = text[max(start, end - PHRASE) : end]
    m = _CHANGE.search(left)
    if not m or m["to"] in {"到", "至"}:
        return None
    verb = m["verb"]
    if m["to"] in {"为", "达"} and verb not in _STRONG and "率" not in m[0] and "幅" not in m[0]:
        return None
    if len(verb) == 1 and not _COMPARE.search(left):
        return None
    return verb, verb in _DOWN


def change_after(text: str, start: int, end: int) -> tuple[str, bool] | None:
    """按8%的幅度提高: the word of change stands behind the number."""
    m = _CHANGE_AFTER.match(text, start, end)
    return (m["verb"], m["verb"] in _DOWN) if m else None


def compared(text: str, start: int, end: int) -> bool:
    """Does the text compare with an earlier period (同比, 比上年)?"""
    return bool(_COMPARE.search(text, start, end))


def has_change(text: str, start: int, end: int) -> bool:
    """Does the phrase directly before a number hold a word of change?"""
    return bool(_CHANGE.search(text[max(start, end - PHRASE) : end]))


def is_share(text: str, start: int, end: int) -> bool:
    """Do the words before a percentage say that it is a part of something?"""
    return bool(_SHARE.search(text, start, end))


def is_from(text: str, start: int, end: int) -> bool:
    """Is the number the old value of 由…到…?"""
    phrase = text[max(start, end - PHRASE) : end]
    at = max(phrase.rfind("从"), phrase.rfind("由"))
    return at >= 0 and not any(c in phrase[at:] for c in ",;。") and phrase[-1] not in "到至为达"


def target_cue(text: str, start: int, end: int, right_end: int, number_end: int) -> str:
    """The word that makes a number a plan, '' if none; 已完成 after it takes it back."""
    found = None
    for found in _TARGET.finditer(text, start, end):
        pass
    if found is None:
        after = text[number_end:right_end]
        if re.search("(?:任务|目标)", after) and "完成" not in text[start:end]:
            return "任务"
        return ""
    if found[0] in {"任务", "计划", "目标"} and "完成" in text[start : found.start()]:
        return ""
    if found[0] == "不低于" and "力争" not in text[start:end]:
        return ""
    if _DONE.search(text, found.end(), end):
        return ""
    return found[0]


def taken_back(text: str, start: int, end: int) -> bool:
    """Do words like 已, 截至, 实际 or a semicolon end a plan?"""
    return bool(_DONE.search(text, start, end)) or ";" in text[start:end]

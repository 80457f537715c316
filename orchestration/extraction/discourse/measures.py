"""Stage 6b: whether a number is a level, a change, an increment or a share.

Belongs here: the words of change and share around a number, and the measure that follows from
them. Does not belong here: what is measured (`resolve`), plans (`status`). See the README, section
"How a document becomes a number".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.structure.mention import Mention, list_head

_CHANGE_WORD = (
    r"增长|增加|提高|上升|(?<!改造)(?<!提质)(?<!改建)提升|上涨|上调|上浮|调高|下降|减少|降低|下滑|回落|下调|缩减|压减|增幅|降幅|涨幅|升幅"
    r"|净增|净减|略增|略降|略有增加|略有下降|增支|减支|增速|少了|多了|涨了|涨|多|少|增|降|升|减"
)
_CHANGE = re.compile(
    rf"(?P<verb>{_CHANGE_WORD})(?P<to>到|至|为|达)?"
    r"(?:支出|发放|投入|救助|保障|接待|办理|销售|筹集)?(?:率|幅度|额)?(?:分别)?"
    r"(?:为|达到|高达|达|了|约|近|超过|幅度|不低于|不少于|将|:|是|均)*"
    r"(?:每人每[月年]|每[月年]|人均|每人)?(?:约|近|超过)?$"
)
_CHANGE_AFTER = re.compile(
    r"的?(?:以上的?)?(?:幅度|比例|增幅|速度)?(?:逐年)?"
    r"(?P<verb>提高|增长|上调|递增|提标|下降|降低)(?![到至为])"
)
_COMPARE = re.compile(
    r"同比|环比|比上|比去|较上|较去|比\d{4}|较\d{4}|比年初|较年初|比前|较前|年度增|与去年|与上年|比上年同期"
    r"|较.{0,6}(?:年|月|底|末)|比.{0,6}(?:年|月|底|末|初)|与.{2,8}相比"
)
_BARE_COMPARISON = re.compile(r"(?P<verb>同比|环比)(?:为|约|近)?\+?$")
_DOWN = frozenset((
    "下降", "减少", "降低", "下滑", "回落", "下调", "缩减", "压减", "降幅", "净减", "略降",
    "略有下降", "减支", "少了", "少", "降", "减",
))  # fmt: skip
_STRONG = frozenset((
    "增幅", "降幅", "涨幅", "升幅", "净增", "净减", "增支", "减支", "略增", "略降", "增速",
    "少了", "多了", "涨了",
))  # fmt: skip
_ALWAYS = frozenset((
    "提高", "上调", "净增", "净减", "增支", "减支", "少了", "多了", "涨了", "略增", "略降",
))  # fmt: skip
"""Words of change that need no comparison beside them."""
_LESS = frozenset(["减少", "下降", "压减", "缩减"])
_FALLING = re.compile("下降|减少|降低|回落|下滑")
_SHARE = re.compile(r"占|比重|比例|占比|之比|[^效功频税概]率|比率|完成率|覆盖面")
_CHANGES_TO = re.compile(r"[^,;。]{0,20}?(?:到|至|为|升|降|增|减)")
_CLAUSE_END = re.compile("[,;。]")
_TO = re.compile(
    r"(?:提高|增加|扩大|上升|发展|壮大|降|减少|下降|调整|升|增|提标|上调|扩展|拓展|增长|攀升|跃升"
    r"|缩减|压减|提)(?:到|至|为)"
)
_NEWLY = re.compile(
    r"准予登记|增加(?=[一-鿿]{0,4}床位)|新[增建纳办设创评批开添发](?!型)"
    r"|新登记|新认定|新成立|新培育|增设|新注册"
)
_BUILDS = re.compile(r"建设|新建|建成|打造|改建|扩建|增设")
_AND = frozenset(["", "、", "和", "及", "与"])
_PHRASE = 18
"""No phrase of change is longer."""
_BEHIND = 12


class Change(NamedTuple):
    """A word of change and whether it says less."""

    verb: str
    is_down: bool


def change_before(text: str, start: int, end: int) -> Change | None:
    """The word of change that governs the number at `end`; None for 提高到 and the like.

    Args:
        text: the cleaned text.
        start: where the phrase directly before the number begins.
        end: where the number begins.
    """
    start = max(start, end - _PHRASE)
    m = _CHANGE.search(text, start, end)
    if not m or m["to"] in {"到", "至"}:
        return None
    verb = m["verb"]
    if m["to"] and verb not in _STRONG and "率" not in m[0] and "幅" not in m[0]:
        return None
    if len(verb) == 1 and not _COMPARE.search(text, start, end):
        return None
    return Change(verb, verb in _DOWN)


def change_after(text: str, end: int) -> Change | None:
    """按8%的幅度提高: the word of change stands behind the number that ends at `end`."""
    m = _CHANGE_AFTER.match(text, end, end + _BEHIND)
    return Change(m["verb"], m["verb"] in _DOWN) if m else None


def _bare_comparison(text: str, start: int, end: int) -> Change | None:
    """同比5.2%: the sign of the number says which way."""
    m = _BARE_COMPARISON.search(text, max(start, end - _PHRASE), end)
    return Change(m["verb"], is_down=False) if m else None


def is_from(text: str, start: int, end: int) -> bool:
    """Is the number at `end` the old value of 由…到…?"""
    start = max(start, end - _PHRASE)
    at = max(text.rfind("从", start, end), text.rfind("由", start, end))
    return at >= 0 and not _CLAUSE_END.search(text, at, end) and text[end - 1] not in "到至为达"


def rises_to(phrase: str) -> bool:
    """Does a phrase lead from an old value to a new one (提高到)?"""
    return _TO.search(phrase) is not None


def decide_measure(r: Reading, d: Discourse) -> None:
    """Set measure, sign and `from_value`; a share without 占 is found only while linking."""
    m, text, is_percent = r.mention, d.text, r.unit in {"percent", "permille"}
    head = _head_of_change(m, d)
    start, end = head.left[0], head.quantity.start
    r.from_value = is_from(text, start, end) and _changes_to(text, m)
    change = None if r.from_value else change_before(text, start, end)
    if change is None and is_percent:
        change = change_after(text, m.quantity.end) or _bare_comparison(text, start, end)
    if r.unit == "percentage_point":
        r.measure = "change_abs"
    elif change:
        r.measure = _measure_of_change(r, d, change, head, is_percent=is_percent)
    elif not is_percent and (before := _listed_change(r, d)) is not None:
        r.measure, r.cues["measure"] = before.measure, before.cues.get("measure", "")
        r.number = -abs(r.number) if before.number < 0 else r.number
        return
    if r.is_change:
        r.cues["measure"] = change.verb if change else "百分点"
        if change.is_down if change else _FALLING.search(text, start, end):
            r.number = -abs(r.number)
    elif is_percent:
        _find_share(r, d, head)


def _listed_change(r: Reading, d: Discourse) -> Reading | None:
    """减少312户、568人: a number with no words of its own goes on with the change before."""
    m, p = r.mention, d.antecedent(r.mention)
    if p is None or p.measure != "change_abs" or m.distributive or m.left[1] > m.left[0]:
        return None
    return p if d.text[p.mention.quantity.end : m.quantity.start] in _AND else None


def _head_of_change(m: Mention, d: Discourse) -> Mention:
    """The value whose words of change count: of a 分别 list the first, unless it has its own."""
    if not m.distributive:
        return m
    start, end = m.left[0], m.quantity.start
    has_own = _CHANGE.search(d.text, max(start, end - _PHRASE), end)
    return m if has_own else d.mentions[m.run[0]]


def _changes_to(text: str, m: Mention) -> bool:
    return _CHANGES_TO.match(text, m.quantity.end, m.quantity.end + 26) is not None


def _measure_of_change(
    r: Reading, d: Discourse, change: Change, head: Mention, *, is_percent: bool
) -> str:
    if is_percent or r.unit == "times":
        return "change_pct"
    start, end = head.before[0], head.quantity.start
    if (
        change.verb in _ALWAYS
        or d.has_own_topic(r)
        or _follows_level(r, d)
        or _COMPARE.search(d.text, start, end)
    ):
        return "change_abs"
    is_less = change.verb in _LESS and not d.text.startswith("到", head.quantity.end)
    return "change_abs" if is_less else "level"


def _follows_level(r: Reading, d: Discourse) -> bool:
    p = d.antecedent(r.mention)
    return p is not None and p.unit == r.unit and p.measure == "level"


def _find_share(r: Reading, d: Discourse, head: Mention) -> None:
    unit = r.mention.quantity.unit_zh
    if unit == "成" or "分之" in unit:
        r.measure = "share"
        return
    start = head.left[0] if d.has_near_topic(r) else head.before[0]
    if _SHARE.search(d.text, start, head.quantity.start):
        r.measure, r.cues["measure"] = "share", "占"


def decide_increment(r: Reading, d: Discourse) -> None:
    """新建3所 of a stock is an increment; so is what a plan is to build."""
    if r.measure != "level" or r.indicator is None or r.indicator.kind != "stock":
        return
    m = r.mention
    head = list_head(d.text, d.mentions[m.run[0]], d.mentions)
    before = d.text[head.left[0] : head.quantity.start]
    is_to_build = (
        r.status == "target"
        and r.indicator.unit == "facility"
        and _BUILDS.search(before)
        and not rises_to(r.left)
    )
    is_achieved = (
        d.periods.finder.context.genre == "government_work_report"
        and _BUILDS.search(before)
        and not rises_to(r.left)
    )  # such a report tells what its years have brought
    if is_to_build or is_achieved or _NEWLY.search(before + d.text[m.quantity.end : m.right[1]]):
        r.measure, r.cues["measure"] = "increment", "新增"


def settle_ratio(r: Reading) -> None:
    """增长1.3倍 is a change of 130 percent; a share of what is no percentage is a level."""
    if r.unit == "times" and r.measure == "change_pct":
        r.number *= 100
        r.unit_raw = "percent"
    elif r.measure == "share" and r.unit_raw != "percent":
        r.measure = "level"

"""Stage 6c: whether a number is a fact or a plan.

Belongs here: the words of plans and targets, what takes them back, and how far they reach. Does
not belong here: sections that hold plans (`sections`, `layout`), periods in the future
(`periods`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.settle.reading import Discourse, Reading

_TARGET = re.compile(
    r"力争|争取(?!到|资金|上级|中央|省)|计划(?!生育|内|单列|的批准|”|\"|」)|拟(?!定)|确保"
    r"|目标(?!管理|考核|绩效|责任|任务完成)|任务(?!完成|的|,)"
    r"|将(?=新增|新建|建成|达到|提高到|提高至|实现|完成|建设|在|于|继续|投入|开展|为)"
    r"|预计|预期|要(?=达到|实现|完成|建成|确保|新增)|不低于|规划(?=床位|建设|新建|建|总)|明年|下一步"
    r"|年底前|年底实现|有望|准备|会议要求|承诺|建议(?=20\d\d)|后年|再新增"
)
_DONE = re.compile(r"已|截至|目前|完成了|超额完成|顺利|实现了|实际|竣工|提前完成|圆满")
_TASK_AFTER = re.compile("任务|目标")


def decide_status(r: Reading, d: Discourse) -> None:
    """Set the status to target where section, wording or the number before make it a plan."""
    m, text = r.mention, d.text
    if r.from_value:
        return
    if m.sentence.role == "plan":
        r.status, r.cues["status"] = "target", "section"
        return
    end, right_end = m.quantity.start, m.right[1]
    if text.find("了", m.quantity.end, right_end) >= 0:
        return
    cue = target_cue(text, _reach(r, d), end, right_end, m.quantity.end)
    if cue or _goes_on(r, d):
        r.status, r.cues["status"] = "target", cue or "carried"


def _reach(r: Reading, d: Discourse) -> int:
    """Where words of planning for this number may begin: after the last number or semicolon."""
    m, text = r.mention, d.text
    start = max(m.sentence.start, text.rfind(";", m.sentence.start, m.quantity.start) + 1)
    if m.antecedent is not None:
        last = m.before[0] if m.follows else d.mentions[m.antecedent].quantity.end
        start = max(start, last)
    return min(start, d.mentions[m.run[0]].before[0]) if m.follows else start


def _goes_on(r: Reading, d: Discourse) -> bool:
    """A plan goes on to the end of its sentence unless 已, 截至, 实际 or a semicolon end it."""
    p = d.antecedent(r.mention)
    if p is None or p.status != "target":
        return False
    start, end = p.mention.quantity.end, r.mention.right[1]
    return not _DONE.search(d.text, start, end) and d.text.find(";", start, end) < 0


def target_cue(text: str, start: int, end: int, right_end: int, number_end: int) -> str:
    """The word that makes a number a plan, '' if none; 已完成 after it takes it back.

    Args:
        text: the cleaned text.
        start: where such words may begin.
        end: where the number begins.
        right_end: where the noun after the number ends.
        number_end: where the number ends.
    """
    found = None
    for found in _TARGET.finditer(text, start, end):  # noqa: B007 - the last one counts
        pass
    if found is None:
        is_task = _TASK_AFTER.search(text, number_end, right_end)
        return "任务" if is_task and text.find("完成", start, end) < 0 else ""
    word = found[0]
    if word in {"任务", "计划", "目标"} and text.find("完成", start, found.start()) >= 0:
        return ""
    if word == "不低于" and text.find("力争", start, end) < 0:
        return ""
    return "" if _DONE.search(text, found.end(), end) else word

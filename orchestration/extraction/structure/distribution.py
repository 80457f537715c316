"""Stage 5b: values told in order (分别, 依次) and the subjects they belong to.

Belongs here: 城市、农村低保标准分别为X、Y; A、B和C分别达x、y、z; 前者, 后者. Does not belong here:
other shapes of a sentence (`structure`). See the README, section "How a document becomes a
number".
"""

from __future__ import annotations

import re

from orchestration.extraction.structure.mention import Mention, Span

_CUE = re.compile(r"分别|依次|各自?为|各达")
_JOINT = re.compile(r"[()“”《》]|、|以及|[和与及]|,")
_SIDES = re.compile(r"城乡|城镇|城市|农村")
_FROM = re.compile("[从由]")
_REPLACES = re.compile(r"[^,]{0,3}(?:提高|调整|增加|提标|上调|增长|减少|降低)(?:到|至|为)")
_BACK = re.compile("前者|后者")
_MIN_WORDS = 6
"""Characters before 分别 from which the subjects must be among them, not in the clause before."""
_OPENING = 4


def distribute(text: str, head: Mention, mentions: list[Mention]) -> None:
    """Give each value of a 分别 run its own subject: a conjunct of the text, or an earlier mention.

    Args:
        text: the cleaned text.
        head: the first value of a run of at least two.
        mentions: the mentions so far.
    """
    members = [mentions[i] for i in head.run]
    start, end = head.left[0], head.quantity.start
    cue = None
    for cue in _CUE.finditer(text, start, end):  # noqa: B007 - the last one counts
        pass
    series = _series(members, is_cued=cue is not None)
    if not series:
        return
    n = len(series[0])
    for m in members:
        m.distributive, m.shared = True, head.left
    end = cue.start() if cue else end
    conjuncts = _conjuncts(text, start, end, n)
    if not conjuncts and end - start < _MIN_WORDS:
        clause = max(head.before[0], text.rfind(",", head.before[0], start - 1) + 1)
        conjuncts = _conjuncts(text, clause, start - 1, n)
    if conjuncts:
        for values in series:
            for m, span in zip(values, conjuncts, strict=True):
                m.conjunct = span
    elif not _SIDES.search(text, start, end) and (earlier := _earlier(text, head, mentions, n)):
        for values in series:
            for m, i in zip(values, earlier, strict=True):
                m.antecedent, m.mapped = i, True


def _series(members: list[Mention], *, is_cued: bool) -> list[list[Mention]]:
    """The values of a run by unit; [] if nothing is distributed.

    3214户5870人、4105户7933人 are two series of two.
    """
    by_unit: dict[str, list[Mention]] = {}
    for m in members:
        by_unit.setdefault(m.quantity.units[0], []).append(m)
    lengths = {len(values) for values in by_unit.values()}
    if len(lengths) == 1 and lengths != {1} and (is_cued or len(by_unit) == 1):
        return list(by_unit.values())
    return [members] if is_cued and lengths == {1} and len(members) > 1 else []


def _conjuncts(text: str, start: int, end: int, n: int) -> list[Span]:
    """The n spans that 、和与及 split [start, end) into; empty if their number differs."""
    spans, at, depth = [], start, 0
    for m in _JOINT.finditer(text, start, end):
        if m[0] in "(“《":
            depth += 1
        elif m[0] in ")”》":
            depth = max(0, depth - 1)
        elif not depth:
            spans.append((at, m.start()))
            at = m.end()
    spans.append((at, end))
    spans = [s for s in spans if s[1] > s[0]]
    return spans if len(spans) == n else []


def _earlier(text: str, head: Mention, mentions: list[Mention], n: int) -> list[int]:
    """The n mentions before a run in its sentence that are values of their own.

    The old value of 从…到… is none.
    """
    found: list[int] = []
    i = head.index - 1
    sentence = head.sentence
    if i >= 0 and head.left[0] - sentence.start < _OPENING:
        before = mentions[i].sentence
        if before.paragraph == sentence.paragraph:
            sentence = before  # 标准分别为… after a full stop
    takes_all = _REPLACES.fullmatch(text, *head.left) is not None
    while i >= 0 and mentions[i].sentence is sentence and len(found) < n:
        if not _is_beside(text, mentions[i], mentions) and (
            takes_all or not _FROM.search(text, *mentions[i].left)
        ):
            found.append(i)
        i -= 1
    return found[::-1] if len(found) == n else []


def _is_beside(text: str, m: Mention, mentions: list[Mention]) -> bool:
    """65873人7089.6万元: does a number only add to the one right before it?"""
    before = mentions[m.index - 1].quantity if m.index else None
    return before is not None and not text[before.end : m.quantity.start].strip()


def refer_back(text: str, m: Mention, mentions: list[Mention]) -> None:
    """前者 and 后者 are the two values of the last run."""
    said = _BACK.search(text, *m.left)
    i = m.index - 1
    if said is None or i < 0:
        return
    while i > 0 and len(mentions[i].run) < 2 and mentions[i].sentence is m.sentence:
        i -= 1
    run = mentions[i].run
    if len(run) > 1 and mentions[i].sentence is m.sentence:
        m.antecedent, m.mapped = run[0] if said[0] == "前者" else run[-1], True

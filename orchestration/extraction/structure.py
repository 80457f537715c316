"""Stage 5: which words of a sentence belong to which quantity.

Belongs here: clauses, brackets, lists, 分别 and 其中: everything about the shape of a sentence. Does not belong here:
what the words mean. The result is one `Mention` per quantity, linked to its neighbours by index.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities import Quantity

_BREAK = re.compile(r"[,;:。！？!?\n]|——")
_BRACKET = re.compile(r"[()\[\]【】]")
_RUN_GAP = re.compile(
    r"[、,;]?(?:和|及|与|以及|或)?(?:分别为|分别)?(?:上升|下降|增长|减少|增加|提高)?(?:每人每[月年]|每[月年]|月人均|年人均|人均)?(?:约|近|超过|达到|达)?"
)
_DISTRIBUTIVE = re.compile(r"分别|依次|各自?为|各达")
_CONJUNCTION = re.compile(r"、|以及|[和与及]|,")
_OF_WHICH = re.compile(r"其中|包括|含|按[^,;。]{1,8}(?:分(?!别)|看|划分)")
_RIGHT_CUT = re.compile(r"中(?!心|老年|介|医|小学)|因(?!灾)|以(?![上下内来及])|用于|通过")
_PAIRED = re.compile(r"(?:乡镇|街道|镇|乡|县|区|市|\))$")
_THRESHOLD = re.compile(r"(?:床位|面积)?(?:及)?以[上下]")
_EDGE = "、,和及与以"


@dataclass(slots=True)
class Mention:
    """A quantity in its sentence; spans are offsets into the cleaned text.

    `left` is the text before the number back to the last comma, `right` the noun after it, `before` the clauses
    between the previous quantity and `left`. `antecedent` is the index of the mention whose subject is carried on,
    `whole` the one this is a part of (其中, brackets). `conjunct` is this value's own subject in a 分别 list.
    """

    index: int
    quantity: Quantity
    sentence: Sentence
    left: tuple[int, int]
    right: tuple[int, int]
    before: tuple[int, int]
    run: list[int] = field(default_factory=list)
    antecedent: int | None = None
    whole: int | None = None
    conjunct: tuple[int, int] | None = None
    shared: tuple[int, int] | None = None
    distributive: bool = False
    mapped: bool = False
    in_bracket: bool = False
    attached: bool = False
    follows: bool = False


def read_structure(text: str, sentences: list[Sentence], quantities: list[Quantity]) -> list[Mention]:
    """The mentions of all sentences, in order; quantities outside any readable sentence are left out."""
    mentions: list[Mention] = []
    starts = [q.start for q in quantities]
    for sentence in sentences:
        if sentence.role in {"furniture", "meta"}:
            continue
        lo, hi = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        if lo < hi:
            _read_sentence(text, sentence, quantities[lo:hi], mentions)
    return mentions


def _groups(text: str, sentence: Sentence, quantities: list[Quantity]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Bracket pairs that hold quantities, and those that only gloss."""
    opaque, gloss, stack = [], [], []
    for m in _BRACKET.finditer(text, sentence.start, sentence.end):
        if m[0] in "([【":
            stack.append(m.start())
        elif stack:
            start = stack.pop()
            holds = any(start < q.start < m.start() for q in quantities)
            (opaque if holds else gloss).append((start, m.start()))
    return opaque, gloss


def _innermost(position: int, groups: list[tuple[int, int]]) -> tuple[int, int] | None:
    inside = [g for g in groups if g[0] < position < g[1]]
    return max(inside) if inside else None


def _read_sentence(text: str, sentence: Sentence, quantities: list[Quantity], mentions: list[Mention]) -> None:
    base = len(mentions)
    opaque, gloss = _groups(text, sentence, quantities)
    breaks = [
        (m.start(), m.end())
        for m in _BREAK.finditer(text, sentence.start, sentence.end)
        if not any(a < m.start() < b for a, b in gloss)
    ]
    last_in_group: dict[tuple[int, int] | None, int] = {}
    for k, q in enumerate(quantities):
        group = _innermost(q.start, opaque)
        previous = last_in_group.get(group)
        outer = None
        if previous is None and group is not None:
            outer = base + k - 1 if k and quantities[k - 1].end <= group[0] else None
        seg = _segment_start(sentence, quantities, base, previous, group, opaque, q.start)
        left_start = max([seg, *(b for _, b in breaks if seg <= b <= q.start)])
        right_end = _right_end(text, sentence, quantities, k, breaks, opaque, group)
        if previous is not None and left_start == seg and _THRESHOLD.match(text, seg):
            left_start = mentions[previous].left[0]  # 新建100张床位以上养老机构5家
        mention = Mention(
            base + k, q, sentence, _trim(text, left_start, q.start), (q.end, right_end), (seg, left_start),
            antecedent=previous if previous is not None else outer, whole=outer, in_bracket=group is not None,
        )
        mention.attached = previous is not None and left_start == seg and seg == quantities[k - 1].end
        mentions.append(mention)
        last_in_group[group] = base + k
    _mark_runs(text, mentions[base:], mentions)
    _mark_parts(text, mentions[base:], mentions)
    for m in mentions[base:]:
        _point_back(text, m, mentions)
        if m.run and m.run[0] == m.index:
            _distribute(text, m, mentions)


def _segment_start(
    sentence: Sentence, quantities: list[Quantity], base: int, previous: int | None,
    group: tuple[int, int] | None, opaque: list[tuple[int, int]], start: int,
) -> int:
    seg = group[0] + 1 if group else sentence.start
    if previous is not None:
        seg = quantities[previous - base].end
    for a, b in opaque:
        if (a, b) != group and seg <= a and b < start:
            seg = b + 1
    return seg


def _right_end(
    text: str, sentence: Sentence, quantities: list[Quantity], k: int, breaks: list[tuple[int, int]],
    opaque: list[tuple[int, int]], group: tuple[int, int] | None,
) -> int:
    end = quantities[k].end
    stop = quantities[k + 1].start if k + 1 < len(quantities) else sentence.end
    stop = min([stop, *(a for a, _ in breaks if a >= end), *(a for a, _ in opaque if a >= end)])
    if group:
        stop = min(stop, group[1])
    comma = text.find("、", end, stop)
    while 0 <= comma < stop - 1 and _PAIRED.search(text[end:comma]):
        comma = text.find("、", comma + 1, stop)  # 乡镇(街道)、村(社区)服务站: one noun
    if comma >= 0:
        stop = comma
    cut = _RIGHT_CUT.search(text, end, stop)
    return cut.start() if cut else stop


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    return start, end


def _mark_runs(text: str, local: list[Mention], mentions: list[Mention]) -> None:
    """Consecutive values with nothing but 、和 between them form a run."""
    run: list[int] = []
    for m in local:
        previous = mentions[run[-1]] if run else None
        joined = (
            previous is not None
            and m.antecedent == previous.index
            and _RUN_GAP.fullmatch(text, previous.quantity.end, m.quantity.start) is not None
        )
        if not joined:
            run = []
        run.append(m.index)
        m.run = run
        m.follows = joined
        if joined and previous is not None and previous.right[1] <= previous.right[0] and m.quantity.units == previous.quantity.units:
            for i in run[:-1]:
                mentions[i].right = m.right  # 12场、9场和7场颁证活动


def _mark_parts(text: str, local: list[Mention], mentions: list[Mention]) -> None:
    """其中 makes what follows in the sentence a part of the quantity before it."""
    whole: int | None = None
    for m in local:
        if m.in_bracket and m.whole is None and m.antecedent is not None:
            m.whole = mentions[m.antecedent].whole
        if m.in_bracket:
            continue
        start = m.before[0]
        cue = None
        for cue in _OF_WHICH.finditer(text, start, m.quantity.start):
            pass
        if cue and m.antecedent is not None:
            whole = local[0].index if cue[0].startswith("按") else m.antecedent
        elif cue and cue[0].startswith("按"):
            whole = _first_of_sentence_before(m, mentions)
        elif ";" in text[start : m.quantity.start]:
            whole = None
        if whole is not None:
            m.whole = _same_unit(whole, m, mentions)


def _same_unit(whole: int, part: Mention, mentions: list[Mention]) -> int:
    """养老机构168家、床位17240张,其中公办126家: the whole is the nearest number before 其中 with the part's unit."""
    i = whole
    while i >= 0 and mentions[i].sentence is part.sentence:
        if mentions[i].quantity.units == part.quantity.units:
            return i
        i -= 1
    return whole


def _first_of_sentence_before(m: Mention, mentions: list[Mention]) -> int | None:
    """按登记机关分,… after a full stop divides what the sentence before counted first."""
    i = m.index - 1
    if i < 0 or mentions[i].sentence.paragraph != m.sentence.paragraph or mentions[i].sentence is m.sentence:
        return None
    while i > 0 and mentions[i - 1].sentence is mentions[i].sentence:
        i -= 1
    return i


def _point_back(text: str, m: Mention, mentions: list[Mention]) -> None:
    """前者 and 后者 are the two values of the last run."""
    said = re.search("前者|后者", text[slice(*m.left)])
    i = m.index - 1
    if said is None or i < 0:
        return
    while i > 0 and len(mentions[i].run) < 2:
        i -= 1
    run = mentions[i].run
    if len(run) > 1 and mentions[i].sentence is m.sentence:
        m.antecedent, m.mapped = run[0] if said[0] == "前者" else run[-1], True


def _distribute(text: str, head: Mention, mentions: list[Mention]) -> None:
    """Give each value of a 分别 run its own subject: a conjunct of the text, or an earlier mention."""
    members = [mentions[i] for i in head.run]
    cue = _last(_DISTRIBUTIVE, text, head.left[0], head.quantity.start)
    series = _series(members, cue is not None)
    if not series:
        return
    n = len(series[0])
    for m in members:
        m.distributive, m.shared = True, head.left
    end = cue.start() if cue else head.quantity.start
    conjuncts = _conjuncts(text, head.left[0], end, n)
    if not conjuncts and end - head.left[0] < 6:
        last_clause = max(head.before[0], text.rfind(",", head.before[0], head.left[0] - 1) + 1)
        conjuncts = _conjuncts(text, last_clause, head.left[0] - 1, n)
    if conjuncts:
        for values in series:
            for m, span in zip(values, conjuncts, strict=True):
                m.conjunct = span
        return
    if re.search(r"城乡|城镇|城市|农村", text[head.left[0] : end]):
        return
    earlier = _earlier(text, head, mentions, n)
    for values in series if earlier else ():
        for m, i in zip(values, earlier, strict=True):
            m.antecedent, m.mapped = i, True


def _series(members: list[Mention], cued: bool) -> list[list[Mention]]:
    """The values of a run by unit: 3214户5870人、4105户7933人 are two series of two; [] if nothing is distributed."""
    by_unit: dict[str, list[Mention]] = {}
    for m in members:
        by_unit.setdefault(m.quantity.units[0], []).append(m)
    lengths = {len(values) for values in by_unit.values()}
    if len(lengths) == 1 and lengths != {1} and (cued or len(by_unit) == 1):
        return list(by_unit.values())
    return [members] if cued and lengths == {1} and len(members) > 1 else []


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, start, end):
        pass
    return found


def _conjuncts(text: str, start: int, end: int, n: int) -> list[tuple[int, int]]:
    """The n spans that 、和与及 split [start, end) into; empty if their number differs."""
    spans, at, depth = [], start, 0
    for m in re.finditer(r"[()“”《》]|、|以及|[和与及]|,", text[start:end]):
        if m[0] in "(“《":
            depth += 1
        elif m[0] in ")”》":
            depth = max(0, depth - 1)
        elif not depth:
            spans.append((at, start + m.start()))
            at = start + m.end()
    spans.append((at, end))
    spans = [s for s in spans if s[1] - s[0] >= 1]
    return spans if len(spans) == n else []


def _earlier(text: str, head: Mention, mentions: list[Mention], n: int) -> list[int]:
    """The n mentions before a run in its sentence that are values of their own (not the old value of 从…到…)."""
    found: list[int] = []
    i = head.index - 1
    sentence = head.sentence
    opens = head.left[0] - sentence.start < 4
    if opens and i >= 0 and mentions[i].sentence is not sentence and mentions[i].sentence.paragraph == sentence.paragraph:
        sentence = mentions[i].sentence  # 标准分别为… after a full stop
    replaces = re.fullmatch(r"[^,]{0,3}(?:提高|调整|增加|提标|上调|增长|减少|降低)(?:到|至|为)", text[slice(*head.left)])
    while i >= 0 and mentions[i].sentence is sentence and len(found) < n:
        if replaces or not re.search("[从由]", text[slice(*mentions[i].left)]):
            found.append(i)
        i -= 1
    return found[::-1] if len(found) == n else []


def list_head(text: str, m: Mention, mentions: list[Mention]) -> Mention:
    """The first mention of the 、和 list that `m` stands in; `m` itself if it stands in none."""
    while m.attached and m.antecedent is not None and text[mentions[m.antecedent].quantity.end] in "、和及与" or (
        m.antecedent is not None and m.attached and "、" in text[mentions[m.antecedent].right[1] : m.left[0]]
    ):
        m = mentions[m.antecedent]
    return m

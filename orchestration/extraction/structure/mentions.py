"""Stage 5: which words of a sentence belong to which quantity.

Belongs here: clauses, brackets, runs of values and 其中: the shape of a sentence. Does not belong
here: what the words mean; 分别 lists (`distribution`). The result is one `Mention` per quantity,
linked to its neighbours by index. See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities.quantity import Quantity
from orchestration.extraction.structure.distribution import distribute, refer_back
from orchestration.extraction.structure.mention import Mention, Span, list_head
from orchestration.extraction.structure.modality import mark_modality

__all__ = ["Mention", "list_head", "read_structure"]

_BREAK = re.compile(r"[,;:。！？!?\n]|——")
_BRACKET = re.compile(r"[()\[\]【】]")
_RUN_GAP = re.compile(
    r"[、,;]?(?:和|及|与|以及|或)?(?:上升|下降|增长|减少|增加|提高)?"
    r"(?:每人每[月年]|每[月年]|月人均|年人均|人均)?(?:约|近|超过|达到|达)?"
)
_PER_HEAD = re.compile("人均|每[人月年]")
"""支出68万元,人均500元: behind a comma, another measure of the same."""
_OF_WHICH = re.compile(r"其中|包括|含|按[^,;。]{1,8}(?:分(?!别)|看|划分)")
_RIGHT_CUT = re.compile(r"中(?!心|老年|介|医|小学)|因(?!灾)|以(?![上下内来及])|用于|通过")
_PAIRED = re.compile(r"(?:乡镇|街道|镇|乡|县|区|市|\))$")
_THRESHOLD = re.compile(r"(?:床位|面积)?(?:及)?以[上下]")
_EDGE = "、,和及与以"
_SILENT = frozenset({"furniture", "meta"})


def read_structure(
    text: str, sentences: list[Sentence], quantities: list[Quantity]
) -> list[Mention]:
    """The mentions of all sentences, in order.

    Quantities outside any readable sentence are left out.
    """
    mentions: list[Mention] = []
    starts = [q.start for q in quantities]
    lo, n = 0, len(starts)
    for sentence in sentences:
        if lo < n and starts[lo] < sentence.end:
            hi = bisect_left(starts, sentence.end, lo)
            lo = bisect_left(starts, sentence.start, lo, hi)
            inside = quantities[lo:hi]
            if inside and inside[-1].end > sentence.end:
                inside.pop()  # cut in two with a run too long to be a sentence
            if inside and sentence.role not in _SILENT:
                _Reader(text, sentence, inside, mentions).read()
            lo = hi
    return mentions


class _Reader:
    """Reads the quantities of one sentence; mentions of earlier sentences are known."""

    def __init__(
        self,
        text: str,
        sentence: Sentence,
        quantities: list[Quantity],
        mentions: list[Mention],
    ) -> None:
        self.text, self.sentence, self.quantities = text, sentence, quantities
        self.mentions, self.base = mentions, len(mentions)
        self.groups, glosses = _brackets(text, sentence, quantities)
        self.break_starts: list[int] = []
        self.break_ends: list[int] = []
        for m in _BREAK.finditer(text, sentence.start, sentence.end):
            at = m.start()
            if not glosses or not any(a < at < b for a, b in glosses):
                self.break_starts.append(at)
                self.break_ends.append(m.end())

    def read(self) -> None:
        """Append the sentence's mentions."""
        last_in_group: dict[Span | None, int] = {}
        for k, q in enumerate(self.quantities):
            group = _innermost(q.start, self.groups) if self.groups else None
            self.mentions.append(self._mention(k, group, last_in_group.get(group)))
            last_in_group[group] = self.base + k
        local = self.mentions[self.base :]
        _mark_runs(self.text, local, self.mentions)
        _mark_parts(self.text, local, self.mentions)
        mark_modality(self.text, self.sentence, local)
        for m in local:
            refer_back(self.text, m, self.mentions)
            if len(m.run) > 1 and m.run[0] == m.index:
                distribute(self.text, m, self.mentions)

    def _mention(self, k: int, group: Span | None, previous: int | None) -> Mention:
        q, outer = self.quantities[k], None
        if previous is None and group is not None and k and self.quantities[k - 1].end <= group[0]:
            outer = self.base + k - 1
        start = self._segment_start(q, group, previous)
        left_start = start
        i = bisect_right(self.break_ends, q.start) - 1
        if i >= 0 and self.break_ends[i] > start:
            left_start = self.break_ends[i]
        elif previous is not None and _THRESHOLD.match(self.text, start):
            left_start = self.mentions[previous].left[0]  # 新建100张床位以上养老机构5家
        return Mention(
            index=self.base + k,
            quantity=q,
            sentence=self.sentence,
            left=_trim(self.text, left_start, q.start),
            right=(q.end, self._right_end(k, group)),
            before=(start, left_start),
            antecedent=outer if previous is None else previous,
            whole=outer,
            in_bracket=group is not None,
            attached=previous is not None
            and left_start == start
            and start == self.quantities[k - 1].end,
        )

    def _segment_start(self, q: Quantity, group: Span | None, previous: int | None) -> int:
        """Where the words of a quantity may begin: after the one before it, outside brackets."""
        start = group[0] + 1 if group else self.sentence.start
        if previous is not None:
            start = self.quantities[previous - self.base].end
        for a, b in self.groups:
            if (a, b) != group and start <= a and b < q.start:
                start = b + 1
        return start

    def _right_end(self, k: int, group: Span | None) -> int:
        """Where the noun after a quantity may end."""
        text, end = self.text, self.quantities[k].end
        following = self.quantities[k + 1 : k + 2]
        stop = following[0].start if following else self.sentence.end
        i = bisect_left(self.break_starts, end)
        if i < len(self.break_starts):
            stop = min(stop, self.break_starts[i])
        for a, _ in self.groups:
            if end <= a < stop:
                stop = a
        if group:
            stop = min(stop, group[1])
        comma = text.find("、", end, stop)
        while 0 <= comma < stop - 1 and _PAIRED.search(text, end, comma):
            comma = text.find("、", comma + 1, stop)  # 乡镇(街道)、村(社区)服务站: one noun
        if comma >= 0:
            stop = comma
        cut = _RIGHT_CUT.search(text, end, stop)
        return cut.start() if cut else stop


def _brackets(
    text: str, sentence: Sentence, quantities: list[Quantity]
) -> tuple[list[Span], list[Span]]:
    """Bracket pairs that hold quantities, and those that only gloss."""
    holding: list[Span] = []
    glosses: list[Span] = []
    stack: list[int] = []
    for m in _BRACKET.finditer(text, sentence.start, sentence.end):
        if m[0] in "([【":
            stack.append(m.start())
        elif stack:
            start, end = stack.pop(), m.start()
            holds = any(start < q.start < end for q in quantities)
            (holding if holds else glosses).append((start, end))
    return holding, glosses


def _innermost(position: int, groups: list[Span]) -> Span | None:
    return max((g for g in groups if g[0] < position < g[1]), default=None)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGE:
        start += 1
    return start, end


def _mark_runs(text: str, local: list[Mention], mentions: list[Mention]) -> None:
    """Consecutive values with nothing but 、和 between them form a run."""
    run: list[int] = []
    for m in local:
        previous = mentions[run[-1]] if run else None
        if previous is None or not _joins(text, previous, m):
            run = [m.index]
        else:
            run.append(m.index)
            m.follows = True
            if previous.right[1] <= previous.right[0] and _same_units(m, previous):
                for i in run[:-1]:
                    mentions[i].right = m.right  # 12场、9场和7场颁证活动
        m.run = run


def _joins(text: str, previous: Mention, m: Mention) -> bool:
    """Does `m` go on from the number before, with no noun of its own (…,692名儿童)?"""
    start, end = previous.quantity.end, m.quantity.start
    if m.antecedent != previous.index or not _RUN_GAP.fullmatch(text, start, end):
        return False
    if start == end or text[start] not in ",;":
        return True
    return m.right[1] <= m.right[0] + 1 and not _PER_HEAD.search(text, start, end)


def _same_units(m: Mention, other: Mention) -> bool:
    return m.quantity.units == other.quantity.units


def _mark_parts(text: str, local: list[Mention], mentions: list[Mention]) -> None:
    """其中 makes what follows in the sentence a part of the quantity before it."""
    whole: int | None = None
    for m in local:
        if m.in_bracket:
            if m.whole is None and m.antecedent is not None:
                m.whole = mentions[m.antecedent].whole
            continue
        start, end = m.before[0], m.quantity.start
        cue = None
        for cue in _OF_WHICH.finditer(text, start, end):  # noqa: B007 - the last one counts
            pass
        if cue and m.antecedent is not None:
            whole = local[0].index if cue[0].startswith("按") else m.antecedent
        elif cue and cue[0].startswith("按"):
            whole = _first_of_sentence_before(m, mentions)
        elif whole is not None and text.find(";", start, end) >= 0:
            whole = None
        if whole is not None:
            m.whole = _whole_of_unit(whole, m, mentions)


def _whole_of_unit(whole: int, part: Mention, mentions: list[Mention]) -> int:
    """养老机构168家、床位17240张,其中公办126家: the whole is the nearest of the part's unit."""
    i = whole
    while i >= 0 and mentions[i].sentence is part.sentence:
        if _same_units(mentions[i], part):
            return i
        i -= 1
    return whole


def _first_of_sentence_before(m: Mention, mentions: list[Mention]) -> int | None:
    """按登记机关分,… after a full stop divides what the sentence before counted first."""
    i = m.index - 1
    if i < 0 or mentions[i].sentence is m.sentence:
        return None
    if mentions[i].sentence.paragraph != m.sentence.paragraph:
        return None
    while i > 0 and mentions[i - 1].sentence is mentions[i].sentence:
        i -= 1
    return i

"""Stage 5d: the words next to a quantity, which tell most of it.

Belongs here: which words before and after a number are its own (its clause, the noun behind it,
the predicate behind that, its own subject in a 分别 list). Does not belong here: words from
farther away (`frames`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.structure.mention import Mention, Span, list_head
from orchestration.extraction.subjects.frame import Frame
from orchestration.extraction.subjects.lexicon import PLACE_HEAD, PSEUDO_SETS, Lexicon
from orchestration.extraction.subjects.words import Masks, WordIndex

_RIGHT_VERB = re.compile(
    r"享受|全部|均|都|得到|录入|纳入|列入|被|进入|入选|受益|参加|参与|安置|开展|实施|进行|实现|通过|获|提供|发放"
    r"|办理|为|接受|需|已|评为|落实|享有|安装|配备|完成|转型|入住"
)
_JOINTS = "、和及与"
_PASSIVE = re.compile(r"已?由")
_NOWHERE: Span = (0, 0)


@dataclass(slots=True)
class Nearest:
    """The nearest zone: its word sets, where its words stand, the predicate behind the noun.

    `suffix` is what the last subject of a 分别 list lends to the others (城市、农村低保).
    """

    mask: int
    own: int
    spans: list[Span]
    far: Span = _NOWHERE
    suffix: Span = _NOWHERE


class _Right(NamedTuple):
    masks: Masks
    span: Span
    far: Span


class NearestReader:
    """Reads the nearest words of one document's mentions, in order."""

    def __init__(
        self,
        text: str,
        words: WordIndex,
        mentions: list[Mention],
        lexicon: Lexicon,
        areas: AreaFinder,
    ) -> None:
        self.text, self.words, self.mentions = text, words, mentions
        self.lexicon, self.areas = lexicon, areas
        self._pseudo = lexicon.mask(*PSEUDO_SETS)
        self._actors = lexicon.mask("party_cadre", "project_word", "event_word")
        self._generic, self._place = lexicon.mask("generic"), lexicon.mask(PLACE_HEAD)
        self._residence = lexicon.mask("urban", "rural", "both")
        self._moves = lexicon.mask("new", "exit", "standard_changed")
        self._right_used: list[bool] = []

    def read(self, m: Mention, frames: list[Frame]) -> Nearest:
        """The nearest zone of the next mention."""
        self._right_used.append(False)
        near = self._conjunct(m, m.conjunct) if m.conjunct else self._clause(m, frames)
        near.mask |= self._list_verb(m)
        near.own |= self._place_head(m, near)
        return near

    def right_near(self, m: Mention) -> int:
        """Where the noun after the number ends."""
        verb = _RIGHT_VERB.search(self.text, m.right[0], m.right[1])
        return verb.start() if verb else m.right[1]

    def _clause(self, m: Mention, frames: list[Frame]) -> Nearest:
        if m.attached and self._right_used[m.index - 1]:
            at = max(self.text.rfind(joint, *m.left) for joint in _JOINTS)
            if at >= 0:  # 46个列入名录、38个列入名单: before the 、 it belongs to the number before
                m.left = (at + 1, m.left[1])
        left = self._left(*m.left)
        if self._only_follows(m) and m.antecedent is not None:
            first = frames[m.antecedent]
            mask = first.near & ~self._pseudo | left[0]
            return Nearest(mask, first.near_own | left[1], first.spans)
        right = self._right(m, has_topic=bool(left[1] & self.lexicon.topic))
        if m.distributive and m.run[0] != m.index:
            head = self.mentions[m.run[0]]
            left, right = self.words.masks(*head.left), right._replace(far=_NOWHERE)
            return _joined(left, right, head.left)
        return self._both_sides(m, left, right)

    def _only_follows(self, m: Mention) -> bool:
        """Does a value of a run have no words of its own (人数、金额)?"""
        return m.follows and not m.distributive and m.right[1] - m.right[0] < 2

    def _right(self, m: Mention, *, has_topic: bool) -> _Right:
        """The noun after the number, or after the last number of its run."""
        start, end = m.right
        last = self.mentions[m.run[-1]]
        if last is not m and end <= start < last.right[1] and not has_topic:
            span, far = last.right, _NOWHERE  # 4.6万户、7.9万人纳入最低生活保障
        else:
            noun_end = self.right_near(m)
            span, far = (start, noun_end), (noun_end, end)
        return _Right(self.words.masks(*span), span, far)

    def _both_sides(self, m: Mention, left: Masks, right: _Right) -> Nearest:
        topic = self.lexicon.topic
        if m.attached and right.masks[1] & topic and self._right_used[m.index - 1]:
            self._right_used[-1] = True
            return Nearest(*right.masks, [right.span], right.far)
        has_only_far = _is_empty(right.span) and not _is_empty(right.far)
        if has_only_far and not _PASSIVE.match(self.text, right.far[0]):
            right = self._whole_right(m)
        if _is_empty(right.span) or (left[1] & topic and self._is_of_next(m)):
            return Nearest(*left, [m.left])
        self._right_used[-1] = not left[1] & topic
        if right.far[1] > right.far[0] and not right.masks[1] & topic:
            right = self._whole_right(m)
        return _joined(left, right, m.left)

    def _whole_right(self, m: Mention) -> _Right:
        """The words after the number, the predicate among them."""
        return _Right(self.words.masks(*m.right), m.right, _NOWHERE)

    def _is_of_next(self, m: Mention) -> bool:
        """Do the words after the number belong to the number after them?"""
        after = m.index + 1
        if after < len(self.mentions) and self.mentions[after].attached:
            return True
        return m.quantity.units[0] in {"CNY", "percent"}

    def _left(self, start: int, end: int) -> Masks:
        """The words before the number.

        Left out are actors that stand before the topic (干部走访困难群众): they are not the head.
        """
        mask, own = self.words.masks(start, end)
        if self._are_examples(end):
            return 0, 0
        own = self._without_examples(start, end, own)
        heads = self.lexicon.topic | self.lexicon.holder
        if not own & self._actors or not mask & heads:
            return mask, own
        seen, kept = False, 0
        for hit in reversed(self.words.hits_in(start, end)):
            kept |= hit[3] & ~self._actors if seen else hit[3]
            seen = seen or bool(hit[2] & heads)
        return mask, kept & own

    def _are_examples(self, end: int) -> bool:
        """低保提标等12项政策: what stands before 等 are examples of the noun behind the number."""
        m = self.mentions[len(self._right_used) - 1]
        behind = self.right_near(m) - m.right[0]
        return self.text.startswith("等", end - 1) and behind > 1 and end == m.left[1]

    def _without_examples(self, start: int, end: int, own: int) -> int:
        """养老院、敬老院等养老服务机构: what stands before 等 are examples of the head behind."""
        at = self.text.rfind("等", start, end)
        if at <= start:
            return own
        head = self.words.masks(at + 1, end)[1]
        return head if head & self.lexicon.topic else own

    def _place_head(self, m: Mention, near: Nearest) -> int:
        """乡镇(街道)184个 counts townships, whatever the clause before was about."""
        if m.quantity.units[0] != "facility" or near.own & self.lexicon.topic:
            return 0
        left = [h for h in self.words.hits_in(*m.left) if h[3] & ~self._generic]
        if not left or not left[-1][3] & self.lexicon.weak or m.left[1] - left[-1][1] > 3:
            return 0
        if self.words.masks(*m.right)[0] or self.text.startswith("级", left[-1][1]):
            return 0
        return self._place

    def _list_verb(self, m: Mention) -> int:
        """新建A三所、B五所: the verb at the head of a list holds for its members."""
        head = list_head(self.text, m, self.mentions)
        if head is m or self.words.masks(*m.left)[0] & self._moves:
            return 0
        return self.words.masks(*head.left)[0] & self.lexicon.verb

    def _conjunct(self, m: Mention, span: Span) -> Nearest:
        """One subject of a 分别 list.

        It has its own words, the metric of the last subject (城市、农村低保标准) and the topic of
        another.
        """
        topic, metric = self.lexicon.topic, self.lexicon.metric
        head, last = self.mentions[m.run[0]], self.mentions[m.run[-1]]
        mask, own = self._subject(m)
        last_span = last.conjunct or span
        tail = _NOWHERE
        if last_span[1] < head.quantity.start:
            tail = (last_span[1], head.quantity.start)
        tail_mask, tail_own = self.words.masks(*tail)
        if not mask & metric:
            tail_mask |= self._subject(last)[0] & (metric | self.lexicon.word)
        if not own & topic and not tail_own & topic:
            other = self._topic_of_other(m)
            mask, own = mask | (other[0] & topic), own | (other[1] & topic)
        if m is not head and not mask & self._residence:
            mask |= self._subject(head)[0] & self._residence
        suffix = _NOWHERE
        if m is not last:
            suffix = (min(last_span[0] + 2, last_span[1]), last_span[1])
        mask |= tail_mask | self.words.masks(*m.right)[0]
        return Nearest(mask, own | tail_own, [span, tail], suffix=suffix)

    def _topic_of_other(self, m: Mention) -> Masks:
        """The words of the nearest other subject that names a topic, the later of two as near."""
        members = [self.mentions[i] for i in m.run]
        for other in sorted(members, key=lambda x: (abs(x.index - m.index), -x.index)):
            masks = self._subject(other)
            if masks[1] & self.lexicon.topic:
                return masks
        return 0, 0

    def _subject(self, m: Mention) -> Masks:
        """The words of one subject of a list, blind to words that reach beyond it.

        困难残疾人生活补贴和重度残疾人护理补贴 holds a longer word that is none of its subjects.
        """
        start, end = m.conjunct or _NOWHERE
        if self.areas.spans(start, end):
            return self.words.masks(start, end)
        return self.words.phrase(self.text[start:end])


def _joined(left: Masks, right: _Right, span: Span) -> Nearest:
    mask, own = left[0] | right.masks[0], left[1] | right.masks[1]
    return Nearest(mask, own, [span, right.span], right.far)


def _is_empty(span: Span) -> bool:
    return span[1] <= span[0]

"""Stage 5b: the frame of a quantity: the words it is read with, nearest first.

Belongs here: gathering the lexicon's words around a mention into weighted zones (its own clause, earlier clauses,
the mention whose subject is carried on, headings). Does not belong here: choosing an indicator.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.extraction.areas import AreaFinder
from orchestration.extraction.lexicon import PLACE_HEAD, PSEUDO_SETS, Hit, Lexicon
from orchestration.extraction.linking import Zone
from orchestration.extraction.structure import Mention, list_head

_PER_HEAD = re.compile(r"每?(?P<n>千|万|百|1000|10000|100)(?P<what>名|人|户|位|个)?(?P<who>[^,;。]{0,16})$")
_PERIODIC = re.compile(
    r"每?人[、·/每]*每?月|每?人[、·/每]*每?年|每[月年]|月人均|年人均|人均每?[月年]|人均|[月年](?=[一-鿿]{0,8}标准)|按月|/月|/年|户月"
)
_RIGHT_VERB = re.compile(
    r"享受|全部|均|都|得到|录入|纳入|列入|被|进入|入选|受益|参加|参与|安置|开展|实施|进行|实现|通过|获|提供|发放|办理|为|接受|需|已|评为|落实|享有|安装|配备|完成|转型|入住"
)
_TOTAL = re.compile(r"累计|总数|达到?$|共有|现有|总量|已有|总计")  # 新建242个,累计建成271个: the verb ends here
_PASSIVE = re.compile(r"已?由")
_SPENT = re.compile(r"投入|筹资|筹集|安排|投资|下拨|争取|落实|拨付|列支|拿出")
_REACHES = re.compile(r"[到至为]$")
FAR = 0.3
CONTINUED, CARRIED, PART = 0.9, 0.78, 0.88
PLACE, AFTER, LAST_SENTENCE = 0.8, 0.8, 0.48
SENTENCE = 120
LEAD, LED = 18, 0.72


@dataclass(slots=True)
class Frame:
    """The zones of a mention, nearest first; `text` is the phrase the nearest zone was read from."""

    zones: tuple[Zone, ...]
    text: str
    period_word: str = ""
    wide: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def near(self) -> int:
        """Word sets of the nearest zone."""
        return self.zones[0].mask

    @property
    def near_own(self) -> int:
        """Word sets of the nearest zone, without those of words inside words."""
        return self.zones[0].own


@dataclass(slots=True)
class _Near:
    mask: int
    own: int
    spans: list[tuple[int, int]]
    far: tuple[int, int] = (0, 0)
    suffix: tuple[int, int] = (0, 0)


class FrameBuilder:
    """Builds the frames of one document; mentions must be built in order."""

    def __init__(self, text: str, hits: list[Hit], mentions: list[Mention], lexicon: Lexicon, areas: AreaFinder) -> None:
        self.text, self.mentions, self.lexicon, self.areas = text, mentions, lexicon, areas
        self.hits = self._without_areas(hits)
        self.starts = [h[0] for h in self.hits]
        self.frames: list[Frame] = []
        self._headings: dict[str, tuple[int, int]] = {}
        self._pseudo = {name: lexicon.mask(name) for name in PSEUDO_SETS}
        self._all_pseudo = lexicon.mask(*PSEUDO_SETS)
        self._actors = lexicon.mask("party_cadre")
        self._generic, self._place = lexicon.mask("generic"), lexicon.mask(PLACE_HEAD)
        self._residence = lexicon.mask("urban", "rural", "both")
        self._right_used: list[bool] = []

    def _without_areas(self, hits: list[Hit]) -> list[Hit]:
        """Words inside the name of an area or institution do not tell what is measured (陇城镇 is not 城镇)."""
        sentences = {m.sentence.start: m.sentence.end for m in self.mentions}
        spans = [span for a, b in sentences.items() for span in self.areas.spans(a, b)]
        if not spans:
            return hits
        starts = [a for a, _ in spans]
        kept = []
        for hit in hits:
            i = bisect_left(starts, hit[0] + 1) - 1
            if i < 0 or hit[0] >= spans[i][1]:
                kept.append(hit)
        return kept

    def hits_in(self, start: int, end: int) -> Iterator[Hit]:
        """The words of the lexicon that lie in text[start:end]."""
        for i in range(bisect_left(self.starts, start), len(self.hits)):
            hit = self.hits[i]
            if hit[0] >= end:
                return
            if hit[1] <= end:
                yield hit

    def masks(self, start: int, end: int) -> tuple[int, int]:
        """The word sets named in text[start:end]: with and without the words inside words."""
        mask = own = 0
        for hit in self.hits_in(start, end):
            mask |= hit[2]
            own |= hit[3]
        return mask, own

    def _left_masks(self, start: int, end: int) -> tuple[int, int]:
        """As `masks`, without foreign words that stand before the topic (干部走访困难群众): they are not the head."""
        mask, own = self.masks(start, end)
        own = self._without_examples(start, end, own)
        if not own & self._actors or not mask & (self.lexicon.topic | self.lexicon.holder):
            return mask, own
        seen, kept = False, 0
        for hit in sorted(self.hits_in(start, end), key=lambda h: -h[1]):
            kept |= hit[3] & ~self._actors if seen else hit[3]
            seen = seen or bool(hit[2] & (self.lexicon.topic | self.lexicon.holder))
        return mask, kept & own

    def _without_examples(self, start: int, end: int, own: int) -> int:
        """养老院、敬老院等养老服务机构: what stands before 等 are examples of the head behind it."""
        at = self.text.rfind("等", start, end)
        if at <= start:
            return own
        head = self.masks(at + 1, end)[1]
        return head if head & self.lexicon.topic else own

    def mask(self, start: int, end: int) -> int:
        """The word sets named in text[start:end]."""
        return self.masks(start, end)[0]

    def build(self, m: Mention) -> Frame:
        """The frame of `m`; frames of earlier mentions must exist."""
        near = self._near(m)
        pseudo, word = self._per_unit(m)
        own = near.own | self._place_head(m, near)
        zones = [Zone(near.mask | pseudo | self._list_verb(m), own, 1.0, "near")]
        if near.far[1] > near.far[0]:
            zones.append(Zone(*self.masks(*near.far), 0.95, "far"))
        self._add_place(m, zones)
        self._add_before(m, zones)
        self._add_after(m, zones)
        self._add_lead(m, zones)
        self._add_carried(m, zones)
        for depth, heading in enumerate(reversed(m.sentence.headings)):
            zones.append(Zone(*self._heading(heading.text), max(0.5 - 0.1 * depth, FAR), "heading"))
        if not any(z.own & self.lexicon.topic for z in zones if z.origin != "heading"):
            zones.append(Zone(*self._sentence_before(m), LAST_SENTENCE, "last"))
        text = "".join(self.text[a:b] for a, b in near.spans)
        wide = self.text[slice(*near.spans[0])] + self.text[slice(*near.suffix)]
        frame = Frame(tuple(zones), text, word, wide, near.spans)
        self.frames.append(frame)
        return frame

    def _place_head(self, m: Mention, near: _Near) -> int:
        """乡镇(街道)184个 counts townships, whatever the clause before was about."""
        if near.own & self.lexicon.topic or m.quantity.units[0] != "facility":
            return 0
        left = [h for h in self.hits_in(*m.left) if h[3] & ~self._generic]
        if left and left[-1][3] & self.lexicon.weak and m.left[1] - left[-1][1] <= 3 and not self.mask(*m.right):
            return self._place if not self.text.startswith("级", left[-1][1]) else 0
        return 0

    def _list_verb(self, m: Mention) -> int:
        """新建A三所、B五所: the verb at the head of a list holds for its members."""
        head = list_head(self.text, m, self.mentions)
        return self.mask(*head.left) & self.lexicon.verb if head is not m else 0

    def _words(self, start: int, end: int) -> tuple[int, int]:
        """As `masks`, but blind to words that reach beyond the span (困难残疾人生活补贴和重度残疾人护理补贴)."""
        if self.areas.within(start, end):
            return self.masks(start, end)
        return self._heading(self.text[start:end])

    def _heading(self, heading: str) -> tuple[int, int]:
        known = self._headings.get(heading)
        if known is None:
            mask = own = 0
            for hit in self.lexicon.hits(heading):
                mask |= hit[2]
                own |= hit[3]
            known = self._headings[heading] = (mask, own)
        return known

    def _near(self, m: Mention) -> _Near:
        topic = self.lexicon.topic
        right_end, far = self._right_near(m)
        self._right_used.append(False)
        if m.conjunct is not None:
            return self._conjunct(m)
        if m.attached and self._right_used[m.index - 1]:
            comma = self.text.rfind("、", *m.left)
            if comma >= 0:  # 46个列入名录、38个列入名单: what stands before the 、 belongs to the number before
                m.left = (comma + 1, m.left[1])
        left, right = self._left_masks(*m.left), self.masks(m.right[0], right_end)
        right_span = (m.right[0], right_end)
        last = self.mentions[m.run[-1]]
        if last is not m and m.right[1] <= m.right[0] < last.right[1] and not left[1] & topic:
            right_span, far = last.right, (0, 0)  # 4.6万户、7.9万人纳入最低生活保障
            right = self.masks(*right_span)
        if m.follows and not m.distributive and m.antecedent is not None and m.right[1] - m.right[0] < 2:
            first = self.frames[m.antecedent]
            return _Near(first.near & ~self._all_pseudo | left[0], first.near_own | left[1], first.spans)
        if m.distributive and m.run[0] != m.index:
            head = self.mentions[m.run[0]]
            left = self.masks(*head.left)
            return _Near(left[0] | right[0], left[1] | right[1], [head.left, right_span])
        if m.attached and right[1] & topic and self._right_used[m.index - 1]:
            self._right_used[-1] = True
            return _Near(*right, [right_span], far)
        if right_end <= m.right[0] and far[1] > far[0] and not _PASSIVE.match(self.text, far[0]):
            right, right_span, far = self.masks(*m.right), m.right, (0, 0)
        if right_span[1] <= right_span[0] or (left[1] & topic and self._right_belongs_to_next(m)):
            return _Near(*left, [m.left])
        self._right_used[-1] = not left[1] & topic
        if not right[1] & topic and far[1] > far[0]:
            right, right_span, far = self.masks(*m.right), m.right, (0, 0)
        return _Near(left[0] | right[0], left[1] | right[1], [m.left, right_span], far)

    def right_near(self, m: Mention) -> int:
        """Where the noun after the number ends."""
        return self._right_near(m)[0]

    def _right_near(self, m: Mention) -> tuple[int, tuple[int, int]]:
        """Where the noun after the number ends, and the predicate behind it."""
        verb = _RIGHT_VERB.search(self.text, m.right[0], m.right[1])
        if verb is None:
            return m.right[1], (0, 0)
        return verb.start(), (verb.start(), m.right[1])

    def _right_belongs_to_next(self, m: Mention) -> bool:
        after = m.index + 1
        if after < len(self.mentions) and self.mentions[after].attached:
            return True
        return m.quantity.units[0] in {"CNY", "percent"}

    def _conjunct(self, m: Mention) -> _Near:
        """One subject of a 分别 list: its own words, the metric of the last (城市、农村低保标准), the topic of another."""
        topic, metric = self.lexicon.topic, self.lexicon.metric
        members = [self.mentions[i] for i in m.run]
        head, last = members[0], members[-1]
        mask, own = self._words(*m.conjunct)
        tail = (last.conjunct[1], head.quantity.start) if last.conjunct[1] < head.quantity.start else (0, 0)
        tail_mask, tail_own = self.masks(*tail)
        if not mask & metric:
            tail_mask |= self._words(*last.conjunct)[0] & (metric | self.lexicon.word)
        if not own & topic:
            for other in sorted(members, key=lambda x: (abs(x.index - m.index), -x.index)):
                other_mask, other_own = self._words(*other.conjunct)
                if other_own & topic and not tail_own & topic:
                    mask, own = mask | (other_mask & topic), own | (other_own & topic)
                    break
        if not mask & self._residence and m is not head:
            mask |= self._words(*head.conjunct)[0] & self._residence
        suffix = (min(last.conjunct[0] + 2, last.conjunct[1]), last.conjunct[1]) if m is not last else (0, 0)
        return _Near(mask | tail_mask | self.mask(*m.right), own | tail_own, [m.conjunct, tail], suffix=suffix)

    def _add_place(self, m: Mention, zones: list[Zone]) -> None:
        """The name of an institution (县社会福利中心) tells its kind, but does not count as a topic of the clause."""
        for a, b in self.areas.spans(m.sentence.start, m.sentence.end):
            if b <= m.quantity.start and b - a > 3:
                mask = self._heading(self.text[a:b])[0] & ~self._residence
                if mask:
                    zones.append(Zone(mask, 0, PLACE, "before"))

    def _add_after(self, m: Mention, zones: list[Zone]) -> None:
        """投入1600万元,改扩建敬老院5所: money that says what for only in the next clause."""
        if m.quantity.units[0] != "CNY" or zones[0].own & self.lexicon.topic:
            return
        if not _SPENT.search(self.text, *m.left):
            return
        end = m.right[1]
        if end < len(self.text) and self.text[end] == ",":
            stop = re.compile(r"[,;。\n]").search(self.text, end + 1)
            mask, own = self.masks(end + 1, stop.start() if stop else len(self.text))
            if own & self.lexicon.topic:
                zones.append(Zone(mask, own, AFTER, "before"))

    def _add_lead(self, m: Mention, zones: list[Zone]) -> None:
        """城市低保:1.74万户;当月支出1258万元: what stands before the colon leads the whole sentence."""
        start = m.sentence.start
        at = self.text.find(":", start, min(start + LEAD, m.quantity.start))
        if 0 <= at < m.before[0]:
            mask, own = self.masks(start, at)
            if own & self.lexicon.topic:
                zones.append(Zone(mask, own, LED, "before"))

    def _add_before(self, m: Mention, zones: list[Zone]) -> None:
        start, end = m.before
        weight, at = 0.85, end - 1
        for _ in range(4):
            if at <= start:
                return
            cut = max(self.text.rfind(c, start, at) for c in ",;:")
            mask, own = self.masks(cut + 1 if cut >= 0 else start, at)
            if mask:
                zones.append(Zone(mask, own, weight, "before"))
                weight -= 0.08
            at = cut if cut >= 0 else start

    def _add_carried(self, m: Mention, zones: list[Zone]) -> None:
        seen: set[int] = set()
        i, weight = m.antecedent, CONTINUED if m.distributive or m.follows else CARRIED
        if m.whole is not None:
            whole = self.frames[m.whole].zones[0]
            zones.append(Zone(whole.mask & ~self._all_pseudo, whole.own, PART, "carried"))
            if not m.follows and not m.mapped:
                return
        drop = self._all_pseudo | (self.lexicon.verb if _TOTAL.search(self.text, *m.left) else 0)
        while i is not None and i not in seen and i < len(self.frames) and weight > 0.5:
            seen.add(i)
            for zone in self.frames[i].zones[:3]:
                if zone.weight > 0.6 and zone.origin != "carried":
                    zones.append(Zone(zone.mask & ~drop, zone.own, zone.weight * weight, "carried"))
            i = self.mentions[i].antecedent
            weight -= 0.12

    def _sentence_before(self, m: Mention) -> tuple[int, int]:
        """The words of the sentence before, even of the paragraph before (a question and its answer)."""
        end = m.sentence.start
        while end > 0 and self.text[end - 1] in "\n。!?":
            end -= 1
        first = max(0, end - SENTENCE)
        start = max(first, *(self.text.rfind(c, first, end) + 1 for c in "\n。!?"))
        return self.masks(start, end) if end > start else (0, 0)

    def _carried_period(self, m: Mention) -> str:
        """每人每年6480元调整为7080元: the second amount is per year too."""
        before = self.mentions[m.antecedent]
        left = self.text[m.left[0] : m.left[1]]
        apart = ";" in self.text[before.quantity.end : m.quantity.start]
        if before.quantity.units[0] == "CNY" and (len(left) < 12 and not apart or re.search("从|由|提高到|调整", left)):
            return self.frames[m.antecedent].period_word
        return ""

    def _per_unit(self, m: Mention) -> tuple[int, str]:
        """Pseudo word sets that per-units give: @monthly for 每人每月, @per1000 for 每千名…"""
        start = self.mentions[m.run[0]].left[0]
        pseudo, word = 0, ""
        if m.quantity.units[0] == "CNY":
            found = None
            for found in _PERIODIC.finditer(self.text, start, m.quantity.start):
                pass
            word = m.quantity.per
            if found and not re.search("[月年天日次]", word):
                word += found[0]
            if not re.search("[月年天日次]", word) and m.antecedent is not None and not m.quantity.multiplier:
                word += self._carried_period(m)
            if word:
                pseudo |= self._pseudo["@monthly"]
        if m.antecedent is not None and _REACHES.search(self.text[m.left[0] : m.left[1]]) and m.left[1] - m.left[0] < 8:
            pseudo |= self.frames[m.antecedent].near & self._all_pseudo
        head = _PER_HEAD.search(self.text[m.left[0] : m.quantity.start])
        if head and ("每" in head[0] or "拥有" in head["who"] or "人均" in head[0] or "床位" in head["who"]):
            n = head["n"]
            if head["what"] == "户" and n in {"百", "100"}:
                pseudo |= self._pseudo["@per100hh"]
            elif n in {"千", "1000"}:
                pseudo |= self._pseudo["@per1000"]
            elif n in {"万", "10000"}:
                pseudo |= self._pseudo["@per10000"]
        return pseudo, word

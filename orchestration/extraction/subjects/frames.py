"""Stage 5f: the frame of a quantity: the words it is read with, nearest first.

Belongs here: gathering the lexicon's words around a mention into weighted zones (its own clause,
earlier clauses, the mention whose subject is carried on, headings). Does not belong here: the
nearest zone (`nearest`), choosing an indicator (`linking`). See the README, section "How a
document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities.per_units import PerUnitReader
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.frame import Frame
from orchestration.extraction.subjects.lexicon import PLACE_HEAD, PSEUDO_SETS, Hit, Lexicon
from orchestration.extraction.subjects.linking import Zone
from orchestration.extraction.subjects.nearest import NearestReader
from orchestration.extraction.subjects.words import Masks, WordIndex

__all__ = ["Frame", "FrameBuilder"]

_TOTAL = re.compile(r"累计|总数|达到?$|共有|现有|总量|已有|总计")  # 新建242个,累计建成271个
_SPENT = re.compile(r"投入|筹资|筹集|安排|投资|下拨|争取|落实|拨付|列支|拿出")
_CLAUSE_END = re.compile(r"[,;。\n]")
_NEAR, _FAR, _BEFORE, _BEFORE_STEP = 1.0, 0.95, 0.85, 0.08
_CONTINUED, _CARRIED, _CARRIED_STEP, _PART = 0.9, 0.78, 0.12, 0.88
_PLACE, _AFTER, _LED, _LAST_SENTENCE = 0.8, 0.8, 0.72, 0.48
_HEADING, _HEADING_STEP, _OUTER_HEADING = 0.5, 0.1, 0.3
_MAX_CLAUSES, _MAX_LEAD, _MIN_INSTITUTION = 4, 18, 4
_CARRIES_FROM, _CARRIED_ZONES, _FORGOTTEN = 0.6, 3, 0.5


class FrameBuilder:
    """Builds the frames of one document; mentions must be built in order."""

    def __init__(
        self,
        text: str,
        hits: list[Hit],
        mentions: list[Mention],
        lexicon: Lexicon,
        areas: AreaFinder,
    ) -> None:
        self.text, self.mentions, self.lexicon, self.areas = text, mentions, lexicon, areas
        self.words = WordIndex(text, hits, mentions, lexicon, areas)
        self.hits_in, self.masks = self.words.hits_in, self.words.masks
        self.frames: list[Frame] = []
        self._nearest = NearestReader(text, self.words, mentions, lexicon, areas)
        self.right_near = self._nearest.right_near
        self._per_units = PerUnitReader(text, mentions, lexicon)
        self._pseudo = lexicon.mask(*PSEUDO_SETS)
        self._residence = lexicon.mask("urban", "rural", "both")
        self._kept = ~(self._pseudo | lexicon.mask(PLACE_HEAD))
        self._last_sentences: dict[int, Masks] = {}
        self._heading_zones: dict[int, list[Zone]] = {}

    def mask(self, start: int, end: int) -> int:
        """The word sets named in text[start:end]."""
        return self.masks(start, end)[0]

    def build(self, m: Mention) -> Frame:
        """The frame of `m`; frames of earlier mentions must exist."""
        near = self._nearest.read(m, self.frames)
        pseudo, period_word, is_own = self._per_units.read(m, self.frames)
        first = Zone(near.mask | pseudo, near.own, _NEAR, "near")
        zones, said = [first], first.mask
        if near.far[1] > near.far[0]:
            zones.append(Zone(*self.masks(*near.far), _FAR, "far"))
            said |= zones[-1].mask
        self._add_institutions(m, zones)
        self._add_before(m, zones)
        if m.quantity.units[0] == "CNY" and not first.own & self.lexicon.topic:
            self._add_after(m, zones)
        self._add_lead(m, zones)
        self._add_carried(m, zones)
        topic = self.lexicon.topic
        has_topic = first.own & topic or any(zone.own & topic for zone in zones)
        zones += self._headings(m.sentence)
        if not has_topic:
            zones.append(Zone(*self._sentence_before(m), _LAST_SENTENCE, "last"))
        text = "".join([self.text[a:b] for a, b in near.spans])
        wide = text
        if m.conjunct is not None:
            wide = self.text[slice(*m.conjunct)] + self.text[slice(*near.suffix)]
        frame = Frame(
            tuple(zones), first.mask, first.own, said, text, wide, near.spans, period_word, is_own
        )
        self.frames.append(frame)
        return frame

    def _headings(self, sentence: Sentence) -> list[Zone]:
        known = self._heading_zones.get(sentence.start)
        if known is None:
            known = self._heading_zones[sentence.start] = [
                Zone(
                    *self.words.phrase(heading.text),
                    max(_HEADING - _HEADING_STEP * depth, _OUTER_HEADING),
                    "heading",
                )
                for depth, heading in enumerate(reversed(sentence.headings))
            ]
        return known

    def _add_institutions(self, m: Mention, zones: list[Zone]) -> None:
        """The name of an institution (县社会福利中心) tells its kind.

        It does not count as a topic of the clause.
        """
        for a, b in self.areas.spans(m.sentence.start, m.sentence.end):
            if b <= m.quantity.start and b - a >= _MIN_INSTITUTION:
                mask = self.words.phrase(self.text[a:b])[0] & ~self._residence
                if mask:
                    zones.append(Zone(mask, 0, _PLACE, "before"))

    def _add_before(self, m: Mention, zones: list[Zone]) -> None:
        """The clauses between the number before and its own."""
        start, end = m.before
        weight, at, rfind = _BEFORE, end - 1, self.text.rfind
        for _ in range(_MAX_CLAUSES):
            if at <= start:
                return
            cut = max(rfind(",", start, at), rfind(";", start, at), rfind(":", start, at))
            mask, own = self.masks(cut + 1 if cut >= 0 else start, at)
            if mask:
                zones.append(Zone(mask, own, weight, "before"))
                weight -= _BEFORE_STEP
            at = cut if cut >= 0 else start

    def _add_after(self, m: Mention, zones: list[Zone]) -> None:
        """投入1600万元,改扩建敬老院5所: money that says what for only in the next clause."""
        end = m.right[1]
        if not self.text.startswith(",", end) or not _SPENT.search(self.text, *m.left):
            return
        stop = _CLAUSE_END.search(self.text, end + 1)
        mask, own = self.masks(end + 1, stop.start() if stop else len(self.text))
        if own & self.lexicon.topic:
            zones.append(Zone(mask, own, _AFTER, "before"))

    def _add_lead(self, m: Mention, zones: list[Zone]) -> None:
        """城市低保:1.2万户;当月支出1258万元: what stands before the colon leads the sentence."""
        start = m.sentence.start
        at = self.text.find(":", start, min(start + _MAX_LEAD, m.quantity.start))
        if 0 <= at < m.before[0]:
            mask, own = self.masks(start, at)
            if own & self.lexicon.topic:
                zones.append(Zone(mask, own, _LED, "before"))

    def _add_carried(self, m: Mention, zones: list[Zone]) -> None:
        """The words of the numbers whose subject goes on, weaker with each step back."""
        if m.whole is not None:
            whole, kept = self.frames[m.whole], self._kept
            zones.append(Zone(whole.near & kept, whole.near_own & kept, _PART, "carried"))
            if not m.follows and not m.mapped:
                return
        i, weight = m.antecedent, _CONTINUED if m.distributive or m.follows else _CARRIED
        if i is None:
            return
        is_total = _TOTAL.search(self.text, *m.left)  # the verb before ends here
        kept = self._kept & ~self.lexicon.verb if is_total else self._kept
        seen: set[int] = set()
        while i is not None and i not in seen and i < len(self.frames) and weight > _FORGOTTEN:
            seen.add(i)
            for mask, own, zone_weight, origin in self.frames[i].zones[:_CARRIED_ZONES]:
                if zone_weight > _CARRIES_FROM and origin != "carried":
                    zones.append(Zone(mask & kept, own & kept, zone_weight * weight, "carried"))
            if m.mapped and self.frames[i].near_own & self.lexicon.topic:
                return  # told in order: its subject is that of one earlier number
            i = self.mentions[i].antecedent
            weight -= _CARRIED_STEP

    def _sentence_before(self, m: Mention) -> Masks:
        """The words of the sentence before, even in another paragraph (a question's answer)."""
        start = m.sentence.start
        known = self._last_sentences.get(start)
        if known is None:
            known = self._last_sentences[start] = self.words.before(start)
        return known

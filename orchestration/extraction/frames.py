"""Stage 5b: the frame of a quantity: the words it is read with, nearest first.

Belongs here: gathering the lexicon's words around a mention into weighted zones (its own clause, earlier clauses,
the mention whose subject is carried on, headings). Does not belong here: choosing an indicator.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from orchestration.extraction.lexicon import Lexicon
from orchestration.extraction.structure import Mention

_CLAUSE = re.compile(r"[,;:。]")
_PER_HEAD = re.compile(r"每?(?P<n>千|万|百|1000|10000|100)(?P<what>名|人|户|位|个)?(?P<who>[^,;。]{0,14})$")
_PERIODIC = re.compile(
    r"每?人[、·/每]*每?月|每?人[、·/每]*每?年|每[月年]|月人均|年人均|人均每?[月年]|人均|[月年](?=[一-鿿]{0,8}标准)|按月|/月|/年|户月"
)
FAR = 0.3


@dataclass(slots=True)
class Frame:
    """Zones (mask, weight) of a mention, nearest first; `text` is the phrase the nearest zone was read from."""

    near: int
    zones: list[tuple[int, float]]
    text: str
    period_word: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)


class FrameBuilder:
    """Builds the frames of one document; mentions must be built in order."""

    def __init__(self, text: str, hits: list[tuple[int, int, int]], mentions: list[Mention], lexicon: Lexicon) -> None:
        self.text, self.hits, self.mentions, self.lexicon = text, hits, mentions, lexicon
        self.starts = [h[0] for h in hits]
        self.frames: list[Frame] = []
        self._headings: dict[str, int] = {}
        self._pseudo = {name: lexicon.mask(name) for name in ("@monthly", "@per1000", "@per10000", "@per100hh")}
        self._cue_mask = ~lexicon.topic

    def mask(self, start: int, end: int) -> int:
        """The word sets named in text[start:end]."""
        out = 0
        i = bisect_left(self.starts, start)
        n = len(self.hits)
        while i < n and self.starts[i] < end:
            hit = self.hits[i]
            if hit[1] <= end:
                out |= hit[2]
            i += 1
        return out

    def heading_mask(self, heading: str) -> int:
        """The word sets a heading names, cached."""
        known = self._headings.get(heading)
        if known is None:
            known = 0
            for _, _, mask in self.lexicon.hits(heading):
                known |= mask
            self._headings[heading] = known
        return known

    def build(self, m: Mention) -> Frame:
        """The frame of `m`; frames of earlier mentions must exist."""
        near, spans = self._near(m)
        pseudo, word = self._per_unit(m)
        near |= pseudo
        zones = [(near, 1.0)]
        self._add_before(m, zones)
        self._add_antecedent(m, zones)
        for depth, heading in enumerate(reversed(m.sentence.headings)):
            zones.append((self.heading_mask(heading.text), max(0.5 - 0.1 * depth, FAR)))
        text = "".join(self.text[a:b] for a, b in spans)
        frame = Frame(near, zones, text, word, spans)
        self.frames.append(frame)
        return frame

    def _near(self, m: Mention) -> tuple[int, list[tuple[int, int]]]:
        if m.conjunct is not None:
            return self._conjunct_mask(m), self._conjunct_spans(m)
        left, right = self.mask(*m.left), self.mask(*m.right)
        if m.follows and not m.distributive and m.antecedent is not None and m.left[1] - m.left[0] < 6:
            own = right if right & self.lexicon.topic else 0
            first = self.frames[m.antecedent]
            if not own:
                return first.near & ~self._all_pseudo() | left, first.spans
        if m.distributive and m.run[0] != m.index:
            head = self.mentions[m.run[0]]
            left = self.mask(*head.left)
            return left | right, [head.left, m.right]
        if not right or m.right[1] <= m.right[0]:
            return left, [m.left]
        if left & self.lexicon.topic and self._right_belongs_to_next(m):
            return left, [m.left]
        return left | right, [m.left, m.right]

    def _all_pseudo(self) -> int:
        out = 0
        for v in self._pseudo.values():
            out |= v
        return out

    def _right_belongs_to_next(self, m: Mention) -> bool:
        after = m.index + 1
        if after < len(self.mentions) and self.mentions[after].attached:
            return True
        return m.quantity.units[0] in {"CNY", "percent"}

    def _conjunct_mask(self, m: Mention) -> int:
        own = self.mask(*m.conjunct)
        members = [self.mentions[i] for i in m.run]
        head = members[0]
        everything = self.mask(head.left[0], head.quantity.start)
        shared = everything & self._cue_mask & ~self._residence()
        if not own & self.lexicon.topic:
            for other in sorted(members, key=lambda x: abs(x.index - m.index)):
                topics = self.mask(*other.conjunct) & self.lexicon.topic if other.conjunct else 0
                if topics:
                    own |= topics
                    break
        if not own & self._residence() and m.conjunct[0] > head.left[0]:
            own |= self.mask(*head.conjunct) & self._residence() if head.conjunct else 0
        return own | shared | self.mask(*m.right)

    def _conjunct_spans(self, m: Mention) -> list[tuple[int, int]]:
        last = self.mentions[m.run[-1]].conjunct
        head = self.mentions[m.run[0]]
        tail = (last[1], head.quantity.start) if last and last[1] < head.quantity.start else (0, 0)
        return [m.conjunct, tail] if m.conjunct else [tail]

    def _residence(self) -> int:
        return self.lexicon.mask("urban", "rural", "both")

    def _add_before(self, m: Mention, zones: list[tuple[int, float]]) -> None:
        start, end = m.before
        weight, at = 0.85, end - 1
        for _ in range(4):
            if at <= start:
                return
            cut = max(self.text.rfind(c, start, at) for c in ",;:")
            mask = self.mask(cut + 1 if cut >= 0 else start, at)
            if mask:
                zones.append((mask, weight))
                weight -= 0.08
            at = cut if cut >= 0 else start

    def _add_antecedent(self, m: Mention, zones: list[tuple[int, float]]) -> None:
        seen: set[int] = set()
        i, weight = m.antecedent, 0.9 if m.distributive or m.follows else 0.78
        if m.whole is not None:
            zones.append((self.frames[m.whole].near, 0.88))
        while i is not None and i not in seen and i < len(self.frames) and weight > 0.5:
            seen.add(i)
            zones.extend((mask, w * weight) for mask, w in self.frames[i].zones[:3] if w > 0.6)
            i = self.mentions[i].antecedent
            weight -= 0.12

    def _per_unit(self, m: Mention) -> tuple[int, str]:
        """Pseudo word sets that per-units give: @monthly for 每人每月, @per1000 for 每千名…"""
        start = self.mentions[m.run[0]].left[0] if m.run else m.left[0]
        left = self.text[start : m.quantity.start]
        pseudo, word = 0, ""
        if m.quantity.units[0] == "CNY":
            found = None
            for found in _PERIODIC.finditer(left):
                pass
            word = m.quantity.per or (found[0] if found else "")
            if not word and m.follows is False and m.antecedent is not None and not m.quantity.multiplier:
                word = ""
            if word:
                pseudo |= self._pseudo["@monthly"]
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

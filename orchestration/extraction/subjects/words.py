"""Stage 5c: which words of the lexicon lie in a stretch of the text.

Belongs here: the hits of one document by position. Does not belong here: which stretch counts for
a number (`frames`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.structure.mention import Mention, Span
from orchestration.extraction.subjects.lexicon import Hit, Lexicon

Masks = tuple[int, int]
"""Word sets with and without those of the words inside words."""
_ASIDE = re.compile(r"\((?:不?含|不?包括)[^()\d]*\)|\([^()\d]*(?:除外|在内|未计入)\)")
"""资金(含物价补贴): what is counted in or left out is not what the number is about."""
_SENTENCE_ENDS = "\n。!?"
_MAX_SENTENCE, _MARGIN = 120, 20


def sentence_before(text: str, start: int) -> Span:
    """The sentence that ends before `start`, even in another paragraph, or its last words."""
    end = start
    while end > 0 and text[end - 1] in _SENTENCE_ENDS:
        end -= 1
    first = max(0, end - _MAX_SENTENCE)
    return max(first, *(text.rfind(c, first, end) + 1 for c in _SENTENCE_ENDS)), end


def find_words(text: str, mentions: list[Mention], lexicon: Lexicon) -> list[Hit]:
    """The words of the sentences that count something, from the first to the last of a paragraph.

    A third of a dense report is passed over, nearly all of a page without figures.
    """
    spans: dict[int, Span] = {}
    for m in mentions:
        s = m.sentence
        first = spans.get(s.paragraph, (s.start, s.end))[0]
        spans[s.paragraph] = (first, s.end)
    return [hit for start, end in spans.values() for hit in _said(text, start, end, lexicon)]


def _said(text: str, start: int, end: int, lexicon: Lexicon) -> list[Hit]:
    """The words of text[start:end] outside asides."""
    hits = lexicon.hits(text, start, end)
    for aside in _ASIDE.finditer(text, start, end):
        hits = [hit for hit in hits if hit[1] <= aside.start() or hit[0] >= aside.end()]
    return hits


class WordIndex:
    """The words of one document, those inside the names of areas left out."""

    def __init__(
        self,
        text: str,
        hits: list[Hit],
        mentions: list[Mention],
        lexicon: Lexicon,
        areas: AreaFinder,
    ) -> None:
        self.text, self.lexicon = text, lexicon
        sentences = {m.sentence.start: m.sentence.end for m in mentions}
        self._areas = [span for a, b in sentences.items() for span in areas.spans(a, b)]
        self.hits = self._outside_areas(hits)
        self.starts = [h[0] for h in self.hits]
        self._masks: dict[tuple[int, int], Masks] = {}
        self._phrases: dict[str, Masks] = {}

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """The words that lie in text[start:end], in order."""
        if start >= end:
            return []
        lo = bisect_left(self.starts, start)
        hi = bisect_left(self.starts, end, lo)
        while hi > lo and self.hits[hi - 1][1] > end:
            hi -= 1  # no word lies in another, so what starts later ends later
        return self.hits[lo:hi]

    def masks(self, start: int, end: int) -> Masks:
        """The word sets named in text[start:end]."""
        known = self._masks.get((start, end))
        if known is None:
            mask = own = 0
            if start < end:
                for i in range(bisect_left(self.starts, start), len(self.hits)):
                    hit_start, hit_end, hit_mask, hit_own = self.hits[i]
                    if hit_start >= end:
                        break
                    if hit_end <= end:
                        mask |= hit_mask
                        own |= hit_own
            known = self._masks[start, end] = mask, own
        return known

    def before(self, start: int) -> Masks:
        """The word sets of the sentence before the one that starts at `start`."""
        first, last = sentence_before(self.text, start)
        hits = self.lexicon.hits(
            self.text, max(0, first - _MARGIN), min(len(self.text), last + _MARGIN)
        )
        inside = [hit for hit in hits if first <= hit[0] and hit[1] <= last]
        return _union(self._outside_areas(inside))

    def _outside_areas(self, hits: list[Hit]) -> list[Hit]:
        """Words inside the name of an area or institution tell no measure (陇城镇 is not 城镇)."""
        if not self._areas:
            return hits
        kept = []
        for hit in hits:
            i = bisect_left(self._areas, (hit[0] + 1, 0)) - 1
            if i < 0 or hit[0] >= self._areas[i][1]:
                kept.append(hit)
        return kept

    def phrase(self, phrase: str) -> Masks:
        """The word sets of a phrase read by itself: words that reach beyond it do not count."""
        known = self._phrases.get(phrase)
        if known is None:
            known = self._phrases[phrase] = _union(self.lexicon.hits(phrase))
        return known


def _union(hits: list[Hit]) -> Masks:
    mask = own = 0
    for hit in hits:
        mask |= hit[2]
        own |= hit[3]
    return mask, own

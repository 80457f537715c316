"""Stage 5c: which words of the lexicon lie in a stretch of the text.

Belongs here: the hits of one document by position. Does not belong here: which stretch counts for
a number (`frames`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from bisect import bisect_left

from orchestration.extraction.areas import AreaFinder
from orchestration.extraction.lexicon import Hit, Lexicon
from orchestration.extraction.mention import Mention

Masks = tuple[int, int]
"""Word sets with and without those of the words inside words."""


class WordIndex:
    """The words of one document, those inside the names of areas left out."""

    def __init__(
        self, hits: list[Hit], mentions: list[Mention], lexicon: Lexicon, areas: AreaFinder
    ) -> None:
        self.hits = _without_areas(hits, mentions, areas)
        self.starts = [h[0] for h in self.hits]
        self.lexicon = lexicon
        self._masks: dict[tuple[int, int], Masks] = {}
        self._phrases: dict[str, Masks] = {}

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """The words that lie in text[start:end], in order."""
        if start >= end:
            return []
        lo = bisect_left(self.starts, start)
        hi = bisect_left(self.starts, end, lo)
        return [hit for hit in self.hits[lo:hi] if hit[1] <= end]

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


def _without_areas(hits: list[Hit], mentions: list[Mention], areas: AreaFinder) -> list[Hit]:
    """Words inside the name of an area or institution tell no measure (陇城镇 is not 城镇)."""
    sentences = {m.sentence.start: m.sentence.end for m in mentions}
    spans = [span for a, b in sentences.items() for span in areas.spans(a, b)]
    if not spans:
        return hits
    starts = [a for a, _ in spans]
    kept = []
    for hit in hits:
        i = bisect_left(starts, hit[0] + 1) - 1
        if i < 0 or hit[0] >= spans[i][1]:
            kept.append(hit)
    return kept

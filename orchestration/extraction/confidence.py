"""Stage 8: how sure a fact is, 0 to 1.

Belongs here: turning the evidence of a reading into a probability. Does not belong here: changing the reading.
"""

from __future__ import annotations

from orchestration.extraction.model import DocumentContext
from orchestration.extraction.resolve import Reading


def confidence(r: Reading, context: DocumentContext) -> float:
    """The share of facts with such evidence that were right on documents not used for rules."""
    score = 0.9
    if r.indicator is None:
        score = 0.6
    elif r.candidates:
        best = r.candidates[0]
        margin = best.score - (r.candidates[1].score if len(r.candidates) > 1 else 0.0)
        score = 0.55 + 0.3 * best.nearness + min(margin, 0.4) * 0.25
    if r.period is None or context.city_code is None:
        score *= 0.5
    return round(min(max(score, 0.01), 0.99), 3)

"""The phrase that a fact was linked from, and the words that name it.

Belongs here: which words of the text stand for a reading, its own and those of an earlier clause,
number or heading. Does not belong here: the form of a label (`labels`).
"""

from __future__ import annotations

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.labels import catalogued_label, free_label

_MIN_CLAUSE = 3
_LONGEST_CHAIN = 40
"""Quantities that carry on one subject."""


def name(r: Reading, d: Discourse) -> None:
    """Set label and subject: the catalogue's name, or the words of the text."""
    m = r.mention
    r.subject = r.frame.text.strip()
    if r.indicator is not None:
        part = r.category.cues[0] if r.category else ""
        r.label = catalogued_label(r.indicator, r.residence, part, r.measure)
        return
    phrase = r.subject
    if m.conjunct is None:
        end, q = r.frame.spans[-1][1], m.quantity
        phrase += d.text[end : q.start] + d.text[max(end, q.end) : m.right[1]]
    r.label = free_label(phrase, _outer_phrase(r, d))


def _outer_phrase(r: Reading, d: Discourse) -> str:
    """The nearest earlier words that name a topic: a clause, the number before, the heading."""
    m = r.mention
    if m.whole is not None:
        return d.readings[m.whole].label
    if clause := _topic_clause(r, d):
        return clause
    if m.antecedent is not None:
        p = d.readings[m.antecedent]
        for _ in range(_LONGEST_CHAIN):
            if d.has_own_topic(p) or p.mention.antecedent is None:
                break
            p = d.readings[p.mention.antecedent]
        return p.label if p.indicator is None else p.subject
    if m.before[1] - m.before[0] > _MIN_CLAUSE:
        return d.text[m.before[0] : m.before[1]]
    return m.sentence.headings[-1].text if m.sentence.headings else ""


def _topic_clause(r: Reading, d: Discourse) -> str:
    """The nearest clause between the number before and this one that names a topic."""
    start, at = r.mention.before[0], r.mention.before[1] - 1
    while at > start:
        cut = max(d.text.rfind(c, start, at) for c in ",;:")
        begin = cut + 1 if cut >= 0 else start
        if d.builder.masks(begin, at)[1] & d.lexicon.topic:
            return d.text[begin:at]
        at = cut if cut >= 0 else start
    return ""

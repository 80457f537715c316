"""The phrase that a fact was linked from, and the words that name it.

Belongs here: which words of the text stand for a reading, its own and the topic of an earlier
clause, number or heading. Does not belong here: the form of a label (`labels`).
"""

from __future__ import annotations

import re

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.structure.mention import Span
from orchestration.extraction.subjects.labels import (
    catalogued_label,
    content_words,
    free_label,
    with_change,
)
from orchestration.extraction.subjects.lexicon import Hit
from orchestration.extraction.subjects.segmenter import last_words

_ITEM_MARKER = re.compile(r"\s*(?:[((]?[一二三四五六七八九十]{1,3}[))、.]|[一二三四五六七八九]是)")
_LONGEST_CHAIN = 40
"""Quantities that carry on one subject."""
_LONGEST_TOPIC = 8
"""Characters of a heading without any topic of the catalogue that stand before a label."""


def name(r: Reading, d: Discourse) -> None:
    """Set label and subject: the catalogue's name, or the words of the text."""
    r.subject = r.frame.text.strip()
    if r.indicator is not None:
        part = r.category.cues[0] if r.category else ""
        r.label = catalogued_label(r.indicator, r.residence, part, r.measure)
        return
    own = content_words(_own_phrase(r, d))
    label = free_label(own, _topic(r, own, d)) or r.subject[:_LONGEST_TOPIC]
    r.label = with_change(label, r.measure)


def _own_phrase(r: Reading, d: Discourse) -> str:
    return "".join(_without(span, r, d) for span in _own_spans(r, d))


def _own_spans(r: Reading, d: Discourse) -> list[Span]:
    """The words next to the number: before it, and the noun and predicate behind it."""
    m, q = r.mention, r.mention.quantity
    spans = [span for span in r.frame.spans if span[1] > span[0]]
    if m.conjunct is not None:
        return [*spans, *_lent(r, d)]
    end = spans[-1][1] if spans else q.end
    return [*spans, (max(end, q.end), m.right[1])]


def _lent(r: Reading, d: Discourse) -> list[Span]:
    """“三无”人员和五保对象集中供养率: what the last subject of a list says of all of them."""
    last = d.mentions[r.mention.run[-1]]
    if last.conjunct is None or last is r.mention:
        return []
    topics = [h[1] for h in d.builder.hits_in(*last.conjunct) if h[3] & d.lexicon.topic]
    return [(topics[-1], last.conjunct[1])] if topics else []


def _without(span: Span, r: Reading, d: Discourse) -> str:
    """The words of a span; areas, times and numbers have columns of their own."""
    start, end = span
    if start >= end:
        return ""
    text, sentence = d.text[start:end], r.mention.sentence
    marker = _ITEM_MARKER.match(d.text, sentence.start)
    numbers = [
        (m.quantity.start, m.quantity.end)
        for m in d.mentions[max(0, r.mention.index - 3) : r.mention.index + 2]
    ]
    for a, b in (
        *d.areas.spans(sentence.start, sentence.end),
        *d.periods.finder.cue_spans(sentence),
        *numbers,
        *([marker.span()] if marker else ()),
    ):
        a, b = max(a, start), min(b, end)
        if a < b:
            text = text[: a - start] + " " * (b - a) + text[b - start :]
    return text


def _topic(r: Reading, own: str, d: Discourse) -> str:
    """The nearest earlier topic: of a clause, of the number whose subject goes on, of a heading."""
    m = r.mention
    if r.frame.near_own & d.lexicon.topic & ~d.completion:
        return ""
    if clause := _topic_in(d, (m.before[0], m.left[0])):
        return clause
    before = m.whole if m.whole is not None else m.antecedent
    if before is not None and (r.is_change_or_share or m.follows or not d.lexicon.unknown(own)):
        p = d.readings[before]
        if p.indicator is None:
            return p.label
    for _ in range(_LONGEST_CHAIN):
        if before is None:
            break
        for span in reversed(d.readings[before].frame.spans):
            if topic := _topic_in(d, span):
                return topic
        before = d.mentions[before].antecedent
    return _topic_of_heading(r, d) or _plain_topic(r, d)


def _topic_in(d: Discourse, span: Span) -> str:
    """The last topic word of a span, with its side (农村低保)."""
    return _last_topic(d, d.builder.hits_in(*span), d.text)


def _last_topic(d: Discourse, hits: list[Hit], text: str) -> str:
    kinds = d.lexicon.topic | d.lexicon.foreign | d.lexicon.holder
    for i in range(len(hits) - 1, -1, -1):
        start, end, _, own = hits[i]
        if own & kinds:
            is_sided = i and hits[i - 1][3] & (d.sided | d.both) and hits[i - 1][1] == start
            return text[hits[i - 1][0] if is_sided else start : end]
    return ""


def _topic_of_heading(r: Reading, d: Discourse) -> str:
    for heading in reversed(r.mention.sentence.headings):
        if topic := _last_topic(d, d.lexicon.hits(heading.text), heading.text):
            return topic
    return ""


def _plain_topic(r: Reading, d: Discourse) -> str:
    """Words of no table: the end of the clause before, or a short heading."""
    m = r.mention
    if words := content_words(_without((m.before[0], m.left[0]), r, d)):
        return last_words(words, _LONGEST_TOPIC)
    headings = [content_words(heading.text) for heading in reversed(m.sentence.headings)]
    return next((words for words in headings if 1 < len(words) <= _LONGEST_TOPIC), "")

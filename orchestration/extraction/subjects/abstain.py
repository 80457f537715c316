"""Stage 7b: when a quantity is none of the catalogue's although its words come near.

Belongs here: words that stay unexplained, parts that nothing tells from their whole, events of
some and contradictions with the name of the indicator. Does not belong here: scoring (`linking`),
inheritance (`inheritance`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.breakdowns import find_category, part_before
from orchestration.extraction.subjects.lexicon import Indicator
from orchestration.extraction.subjects.segmenter import tagged

_OTHER_TIME = re.compile(r"\d年|\d月|期间|以来|季度|当年|今年|当月|半年")
_RESTRICTED, _BARE = 2, 4
"""Unknown characters that restrict a topic, and that replace one that is not named."""


def is_none_of_catalogue(r: Reading, indicator: Indicator, d: Discourse) -> bool:
    """Does anything speak against the indicator that scored best?"""
    return (
        (indicator.kind == "stock" and not r.is_change_or_share and _is_subset(r, d))
        or _is_unknown_part(r, d)
        or _is_restricted(r, indicator, d)
        or _contradicts(r, indicator, d)
    )


def _is_subset(r: Reading, d: Discourse) -> bool:
    """600家社会组织参与…: an event of some, not how many there are."""
    if not d.has_own_topic(r):
        return False
    said = r.frame.said
    return bool(said & d.subset) or (r.unit == "facility" and bool(said & d.benefit))


def _is_unknown_part(r: Reading, d: Discourse) -> bool:
    """其中 with words the lexicon does not know, and nothing that it does."""
    m, lexicon = r.mention, d.lexicon
    if m.whole is None or r.frame.near & (lexicon.topic | lexicon.verb | d.sided):
        return False
    if find_category(r, d, lexicon.all_dimensions) or d.areas.area(m):
        return False
    return _residue(m.left, r, d) + _residue(m.right, r, d) >= _RESTRICTED


def _is_restricted(r: Reading, indicator: Indicator, d: Discourse) -> bool:
    """Do unknown words make a topic something else?

    They stand between the topic and its number (留守儿童返校复学50人), before it
    (考入大学的孤儿43名), or instead of it (召开民主听证会512场).
    """
    m = r.mention
    if m.conjunct is not None or m.follows or m.distributive or r.from_value or r.is_change:
        return False
    if not d.has_own_topic(r):
        if r.unit == "facility":
            noun = (m.right[0], d.builder.right_near(m))
            if _residue(noun, r, d) >= _RESTRICTED:
                return True
        is_relative = d.text[m.left[1] - 1 : m.left[1]] == "的"
        residue = _residue(m.left, r, d)
        if residue < _RESTRICTED:
            return False
        return is_relative or residue >= _BARE or _names_other_thing(m.left, r, d)
    if indicator.kind != "stock":
        return False
    topic = d.lexicon.topic
    wanted = topic | d.lexicon.metric
    topic_ends = [h[1] for h in d.builder.hits_in(*m.left) if h[3] & wanted]
    if topic_ends and not any(h[3] & topic for h in d.builder.hits_in(*m.right)):
        return _residue((max(topic_ends), m.left[1]), r, d) >= _RESTRICTED
    return False


def _contradicts(r: Reading, indicator: Indicator, d: Discourse) -> bool:
    """农村社区服务设施 is not the indicator that is urban by definition."""
    name, said = indicator.name_zh, r.frame.near & (d.sided | d.both)
    if name.startswith(("城市", "城镇")):
        return said == d.rural
    return name.startswith("农村") and said == d.urban


def is_bare_part(r: Reading, d: Discourse) -> bool:
    """Is it a part that no residence, category or area tells from its whole?"""
    m, whole = r.mention, d.whole(r.mention)
    if r.indicator is None or r.is_change or r.unit == "percent" or m.follows:
        return False
    if d.text[m.left[0] - 2 : m.left[0]] == "中,":
        is_same = not d.has_own_topic(r)
    else:
        is_same = whole is not None and whole.indicator is r.indicator
    part = part_before(r, d)
    if part is not None and (part.residence != "total" or part.category or part.area):
        return False
    return is_same and not (
        _OTHER_TIME.search(r.left)
        or r.frame.near & (d.sided | d.new)
        or find_category(r, d, d.dimensions(r.indicator))
        or d.areas.area(m)
    )


def _names_other_thing(span: tuple[int, int], r: Reading, d: Discourse) -> bool:
    """Does a noun that no table knows stand beside the number (电费补贴60万元)?

    It is what is counted, or what tells it apart; either way nothing is to be inherited.
    """
    phrase = _without_places(span, r, d)
    for category in d.lexicon.categories:
        for cue in category.cues:
            phrase = phrase.replace(cue, " " * len(cue))
    return any(w.is_noun and d.lexicon.unknown(w.text) for w in tagged(phrase))


def _residue(span: tuple[int, int], r: Reading, d: Discourse) -> int:
    """How many Chinese characters of a span are no known word, no area and no time."""
    return d.lexicon.unknown(_without_places(span, r, d))


def _without_places(span: tuple[int, int], r: Reading, d: Discourse) -> str:
    """The words of a span with areas and times blanked out."""
    start, end = span
    if start >= end:
        return ""
    text, sentence = d.text[start:end], r.mention.sentence
    for a, b in (
        *d.areas.spans(sentence.start, sentence.end),
        *d.periods.cue_spans(sentence.start, sentence.end),
    ):
        a, b = max(a, start), min(b, end)
        if a < b:
            text = text[: a - start] + " " * (b - a) + text[b - start :]
    return text

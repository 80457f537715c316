"""Stage 7b: what speaks against an indicator although its words come near.

Belongs here: words that stay unexplained, parts that nothing tells from their whole, events of
some and contradictions with the name of the indicator. Does not belong here: scoring (`linking`),
inheritance (`inheritance`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.structure.mention import list_head
from orchestration.extraction.subjects.breakdowns import find_category, part_before
from orchestration.extraction.subjects.lexicon import Indicator
from orchestration.extraction.subjects.segmenter import Word, tagged

_OTHER_TIME = re.compile(r"\d年|\d月|期间|以来|季度|当年|今年|当月|半年")
_PEOPLE = frozenset(["person", "household"])
_SMALL = frozenset(["", "百", "千"])
_TO_WHOM = re.compile(r"[为给向对](?:全[市县区省州])?$")
_AGE_BAND = re.compile(r"\d+(?:周?岁)?[-—~至到]\d+周?岁|[一二三四五ABCD][档类](?!救助)")
"""80-89岁 and 二档 are parts of a whole, each with an amount of its own."""
_LEAST_OUTLAY = 3_000
"""Yuan below which money is what one gets."""
_DIVISIONS = frozenset("县市区镇乡村旗")
"""4个市辖区、5个县: what is counted, though it is one character long."""
_RESTRICTED, _BARE = 2, 4
"""Unknown characters that restrict a topic, and that replace one that is not named."""


def objections(r: Reading, indicator: Indicator, d: Discourse) -> Iterator[str]:
    """What speaks against an indicator, by name."""
    if indicator.kind == "stock" and not r.is_change_or_share and _is_subset(r, d):
        yield "subset"
    if indicator.kind == "flow" and _is_rate_of_pay(r, d):
        yield "rate_of_pay"
    if _is_unknown_part(r, d):
        yield "unknown_part"
    if _is_restricted(r, indicator, d):
        yield "restricted"
    if _contradicts(r, indicator, d):
        yield "contradicts"
    if _is_band(r, indicator, d):
        yield "age_band"


def _is_band(r: Reading, indicator: Indicator, d: Discourse) -> bool:
    """Is it told of an age or grade that the name of the indicator does not say?"""
    found = _AGE_BAND.search(r.own_left)
    if found is None:
        return False
    start = r.mention.quantity.start - len(r.own_left)
    span, own = found.span(), d.lexicon.explained[indicator.indicator_id]
    said = d.builder.mask(start + span[0], start + span[1])
    return not said & own


def _is_rate_of_pay(r: Reading, d: Discourse) -> bool:
    """补贴标准40元: a standard, yuan per head or a few hundred are no outlay of a bureau."""
    q = r.mention.quantity
    if r.unit != "CNY" or q.multiplier not in _SMALL or r.is_change_or_share:
        return False
    if not q.multiplier and q.number < _LEAST_OUTLAY and not r.frame.period_word:
        return True
    is_per_head = "人" in r.frame.period_word or "户" in r.frame.period_word
    return is_per_head or bool(r.frame.near & d.standard)


def _is_subset(r: Reading, d: Discourse) -> bool:
    """600家社会组织参与…: an event of some, not how many there are."""
    if not r.frame.near_own & (d.lexicon.topic | d.lexicon.weak):
        return False
    said = r.frame.said
    if _is_given_other(r, d):
        return True
    return bool(said & d.subset) or (r.unit == "facility" and bool(said & d.benefit))


def _is_given_other(r: Reading, d: Discourse) -> bool:
    """为300名孤儿送去新衣: who gets something that is not their own allowance are some of them."""
    m = r.mention
    if r.unit not in _PEOPLE or not _TO_WHOM.search(d.text, *m.left):
        return False
    given = (d.builder.right_near(m), m.right[1])
    own = d.lexicon.explained[r.candidates[0].indicator.indicator_id] if r.candidates else 0
    topic = d.builder.masks(*given)[1] & (d.lexicon.topic | d.lexicon.foreign)
    return bool(topic & ~own) or _names_other_thing(given, r, d)


def _is_unknown_part(r: Reading, d: Discourse) -> bool:
    """其中 with words the lexicon does not know, and nothing that it does."""
    m, lexicon = r.mention, d.lexicon
    if m.whole is None or r.frame.near & (lexicon.topic | lexicon.verb | d.sided):
        return False
    if find_category(r, d, lexicon.all_dimensions) or d.areas.area(m):
        return False
    return residue_of(m.left, r, d) + residue_of(m.right, r, d) >= _RESTRICTED


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
            is_division = d.text[slice(*noun)] in _DIVISIONS
            if is_division or residue_of(noun, r, d) >= _RESTRICTED:
                return True
        is_relative = d.text[m.left[1] - 1 : m.left[1]] == "的"
        residue = residue_of(m.left, r, d)
        if residue < _RESTRICTED:
            return False
        return is_relative or residue >= _BARE or _names_other_thing(m.left, r, d)
    if indicator.kind != "stock":
        return False
    noun = (m.right[0], d.builder.right_near(m))
    people = d.builder.masks(*noun)[1] & (d.lexicon.topic | d.lexicon.holder)
    if noun[1] < m.right[1] and not people and _names_other_thing(noun, r, d):
        return True  # 60名渔业工匠纳入低保
    if _is_kind_of(r, indicator, d) or _is_inside_noun(noun, r, d):
        return True
    topic = d.lexicon.topic
    wanted = topic | d.lexicon.metric
    topic_ends = [h[1] for h in d.builder.hits_in(*m.left) if h[3] & wanted]
    if topic_ends and not any(h[3] & topic for h in d.builder.hits_in(*m.right)):
        return residue_of((max(topic_ends), m.left[1]), r, d) >= _RESTRICTED
    return False


def _is_inside_noun(noun: tuple[int, int], r: Reading, d: Discourse) -> bool:
    """90个沿河村委会, 60个村委会污水治理: words around a topic make it another thing."""
    topics = [h for h in d.builder.hits_in(*noun) if h[3] & d.lexicon.topic]
    if not topics:
        return False
    before, after = (noun[0], topics[0][0]), (topics[-1][1], noun[1])
    is_place = r.unit == "facility"
    return _names_other_thing(before, r, d) or (is_place and _names_other_thing(after, r, d))


def _is_kind_of(r: Reading, indicator: Indicator, d: Discourse) -> bool:
    """低保家庭老年人300名: people named behind the topic are a part of it that has no name."""
    own = d.lexicon.explained[indicator.indicator_id]
    seen = 0
    for hit in d.builder.hits_in(*r.mention.left):
        seen |= hit[3] & d.lexicon.topic
        if seen and hit[3] & d.kinds_of_people & ~own and not hit[3] & d.lexicon.topic:
            return True
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
    if r.indicator is None or r.is_change or r.unit == "percent":
        return False
    if m.follows:  # 其中矿务局4270户7380人: both are of the same part
        head = d.readings[m.run[0]]
        told = find_category(r, d, d.dimensions(r.indicator)) or d.areas.area(m)
        return head.indicator is None and head.mention.whole is not None and not told
    if d.text[m.left[0] - 2 : m.left[0]] == "中,":
        is_same = not d.has_own_topic(r)
    else:
        is_same = whole is not None and whole.indicator is r.indicator
    is_named = residue_of(m.left, r, d) >= _RESTRICTED
    part, known = None if is_named else part_before(r, d), whole.area if whole is not None else ""
    is_apart = part is not None and part.area not in {"", known}
    if part is not None and (is_apart or part.residence != "total" or part.category):
        return False
    return is_same and not (
        _OTHER_TIME.search(r.left)
        or r.frame.near & (d.sided | d.new)
        or find_category(r, d, d.dimensions(r.indicator))
        or d.areas.area(m) not in {"", known}
    )


def is_of_another(r: Reading, d: Discourse) -> bool:
    """孤儿56名、困境儿童102名,标准分别为1900元、1400元: the second is of no orphans."""
    p = d.antecedent(r.mention)
    if r.indicator is None or p is None or not r.mention.mapped or d.has_own_topic(r):
        return False
    topic = p.frame.near_own & d.lexicon.topic
    return bool(topic) and not topic & d.lexicon.explained[r.indicator.indicator_id]


def is_for_several(r: Reading, d: Discourse) -> bool:
    """孤儿326人、困境儿童512人,发放生活费412万元: spent on both is the outlay on neither."""
    p = d.antecedent(r.mention)
    if r.unit != "CNY" or r.indicator is None or r.is_change_or_share or d.has_own_topic(r):
        return False
    if r.mention.mapped or p is None or p.unit not in _PEOPLE:
        return False
    if p.mention.sentence is not r.mention.sentence:
        return False
    first = list_head(d.text, p.mention, d.mentions).index
    explained = d.lexicon.explained[r.indicator.indicator_id]
    topics = [x.frame.near_own & d.lexicon.topic for x in d.readings[first : p.mention.index + 1]]
    return any(topic and not topic & explained for topic in topics)


def _names_other_thing(span: tuple[int, int], r: Reading, d: Discourse) -> bool:
    """Does a word that no table knows stand beside the number (电费补贴60万元, 补证623对)?

    It is what is counted, or what tells it apart; either way nothing is to be inherited.
    """
    phrase = _without_places(span, r, d)
    for category in d.lexicon.categories:
        for cue in category.cues:
            phrase = phrase.replace(cue, " " * len(cue))
    found = tagged(phrase)
    if any(w.is_noun and d.lexicon.unknown(w.text) for w in found):
        return True
    return any(_is_no_word(a, d) and _is_no_word(b, d) for a, b in pairwise(found))


def _is_no_word(word: Word, d: Discourse) -> bool:
    """Is it a single character of a word that no dictionary has?"""
    return len(word.text) == 1 and d.lexicon.unknown(word.text) > 0


def residue_of(span: tuple[int, int], r: Reading, d: Discourse) -> int:
    """How many Chinese characters of a span are no known word, no area and no time."""
    known = d.residues.get(span)
    if known is None:
        known = d.residues[span] = d.lexicon.unknown(_without_places(span, r, d))
    return known


def _without_places(span: tuple[int, int], r: Reading, d: Discourse) -> str:
    """The words of a span with areas and times blanked out."""
    start, end = span
    if start >= end:
        return ""
    text, sentence = d.text[start:end], r.mention.sentence
    for a, b in (
        *d.areas.spans(sentence.start, sentence.end),
        *d.periods.finder.cue_spans(sentence),
    ):
        a, b = max(a, start), min(b, end)
        if a < b:
            text = text[: a - start] + " " * (b - a) + text[b - start :]
    return text

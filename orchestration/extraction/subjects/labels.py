"""The short Chinese name of what a fact measures.

Belongs here: composing a label from the catalogue's name or, for an uncatalogued fact, from the
words of the text.
Does not belong here: choosing the indicator, which words of the text those are (`naming`).
"""

from __future__ import annotations

import re

from orchestration.extraction.subjects.lexicon import Indicator, load
from orchestration.extraction.subjects.segmenter import Word, last_words, tagged

MAX_LABEL = 40
USUAL_LABEL = 20
_FILLING = frozenset(["u", "uj", "ul", "ud", "uz", "ug", "y"])
"""Parts of speech that only hold a sentence together."""
_EMPTY = _FILLING | {"c"}
"""And those that say nothing at the ends of a phrase."""
_HAN = re.compile("[一-鿿]")
_AGE = re.compile(r"\d+(?:[-—至]\d+)?(?=周?岁)")
"""Who is of which age is what a number is about; all other digits are left out."""
_JOINT = "、"
_RESIDENCE = {"urban": "城市", "rural": "农村"}
_MEASURE = {"change_abs": "增减额", "change_pct": "增长率", "increment": "新增数", "share": "占比"}


def catalogued_label(indicator: Indicator, residence: str, category_name: str, measure: str) -> str:
    """Residence, category, the catalogue's name and the measure, at most 40 characters."""
    prefix = (
        _RESIDENCE.get(residence, "")
        if _RESIDENCE.get(residence, " ") not in indicator.name_zh
        else ""
    )
    return (prefix + category_name + indicator.name_zh + _MEASURE.get(measure, ""))[:MAX_LABEL]


def free_label(own: str, topic: str) -> str:
    """The content words around an uncatalogued quantity, behind `topic` where there is room.

    The head of a Chinese noun phrase is its last word, so what is too long loses its beginning.
    """
    if len(own) > USUAL_LABEL:
        own = last_words(own, USUAL_LABEL)
    if own in topic:
        return topic
    room = USUAL_LABEL - len(own)
    if topic and topic not in own and room > 1:
        return (topic if len(topic) <= room else last_words(topic, room)) + own
    return own


def with_change(label: str, measure: str) -> str:
    """A change says so, as with indicators of the catalogue."""
    return label + _MEASURE[measure] if measure.startswith("change") else label


def content_words(phrase: str) -> str:
    """A phrase without particles, and without what says nothing at its ends (开展, 达到)."""
    ages = {i for m in _AGE.finditer(phrase) for i in range(*m.span())}
    found = [word for word in tagged(phrase) if word.tag not in _FILLING]
    while found and found[0].start not in ages and _says_nothing(found[0]):
        found.pop(0)
    while found and _says_nothing(found[-1]):
        found.pop()
    return "".join(w.text for w in found if _is_written(w) or w.start in ages)


def _is_written(word: Word) -> bool:
    return word.text == _JOINT or _HAN.search(word.text) is not None


def _says_nothing(word: Word) -> bool:
    return not _HAN.search(word.text) or word.text in load().light or word.tag in _EMPTY

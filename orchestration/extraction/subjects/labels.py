"""The short Chinese name of what a fact measures.

Belongs here: composing a label from the catalogue's name or, for an uncatalogued fact, from the
words of the text.
Does not belong here: choosing the indicator.
"""

from __future__ import annotations

import re

from orchestration.extraction.subjects.lexicon import Indicator
from orchestration.extraction.subjects.segmenter import last_words

MAX_LABEL = 40
_NOISE = re.compile(
    r"^(?:[,;:、。)】\]\s]|其中|目前|截至|截止|全年|上半年|今年|共|累计|已|现有|一是|二是|三是|四是|五是|六是|\d+月?|年|底|末|我市|全市|我县|全县|同时|和|及|与|以及)+"
)
_TAIL = re.compile(
    r"(?:分别|达到|达|共有|共|约|近|超过|为|有|总数|累计|每人每[月年]|每[月年]|提高到|提高至|提高|增加到|增加|增至|调整为|调整到|调整至|:|,|\(|“|突破|不低于|至|到|从|由)+$"
)
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


def free_label(phrase: str, subject: str) -> str:
    """The words around an uncatalogued quantity, and `subject` while there is room for it."""
    own = _clean(phrase)
    outer = _clean(subject)
    if outer and outer not in own:
        room = MAX_LABEL - len(own)
        if room > 3:
            own = (last_words(outer, room) if len(outer) > room else outer) + own
    return last_words(own, MAX_LABEL) if len(own) > MAX_LABEL else own


def _clean(phrase: str) -> str:
    phrase = re.sub(r"[“”\"]", "", phrase)
    return _TAIL.sub("", _NOISE.sub("", phrase)).strip(",;:、。() ")

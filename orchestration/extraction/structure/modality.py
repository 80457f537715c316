"""Stage 5d: numbers that a sentence denies or foretells: 没有孤儿12人, 据预测将达12人.

Belongs here: the two flags of a mention. Does not belong here: what follows from them (`status`),
plans and targets in other words.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from orchestration.extraction.model import Sentence
from orchestration.extraction.quantities.nouns import COUNTED_NOUNS
from orchestration.extraction.structure.mention import Mention

_MAY_DENY = re.compile("没|无|未|不存在")
_DENIES = re.compile(
    rf"(?:(?:没有?|并无|尚无|不存在)(?:(?:[^\W\d_的了]{{0,8}}?(?:{COUNTED_NOUNS}))?(?:共|有)?)"
    r"|(?:没有?|未)(?:发现|发生|出现|新增|查出)[^\W\d_的了]{0,8})$"
)
"""没有 denies what is counted; 没有住房30户 are thirty households."""
_FORETELLS = re.compile("预测|预计|预估|估计|推算|测算|推测")
_ENDS = re.compile("[;。]|已经?(?:达|有|建|完)|实际")
_REACH = 20


def mark_modality(text: str, sentence: Sentence, mentions: list[Mention]) -> None:
    """Set `negated` where words before a number deny it, `forecast` where they foretell it.

    Args:
        text: the cleaned text.
        sentence: the sentence of the mentions; read once, whatever their number.
        mentions: those of the sentence, in order.
    """
    if _MAY_DENY.search(text, sentence.start, sentence.end):
        for m in mentions:
            start, end = max(sentence.start, m.quantity.start - _REACH), m.quantity.start
            m.negated = _DENIES.search(text, start, end) is not None
    cues = [c.end() for c in _FORETELLS.finditer(text, sentence.start, sentence.end)]
    if not cues:
        return
    ends = [e.start() for e in _ENDS.finditer(text, sentence.start, sentence.end)]
    for m in mentions:
        i = bisect_right(cues, m.quantity.start) - 1
        if i >= 0:
            m.forecast = bisect_right(ends, m.quantity.start) == bisect_right(ends, cues[i])

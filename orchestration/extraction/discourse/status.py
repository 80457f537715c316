"""Stage 5d: what tells a result from a plan.

Belongs here: the words of plans and results around a number (rows of `mode_cues.csv`), the section
it stands in, and how far they reach, as features. Does not belong here: the decision
(`settle.mode`), sections that hold plans (`layout.sections`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.layout.sections import names_both
from orchestration.extraction.model import Sentence
from orchestration.extraction.reference import read_table
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.lexicon import load
from orchestration.extraction.subjects.segmenter import tagged

_FINISHED = re.compile("了|完毕|完成率")
_ALSO_TASK = re.compile("任务|目标|项目|计划")
_PLAN_TITLE = re.compile("规划|计划|要点|目标|方案|任务|将|实事|打算|(?:至|到)20\\d\\d年")
_ADVERBS = frozenset("dp")
_TURNED_INTO = re.compile(
    r"[^,。;]{1,16}?(?:提高|提升|调整|统一|增加|扩大|降低|上调|下调)(?:到|至|为)|[^,。;]{1,12}?[由从]"
    r"|[^,。;]{1,40}?(?:纳入|列入|列为|作为)"
)
"""将救助标准提高到: 将 stands before the thing, not before what will be done."""
_NEAR, _ACT = 24, 44


class ModeCue(NamedTuple):
    """A word of plan or result, [at, end) in the cleaned text, and what it says."""

    at: int
    end: int
    says: str


class _Row(NamedTuple):
    """What a row of the words of plan and result says, and when it says it."""

    says: str
    if_next: str
    governed: str


@lru_cache(maxsize=1)
def cue_pattern() -> tuple[re.Pattern[str], tuple[_Row, ...]]:
    """One pattern of all rows, a group each, and the rows."""
    rows = read_table("mode_cues")
    pattern = "|".join(f"(?P<c{i}>{row['pattern']})" for i, row in enumerate(rows))
    told = tuple(_Row(row["says"], row["if_next"], row["governed"]) for row in rows)
    return re.compile(pattern), told


@lru_cache(maxsize=4096)
def acts(phrase: str) -> bool:
    """Do the words behind 将 say what will be done (将持续加强), not to what (将标准提高到)?"""
    first = next(iter(tagged(phrase)), None)
    if first is None:
        return False
    if first.tag[:1] in _ADVERBS or first.text[0] == "不":
        return True
    lexicon = load()
    known = lexicon.hits(first.text)
    is_verb = first.tag[:1] == "v" or bool(known and known[0][2] & lexicon.verb)
    return is_verb and _TURNED_INTO.match(phrase, first.start + len(first.text)) is None


class ModeReader:
    """Reads the words of plan and result of one document's sentences."""

    def __init__(self, text: str, titles: str) -> None:
        self.text = text
        self.is_plan_titled = _PLAN_TITLE.search(titles) is not None and not names_both(titles)
        self._known: dict[int, list[ModeCue]] = {}

    def cues(self, sentence: Sentence) -> list[ModeCue]:
        """The words of plan and result of a sentence, in order."""
        known = self._known.get(sentence.start)
        if known is None:
            known = self._known[sentence.start] = list(self._read(sentence))
        return known

    def _read(self, sentence: Sentence) -> Iterator[ModeCue]:
        """What a sentence says, without what 将 at its beginning makes part of the plan."""
        pattern, rows = cue_pattern()
        text, governs = self.text, ""
        for m in pattern.finditer(text, sentence.start, sentence.end):
            row = rows[int((m.lastgroup or "c0")[1:])]
            if row.if_next == "verb" and not acts(text[m.end() : m.end() + _ACT]):
                continue
            if row.governed and row.governed == governs:
                continue
            governs = row.says
            yield ModeCue(m.start(), m.end(), row.says)

    def features(self, m: Mention) -> Iterator[str]:
        """What the words and the section say; the time told and the number before say the rest."""
        text, start = self.text, m.quantity.start
        role = m.sentence.role
        yield "bias"
        yield f"role:{role}"
        if self.is_plan_titled:
            yield "titled:plan"
            yield f"titled:plan:{role}"
        seen: set[str] = set()
        nearest = ""
        for cue in reversed(self.cues(m.sentence)):
            if cue.at >= m.quantity.end:
                if cue.at < m.right[1]:
                    yield f"behind:{cue.says}"
                continue
            if self._is_closed(cue, start):
                continue
            where = self._where(cue, m)
            if f"{where}:{cue.says}" not in seen:
                seen.add(f"{where}:{cue.says}")
                yield f"{where}:{cue.says}"
            if cue.end == start:
                yield f"adjacent:{cue.says}"
            if not nearest:
                nearest = cue.says
                yield f"nearest:{cue.says}"
                yield f"nearest:{cue.says}:{role}"
        if not nearest:
            yield "no_cue"
        colon = text.rfind(":", m.sentence.start, start)
        if colon >= 0 and _ALSO_TASK.search(text, m.sentence.start, colon):
            yield "listed:noun_of_task"
        if text[start - 1 : start] == "的" and m.quantity.units[0] == "percent":
            yield "share_of_it"
        if _FINISHED.search(text, m.quantity.end, min(m.right[1] + 1, m.quantity.end + _NEAR)):
            yield "finished"
        if _ALSO_TASK.search(text, m.quantity.end, m.right[1]):
            yield "behind:noun_of_task"
        if text[m.sentence.end - 1 : m.sentence.end] not in "。;!?":
            yield "unended"

    def _is_closed(self, cue: ModeCue, start: int) -> bool:
        """Does a word stand in a bracket that ends before the number (改造9处(任务20处))?"""
        closing = self.text.find(")", cue.end, start)
        return closing >= 0 and self.text.find("(", cue.end, closing) < 0

    def _where(self, cue: ModeCue, m: Mention) -> str:
        """Whether a cue stands in the number's clause, before it, or before other numbers."""
        start = m.quantity.start
        if cue.at >= m.left[0]:
            return "clause"
        if cue.at >= m.before[0]:
            return "before"
        return "past_semicolon" if self.text.find(";", cue.end, start) >= 0 else "earlier"

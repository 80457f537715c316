"""Stage 5e: rates told in words: 每人每月…元, 每千名老年人…张.

Belongs here: the words of per-units before a number and how the next number takes them over. Does
not belong here: per-units written behind the unit (元/人/月, `quantities`), the raw unit that
follows (`units`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.frame import Frame
from orchestration.extraction.subjects.lexicon import PSEUDO_SETS, Lexicon

_PER_HEAD = re.compile(
    r"每?(?P<n>千|万|百|1000|10000|100)(?P<what>名|人|户|位|个)?(?P<who>[^,;。]{0,16})$"
)
_PER_HEAD_SIGN = re.compile("每|拥有|人均|床位")
_PERIODIC = re.compile(
    r"每?人[、·/每]*每?月|每?人[、·/每]*每?年|每[月年]|月人均|年人均|人均每?[月年]|人均"
    r"|[月年](?=[一-鿿]{0,8}标准)|按月|/月|/年|户月"
)
_TIMED = re.compile("[月年天日次]")
_CARRIES = re.compile("从|由|提高到|调整")
_REACHES = re.compile(r"[到至为]$|平均(?:是|为)?$")
_SHORT, _SHORTEST = 12, 8
"""Characters between two amounts within which the second is told like the first."""


class PerUnitReader:
    """Reads the per-units of one document's mentions."""

    def __init__(self, text: str, mentions: list[Mention], lexicon: Lexicon) -> None:
        self.text, self.mentions = text, mentions
        self._all = lexicon.mask(*PSEUDO_SETS)
        self._monthly = lexicon.mask("@monthly")
        self._per_hundred_households = lexicon.mask("@per100hh")
        self._per = {
            "千": lexicon.mask("@per1000"),
            "1000": lexicon.mask("@per1000"),
            "万": lexicon.mask("@per10000"),
            "10000": lexicon.mask("@per10000"),
        }

    def read(self, m: Mention, frames: list[Frame]) -> tuple[int, str, bool]:
        """Pseudo word sets (@monthly for 每人每月, @per1000 for 每千名) and the words of period.

        Also whether these stand beside the number itself and not beside one before it.
        """
        pseudo, word, is_own = 0, "", False
        if m.quantity.units[0] == "CNY":
            word, is_own = self._period_word(m, frames)
            pseudo = self._monthly if word else 0
        start, end = m.left
        i = m.antecedent if end - start < _SHORTEST else None
        if i is not None and _REACHES.search(self.text, start, end):
            pseudo |= frames[i].near & self._all
        head = self.mentions[m.run[0]] if m.distributive else m
        pseudo |= self._per_head(self.text[head.left[0] : head.quantity.start])
        return pseudo | self._per_head(self.text[start : m.quantity.start]), word, is_own

    def _period_word(self, m: Mention, frames: list[Frame]) -> tuple[str, bool]:
        word, start = m.quantity.per, self.mentions[m.run[0]].left[0]
        if _TIMED.search(word):
            return word, True
        found = None
        for found in _PERIODIC.finditer(self.text, start, m.quantity.start):  # noqa: B007
            pass
        if found:
            word += found[0]
        is_own = found is not None and found.start() >= m.left[0]
        if m.antecedent is not None and not m.quantity.multiplier and not _TIMED.search(word):
            word += self._carried(m, m.antecedent, frames)
        return word, is_own

    def _carried(self, m: Mention, antecedent: int, frames: list[Frame]) -> str:
        """每人每年6480元调整为7080元: the second amount is per year too."""
        before, (start, end) = self.mentions[antecedent].quantity, m.left
        if before.units[0] != "CNY":
            return ""
        is_apart = self.text.find(";", before.end, m.quantity.start) >= 0
        if (end - start < _SHORT and not is_apart) or _CARRIES.search(self.text, start, end):
            return frames[antecedent].period_word
        return ""

    def _per_head(self, left: str) -> int:
        """The pseudo set of 每千名老年人拥有…, 每百户…."""
        if not _PER_HEAD_SIGN.search(left):
            return 0
        head = _PER_HEAD.search(left)
        if head is None:
            return 0
        told, who, n = head[0], head["who"], head["n"]
        if not ("每" in told or "人均" in told or "拥有" in who or "床位" in who):
            return 0
        if head["what"] == "户" and n in {"百", "100"}:
            return self._per_hundred_households
        return self._per.get(n, 0)

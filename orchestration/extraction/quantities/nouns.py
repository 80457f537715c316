"""Stage 4c: what a number without a measure word counts, by the noun beside it.

Belongs here: the nouns of `seeds/reference/counted_nouns.csv` behind a number (3万困难群众), before
one (支出3亿。) and as its label (人数:3216). Does not belong here: measure words (`patterns`), or
units that numbers lend each other (`bare`).
"""

from __future__ import annotations

import re
from collections import defaultdict

from orchestration.extraction.quantities.numbers import FACTORS
from orchestration.extraction.quantities.patterns import MEASURE_WORDS
from orchestration.extraction.reference import read_table

_REACH = 24
"""Characters before a number in which its noun must stand."""
_LONGEST_PHRASE = 3
_WORDS: dict[str, dict[str, str]] = defaultdict(dict)
for _row in read_table("counted_nouns"):
    _WORDS[_row["role"]][_row["word_zh"]] = _row["unit_zh"]


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_GAP = "[^\\W\\dA-Za-z_用为给向对使让由于在将是与和及占比领发获享得了到纳有]"
"""A character of the noun phrase: no sign, no digit, no verb or preposition."""
_BEHIND = re.compile(rf"{_GAP}{{0,8}}?(?P<noun>{_any(_WORDS['behind'])})")
_BEFORE = re.compile(
    rf"(?P<noun>{_any(_WORDS['before'])})(?:人民币|总额|合计|共计|分别|[共计达到约近为了已超过逾:])*"
    r"(?:[比较][^,;。\d]{1,8}\d{0,4}[^,;。\d]{0,4}|同比)?(?:增加|减少|提高|增长|下降)?[了约近超逾]?$"
)
_COUNTED = {noun: unit for noun, unit in _WORDS["behind"].items() if unit != "元"}
COUNTED_NOUNS = _any(_COUNTED)
_SUBJECT = re.compile(
    rf"(?P<noun>{COUNTED_NOUNS})(?:总?数|总量)?[共计已现目前]*(?:有|达到?|为|是|超过?|突破|逾)[近约超过]*$"
)
_LABEL = re.compile(rf"(?P<noun>{_any(_WORDS['label'])})[:| 达为共有]{{1,4}}$")
_UNITS = "|".join(sorted(map(re.escape, MEASURE_WORDS), key=len, reverse=True))
_POWERS = "|".join(sorted(map(re.escape, FACTORS), key=len, reverse=True))
_UNIT_LABEL = re.compile(
    rf"[一-鿿]\((?:单位:)?(?P<power>{_POWERS})?(?P<unit>{_UNITS})\)[:| ]{{1,4}}$"
)


def unit_behind(text: str, at: int) -> str | None:
    """The unit of the noun phrase at `at`: its last noun decides (困难群众救助资金 is money)."""
    unit = None
    for _ in range(_LONGEST_PHRASE):
        found = _BEHIND.match(text, at)
        if found is None:
            break
        unit, at = _WORDS["behind"][found["noun"]], found.end()
    return unit


def unit_before(text: str, at: int) -> str | None:
    """The unit of the money words or the subject that lead up to the number at `at`."""
    start = max(0, at - _REACH)
    if found := _BEFORE.search(text, start, at):
        return _WORDS["before"][found["noun"]]
    found = _SUBJECT.search(text, start, at)  # 老年人有71万多
    return _COUNTED[found["noun"]] if found else None


def unit_of_label(text: str, at: int) -> tuple[str, str] | None:
    """The unit and multiplier that the label before a number gives: 户数:, 金额(万元):."""
    start = max(0, at - _REACH)
    if found := _LABEL.search(text, start, at):
        return _WORDS["label"][found["noun"]], ""
    if found := _UNIT_LABEL.search(text, start, at):
        return found["unit"], found["power"] or ""
    return None

"""Numbers that a blank or a line end cuts in pieces: `8. 92万`, `7 5 0 2 4 对`, `3467 .19万元`.

Belongs here: joining the pieces where they can only be one number. Does not belong here: refusing
those that stay apart (`quantities.scan`), paragraphs cut at a fixed width (`wrapping`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from orchestration.extraction.text.offsets import Edit

_BLANK = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
_SCALED = "[万亿千%‰元倍亩吨]|百万|个百分点|公顷|公里|平方"
"""What a decimal is counted in; there is no 8.92人."""
COUNTED = rf"{_SCALED}|[人户名对张所家个件例项处次位座条间场]"
"""How a unit begins, behind a number."""
_SPELLED = re.compile(rf"[0-9](?:{_BLANK}[0-9]){{2,12}}(?={_BLANK}?(?:{COUNTED}))")
_GAP = re.compile(
    rf"[0-9.](?P<gap>{_BLANK}|{_BLANK}{{0,2}}\r?\n{_BLANK}{{0,4}})"
    rf"(?=\d{{1,9}}(?:\.\d{{1,4}})?{_BLANK}?(?:{COUNTED})|\.\d{{1,4}}{_BLANK}?(?:{_SCALED})"
    rf"|(?:{COUNTED}))"
)
_LEFT = re.compile(r"(?P<before>[一-鿿]|(?<![0-9])[,、(])?(?P<whole>\d{1,9})(?P<point>\.)?$")
_DECIMALS = re.compile(rf"\d{{1,4}}{_BLANK}?(?:{_SCALED})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAMES_A_PLACE = frozenset("第图表附节章条款注例题编号步序页")
_LEFT_REACH = 12
_TAIL = re.compile(r"[0-9][.,]?$|\.$")
_MIN_PROSE = 15
"""Characters of a line from which a number at its end goes on in the next line."""
_AFTER_UNIT = re.compile(
    "(?:[万亿千]|百万)(?:元|人|户|名)|(?:人次|[人户名对张所家个件])[,。;、)\uff0c\uff09]"
)


def find_broken_numbers(text: str) -> list[Edit]:
    """Return the edits that take blanks and line ends out of numbers; ordered, none overlap."""
    edits: list[Edit] = []
    for edit in sorted([*_spelled(text), *_gaps(text)]):
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return edits


def _spelled(text: str) -> Iterator[Edit]:
    """Digits set apart one by one; those of a page list (1 2 3 4 5) are no number."""
    for m in _SPELLED.finditer(text):
        digits = [int(c) for c in m[0][::2]]
        is_tail = _TAIL.search(text, max(0, m.start() - 2), m.start())
        if is_tail or all(b == a + 1 for a, b in pairwise(digits)):
            continue
        for at in range(m.start() + 1, m.end(), 2):
            yield Edit(at, at + 1, "")


def _gaps(text: str) -> Iterator[Edit]:
    for m in _GAP.finditer(text):
        if _is_cut(text, *m.span("gap")):
            yield Edit(*m.span("gap"), "")


def _is_cut(text: str, start: int, end: int) -> bool:
    """Do the pieces on both sides of a gap make one number?"""
    left = _LEFT.search(text, max(0, start - _LEFT_REACH), start)
    if left is None or (left["before"] or "") in _NAMES_A_PLACE:
        return False
    is_line_end = "\n" in text[start:end]
    if is_line_end and not _ends_prose(text, start):
        return False
    if text[end] == ".":
        return not left["point"]
    if left["point"]:
        return left["before"] is not None and _DECIMALS.match(text, end) is not None
    if not is_line_end or left["before"] is None or _YEAR.fullmatch(left["whole"]):
        return False
    return text[end].isdigit() or _AFTER_UNIT.match(text, end) is not None


def _ends_prose(text: str, end: int) -> bool:
    """Is the line that ends here long enough to be prose, and no cell of a table?"""
    start = text.rfind("\n", max(0, end - 2 * _MIN_PROSE), end) + 1
    line = text[start:end] if start else text[max(0, end - 2 * _MIN_PROSE) : end]
    return len(line) >= _MIN_PROSE and "|" not in line and "\t" not in line

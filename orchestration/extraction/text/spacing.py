"""Text whose characters are set apart: `全 市 低 保 7 5 0 2 4 户`.

Belongs here: finding the blanks between the characters of letter-spaced lines. Does not belong
here: blanks inside a single number (`broken_numbers`), all other blanks (`cleaning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.text.offsets import Edit

_BLANKS = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_RUN = re.compile(rf"(?<!\S)\S(?P<gap>[{_BLANKS}])(?:\S(?P=gap)){{4,}}\S(?!\S)")
"""At least six characters, each followed by the same blank."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_DIGITS = re.compile(rf"\d(?:[{_BLANKS}]\d)+$")
_MIN_HAN = 0.3
_LONG = 16


def find_letter_spacing(text: str) -> list[Edit]:
    """Return the edits that take the blanks out of letter-spaced lines; wider gaps stay.

    A line counts as letter-spaced where a run of single characters has Chinese ones among its
    figures. Digits that end a short run stay apart: they may be the cells of a table.
    """
    edits: list[Edit] = []
    for run in _RUN.finditer(text):
        end = run.end()
        if len(_HAN.findall(run[0])) < _MIN_HAN * len(run[0]) / 2:
            continue
        tail = _DIGITS.search(run[0]) if len(run[0]) < 2 * _LONG else None
        edits += _gaps(run.start(), end if tail is None else run.start() + tail.start())
    return edits


def _gaps(start: int, end: int) -> Iterator[Edit]:
    return (Edit(at, at + 1, "") for at in range(start + 1, end, 2))

"""Text whose characters are set apart: `全 市 低 保 7 5 0 2 4 户`.

Belongs here: finding the blanks between the characters of letter-spaced lines. Does not belong
here: blanks inside a single number (`broken_numbers`), all other blanks (`cleaning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.text.offsets import Edit

_BLANK = "[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_RUN = re.compile(rf"(?<!\S)\S(?P<gap>{_BLANK})(?:\S(?P=gap)){{4,}}\S(?!\S)")
"""At least six characters, each followed by the same blank."""
_BLANKS = re.compile(rf"{_BLANK}+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURES = re.compile(rf"\d(?:{_BLANK}\d)+$")
_MIN_HAN = 0.3
_MIN_SINGLE = 0.8
_SHORT = 32


def find_letter_spacing(text: str) -> list[Edit]:
    """Return the edits that take the blanks out of letter-spaced text; wider gaps stay as one.

    A line is letter-spaced where nearly all of it is; else only a run of single characters with
    Chinese ones among its figures. Digits that end a short run may be the cells of a table.
    """
    edits: list[Edit] = []
    position = 0
    while run := _RUN.search(text, position):
        start, end = text.rfind("\n", 0, run.start()) + 1, text.find("\n", run.end())
        end = len(text) if end < 0 else end
        if _is_spaced(line := text[start:end]):
            edits += _whole_line(line, start, run["gap"])
            position = end
        else:
            edits += _run(run)
            position = run.end()
    return edits


def _is_spaced(line: str) -> bool:
    if len(line) < _SHORT or not _has_han(line):
        return False
    pieces = line.split()
    return sum(len(piece) == 1 for piece in pieces) >= _MIN_SINGLE * len(pieces)


def _has_han(text: str) -> bool:
    return len(_HAN.findall(text)) >= _MIN_HAN * len(text) / 2


def _whole_line(line: str, start: int, gap: str) -> Iterator[Edit]:
    for match in _BLANKS.finditer(line):
        blanks, begin, end = match[0], start + match.start(), start + match.end()
        if blanks == gap:
            yield Edit(begin, end, "")
        elif len(blanks) > 2 and blanks[0] == blanks[-1] == gap:
            yield Edit(begin, begin + 1, "")  # what stands between is a blank of the text
            yield Edit(end - 1, end, "")


def _run(run: re.Match[str]) -> Iterator[Edit]:
    if not _has_han(run[0]):
        return
    cells = _FIGURES.search(run[0]) if len(run[0]) < _SHORT else None
    end = run.end() if cells is None else run.start() + cells.start()
    yield from (Edit(at, at + 1, "") for at in range(run.start() + 1, end, 2))

"""The numbers that Word draws before headings and list items and that stand in no text.

Belongs here: the numbering part of a docx. Does not belong here: paragraphs (see `word`).
Reports are laid out by `一、` and `(一)`; typed by hand they are text, made by Word they are here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"

_HAN = "零一二三四五六七八九"
_TEN = "十"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVEL = re.compile(r"%([1-9])")
_MAX_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, root: Any | None) -> Numbering:
        """Read the numbering part; a document without one has no lists."""
        if root is None:
            return cls()
        levels = {
            abstract.get(f"{W}abstractNumId", ""): {
                int(level.get(f"{W}ilvl", 0)): _level(level) for level in abstract.iter(f"{W}lvl")
            }
            for abstract in root.iter(f"{W}abstractNum")
        }
        lists = {
            number.get(f"{W}numId", ""): number.find(f"{W}abstractNumId").get(VAL, "")
            for number in root.iter(f"{W}num")
            if number.find(f"{W}abstractNumId") is not None
        }
        return cls(levels, lists)

    def label(self, list_id: str, depth: int) -> str | None:
        """Count one item and return what is drawn before it; None where there is no such list."""
        abstract = self._lists.get(list_id)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or depth not in levels:
            return None
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in range(depth + 1, _MAX_LEVELS):
            counts.pop(deeper, None)

        def counted(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = levels.get(at)
            return number_text(counts.get(at, level.start), level.form) if level else ""

        return "" if levels[depth].form == "bullet" else _LEVEL.sub(counted, levels[depth].text)


def number_text(number: int, form: str) -> str:
    """A count in one of Word's number formats; those not known here are written as digits."""
    if form == "none":
        return ""
    if form.startswith(("chinese", "japaneseCounting", "taiwaneseCounting", "ideographDigital")):
        return _han(number)
    if form == "ideographTraditional" and 1 <= number <= len(_STEMS):
        return _STEMS[number - 1]
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr(ord("A" if form == "upperLetter" else "a") + number - 1)
    if form in ("upperRoman", "lowerRoman") and 1 <= number < 40:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _han(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else _TEN if tens == 1 else _HAN[tens] + _TEN
    return head + (_HAN[ones] if ones else "")


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _level(level: Any) -> _Level:
    def said(name: str, default: str) -> str:
        found = level.find(W + name)
        return default if found is None else str(found.get(VAL, default))

    start = said("start", "1")
    return _Level(
        said("numFmt", "decimal"), said("lvlText", ""), int(start) if start.isdigit() else 1
    )

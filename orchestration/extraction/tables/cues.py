"""The words of heads, row names and captions, as `seeds/reference/table_heads.csv` lists them.

Belongs here: reading one such text into what it says: time, status, measure, unit, and the words
that are left to name something. Does not belong here: where the text stands (`shape`), what the
left words mean (`linking`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from orchestration.extraction.reference import read_table
from orchestration.extraction.tables.times import NO_TIME, Told, take_time
from orchestration.extraction.tables.values import Unit, read_unit
from orchestration.extraction.text.cleaning import NORMAL_FORM

_FORM = {ord(old): new for old, new in NORMAL_FORM.items()}
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_MARKED = re.compile(r"(?:\*+|[①-⑳]|\[\d\]|【\d】|\(注\d?\))$")
_BRACKET = re.compile(r"\((?:[^()]|\([^()]{0,12}\)){1,24}\)")
_EDGES = " ,、:;.·-—_=/\\|*()（）"
_IN_HEAD = ("measure", "status", "time")
_CAPTION_UNIT = re.compile(r"单位[:]([^\s()。;；]{1,16})")
LONGEST = 60
"""Characters of a head or a name; what is longer is prose."""


@lru_cache(maxsize=64)
def rows_of(role: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The patterns of a role with what each says, in the order of the table."""
    rows = (row for row in read_table("table_heads") if row["role"] == role)
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["says"]) for row in rows)


@dataclass(frozen=True, slots=True)
class Head:
    """What a head, a row's name or a caption says.

    `words` is what is left to name something, '' where nothing is; `said` all of it, compacted.
    `measures` holds change_pct, change_abs, change, share, completion and compared, as told.
    `total` is sum, whole or part.
    """

    said: str = ""
    words: str = ""
    time: Told = NO_TIME
    status: str = ""
    measures: frozenset[str] = frozenset()
    unit: Unit | None = None
    total: str = ""
    is_part: bool = False
    cues: dict[str, str] = field(default_factory=dict)


def compact(text: str) -> str:
    """A text in normal form without any blank: heads are set with blanks to fill their cells."""
    return _UNSEEN.sub("", text.translate(_FORM))


def says(role: str, text: str) -> str | None:
    """What the first row of a role says that matches all of a compacted text; None for none."""
    if len(text) > LONGEST:
        return None
    return next((told for pattern, told in rows_of(role) if pattern.fullmatch(text)), None)


def told_in(role: str, text: str) -> str | None:
    """What the first row of a role says that stands somewhere in a text; None for none."""
    return next((told for pattern, told in rows_of(role) if pattern.search(text)), None)


def is_blank(text: str) -> bool:
    """Is a compacted cell empty, or does it hold a dash for no value?"""
    return not text or says("blank", text) is not None


@lru_cache(maxsize=4096)
def read_head(text: str) -> Head:
    """Read a compacted head, row name or caption."""
    rest = said = _MARKED.sub("", text)
    cues: dict[str, str] = {}
    rest, is_part = take_part(rest)
    rest, unit = _take_unit(rest)
    measures, status, told = set[str](), "", NO_TIME
    for role in _IN_HEAD:
        if role == "time":
            rest, told = take_time(rest)
        rest, found = _take(role, rest)
        for word, says_ in found:
            cues[role] = word
            if role == "measure":
                measures.add(says_)
            elif role == "status":
                status = says_
            else:
                told = told.relate(says_)
    total = says("total", rest.strip(_EDGES)) or ""
    words = "" if total else rest.strip(_EDGES)
    if says("silent", words) is not None:
        words = ""
    if told is not NO_TIME:
        cues["period"] = said
    return Head(said, words, told, status, frozenset(measures), unit, total, is_part, cues)


def _take(role: str, text: str) -> tuple[str, list[tuple[str, str]]]:
    """A text without the words of a role, and what they say; the longest word at a place first."""
    found: list[tuple[int, int, str]] = []
    for pattern, told in rows_of(role):
        found += [(m.start(), m.end(), told) for m in pattern.finditer(text) if m[0]]
    taken, kept, at = [], [], 0
    for start, end, told in sorted(found, key=lambda f: (f[0], -f[1])):
        if start >= at:
            kept.append(text[at:start])
            taken.append((text[start:end], told))
            at = end
    return "".join([*kept, text[at:]]), taken


def take_part(text: str) -> tuple[str, bool]:
    """A compacted name without 其中, and whether it began with it."""
    for pattern, _ in rows_of("of_which"):
        if match := pattern.match(text):
            return text[match.end() :], True
    return text, False


def _take_unit(text: str) -> tuple[str, Unit | None]:
    """A head without its unit: 金额(万元), 床位数/张, 火化率%."""
    for match in _BRACKET.finditer(text):
        inside = match[0][1:-1].removeprefix("单位:")
        if unit := read_unit(inside):
            return text[: match.start()] + text[match.end() :], unit
    for sign in ("/", ":", ","):
        before, found, after = text.rpartition(sign)
        if found and before and (unit := read_unit(after)):
            return before, unit
    if text.endswith("%") and len(text) > 1:
        return text[:-1], read_unit("%")
    return text, None


def caption_units(text: str) -> tuple[Unit, ...]:
    """The units that a caption or a line above a table states: 单位:人、万元."""
    found = _CAPTION_UNIT.search(text)
    if found is None:
        return ()
    if unit := read_unit(found[1]):
        return (unit,)
    ((joint, _),) = rows_of("joint")
    return tuple(unit for part in joint.split(found[1]) if (unit := read_unit(part)))


def subject_of(caption: str) -> str:
    """A caption without what it says of the table: 孤儿生活费拨付汇总表 is on 孤儿生活费."""
    for pattern, _ in rows_of("form"):
        if (match := pattern.search(caption)) and match.start():
            return caption[: match.start()]
    return caption


def unit_of_words(words: str) -> str:
    """The measure word that what is named is usually counted in, '' where its end tells none."""
    best, at = "", -1
    for pattern, unit in rows_of("unit_word"):
        for match in pattern.finditer(words):
            if match.end() > at:
                best, at = unit, match.end()
    return best if at >= len(words) - 1 else ""

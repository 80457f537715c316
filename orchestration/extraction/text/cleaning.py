"""From bytes to clean text, without ever losing the way back to the original characters.

Belongs here: normal forms of characters, blanks, and the stages of cleaning. Does not belong here:
decoding (`decoding`), HTML (`markup`), broken lines (`wrapping`), sentences (`layout`).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.extraction.reference import read_table
from orchestration.extraction.text.broken_numbers import find_broken_numbers
from orchestration.extraction.text.decoding import Decoded, UndecodableDocument, decode
from orchestration.extraction.text.markdown import find_markdown
from orchestration.extraction.text.markup import find_markup
from orchestration.extraction.text.offsets import Edit, Offsets, apply_edits
from orchestration.extraction.text.pages import find_page_breaks
from orchestration.extraction.text.spacing import find_letter_spacing
from orchestration.extraction.text.unfolding import find_folds
from orchestration.extraction.text.wrapping import find_wraps

__all__ = ["NORMAL_FORM", "Clean", "Decoded", "UndecodableDocument", "clean", "decode"]

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_LOOKALIKES = {
    "\u0085": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n",
    "﹪": "%", "٪": "%", "–": "-", "−": "-", "‒": "-", "‐": "-", "‑": "-", "﹣": "-", "─": "—",
    "〜": "~", "∼": "~", "˜": "~", "﹢": "+", "﹙": "(", "﹚": ")", "﹐": ",", "﹔": ";", "﹕": ":",
    "∶": ":", "︰": ":", "﹒": ".", "⁄": "/", "∕": "/", "｡": "。", "､": "、", "•": "·", "・": "·",
    "‧": "·", "〇": "○", "Ο": "○", "О": "○", "◯": "○", "〝": "“", "〞": "”", "＂": '"',
    "「": "“", "」": "”", "『": "“", "』": "”",
}  # fmt: skip
_SIMPLIFIED = {
    row["traditional"]: row["simplified"] for row in read_table("traditional_characters")
}
"""Traditional characters that simplified text never has, from OpenCC's tables (Apache-2.0)."""
NORMAL_FORM = {**_SIMPLIFIED, **_FULL_WIDTH, **_LOOKALIKES}
"""One character for one character: normalising by this table moves no offset."""

_COMMA = re.compile("(?<![0-9])\uff0c|\uff0c(?![0-9])")
_ODD = re.compile(f"[{''.join(NORMAL_FORM.keys() - {chr(0xFF0C)})}]")
_TRANSLATION = {ord(a): b for a, b in NORMAL_FORM.items() if a != "\uff0c"}
_MANY = 40
_IN_NUMBER = re.compile("[0-9]\uff0c[0-9]")
_THOUSANDS = re.compile(
    r"(?<![0-9.])(?<![0-9][,\uff0c])([1-9][0-9]{0,2})((?:\uff0c[0-9]{3}){1,4})(?![0-9])"
)
_SURE_HEAD, _MIN_SURE = 2, 2
_LONG_NUMBER = re.compile(r"[一-鿿][1-9][0-9]{4,8}[万元人户名对张所家个件]")
_REACH = 20
_OF_SEVERAL = re.compile("分别[^。\n]{0,16}$")
_CHINESE_STOP = re.compile(
    r"\.(?<=[一-鿿”)%]\.)(?<![一二三四五六七八九十]\.)(?<![一二三四五六七八九十]\)\.)"
    r"(?<![/每][人户]\.)"
    r"(?=[ \t\u3000]*(?:[一-鿿“(《\d]|\r?\n|$))"
)
"""A full stop typed on a Latin keyboard; not the point of a numbering (一. and (一).) or of a
per-unit (元/人.月)."""
_STRAIGHT_QUOTES = re.compile('"([^"\n]{1,40})"')
_READING = re.compile(r"\((?<=[一-鿿]\()[a-zü]{0,3}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěè]{0,4}\)")
_LONE_RETURN = re.compile(r"\r(?!\n)")

_BLANKS = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_WITHOUT_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_INVISIBLE = "\r\x00-\x08\x0e-\x1f\x7f"
_GAP = re.compile(f"[{_BLANKS}{_INVISIBLE}]+")
_BLANK = re.compile(f"[{_BLANKS}]")
_WORDLIKE = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,")
_DIGITS = frozenset("0123456789")
_AFTER_DIGIT = frozenset("年月日号时万亿%‰")
_CJK_MARKS = frozenset("“”‘’·—…≥≤×")


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned text and the offsets of its characters in the decoded text."""

    text: str
    source_length: int
    stages: tuple[Offsets, ...] = ()

    def offset(self, position: int) -> int:
        """Return where the cleaned character at `position` starts in the decoded text."""
        if position >= len(self.text):
            return self.source_length
        for stage in reversed(self.stages):
            position = stage.start(position)
        return position

    def position(self, offset: int) -> int:
        """Return the first cleaned character that starts at or after a decoded offset."""
        return bisect_left(range(len(self.text)), offset, key=self.offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the decoded text that the cleaned span [start, end) stands for."""
        if start >= end:
            return self.offset(start), self.offset(start)
        if start >= len(self.text):
            return self.source_length, self.source_length
        until = min(end, len(self.text))
        for stage in reversed(self.stages):
            start, until = stage.start(start), stage.end(until - 1)
        return start, until


def clean(text: str) -> Clean:
    """Clean a decoded text: markup out, half-width forms, no blanks inside a phrase.

    Two numbers are never joined: a blank between them stays (a tab or a wide one as a tab, which
    parts cells), and a full-width comma between two half-width digits stays full-width unless it
    can only be a thousands separator. Newlines stay,
    except those that break a paragraph at a fixed width; numbered paragraphs that run on in one
    line get lines of their own.
    """
    stages: list[Offsets] = []
    cleaned = _edit(text, find_markup(text), stages)
    cleaned = _edit(cleaned, list(_find_invisible(cleaned)), stages)
    cleaned = _edit(cleaned, find_letter_spacing(cleaned), stages)
    cleaned = _normalise(cleaned)
    cleaned = _edit(cleaned, find_markdown(cleaned), stages)
    cleaned = _edit(cleaned, list(_find_readings(cleaned)), stages)
    cleaned = _edit(cleaned, find_page_breaks(cleaned), stages)
    cleaned = _edit(cleaned, find_wraps(cleaned), stages)
    cleaned = _edit(cleaned, find_folds(cleaned), stages)
    cleaned = _edit(cleaned, find_broken_numbers(cleaned), stages)
    cleaned = _edit(cleaned, list(_find_gaps(cleaned)), stages)
    return Clean(cleaned, len(text), tuple(stages))


def _edit(text: str, edits: list[Edit], stages: list[Offsets]) -> str:
    if not edits:
        return text
    edited, offsets = apply_edits(text, edits)
    stages.append(offsets)
    return edited


def _normalise(text: str) -> str:
    if text.isascii() and "\r" not in text and "\x0b" not in text and "\x0c" not in text:
        return text
    if "\uff0c" in text:
        if _IN_NUMBER.search(text):
            text = _join_thousands(_COMMA.sub(",", text))
        else:
            text = text.replace("\uff0c", ",")
    odd = {*_ODD.findall(text)}
    if len(odd) > _MANY:
        text = text.translate(_TRANSLATION)
    else:  # str.replace over the few characters that occur beats str.translate tenfold
        for character in odd:
            text = text.replace(character, NORMAL_FORM[character])
    if '"' in text:
        text = _STRAIGHT_QUOTES.sub(r"“\1”", text)
    if "." in text:
        text = _CHINESE_STOP.sub("。", text)
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text


def _find_invisible(text: str) -> Iterator[Edit]:
    for match in _WITHOUT_WIDTH.finditer(text):
        yield Edit(match.start(), match.end(), "")


def _join_thousands(text: str) -> str:
    """Take a full-width comma between digits for a thousands separator where it can be no other.

    614\uff0c579 may be two numbers; it is one where the text parts all its thousands so.
    """
    heads = [len(match[1]) for match in _THOUSANDS.finditer(text)]
    n_sure = sum(length <= _SURE_HEAD for length in heads)
    most = 3 if n_sure >= _MIN_SURE and not _LONG_NUMBER.search(text) else _SURE_HEAD

    def joined(match: re.Match[str]) -> str:
        length, start = len(match[1]), match.start()
        if length > most or (
            length > _SURE_HEAD and _OF_SEVERAL.search(text, max(0, start - _REACH), start)
        ):
            return match[0]
        return match[1] + match[2].replace("\uff0c", ",")

    return _THOUSANDS.sub(joined, text)


def _find_readings(text: str) -> Iterator[Edit]:
    """The pronunciation of a character behind it: 萬(wàn)."""
    for match in _READING.finditer(text):
        yield Edit(match.start(), match.end(), "")


def _find_gaps(text: str) -> Iterator[Edit]:
    for match in _GAP.finditer(text):
        start, end = match.span()
        kept = _kept_blank(match.group(), text[start - 1 : start], text[end : end + 1])
        if kept != match.group():
            yield Edit(start, end, kept)


def _kept_blank(gap: str, before: str, after: str) -> str:
    blanks = _BLANK.findall(gap)
    if not blanks or before in ("", "\n") or after in ("", "\n"):
        return ""
    if before in _DIGITS and after in _AFTER_DIGIT:
        return ""
    if len(blanks) > 1 or blanks[0] == "\t":
        return "\t" if before in _DIGITS and after in _DIGITS else " "
    if before in _WORDLIKE and after in _WORDLIKE:
        return " "
    return "" if _binds(before) or _binds(after) else " "


def _binds(character: str) -> bool:
    return character in _DIGITS or character >= "\u2e80" or character in _CJK_MARKS

"""Words and numbers of a page, in the language of the page.

Belongs here: looking up `words.csv`, names from the dimensions, numbers and percentages as people
read them. Does not belong here: what a page says (its template), escaping (see `escaping.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from orchestration.publication.pages.escaping import visible

LANGUAGES = ("zh", "en")
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}
WORDS_FILE = Path(__file__).with_name("words.csv")
MIN_DECIMALS = Decimal("0.0001")


@cache
def words(language: str) -> dict[str, str]:
    """Return the words of a language by their keys; a key that is missing is an error."""
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row[language] for row in csv.DictReader(file)}


class Language:
    """What templates ask for what they say: words, values of a column, names, numbers."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = words(language)

    def t(self, key: str, **values: object) -> str:
        """Return the words of a key, its places filled.

        Raises:
            KeyError: `words.csv` has no such key.
        """
        text = self._words[key]
        return text.format(**values) if values else text

    def code(self, value: object, column: str) -> str:
        """Return the word for a coded value (`residence`, `urban`), or the value itself."""
        if value is None or value == "":
            return ""
        return self._words.get(f"{column}.{value}", str(value))

    def name(self, row: Mapping[str, Any], stem: str) -> Markup | str:
        """Return the name of this language out of `<stem>_zh` and `<stem>_en`.

        A Chinese name on an English page says that it is Chinese. `city_name` is the Chinese
        one where there is no `city_name_zh`.
        """
        chinese = row.get(f"{stem}_zh") or row.get(stem)
        if self.language == "zh":
            return chinese or row.get(f"{stem}_en") or ""
        english = row.get(f"{stem}_en")
        return english or self.chinese(chinese)

    def chinese(self, text: str | None) -> Markup | str:
        """Return Chinese text, marked as such on a page of another language."""
        if not text or self.language == "zh":
            return text or ""
        return Markup('<span lang="zh-CN">{}</span>').format(visible(text))

    def reasons(self, reasons: str | None) -> Markup:
        """Return the reasons of the review queue: those it knows in words, others in English."""
        told = []
        for reason in (reasons or "").split("; "):
            known = self._words.get(f"review_reason.{reason}")
            told.append(escape(known) if known else self._english(reason))
        return Markup(self._words["semicolon"]).join(told)

    def short(self, value: float) -> str:
        """Return a number for a narrow place, three figures: 1.2万 or 12k."""
        for step in self._words["number.steps"].split("; "):
            size, sign = step.split(" ")
            if abs(value) >= float(size):
                return f"{value / float(size):.3g}{sign}"
        return f"{value:.3g}"

    def _english(self, text: str) -> Markup:
        if self.language == "en":
            return escape(visible(text))
        return Markup('<span lang="en">{}</span>').format(visible(text))


def number(value: object) -> str:
    """97000.000000 as 97,000; six decimals at most, no zeros at the end."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = Decimal(repr(round(value, 4)))
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def percent(value: float | None, decimals: int = 0) -> str:
    """0.925 as 93%."""
    return "" if value is None else f"{value:.{decimals}%}"


def signed(value: float | None) -> str:
    """4.25 as +4.3%; a growth that says nothing, from near zero, is left out."""
    return "" if value is None or abs(value) > 9999 else f"{value:+.1f}%"


def period(start: date | None, end: date | None) -> str:
    """A day, a year, or a span of days."""
    if end is None:
        return ""
    if start is None or start == end:
        return end.isoformat()
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(end.year) if start.year == end.year else f"{start.year}–{end.year}"
    return f"{start.isoformat()} – {end.isoformat()}"

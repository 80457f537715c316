r"""Text that a spreadsheet shows and never runs, and the way back to the original.

Belongs here: the one rule, as Python and as SQL. Does not belong here: which files follow it.
A CSV says nothing of types: what begins with = + - @ is a formula to a spreadsheet, whoever wrote
it. An apostrophe before such a character makes it text. The rule looks at each place where a
spreadsheet might see a cell begin: the start, and after a line break, a tab or a semicolon, at
which programs of other locales part cells; blanks and quotes before the character are passed over.
A text that begins with a tab or a line break gets an apostrophe at its very start. Every text has
one safe form and every safe form one original (`restore`), an apostrophe of the original included.
Numbers and dates are no text and stay as they are.
"""

from __future__ import annotations

import re

# Full-width forms are formulas to spreadsheets of East Asian locales.
SIGNS = "=+@＝＋＠－-"
BLANKS = r"\t\n\r\f\v \x{3000}"
BEFORE = rf"(?:^|[\t\n\r;])[{BLANKS}\"']*"
FORMULA = rf"({BEFORE})([{SIGNS}])"
SAFE_FORMULA = rf"({BEFORE})'([{SIGNS}])"
BREAK_FIRST = r"^('*[\t\n\r])"
SAFE_BREAK_FIRST = r"^'('*[\t\n\r])"


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source.replace(r"\x{3000}", "\u3000"))


_FORMULA, _SAFE_FORMULA = _pattern(FORMULA), _pattern(SAFE_FORMULA)
_BREAK_FIRST, _SAFE_BREAK_FIRST = _pattern(BREAK_FIRST), _pattern(SAFE_BREAK_FIRST)


def safe(text: str) -> str:
    """The text as a cell of a CSV that no spreadsheet runs."""
    return _BREAK_FIRST.sub(r"'\1", _FORMULA.sub(r"\1'\2", text))


def restore(cell: str) -> str:
    """The original of a cell: `restore(safe(text)) == text` for every text."""
    return _SAFE_FORMULA.sub(r"\1\2", _SAFE_BREAK_FIRST.sub(r"\1", cell))


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet might run the text once it is typed into a cell as it stands."""
    # Most begin with a letter or a digit; looking closer at all costs a seventh of a workbook.
    return not text[:1].isalnum() and safe(text) != text


def safe_sql(expression: str) -> str:
    """A SQL expression of the safe form of a text; null stays null."""
    inner = _replaced(expression, FORMULA, r"\1''\2")
    return _replaced(inner, BREAK_FIRST, r"''\1")


def restored_sql(expression: str) -> str:
    """A SQL expression of the original of a cell."""
    outer = _replaced(expression, SAFE_BREAK_FIRST, r"\1")
    return _replaced(outer, SAFE_FORMULA, r"\1\2")


def _replaced(expression: str, pattern: str, by: str) -> str:
    quoted = pattern.replace("'", "''")
    return f"regexp_replace({expression}, '{quoted}', '{by}', 'g')"

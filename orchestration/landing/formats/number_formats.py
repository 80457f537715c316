"""The value of a spreadsheet's cell as the sheet shows it.

Belongs here: number formats in the notation that xlsx and xls share. Does not belong here: reading
sheets (see `spreadsheets`).
What a bureau states is what it sees: `0.1234` under `0.0%` is 12.3%, `12345.6` under `0!.0,"万"`
is 1.2万. Only what changes the number or stands beside it is followed; colours and blanks are not.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|!(?P<drawn>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[[^\]]*\]|(?P<digits>[0#?.,]+)|(?P<other>.)",
    re.DOTALL,
)
# The value as it is, text, fractions and powers of ten.
_AS_IT_IS = re.compile(r"general|^G/|@|\?\s*/|E[+-]", re.IGNORECASE)
_SECTION = re.compile(r'((?:[^;"\\]|"[^"]*"|\\.)*)(?:;|$)', re.DOTALL)
_LITERALS = ("quoted", "escaped", "drawn", "currency", "other")
_MAX_FORMAT = 255


class _Form(NamedTuple):
    """What a section does to a number: times `factor`, rounded to `decimals`, between two texts."""

    prefix: str
    suffix: str
    decimals: int
    factor: Decimal
    shows_zero: bool


def shown(value: object, number_format: str) -> str:
    """Return what the sheet shows for a value; an error of a formula shows as nothing."""
    if value is None or isinstance(value, time | timedelta):
        return "" if value is None else str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _shown_number(value, number_format)
    return str(value)


def _shown_number(value: int | float, number_format: str) -> str:
    number = _exact(value)
    if number is None:
        return ""
    sections = _sections(number_format[:_MAX_FORMAT])
    own_sign = len(sections) > 1 and number < 0
    form = _form(sections[1 if own_sign else 2 if len(sections) > 2 and not number else 0])
    if form is None:
        return _plain(number)
    scaled = (abs(number) if own_sign else number) * form.factor
    scaled = scaled.quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    if not scaled and not form.shows_zero:
        return form.prefix + form.suffix
    text = form.prefix + _plain(scaled, keep_zeros=True) + form.suffix
    return f"-{text.strip('()-')}" if own_sign else text


def _exact(value: int | float) -> Decimal | None:
    """Fifteen digits are what a spreadsheet keeps; beyond them stands the noise of floats."""
    try:
        number = Decimal(format(value, ".15g") if isinstance(value, float) else value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < 20 else None


def _plain(number: Decimal, *, keep_zeros: bool = False) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text and not keep_zeros else text


@lru_cache(maxsize=500)
def _sections(number_format: str) -> tuple[str, ...]:
    found = [match[1] for match in _SECTION.finditer(number_format)]
    return tuple(found[:3]) if len(found) > 1 and found[-1] == "" else tuple(found[:3]) or ("",)


@lru_cache(maxsize=500)
def _form(section: str) -> _Form | None:
    """What a section of a format does; None where the number shows as it is."""
    if not section.strip() or _AS_IT_IS.search(section):
        return None
    before, after, digits, factor = "", "", "", Decimal(1)
    for token in _TOKENS.finditer(section):
        literal = next((token[kind] for kind in _LITERALS if token[kind] is not None), "")
        if token["digits"]:
            digits += token["digits"]
        elif token["drawn"] == "." and digits:
            # `0!.0,` draws a point into the digits of a rounded number.
            digits += "!"
        else:
            factor *= 100 if token["other"] == "%" else 1
            before, after = (before, after + literal) if digits else (before + literal, after)
    if not digits.strip(",."):
        return _Form(before.strip(), "", 0, factor, False) if before.strip() else None
    _, point, fraction = digits.rstrip(",").partition("!" if "!" in digits else ".")
    decimals = sum(sign in "0#?" for sign in fraction)
    n_thousands = len(digits) - len(digits.rstrip(","))
    factor = factor.scaleb(-3 * n_thousands - (decimals if point == "!" else 0))
    return _Form(before.strip(), after.strip(), decimals, factor, "0" in digits)

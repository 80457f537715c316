"""Stage 4a: numbers as they are printed, in digits and with multipliers.

Belongs here: the forms of numbers, multipliers and compounds, and their values. Does not belong
here: Chinese numerals (`text.numerals`), what numbers count (`scan`), dates (`dates`). See the
README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from decimal import Decimal

from orchestration.extraction.reference import read_table
from orchestration.extraction.text.numerals import MAX_NUMERAL, POWERS, parse_spoken_decimal

FACTORS: dict[str, int] = {
    row["multiplier"]: int(row["factor"]) for row in read_table("multipliers") if row["multiplier"]
}
_TENS = "十"
_LONGEST_FIRST = sorted(FACTORS.keys() - {_TENS}, key=len, reverse=True)
MULTIPLIER = rf"(?:{'|'.join(_LONGEST_FIRST)}|{_TENS}(?<=[^\d.]\d.)(?![大佳强优件]))"
"""Those of the table; 十 only behind one digit, because 2025十大 is no number."""
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?)"
CHINESE_DIGITS = "零〇一二两三四五六七八九"
CHINESE = rf"[{CHINESE_DIGITS}十百千万亿]{{1,{MAX_NUMERAL}}}"
DASH = r"(?:-|—{1,2}|~|～|至|到)"
_PART = rf"\d+(?:\.\d+)?{MULTIPLIER}?"
COMPOUND = rf"(?:{_PART}){{1,4}}"
"""What may follow a number with its multiplier: 2345万 of 1亿2345万."""
_PARTS = re.compile(rf"(?P<number>\d+(?:\.\d+)?)(?P<multiplier>{MULTIPLIER})?")


def parse_decimal(printed: str) -> Decimal:
    """The value of 1,753 or 9 860.5."""
    if "," in printed or " " in printed:
        printed = printed.replace(",", "").replace(" ", "")
    return Decimal(printed)


def parse_multiplier(text: str) -> int:
    """What a multiplier of the text stands for (十万 -> 100,000); 1 if there is none."""
    return FACTORS[text] if text else 1


def parse_compound(printed: str, multiplier: str, rest: str) -> tuple[Decimal, str] | None:
    """The number and multiplier of 1亿2345万 (12345, 万), told in its smallest part.

    None where the parts do not fall, or the last is told short (3万5) or overlaps the first
    (1.2亿345万): no number is cut out of such a one.
    """
    parts = [(printed, multiplier), *((m[1], m[2] or "") for m in _PARTS.finditer(rest))]
    total, above = Decimal(0), 0
    for i, (number, power) in enumerate(parts):
        factor, value = parse_multiplier(power), parse_decimal(number)
        is_last = i == len(parts) - 1
        is_short = not power and len(number.partition(".")[0]) != len(str(above)) - 1
        if i and (value * factor >= above or is_short):
            return None
        if not is_last and ("." in number or not power):
            return None
        total, above = total + value * factor, factor
    return total / above, parts[-1][1]


def parse_numerator(printed: str) -> Decimal | None:
    """The number after 分之: in digits, or in words with a point (九十八点五)."""
    return parse_decimal(printed) if printed[0].isdigit() else parse_spoken_decimal(printed)


def power_of(word: str) -> int | None:
    """What a power that stands for itself means: 百 of 百余所, 万 of 近万人."""
    return POWERS.get(word)

"""Stage 4a: numbers as they are printed, in digits and in Chinese numerals.

Belongs here: the forms of numbers, multipliers and ranges, and their values. Does not belong here:
what they count (`quantities`), dates (`time`, `dates`). See the README, section "How a document
becomes a number".
"""

from __future__ import annotations

from decimal import Decimal

CN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
CN_POWERS = {"十": 10, "百": 100, "千": 1000}
POWERS = {**CN_POWERS, "万": 10_000, "亿": 100_000_000}
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?)"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]{1,20}"
"""Bounded, so that a page of numerals costs no more than its length."""
MULTIPLIER = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百)"
DASH = r"(?:-|—{1,2}|~|～|至|到)"


def parse_decimal(printed: str) -> Decimal:
    """The value of 1,753 or 9 860.5."""
    if "," in printed or " " in printed:
        printed = printed.replace(",", "").replace(" ", "")
    return Decimal(printed)


def parse_multiplier(text: str) -> int:
    """What a multiplier of the text stands for (十万 -> 100,000); 1 if there is none."""
    factor = 1
    for c in text:
        factor *= POWERS[c]
    return factor


def parse_chinese_number(text: str) -> int | None:
    """The integer a Chinese numeral stands for (一万二千六百 -> 12600).

    None if it is malformed or bare (万).
    """
    total = wan = section = digit = 0
    seen = False
    for c in text:
        if c in CN_DIGITS:
            digit, seen = CN_DIGITS[c], True
        elif c in CN_POWERS:
            if not digit and c != "十":
                return None
            section += (digit or 1) * CN_POWERS[c]
            digit, seen = 0, True
        elif not section and not digit and not wan:
            return None
        elif c == "万":
            wan, section, digit = (section + digit) * 10_000, 0, 0
        else:
            total, wan, section, digit = (wan + section + digit) * 100_000_000, 0, 0, 0
    return total + wan + section + digit if seen else None


def parse_loose_chinese(text: str) -> int | None:
    """As `parse_chinese_number`; a numeral that starts with a power has a silent 一 (百分之)."""
    return parse_chinese_number("一" + text if text[0] in "百千万" else text)


def parse_numerator(printed: str) -> Decimal | None:
    """The number after 分之: in digits, or in words with a point (九十八点五)."""
    if printed[0].isdigit():
        return parse_decimal(printed)
    whole, _, decimals = printed.partition("点")
    value = parse_loose_chinese(whole)
    if value is None:
        return None
    return Decimal(f"{value}.{''.join(str(CN_DIGITS.get(c, 0)) for c in decimals) or 0}")

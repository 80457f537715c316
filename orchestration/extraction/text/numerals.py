"""Chinese digits and numerals: the one place that knows what 三, 〇, 两 and 百 stand for.

Belongs here: digits, powers, spoken integers and decimals, years and days in characters. Does not
belong here: numbers in Arabic digits (`quantities.numbers`), which words are dates or quantities.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
SMALL_POWERS = {"十": 10, "百": 100, "千": 1000}
LARGE_POWERS = {"万": 10_000, "亿": 100_000_000}
POWERS = SMALL_POWERS | LARGE_POWERS
MAX_NUMERAL = 20
"""Characters of a numeral; bounded, so that a page of numerals costs no more than its length."""

_TO_ARABIC = str.maketrans({c: str(i) for c, i in DIGITS.items()})
_PLANS = frozenset(["十二五", "十四五"])
"""Five-year plans, which look like spoken approximations (十四五 as fourteen or fifteen)."""


def arabic(text: str) -> str:
    """The text with each Chinese digit as an Arabic one (二○一一 -> 2011)."""
    return text.translate(_TO_ARABIC)


def parse_year(text: str) -> int:
    """A year in digits or Chinese numerals: 2011, 二○一一."""
    return int(arabic(text))


def parse_below_hundred(text: str) -> int:
    """A number of a month or a day: 12, 二, 十二, 二十, 三十一."""
    tens, ten, ones = arabic(text).rpartition("十")
    return (int(tens or 1) * 10 if ten else 0) + int(ones or 0)


def parse_numeral(text: str) -> int | None:
    """The integer a numeral stands for (一万二千六百 -> 12600).

    None where it is malformed, bare (万), or said short so that its last digit has lost its power
    (两万三 is no 20,003).
    """
    total = wan = 0
    rest = text
    for power in ("亿", "万"):
        head, found, tail = rest.rpartition(power)
        if not found:
            continue
        value = parse_numeral(head) if power == "亿" else _section(head)
        if not value:
            return None
        total, wan, rest = total + value * LARGE_POWERS[power], LARGE_POWERS[power], tail
    if not rest:
        return total if wan else None
    value = _section(rest)
    if value is None or (wan and len(rest) == 1):
        return None
    return total + value


def _section(text: str) -> int | None:
    """A numeral below ten thousand; its powers must fall."""
    value, above, digit, is_said_zero = 0, 10_000, None, False
    for i, c in enumerate(text):
        if c in SMALL_POWERS:
            if SMALL_POWERS[c] >= above or (digit is None and (c != "十" or i)) or digit == 0:
                return None
            value += (digit or 1) * SMALL_POWERS[c]
            above, digit, is_said_zero = SMALL_POWERS[c], None, False
        elif c not in DIGITS or digit:
            return None
        else:
            digit = DIGITS[c]
            is_said_zero = is_said_zero or not digit
    if digit is None or above == 10:
        return value + (digit or 0) if text else None
    is_short = above < 10_000 and digit and not is_said_zero
    return None if is_short else value + digit


def parse_loose_numeral(text: str) -> int | None:
    """As `parse_numeral`; one that starts with a power has a silent 一 (百分之)."""
    return parse_numeral("一" + text if text[0] in "百千万" else text)


def parse_spoken_decimal(text: str) -> Decimal | None:
    """A numeral with or without a point: 三十五点五, 九十八; None where it is malformed."""
    whole, point, decimals = text.partition("点")
    value = parse_loose_numeral(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}.{arabic(decimals)}")


def parse_approximation(text: str) -> tuple[int, int] | None:
    """Both ends of what two neighbouring digits leave open: 三四百 -> (300, 400)."""
    if text in _PLANS:
        return None
    for i in range(len(text) - 1):
        low, high = DIGITS.get(text[i], 0), DIGITS.get(text[i + 1], 0)
        if low and high == low + 1:
            least = parse_numeral(text[: i + 1] + text[i + 2 :])
            most = parse_numeral(text[:i] + text[i + 1 :])
            return None if least is None or most is None else (least, most)
    return None

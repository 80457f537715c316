"""Stage 4: every number of the text that counts or measures something, with its unit.

Belongs here: the grammar of ranges, fractions, classifiers and per-units, and of what only looks
like a quantity (dates, ordinals, hotlines, slogans). Does not belong here: the value of a numeral
(`numbers`), what is measured. Dates found on the way are handed on, because one scan of the text
serves both. See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal

from orchestration.extraction.quantities.bare import settle_bare
from orchestration.extraction.quantities.nouns import unit_behind
from orchestration.extraction.quantities.numbers import (
    parse_compound,
    parse_decimal,
    parse_multiplier,
    parse_numerator,
    power_of,
)
from orchestration.extraction.quantities.patterns import (
    GROUPS,
    MEASURE_WORDS,
    NEVER_UNITS,
    NOT_UNIT,
    SCAN,
)
from orchestration.extraction.quantities.quantity import DateMention, Quantity
from orchestration.extraction.text.numerals import (
    DIGITS,
    arabic,
    parse_approximation,
    parse_loose_numeral,
    parse_numeral,
)

__all__ = ["MEASURE_WORDS", "DateMention", "Quantity", "scan"]

_LEFT_BLOCK = frozenset("第每前之某")
_LEFT_BLOCK_CHINESE = _LEFT_BLOCK | frozenset("十几数")
_BEFORE_POWER = frozenset("近约超逾上")
_LEFT_QUALIFIERS = (
    ("at_most", ("不超过", "不高于", "不足", "不到", "最多", "最高", "至多")),
    ("at_least", ("不低于", "不少于", "至少", "超过", "突破", "逾", "超", "高于")),
    ("approx", ("近", "约", "大约", "将近", "接近")),
)
_LEFT_QUALIFIER_ENDS = frozenset(word[-1] for _, words in _LEFT_QUALIFIERS for word in words)
_RIGHT_QUALIFIERS = {
    "以上": "at_least",
    "以下": "at_most",
    "以内": "at_most",
    "之内": "at_most",
    "左右": "approx",
    "上下": "approx",
}
_QUOTED = re.compile(r"[“\"‘「『《〈]([^”\"’」』》〉\n]{1,14})[”\"’」』》〉]")
_MINUS, _BEFORE_SIGN = frozenset("-−－–"), frozenset("为是达长比降减增幅速率度:(,")
_CUT = re.compile(
    r"(?:\d|[一-鿿]\d{1,9}\.) $|(?:[一-鿿]|(?<!\d)[,、(])(?!(?:19|20)\d\d\n)\d{1,9}[.,]?\n$"
)
"""What makes the number behind a blank or a line end the second half of another."""
_CUT_REACH = 14
_SPREAD = re.compile("(?:不等|之间|不一)")
"""Behind 从a至b: it is a range and no change."""
_MAX_BARE = 12
"""Digits of a number without a unit; longer ones are telephone and record numbers."""
_SMALL_COUNT_WORDS = frozenset("所家座处名户张对位倍")
"""Measure words that make a count of a numeral below ten (三所)."""
_LOOSE_COUNT_WORDS = frozenset("个项类件条块部门次面大")
"""Measure words with which a lone 十, 百 or 千 is no count (百个, 十大)."""


Broken = Callable[[Exception, int, int], None]
"""Told of a number that breaks the scan, and where it stands."""


def scan(text: str, broken: Broken | None = None) -> tuple[list[Quantity], list[DateMention]]:
    """All quantities and all date mentions of a cleaned text, in order. Linear in its length.

    Args:
        text: the cleaned text.
        broken: told of each number that raises, which is then left out; without it the scan raises.
    """
    quantities: list[Quantity] = []
    dates: list[DateMention] = []
    bare: list[Quantity] = []
    for m in SCAN.finditer(text):
        try:
            _take(m, text, quantities, dates, bare)
        except Exception as error:
            if broken is None:
                raise
            broken(error, m.start(), m.start() + 1)
    try:
        quantities = settle_bare(text, quantities, bare) if bare else quantities
    except Exception as error:
        if broken is None:
            raise
        broken(error, 0, len(text))
    kept = _outside_quotes(text, quantities) if quantities else []
    for q in kept:
        q.qualifier = q.qualifier or _qualifier(text, q)
    return kept, dates


def _take(
    m: re.Match[str],
    text: str,
    quantities: list[Quantity],
    dates: list[DateMention],
    bare: list[Quantity],
) -> None:
    """Add what one match of the scan is; what only looks like a quantity is passed over."""
    kind = m.lastgroup
    if kind in GROUPS:
        _add_number(m, text, quantities, bare)
    elif kind == "date":
        dates.append(DateMention(m.start(), m.end(), m[0]))
    elif kind == "numeral":
        _add_chinese(m, text, quantities)
    elif kind == "spoken":
        _add_spoken(m, text, quantities, bare)
    elif kind == "range":
        _add_range(m, text, quantities)
    elif kind == "fraction":
        _add_fraction(m, quantities)
    elif kind == "ratio":
        _add_percent(m, Decimal(m["part"]) / int(m["of"]), quantities)
    elif kind == "share":
        _add_tenths(m, quantities)
    elif kind == "half_of":
        quantities.append(Quantity(m.start(), m.end(), Decimal(50), "", "成", ("percent",)))


def _add_number(m: re.Match[str], text: str, out: list[Quantity], bare: list[Quantity]) -> None:
    names = GROUPS[m.lastgroup or ""]
    printed, more, power, rest, middle, unit, per = m.group(*names)
    start, end = m.span()
    if unit and _is_other_word(text, m.start(names[5]), unit):
        unit = None
    value = _read(printed, power, rest)
    if value is None:
        return
    number, multiplier = value
    if unit and _is_negative(text, start, unit):
        number, start = -number, start - 1
    elif _is_blocked(text, start) and not (text[start - 1] == "每" and unit == "元"):
        return
    qualifier = "approx" if more or middle else ""
    if unit is not None:
        units = MEASURE_WORDS[unit]
        q = Quantity(start, end, number, multiplier, unit, units, None, qualifier, per or "")
        out.append(q)
        return
    end = m.end(names[4]) if multiplier or rest else m.end(names[0])
    if (multiplier or not more) and len(printed) <= _MAX_BARE:
        q = Quantity(start, end, number, multiplier, "", (), None, qualifier)
        _add_without_unit(q, text, out, bare)


def _add_without_unit(q: Quantity, text: str, out: list[Quantity], bare: list[Quantity]) -> None:
    """Add 3.5万困难群众 as people; what no noun follows waits for its surroundings."""
    noun = unit_behind(text, q.end) if q.multiplier else None
    if noun is None:
        bare.append(q)
    else:
        q.units = MEASURE_WORDS[noun][:1]
        out.append(q)


def _add_spoken(m: re.Match[str], text: str, out: list[Quantity], bare: list[Quantity]) -> None:
    value = parse_numeral(m["spoken_part"])
    before = text[m.start() - 1] if m.start() else ""
    if value is not None and before not in _LEFT_BLOCK_CHINESE:
        qualifier = "approx" if m["more6"] else ""
        q = Quantity(*m.span(), Decimal(value), m["mult6"], "", (), None, qualifier)
        _add_without_unit(q, text, out, bare)


def _read(printed: str, power: str | None, rest: str | None) -> tuple[Decimal, str] | None:
    """The number and multiplier of one end of a match; None where its parts do not make one."""
    if rest:
        return parse_compound(printed, power or "", rest)
    return parse_decimal(printed), power or ""


def _is_other_word(text: str, at: int, unit: str) -> bool:
    """Does a measure word only begin a word (名单)? One of two characters weighs more than most."""
    if not NOT_UNIT.match(text, at):
        return False
    return len(unit) < 2 or text[at : at + 2] in NEVER_UNITS


def _is_negative(text: str, at: int, unit: str) -> bool:
    """Is the dash before a percentage its sign (增速为-5%), and not a joint (12-5%)?"""
    if at < 2 or text[at - 1] not in _MINUS or "percent" not in MEASURE_WORDS[unit]:
        return False
    return text[at - 2] in _BEFORE_SIGN


def _is_blocked(text: str, at: int) -> bool:
    """Is the number at `at` a part of something else (第3, A3, 1.2.3, the 1265 of 3 1265)?"""
    if not at:
        return False
    before = text[at - 1]
    if before in " \n":
        return _CUT.search(text, max(0, at - _CUT_REACH), at) is not None
    return before in _LEFT_BLOCK or before in ".-" or (before.isascii() and before.isalnum())


def _add_range(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    least = _read(m["lo"], m["mult1"], m["rest1"])
    most = _read(m["hi"], m["mult2"], m["rest2"])
    start = m.start()
    if least is None or most is None or _is_blocked(text, start):
        return
    (low, mult_low), (high, mult_high) = least, most
    unit, per = m["unit2"], m["per2"] or m["per1"] or ""
    before = text[max(0, start - 6) : start]
    is_change = ("从" in before or "由" in before) and not _SPREAD.match(text, m.end())
    if is_change:  # 从a到b tells a change, not a range
        first = m["unit1"] or unit
        multiplier = mult_low or ("" if m["unit1"] else mult_high)
        end = m.end("per1") if m["per1"] else m.end("unit1" if m["unit1"] else "lo")
        units = MEASURE_WORDS[first]
        out.append(Quantity(start, end, low, multiplier, first, units, None, "", m["per1"] or ""))
        units = MEASURE_WORDS[unit]
        out.append(Quantity(m.start("hi"), m.end(), high, mult_high, unit, units, None, "", per))
        return
    if mult_low != mult_high and (mult_low or low >= high):  # 9000万元至1.2亿元
        low *= Decimal(parse_multiplier(mult_low)) / parse_multiplier(mult_high)
    if low < high:
        qualifier, units = "approx" if m["more2"] or m["mid2"] else "", MEASURE_WORDS[unit]
        out.append(Quantity(start, m.end(), low, mult_high, unit, units, high, qualifier, per))


def _add_fraction(m: re.Match[str], out: list[Quantity]) -> None:
    denominator, numerator = parse_loose_numeral(m["den"]), parse_numerator(m["nume"])
    if numerator is not None and denominator:
        _add_percent(m, numerator / denominator, out)


def _add_percent(m: re.Match[str], ratio: Decimal, out: list[Quantity]) -> None:
    percent = (ratio * 100).quantize(Decimal("0.01"))
    out.append(Quantity(m.start(), m.end(), percent, "", m[0], ("percent",)))


def _add_tenths(m: re.Match[str], out: list[Quantity]) -> None:
    half = m["half"]
    ones = 5 if half == "半" else DIGITS[half] if half else 0
    percent = Decimal(DIGITS[m["tenths"]] * 10 + ones)
    qualifier = "approx" if m["tenths_more"] else ""
    out.append(Quantity(m.start(), m.end(), percent, "", "成", ("percent",), None, qualifier))


_BUILT = re.compile("(?:建成|新建|建设|打造|设立|新增|建有|改建|建起)$")  # 各建成一处


def _add_chinese(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    word, unit, start, more = m["cn"], m["unit5"], m.start(), m["more5"]
    before = text[start - 1] if start else ""
    if before in _LEFT_BLOCK_CHINESE or NOT_UNIT.match(text, m.start("unit5")):
        return
    qualifier, units, high = "approx" if more else "", MEASURE_WORDS[unit], None
    number: Decimal | int | None = _spoken(m)
    if number is None and (more or before in _BEFORE_POWER):
        number = power_of(word)  # 近万人, 百余所
        qualifier = "at_least" if before == "上" else qualifier
    if number is None and (ends := parse_approximation(word)) and not m["decimals"]:
        (number, high), qualifier = ends, "approx"
    if number is None:
        return
    is_one_built = (
        number == 1 and unit in _SMALL_COUNT_WORDS and _BUILT.search(text, max(0, start - 4), start)
    )
    is_large = m["decimals"] or m["mult5"]
    if not (is_large or is_one_built or _is_count(number, word, unit)):
        return
    most = None if high is None else Decimal(high)
    power = m["mult5"] or ""
    q = Quantity(start, m.end(), Decimal(number), power, unit, units, most, qualifier)
    out.append(q)


def _spoken(m: re.Match[str]) -> Decimal | int | None:
    """The value of a numeral, with its decimals if it has any."""
    whole = parse_numeral(m["cn"])
    if whole is None or not m["decimals"]:
        return whole
    return Decimal(f"{whole}.{arabic(m['decimals'])}")


def _is_count(value: Decimal | int, word: str, unit: str) -> bool:
    """Does a Chinese numeral count something, or is it part of a phrase (一个, 十大)?"""
    if value < 10:
        is_small_count = value >= 2 and unit in _SMALL_COUNT_WORDS
        return is_small_count or (unit == "倍" and value > 0)
    return unit not in _LOOSE_COUNT_WORDS or len(word) > 1


def _outside_quotes(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities that are no part of a short quotation: a slogan or the name of a policy."""
    spans = [m.span(1) for m in _QUOTED.finditer(text)]
    starts = [start for start, _ in spans]
    kept = []
    for q in quantities:
        i = bisect_right(starts, q.start) - 1
        if i < 0 or q.end > spans[i][1]:
            kept.append(q)
    return kept


def _qualifier(text: str, q: Quantity) -> str:
    before = text[max(0, q.start - 3) : q.start]
    if before[-1:] in _LEFT_QUALIFIER_ENDS:
        for name, words in _LEFT_QUALIFIERS:
            if before.endswith(words):
                return name
    return _RIGHT_QUALIFIERS.get(text[q.end : q.end + 2], "")

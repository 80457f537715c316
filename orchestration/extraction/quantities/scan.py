"""Stage 4: every number of the text that counts or measures something, with its unit.

Belongs here: the grammar of ranges, fractions, classifiers and per-units, and of what only looks
like a quantity (dates, ordinals, hotlines, slogans). Does not belong here: the value of a numeral
(`numbers`), what is measured. Dates found on the way are handed on, because one scan of the text
serves both. See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from orchestration.extraction.quantities.numbers import (
    ARABIC,
    CHINESE,
    CN_DIGITS,
    DASH,
    MULTIPLIER,
    POWERS,
    parse_chinese_number,
    parse_decimal,
    parse_loose_chinese,
    parse_multiplier,
    parse_numerator,
)
from orchestration.extraction.reference import read_table

MEASURE_WORDS: dict[str, tuple[str, ...]] = {
    row["word_zh"]: tuple(row["units"].split()) for row in read_table("measure_words")
}


@dataclass(slots=True)
class Quantity:
    """A number with its unit, [start, end) in the cleaned text.

    `units` are the possible raw units of the measure word, most usual first; `per` holds what the
    text writes after a slash (元/人/月 -> 人月); `number` is as printed, before `multiplier`.
    """

    start: int
    end: int
    number: Decimal
    multiplier: str
    unit_zh: str
    units: tuple[str, ...]
    number_high: Decimal | None = None
    qualifier: str = ""
    per: str = ""


class DateMention(NamedTuple):
    """A date or month as written, [start, end) in the cleaned text."""

    start: int
    end: int
    text: str


_FIRSTS = list(dict.fromkeys(word[0] for word in MEASURE_WORDS))
_UNIT = "|".join(
    re.escape(word) for word in sorted(MEASURE_WORDS, key=lambda w: (_FIRSTS.index(w[0]), -len(w)))
)
"""In the order of the table, the usual ones first; of those that begin alike, the longest."""
_PER = (
    r"(?:[/每](?:[人户年月天日次生床·、/每]|\.(?=[人户月年次]))*[人户年月天日次生床]|\((?:每)?[人户年月天/·每]+\)"
    r"|\.(?:人|月|年)(?:[./·](?:人|月|年))?)"
)
_DAY_WORDS = r"(?:底|末|初|中旬|上旬|下旬|份)?"
_DATE = (
    r"(?:\d{4}|[12二一][\d零〇○一二三四五六七八九]{3})年(?:度)?"
    rf"(?:\d{{1,2}}(?:{DASH}\d{{1,2}})?月{_DAY_WORDS}(?:\d{{1,2}}日)?)?"
    rf"|\d{{1,2}}月?{DASH}\d{{1,2}}月{_DAY_WORDS}"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日|{_DAY_WORDS})"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\d{1,2}:\d{2}(?::\d{2})?|(?![\d.]))"
)
_NOT_UNITS = "个月|个?小时|分钟|周年|周岁|岁|天|年级|年|级|人制|字|页|版|分制|积分|届|元店|个工作日"
_NOT = (
    r"第[\d零〇一二两三四五六七八九十百千]+[一-鿿]?"
    r"|\d{3,4}-\d{7,8}|\d+(?:[xX×*+]\d+)+|\d+(?:\+[A-Za-z\d]+)+"
    r"|[A-Za-z]+\d+(?:\.\d+)?|\d+(?:\.\d+)?[A-Za-z]+"
    r"|[〔\[(]\d{4}[〕\])]\d*号?|\d+号|\d{1,2}:\d{2}"
    r"|每(?:\d+|[百千万十])+(?:名|人|户|位|个)"
    rf"|(?:{ARABIC}|{CHINESE})(?:余|多)?"
    rf"(?:{_NOT_UNITS})"
    rf"|(?:{ARABIC}){DASH}(?:{ARABIC})(?:周岁|岁|年|分钟|小时|天|个月)"
    r"|\d{1,2}·\d{1,2}"
)
_TAIL = rf"(?P<more{{0}}>[余多几来]?)(?P<mult{{0}}>{MULTIPLIER})?(?P<mid{{0}}>[余多]?)"
_FRACTION = rf"(?P<den>{CHINESE})分之(?P<nume>{CHINESE}(?:点{CHINESE})?|{ARABIC})"
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九](?![一-鿿]))?"
    r"(?P<tenths_more>多)?(?![立为功果员年本效绩品长人都型熟就])"
)
_RANGE = (
    rf"(?P<lo>{ARABIC}){_TAIL.format(1)}(?P<unit1>{_UNIT})?{DASH}"
    rf"(?P<hi>{ARABIC}){_TAIL.format(2)}(?P<unit2>{_UNIT})(?P<per2>{_PER})?"
)
_COUNT = (
    rf"(?P<num>{ARABIC}){_TAIL.format(3)}(?!{_NOT_UNITS})(?>(?P<unit3>{_UNIT}))(?!{DASH})"
    rf"(?P<per3>{_PER})?"
)
"""A number with its unit, not the first of a range: most are, so it is tried first."""
_NUMBER = rf"(?P<other>{ARABIC}){_TAIL.format(4)}(?P<unit4>{_UNIT})?(?P<per4>{_PER})?"
_GROUPS = {
    "count": ("num", "more3", "mult3", "mid3", "unit3", "per3"),
    "number": ("other", "more4", "mult4", "mid4", "unit4", "per4"),
}
_NUMERAL = rf"(?P<cn>{CHINESE})(?P<more5>[余多])?(?P<unit5>{_UNIT})"
_AFTER_NUMERAL = "年月分成个小周岁天级人字页版积届元" + "".join(map(re.escape, _FIRSTS))
_OPENING = (
    rf"\d|[零〇○一二三四五六七八九两十百千万亿]{{1,20}}[余多]?[{_AFTER_NUMERAL}]"
    r"|[二一][\d零〇○一二三四五六七八九]{3}年|第[\d零〇一二两三四五六七八九十百千]|每[\d百千万十]"
    r"|[〔\[(]\d|[A-Za-z]{1,24}\d|一半"
)
"""What every match begins with: one look that spares most numerals the alternatives."""
_FIRST = r"\d零〇○一二三四五六七八九两十百千万亿第每〔\[(A-Za-z"
_SCAN = re.compile(
    rf"(?=[{_FIRST}])(?={_OPENING})(?:(?P<count>{_COUNT})"
    rf"|(?P<date>{_DATE})|(?P<skip>{_NOT})|(?P<fraction>{_FRACTION})|(?P<share>{_TENTHS})"
    rf"|(?P<half_of>(?<=[占到近超降过])一半)"
    rf"|(?P<range>{_RANGE})|(?P<number>{_NUMBER})|(?P<numeral>{_NUMERAL}))"
)
_NO_UNIT_AFTER = re.compile(
    r"人制|元店|人民|名单|名义|名字|名录|位于|位置|位一体|家庭|家属|户籍|户外|个人|项目化|件套|级|次会|条例|处理"
    r"|处置|所有|期间|口径|座谈|张贴|部门|部分|本地|本级|面积|套餐|对于|对接|对口|面对|门牌|类型|年"
)
_NEVER_UNITS = frozenset((
    "家庭", "户籍", "个人", "期间", "年", "部门", "部分", "本地", "本级", "所有", "名单", "名录",
    "条例", "座谈",
))  # fmt: skip
"""Words that a measure word of two characters does not outweigh (户家庭 against 家庭)."""
_LEFT_BLOCK = frozenset("第每前之某")
_LEFT_BLOCK_CHINESE = _LEFT_BLOCK | frozenset("十几数")
_BEFORE_POWER = frozenset("近约超逾上")
_LEFT_QUALIFIERS = (
    ("at_most", ("不超过", "不高于", "最多", "最高", "至多")),
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
_PEOPLE = re.compile(
    r"[一-鿿]{0,4}?(?:残疾人|老人|老年人|群众|居民|儿童|学生|志愿者|农民|职工|党员|干部|贫困人口"
    r"|人口|困难家庭)"
)
_QUOTED = re.compile(r"[“\"‘「『《〈]([^”\"’」』》〉\n]{1,14})[”\"’」』》〉]")
_JOINS, _ENDS = frozenset("、,和及与"), frozenset((*",。;、)", ""))
_MINUS, _BEFORE_SIGN = frozenset("-−－–"), frozenset("为是达长比降减增幅速率度:(,")
_NEARBY = 16
"""Characters within which a bare 10.1万 takes the unit of the number before."""
_MONEY_BEFORE = re.compile(r"(?:金|款|资|费|补贴|补助|津贴|支出|金额)(?:共|约|近|达|为|合计|:)*$")
"""What ends so right before a bare 30.5万 is told in yuan."""
_MAX_BARE = 12
"""Digits of a number without a unit; longer ones are telephone and record numbers."""
_SMALL_COUNT_WORDS = frozenset("所家座处名户张对位倍")
"""Measure words that make a count of a numeral below ten (三所)."""
_LOOSE_COUNT_WORDS = frozenset("个项类件条块部门次面大")
"""Measure words with which a lone 十, 百 or 千 is no count (百个, 十大)."""


def scan(text: str) -> tuple[list[Quantity], list[DateMention]]:
    """All quantities and all date mentions of a cleaned text, in order. Linear in its length."""
    quantities: list[Quantity] = []
    dates: list[DateMention] = []
    bare: list[Quantity] = []
    for m in _SCAN.finditer(text):
        kind = m.lastgroup
        if kind in _GROUPS:
            _add_number(m, text, quantities, bare)
        elif kind == "date":
            dates.append(DateMention(m.start(), m.end(), m[0]))
        elif kind == "numeral":
            _add_chinese(m, text, quantities)
        elif kind == "range":
            _add_range(m, text, quantities)
        elif kind == "fraction":
            _add_fraction(m, quantities)
        elif kind == "share":
            _add_tenths(m, quantities)
        elif kind == "half_of":
            quantities.append(Quantity(m.start(), m.end(), Decimal(50), "", "成", ("percent",)))
    if bare:
        quantities = _share_units(text, quantities, bare)
    kept = _outside_quotes(text, quantities) if quantities else []
    for q in kept:
        q.qualifier = q.qualifier or _qualifier(text, q)
    return kept, dates


def _add_number(m: re.Match[str], text: str, out: list[Quantity], bare: list[Quantity]) -> None:
    names = _GROUPS[m.lastgroup or ""]
    printed, more, multiplier, middle, unit, per = m.group(*names)
    start, end = m.span()
    if unit and _is_other_word(text, m.start(names[4]), unit):
        unit = None
    number, multiplier = parse_decimal(printed), multiplier or ""
    if unit and _is_negative(text, start, unit):
        number, start = -number, start - 1
    elif start and _is_blocked(text[start - 1]) and not (text[start - 1] == "每" and unit == "元"):
        return
    qualifier = "approx" if more or middle else ""
    if unit is not None:
        units = MEASURE_WORDS[unit]
        q = Quantity(start, end, number, multiplier, unit, units, None, qualifier, per or "")
        out.append(q)
    elif multiplier and _PEOPLE.match(text, end):
        out.append(Quantity(start, end, number, multiplier, "", ("person",), None, qualifier))
    elif not more and len(printed) <= _MAX_BARE:
        end = m.end(names[2] if multiplier else names[0])
        bare.append(Quantity(start, end, number, multiplier, "", ()))


def _is_other_word(text: str, at: int, unit: str) -> bool:
    """Does a measure word only begin a word (名单)? One of two characters weighs more than most."""
    if not _NO_UNIT_AFTER.match(text, at):
        return False
    return len(unit) < 2 or text[at : at + 2] in _NEVER_UNITS


def _is_negative(text: str, at: int, unit: str) -> bool:
    """Is the dash before a percentage its sign (增速为-5%), and not a joint (12-5%)?"""
    if at < 2 or text[at - 1] not in _MINUS or "percent" not in MEASURE_WORDS[unit]:
        return False
    return text[at - 2] in _BEFORE_SIGN


def _is_blocked(before: str) -> bool:
    """Does the character before a number make it part of something else (第3, A3, 1.2.3)?"""
    return before in _LEFT_BLOCK or before in ".-" or (before.isascii() and before.isalnum())


def _add_range(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    low, high = parse_decimal(m["lo"]), parse_decimal(m["hi"])
    mult_low, mult_high = m["mult1"] or "", m["mult2"] or ""
    unit, per, start = m["unit2"], m["per2"] or "", m.start()
    before = text[max(0, start - 6) : start]
    if "从" in before or "由" in before:  # 从a到b tells a change, not a range
        first = m["unit1"] or unit
        multiplier = mult_low or ("" if m["unit1"] else mult_high)
        end = m.end("unit1" if m["unit1"] else "lo")
        out.append(Quantity(start, end, low, multiplier, first, MEASURE_WORDS[first]))
        units = MEASURE_WORDS[unit]
        out.append(Quantity(m.start("hi"), m.end(), high, mult_high, unit, units, None, "", per))
        return
    if mult_low != mult_high and (mult_low or low >= high):  # 9000万元至1.2亿元
        low *= Decimal(parse_multiplier(mult_low)) / parse_multiplier(mult_high)
    if low < high:
        qualifier, units = "approx" if m["more2"] or m["mid2"] else "", MEASURE_WORDS[unit]
        out.append(Quantity(start, m.end(), low, mult_high, unit, units, high, qualifier, per))


def _add_fraction(m: re.Match[str], out: list[Quantity]) -> None:
    denominator, numerator = parse_loose_chinese(m["den"]), parse_numerator(m["nume"])
    if numerator is not None and denominator:
        percent = (numerator * 100 / denominator).quantize(Decimal("0.01"))
        out.append(Quantity(m.start(), m.end(), percent, "", m[0], ("percent",)))


def _add_tenths(m: re.Match[str], out: list[Quantity]) -> None:
    half = m["half"]
    ones = 5 if half == "半" else CN_DIGITS[half] if half else 0
    percent = Decimal(CN_DIGITS[m["tenths"]] * 10 + ones)
    qualifier = "approx" if m["tenths_more"] else ""
    out.append(Quantity(m.start(), m.end(), percent, "", "成", ("percent",), None, qualifier))


_BUILT = re.compile("(?:建成|新建|建设|打造|设立|新增|建有|改建|建起)$")  # 各建成一处


def _add_chinese(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    word, unit, start = m["cn"], m["unit5"], m.start()
    if start and text[start - 1] in _LEFT_BLOCK_CHINESE:
        return
    value = parse_chinese_number(word)
    if value is None and word in POWERS and start and text[start - 1] in _BEFORE_POWER:
        value = POWERS[word]  # 近万人
    is_one_built = (
        value == 1 and unit in _SMALL_COUNT_WORDS and _BUILT.search(text, max(0, start - 4), start)
    )
    if value is None or not (is_one_built or _is_count(value, word, unit)):
        return
    if _NO_UNIT_AFTER.match(text, m.start("unit5")):
        return
    qualifier, units = "approx" if m["more5"] else "", MEASURE_WORDS[unit]
    out.append(Quantity(start, m.end(), Decimal(value), "", unit, units, None, qualifier))


def _is_count(value: int, word: str, unit: str) -> bool:
    """Does a Chinese numeral count something, or is it part of a phrase (一个, 十大)?"""
    if value < 10:
        is_small_count = value >= 2 and unit in _SMALL_COUNT_WORDS
        return is_small_count or (unit == "倍" and value > 0)
    return unit not in _LOOSE_COUNT_WORDS or len(word) > 1


def _share_units(text: str, quantities: list[Quantity], bare: list[Quantity]) -> list[Quantity]:
    """Numbers of a list that share the unit of its last member (60、45、40张)."""
    by_start = {q.start: q for q in quantities}
    ends = [q.end for q in quantities]
    for b in bare:
        i = bisect_left(ends, b.start) - 1
        is_near = i >= 0 and b.start - ends[i] < _NEARBY
        if not b.multiplier or text[b.end : b.end + 1] not in _ENDS:
            continue
        if _MONEY_BEFORE.search(text, max(0, b.start - _NEARBY), b.start):
            by_start[b.start] = _money(b)  # 支出救助金30.5万。
        elif is_near:
            by_start[b.start] = _with_unit(b, quantities[i])  # 城市11.2万人,农村10.1万。
    for b in reversed(bare):
        following = by_start.get(b.end + 1)
        if following is None or text[b.end] not in _JOINS:
            continue
        if following.units[0] not in {"percent", "times"}:
            by_start[b.start] = _with_unit(b, following)
    return [by_start[s] for s in sorted(by_start)]


def _money(b: Quantity) -> Quantity:
    return Quantity(b.start, b.end, b.number, b.multiplier, "元", MEASURE_WORDS["元"])


def _with_unit(b: Quantity, other: Quantity) -> Quantity:
    multiplier = b.multiplier or other.multiplier
    return Quantity(
        b.start, b.end, b.number, multiplier, other.unit_zh, other.units, None, "", other.per
    )


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

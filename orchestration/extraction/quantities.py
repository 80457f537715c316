"""Stage 4: every number of the text that counts or measures something, with its unit.

Belongs here: the grammar of numbers, multipliers, ranges, fractions, classifiers and per-units, and of
what only looks like a quantity (dates, ordinals, hotlines, slogans). Does not belong here: what is measured.
Dates found on the way are handed on, because one scan of the text serves both.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from orchestration.extraction.lexicon import MEASURE_WORDS

CN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
CN_POWERS = {"十": 10, "百": 100, "千": 1000}
NEARBY = 16
SMALL_COUNT_WORDS = frozenset("所家座处名户张对位倍")


@dataclass(slots=True)
class Quantity:
    """A number with its unit, [start, end) in the cleaned text.

    `units` are the possible raw units of the measure word, most usual first; `per` holds what the text
    writes after a slash (元/人/月 -> 人月); `number` is as printed, before `multiplier`.
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
    per_head: str = ""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or month as written, [start, end) in the cleaned text."""

    start: int
    end: int
    text: str


_NUM = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?)"
_MULT = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百)"
_UNIT = "|".join(re.escape(w) for w in sorted(MEASURE_WORDS, key=len, reverse=True))
_PER = r"(?:[/每][人户年月天日次生床·、/每]*[人户年月天日次生床]|\((?:每)?[人户年月天/·每]+\)|\.(?:人|月|年)(?:[./·](?:人|月|年))?)"
_CN = r"[零〇一二两三四五六七八九十百千万亿]"
_DASH = r"(?:-|—{1,2}|~|～|至|到)"
_DAY_WORDS = r"(?:底|末|初|中旬|上旬|下旬|份)?"

_DATE = (
    r"(?:\d{4}|[12二一][\d零〇○一二三四五六七八九]{3})年(?:度)?"
    rf"(?:\d{{1,2}}(?:{_DASH}\d{{1,2}})?月{_DAY_WORDS}(?:\d{{1,2}}日)?)?"
    rf"|\d{{1,2}}月?(?:-|—{{1,2}}|~|～|至|到)\d{{1,2}}月{_DAY_WORDS}"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日|{_DAY_WORDS})"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)
_NOT = (
    r"第[\d零〇一二两三四五六七八九十百千]+[一-鿿]?"
    r"|\d{3,4}-\d{7,8}|\d+(?:[xX×*+]\d+)+|\d+(?:\+[A-Za-z\d]+)+|[A-Za-z]+\d+(?:\.\d+)?|\d+(?:\.\d+)?[A-Za-z]+"
    r"|[〔\[(]\d{4}[〕\])]\d*号?|\d+号|\d{1,2}:\d{2}"
    r"|每(?:\d+|[百千万十])+(?:名|人|户|位|个)"
    rf"|(?:{_NUM}|{_CN}+)(?:余|多)?(?:个月|个?小时|分钟|周年|周岁|岁|天|年级|年|级|人制|字|页|版|分制|积分|届|元店|个工作日)"
    rf"|(?:{_NUM}){_DASH}(?:{_NUM})(?:周岁|岁|年|分钟|小时|天|个月)"
    r"|\d{1,2}·\d{1,2}"
)
_TAIL = rf"(?P<more{{0}}>[余多几来]?)(?P<mult{{0}}>{_MULT})?(?P<mid{{0}}>[余多]?)"
_SCAN = re.compile(
    rf"(?=[\d零〇○一二三四五六七八九两十百千万亿第每〔\[(A-Za-z])(?:(?P<date>{_DATE})|(?P<skip>{_NOT})"
    rf"|(?P<den>{_CN}+)分之(?P<nume>{_CN}+(?:点{_CN}+)?|{_NUM})"
    rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九](?![一-鿿]))?(?P<tenthsmore>多)?"
    r"(?![立为功果员年本效绩品长人都型熟就])"
    r"|(?P<half_of>(?<=[占到近超降过])一半)"
    rf"|(?P<lo>{_NUM}){_TAIL.format(1)}(?P<unit1>{_UNIT})?(?:{_DASH})(?P<hi>{_NUM}){_TAIL.format(2)}"
    rf"(?P<unit2>{_UNIT})(?P<per2>{_PER})?"
    rf"|(?P<num>{_NUM}){_TAIL.format(3)}(?P<unit3>{_UNIT})?(?P<per3>{_PER})?"
    rf"|(?P<cn>{_CN}+)(?P<more4>[余多])?(?P<unit4>{_UNIT}))"
)
_NO_UNIT_AFTER = re.compile(
    r"人制|元店|人民|名单|名义|名字|名录|位于|位置|位一体|家庭|家属|户籍|户外|个人|项目化|件套|级|次会|条例|处理|处置|所有|期间|口径|座谈|张贴"
    r"|部门|部分|本地|本级|面积|套餐|对于|对接|对口|面对|门牌|类型|年"
)
_LEFT_BLOCK = frozenset("第每前之某")
_LEFT_QUALIFIERS = (
    ("at_least", ("不低于", "不少于", "至少", "超过", "突破", "逾", "超", "高于")),
    ("at_most", ("不超过", "不高于", "最多", "最高", "至多")),
    ("approx", ("近", "约", "大约", "将近", "接近")),
)
_RIGHT_QUALIFIERS = (("at_least", ("以上",)), ("at_most", ("以下", "以内", "之内")), ("approx", ("左右", "上下")))
_PEOPLE = re.compile(r"[一-鿿]{0,4}?(?:残疾人|老人|老年人|群众|居民|儿童|学生|志愿者|农民|职工|党员|干部|贫困人口|人口|困难家庭)")
_BARE_JOIN = re.compile(r"[、,和及与]")
_QUOTED = re.compile(r"[“\"‘「『《〈]([^”\"’」』》〉\n]{1,14})[”\"’」』》〉]")


def parse_chinese_number(text: str) -> int | None:
    """The integer a Chinese numeral stands for (一万二千六百 -> 12600); None if it is malformed or bare (万)."""
    total = wan = section = digit = 0
    seen = False
    for c in text:
        if c in CN_DIGITS:
            digit = CN_DIGITS[c]
            seen = True
        elif c in CN_POWERS:
            if not digit and c != "十":
                return None
            section += (digit or 1) * CN_POWERS[c]
            digit = 0
            seen = True
        elif not section and not digit and not wan:
            return None
        elif c == "万":
            wan, section, digit = (section + digit) * 10_000, 0, 0
        else:
            total, wan, section, digit = (wan + section + digit) * 100_000_000, 0, 0, 0
    return total + wan + section + digit if seen else None


def scan(text: str) -> tuple[list[Quantity], list[DateMention]]:
    """All quantities and all date mentions of a cleaned text, in order. Linear in its length."""
    quantities: list[Quantity] = []
    dates: list[DateMention] = []
    bare: list[Quantity] = []
    for m in _SCAN.finditer(text):
        kind = m.lastgroup
        if m["date"]:
            dates.append(DateMention(m.start(), m.end(), m["date"]))
        elif m["skip"]:
            continue
        elif m["den"]:
            _add_fraction(m, quantities)
        elif m["tenths"]:
            _add_tenths(m, quantities)
        elif m["half_of"]:
            quantities.append(Quantity(m.start(), m.end(), Decimal(50), "", "成", ("percent",)))
        elif m["lo"]:
            _add_range(m, text, quantities)
        elif m["num"]:
            _add_number(m, text, quantities, bare)
        elif kind:
            _add_chinese(m, text, quantities)
    if bare:
        quantities = _share_units(text, quantities, bare)
    quoted = _quoted_spans(text) if quantities else []
    kept = [q for q in quantities if not _inside(q, quoted)]
    for q in kept:
        q.qualifier = q.qualifier or _qualifier(text, q)
    return kept, dates


def _decimal(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "").replace(" ", ""))


def _add_number(m: re.Match[str], text: str, out: list[Quantity], bare: list[Quantity]) -> None:
    unit, end = m["unit3"], m.end()
    number = _decimal(m["num"])
    if unit and _NO_UNIT_AFTER.match(text, m.start("unit3")) and not _is_real_unit(text, m.start("unit3"), unit):
        unit = None
    start = m.start()
    if start and (text[start - 1] in _LEFT_BLOCK or text[start - 1] in ".-" or text[start - 1].isascii() and text[start - 1].isalnum()):
        if not (text[start - 1] == "每" and unit == "元"):
            return
    multiplier = m["mult3"] or ""
    qualifier = "approx" if m["more3"] or m["mid3"] else ""
    if unit is None and multiplier and _PEOPLE.match(text, m.end()):
        out.append(Quantity(start, m.end(), number, multiplier, "", ("person",), None, qualifier))
        return
    if unit is None:
        if m["more3"] or len(m["num"]) > 12:
            return
        bare.append(Quantity(start, m.end("mult3") if multiplier else m.end("num"), number, multiplier, "", ()))
        return
    out.append(Quantity(start, end, number, multiplier, unit, MEASURE_WORDS[unit], None, qualifier, m["per3"] or ""))


def _is_real_unit(text: str, at: int, unit: str) -> bool:
    """户家庭, 名单身 and 家属于 keep their unit although the next characters look like another word."""
    word = text[at : at + 2]
    if word in {"家庭", "户籍", "个人", "期间", "年"}:
        return False
    if word in {"部门", "部分", "本地", "本级", "所有", "名单", "名录", "条例", "座谈"}:
        return False
    return len(unit) > 1


def _add_range(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    low, high = _decimal(m["lo"]), _decimal(m["hi"])
    mult_low, mult_high = m["mult1"] or "", m["mult2"] or ""
    before = text[max(0, m.start() - 6) : m.start()]
    if "从" in before or "由" in before:  # 从a到b tells a change, not a range
        unit = m["unit1"] or m["unit2"]
        first_end = m.end("unit1") if m["unit1"] else m.end("lo")
        out.append(Quantity(m.start(), first_end, low, mult_low or ("" if m["unit1"] else mult_high), unit, MEASURE_WORDS[unit]))
        out.append(Quantity(m.start("hi"), m.end(), high, mult_high, m["unit2"], MEASURE_WORDS[m["unit2"]], None, "", m["per2"] or ""))
        return
    if low >= high and mult_low == mult_high:
        return
    out.append(
        Quantity(
            m.start(), m.end(), low, mult_high, m["unit2"], MEASURE_WORDS[m["unit2"]], high,
            "approx" if m["more2"] or m["mid2"] else "", m["per2"] or "",
        )
    )


def _add_fraction(m: re.Match[str], out: list[Quantity]) -> None:
    denominator = parse_chinese_number("一" + m["den"] if m["den"][0] in "百千万" else m["den"])
    text = m["nume"]
    if text[0].isdigit():
        numerator = _decimal(text)
    else:
        whole, _, decimals = text.partition("点")
        value = parse_chinese_number("一" + whole if whole[0] in "百千万" else whole)
        if value is None:
            return
        numerator = Decimal(f"{value}.{''.join(str(CN_DIGITS.get(c, 0)) for c in decimals) or 0}")
    if not denominator:
        return
    percent = (numerator * 100 / denominator).quantize(Decimal("0.01"))
    out.append(Quantity(m.start(), m.end(), percent, "", m[0], ("percent",)))


def _add_tenths(m: re.Match[str], out: list[Quantity]) -> None:
    half = m["half"]
    units = Decimal(CN_DIGITS[m["tenths"]] * 10 + (5 if half == "半" else CN_DIGITS[half] if half else 0))
    out.append(Quantity(m.start(), m.end(), units, "", "成", ("percent",), None, "approx" if m["tenthsmore"] else ""))


def _add_chinese(m: re.Match[str], text: str, out: list[Quantity]) -> None:
    word, unit, start = m["cn"], m["unit4"], m.start()
    if start and (text[start - 1] in _LEFT_BLOCK or text[start - 1] in "十几数"):
        return
    value = parse_chinese_number(word)
    if value is None and word in CN_POWERS and text[max(0, start - 1) : start] in set("近约超逾上"):
        value = CN_POWERS[word]
    if value is None or _NO_UNIT_AFTER.match(text, m.start("unit4")):
        return
    if value < 10 and (value < 2 or unit not in SMALL_COUNT_WORDS) and not (unit == "倍" and value):
        return
    if value >= 10 and unit in {"个", "项", "类", "件", "条", "块", "部", "门", "次", "面", "大"} and len(word) < 2:
        return
    qualifier = "approx" if m["more4"] else ""
    out.append(Quantity(start, m.end(), Decimal(value), "", unit, MEASURE_WORDS[unit], None, qualifier))


def _share_units(text: str, quantities: list[Quantity], bare: list[Quantity]) -> list[Quantity]:
    """Numbers of a list that share the unit of its last member (60、45、40张)."""
    by_start = {q.start: q for q in quantities}
    ends = [q.end for q in quantities]
    for b in bare:
        i = bisect_left(ends, b.start) - 1
        if b.multiplier and i >= 0 and b.start - ends[i] < NEARBY and text[b.end : b.end + 1] in ",。;、)":
            last = quantities[i]  # 城市11.2万人,农村10.1万。
            by_start[b.start] = Quantity(b.start, b.end, b.number, b.multiplier, last.unit_zh, last.units, None, "", last.per)
    for b in reversed(bare):
        after = b.end + 1
        if after < len(text) and _BARE_JOIN.match(text, b.end) and after in by_start:
            nxt = by_start[after]
            if nxt.units[0] in {"percent", "times"}:
                continue
            multiplier = b.multiplier or nxt.multiplier
            by_start[b.start] = Quantity(b.start, b.end, b.number, multiplier, nxt.unit_zh, nxt.units, None, "", nxt.per)
    return [by_start[s] for s in sorted(by_start)]


def _quoted_spans(text: str) -> list[tuple[int, int]]:
    return [m.span(1) for m in _QUOTED.finditer(text)]


def _inside(q: Quantity, spans: list[tuple[int, int]]) -> bool:
    return any(s <= q.start and q.end <= e for s, e in spans) if spans else False


def _qualifier(text: str, q: Quantity) -> str:
    before = text[max(0, q.start - 3) : q.start]
    for name, words in _LEFT_QUALIFIERS:
        if before.endswith(words):
            return name
    after = text[q.end : q.end + 2]
    for name, words in _RIGHT_QUALIFIERS:
        if after in words:
            return name
    return ""

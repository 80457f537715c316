"""Stage 4b: from a measure word and its surroundings to the raw unit.

Belongs here: which canonical units a quantity may have (the gate before linking), and its raw unit
after. Does not belong here: factors (they are rows of `seeds/reference/units.csv`, applied in
dbt).
"""

from __future__ import annotations

import re

from orchestration.extraction.quantities.quantity import Quantity
from orchestration.extraction.subjects.lexicon import Indicator, Lexicon
from orchestration.extraction.subjects.linking import Units

STANDARD = "CNY_per_person_month"
YEARLY = "CNY_per_person_year"
_LARGE = frozenset(["万", "亿", "十万", "百万", "千万", "万亿"])
"""Multipliers that no standard is told in."""
_SMALL = frozenset(["", "百", "千"])
_SUM_FROM, _PAID_FROM = 60_000, 8_000
"""Yuan from which money of no stated period is no standard, and from which it is none if paid."""
_FIXED = frozenset((
    "percent", "permille", "percentage_point", "square_metre", "mu", "hectare",
    "square_kilometre", "times", "USD",
))  # fmt: skip
_ITEM_HEADS = re.compile(
    r"文件|方面|部门|事项|环节|指南|措施|制度|办法|条款|编制|意见|方案|标准|类别|职能|岗位|品牌|案例|政策"
    r"|[一-鿿]?县$|奖|物资|口罩|棉被|帐篷|衣|设备|标识|标志|牌|用品|器具|辅具|墓位|格位"
)
_CASE_HEADS = re.compile(r"创投|活动|项目|案件|培训班|会议|课题|事件|实事|案|次")
_SITE_HEADS = re.compile(
    "(?:中心|站|院|公墓|服务点|场所)(?:建设)?项目"
)  # a project that is a place
_ROOMS, _ROADS = re.compile("房|屋"), re.compile("街|路")
_PER_HEADS = (
    ("@per1000", "bed", "bed_per_1000_elderly"),
    ("@per10000", "facility", "facility_per_10000"),
    ("@per10000", "person", "person_per_10000"),
)


def admissible(q: Quantity, period_word: str, near: int, lexicon: Lexicon) -> Units:
    """Canonical units the quantity may have, with a penalty each; the gate before linking."""
    first = q.units[0]
    units = dict.fromkeys(q.units, 0.0)
    if first == "household":
        units = {"household": 0.0, "facility": 0.3}  # 户 counts enterprises, but rarely
    elif first == "facility":
        units.update((u, 0.25) for u in ("person", "bed") if u in units)
    elif first == "CNY" and _may_be_of_one(q, period_word, near, lexicon):
        units[STANDARD] = 0.0
        if period_word:
            units["CNY"] = 0.35 if q.per else 0.0 if period_word == "人均" else 0.15
    elif first == "person":
        if near & lexicon.topic and not near & lexicon.children:
            units["person_time"] = 0.15
        units.setdefault("case", 0.1)
    elif first == "person_time":
        units["person"] = 0.2 if near & lexicon.topic else 0.35
    if near & lexicon.rates:
        for name, base, canonical in _PER_HEADS:
            if base in units and near & lexicon.mask(name):
                units = {canonical: 0.0}
    return tuple(units.items())


def _may_be_of_one(q: Quantity, period_word: str, near: int, lexicon: Lexicon) -> bool:
    """May money be what one person gets? 发放14950元 of no stated period is paid to all."""
    if q.multiplier not in _SMALL:
        return False
    if period_word or q.multiplier:
        return True
    is_paid = near & lexicon.mask("expend") and not near & lexicon.metric
    return q.number < (_PAID_FROM if is_paid else _SUM_FROM)


def raw_unit(
    q: Quantity,
    period_word: str,
    indicator: Indicator | None,
    measure: str,
    words: str,
    near: int,
    lexicon: Lexicon,
) -> str:
    """The key of `units.csv` for a quantity once its indicator is known.

    Of a standard told without its period it is '', for `standards` to say.

    Args:
        q: the quantity.
        period_word: 每人每月, /人/年 and the like, '' if the text has none.
        indicator: what linking chose, if anything.
        measure: level, change_abs, change_pct, increment or share.
        words: the text around the number, which decides what 个 or 项 counts.
        near: the word sets of the nearest zone (每万人 makes it a rate).
        lexicon: the compiled tables.
    """
    first = q.units[0]
    if first == "CNY":
        return _money(q, period_word, indicator)
    if first in _FIXED:
        return first
    if indicator is not None and measure != "change_pct":
        unit = indicator.unit
        if unit in q.units or unit.split("_per_")[0] == first:
            return unit
        if {unit, first} <= {"person", "person_time"} or (first == "person" and unit == "case"):
            return unit
    if near & lexicon.rates:
        for name, base, canonical in _PER_HEADS:
            if base == first and near & lexicon.mask(name):
                return canonical
    return _by_words(q, words)


def _money(q: Quantity, period_word: str, indicator: Indicator | None) -> str:
    is_standard = indicator is not None and indicator.unit == STANDARD
    if q.multiplier in _LARGE or (indicator is not None and indicator.unit == "CNY"):
        return "CNY"
    if not is_standard and period_word in {"", "人均"}:
        return "CNY"
    if "年" in period_word:
        return YEARLY
    if "天" in period_word or "日" in period_word:
        return "CNY_per_person_day"
    if "月" in period_word:
        return STANDARD
    return "" if is_standard else "CNY"


def _by_words(q: Quantity, words: str) -> str:
    if q.unit_zh == "间" and _ROOMS.search(words):
        return "item"
    if len(q.units) == 1:
        return q.units[0]
    if "facility" in q.units and "库" in words:
        return "facility"
    if "item" in q.units and _ITEM_HEADS.search(words):
        return "item"
    if q.unit_zh == "条" and _ROADS.search(words):
        return "facility"
    if "bed" in q.units and "床位" in words:
        return "bed"
    is_site = _SITE_HEADS.search(words) is not None
    if (
        "case" in q.units
        and q.unit_zh in {"个", "项"}
        and not is_site
        and _CASE_HEADS.search(words)
    ):
        return "case"
    return q.units[0]

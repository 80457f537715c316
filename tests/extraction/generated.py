"""Ways to write the same thing, and reports made of them, for tests by property.

Belongs here: rendering numbers, units and sentences whose reading is known. Does not belong here:
what is asserted of them.
"""

from __future__ import annotations

import random
import re
from decimal import Decimal
from typing import NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

SIDECAR: dict[str, object] = {
    "city_code": "330800",
    "report_year": 2021,
    "published_at": "2022-01-15",
}

_DIGITS = "零一二三四五六七八九"


def stable(examples: int) -> settings:
    """The same examples in every run, without a clock, so that a failure is a change of ours."""
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None)


def words(text: str) -> list[str]:
    """The words of a text that blanks part: a list that reads as one."""
    return text.split()


def chinese_numeral(number: int) -> str:
    """Write a number below 10^12 as it is spoken: 10203 -> 一万零二百零三."""
    out = ""
    for factor, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = number // factor % 10**4
        if section:
            gap = out and (section < 1000 or number // factor // 10**4 % 10 == 0)
            out += ("零" if gap else "") + _section(section) + name
    return out or "零"


def _section(number: int) -> str:
    out, skipped = "", False
    for factor, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // factor % 10
        if digit:
            out += ("零" if skipped and out else "") + _DIGITS[digit] + name
        skipped = not digit
    return out


class Written(NamedTuple):
    """A value and one way to write it."""

    text: str
    value: Decimal


def _with_multiplier(hundredths: int, multiplier: str, factor: int) -> Written:
    number = Decimal(hundredths) / 100
    return Written(f"{number.normalize():f}{multiplier}", number * factor)


def _wide(number: int) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in str(number))


WHOLE = st.integers(2, 10**9 - 1)
WRITTEN_NUMBERS = st.one_of(
    WHOLE.map(lambda n: Written(f"{n}", Decimal(n))),
    WHOLE.map(lambda n: Written(f"{n:,}", Decimal(n))),
    # Beyond five digits a full-width comma may as well part two numbers of a list.
    st.integers(1000, 99_999).map(lambda n: Written(f"{n:,}".replace(",", "，"), Decimal(n))),
    WHOLE.map(lambda n: Written(_wide(n), Decimal(n))),
    st.integers(10, 10**9 - 1).map(lambda n: Written(chinese_numeral(n), Decimal(n))),
    st.builds(
        lambda hundredths, name: _with_multiplier(hundredths, *name),
        st.integers(1, 10**6),
        st.sampled_from([("万", 10**4), ("亿", 10**8), ("千万", 10**7), ("百万", 10**6)]),
    ),
)
"""Numbers in Arabic digits with and without separators, full-width, spoken, and with 万 or 亿."""

_SUBJECTS = st.sampled_from(
    words(
        "城市低保对象 农村特困人员 散居孤儿 养老机构床位 流浪乞讨人员 注册志愿者 社会团体 结婚登记 "
        "福利彩票销售 临时救助 某项工作 困难残疾人生活补贴"
    )
)
_UNITS = st.sampled_from(words("人 户 家 张 对 人次 万元 亿元 % 个 名 件"))
_OPENINGS = st.sampled_from(
    words(
        "全市 截至6月底， 2021年， 其中， 今年以来， 力争 分别为 同比增长 （含 一是 某县 每人每月 "
        "由3人增加到"
    )
)
_SEPARATORS = st.sampled_from(
    ["，", "。", "；", "、", "\n", "（", "）", "和", "\r\n\r\n", " ", "“", ""]
)
_NUMBERS = st.one_of(
    WRITTEN_NUMBERS.map(lambda written: written.text),
    st.sampled_from(words("三分之二 七成 200-300 3至5 1.2万余 0 第3 12345 1+8 70岁")),
)
_PHRASES = st.builds("{}{}{}{}{}".format, _OPENINGS, _SUBJECTS, _NUMBERS, _UNITS, _SEPARATORS)
_HEADINGS = st.sampled_from(["一、社会救助\n", "（二）养老服务\n", "三、下一步工作计划\n"])
REPORTS = st.lists(st.one_of(_PHRASES, _HEADINGS), min_size=1, max_size=14).map("".join)
"""Texts that look like reports, some well-formed and some not."""

DAMAGES = ("delete", "double", "swap", "digit", "noise", "cut", "join")
_NOISE = "()（）“”，。；\n 0９万%<>&\u200b\U0001f600"


def damage(text: str, kind: str, seed: int) -> str:
    """One kind of damage at some twenty places of a text."""
    rng = random.Random(seed)
    for _ in range(20):
        at, other = rng.randrange(len(text)), rng.randrange(len(text))
        low, high = sorted((at, other))
        match kind:
            case "delete":
                text = text[:at] + text[at + 1 :] or "空"
            case "double":
                text = text[:at] + text[at : at + 9] + text[at:]
            case "swap":
                text = text[:low] + text[high : high + 3] + text[low + 3 :]
            case "digit":
                text = re.sub(r"\d", str(at % 10), text, count=1 + at % 7)
            case "noise":
                text = text[:at] + rng.choice(_NOISE) + text[at:]
            case "cut":
                text = text[: max(200, len(text) - 40)]
            case _:
                text = text.replace(rng.choice("。\n，、"), "", 1 + at % 9) or "空"
    return text

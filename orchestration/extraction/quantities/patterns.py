"""Stage 4b: the shapes of quantities, and of what only looks like one.

Belongs here: the regular expression that one scan of the text uses, put together from the tables of
measure words and multipliers. Does not belong here: what a match means (`scan`), the value of a
number (`numbers`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.quantities.numbers import (
    ARABIC,
    CHINESE,
    CHINESE_DIGITS,
    COMPOUND,
    DASH,
    MULTIPLIER,
)
from orchestration.extraction.reference import read_table

MEASURE_WORDS: dict[str, tuple[str, ...]] = {
    row["word_zh"]: tuple(row["units"].split()) for row in read_table("measure_words")
}
_FIRSTS = list(dict.fromkeys(word[0] for word in MEASURE_WORDS))
UNIT = "|".join(
    re.escape(word) for word in sorted(MEASURE_WORDS, key=lambda w: (_FIRSTS.index(w[0]), -len(w)))
)
"""In the order of the table, the usual ones first; of those that begin alike, the longest."""
_PER = (
    r"(?:[/每][人户年月天日次生床·、./每]*[人户年月天日次生床]|\((?:每)?[人户年月天/·.每]+\)"
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


def _tail(n: int) -> str:
    """余, a multiplier, what a compound goes on with (2345万 of 1亿2345万), and 余 again."""
    return (
        rf"(?P<more{n}>[余多几来]?)"
        rf"(?:(?P<mult{n}>{MULTIPLIER})(?P<rest{n}>(?>{COMPOUND})(?![\d.年月日号岁:]))?)?"
        rf"(?P<mid{n}>[余多]?)"
    )


_FRACTION = rf"(?P<den>{CHINESE})分之(?P<nume>{CHINESE}(?:点{CHINESE})?|{ARABIC})"
_RATIO = (
    r"(?P<cued>(?<=[近约占超达过]))?(?P<part>[1-9])/(?P<of>[2-9]|10)(?![\d/])"
    r"(?(cued)|(?=的|以上|左右|强))"
)
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九](?![一-鿿]))?"
    r"(?P<tenths_more>多)?(?![立为功果员年本效绩品长人都型熟就])"
)
_RANGE = (
    rf"(?P<lo>{ARABIC}){_tail(1)}(?P<unit1>{UNIT})?(?P<per1>{_PER})?{DASH}"
    rf"(?P<hi>{ARABIC}){_tail(2)}(?P<unit2>{UNIT})(?P<per2>{_PER})?"
)
_COUNT = (
    rf"(?P<num>{ARABIC}){_tail(3)}(?!{_NOT_UNITS})(?>(?P<unit3>{UNIT}))(?!{DASH})"
    rf"(?>(?P<per3>{_PER})?)(?!{DASH})"
)
"""A number with its unit, not the first of a range: most are, so it is tried first."""
_NUMBER = rf"(?P<other>{ARABIC}){_tail(4)}(?P<unit4>{UNIT})?(?P<per4>{_PER})?"
_DECIMALS = "零〇○一二三四五六七八九"
_NUMERAL = (
    rf"(?P<cn>{CHINESE})(?:点(?P<decimals>[{_DECIMALS}]{{1,6}}))?(?P<more5>[余多])?"
    rf"(?P<mult5>[万亿])?(?P<unit5>{UNIT})"
)
_SPOKEN = rf"(?P<spoken_part>[{CHINESE_DIGITS}○十百千]{{1,12}})(?P<mult6>[万亿])(?P<more6>[余多])?"
"""A numeral without a unit; like 3.5万 it needs a noun."""
_AFTER_NUMERAL = "年月分成个小周岁天级人字页版积届元点" + "".join(map(re.escape, _FIRSTS))
_OPENING = (
    rf"\d|[{CHINESE_DIGITS}○十百千万亿]{{1,20}}[余多]?[万亿]?[{_AFTER_NUMERAL}]"
    rf"|[{CHINESE_DIGITS}○十百千]{{1,12}}[万亿]"
    r"|[二一][\d零〇○一二三四五六七八九]{3}年|第[\d零〇一二两三四五六七八九十百千]|每[\d百千万十]"
    r"|[〔\[(]\d|[A-Za-z]{1,24}\d|一半"
)
"""What every match begins with: one look that spares most numerals the alternatives."""
_FIRST = r"\d零〇○一二三四五六七八九两十百千万亿第每〔\[(A-Za-z"
SCAN = re.compile(
    rf"(?=[{_FIRST}])(?={_OPENING})(?:(?P<count>{_COUNT})"
    rf"|(?P<date>{_DATE})|(?P<skip>{_NOT})|(?P<fraction>{_FRACTION})|(?P<ratio>{_RATIO})"
    rf"|(?P<share>{_TENTHS})|(?P<half_of>(?<=[占到近超降过])一半)"
    rf"|(?P<range>{_RANGE})|(?P<number>{_NUMBER})|(?P<numeral>{_NUMERAL})|(?P<spoken>{_SPOKEN}))"
)
GROUPS = {
    "count": ("num", "more3", "mult3", "rest3", "mid3", "unit3", "per3"),
    "number": ("other", "more4", "mult4", "rest4", "mid4", "unit4", "per4"),
}
NOT_UNIT = re.compile(
    r"人制|元店|人民|名单|名义|名字|名录|位于|位置|位一体|家庭|家属|户籍|户外|个人|项目化|件套|级|次会|条例|处理"
    r"|处置|所有|期间|口径|座谈|张贴|部门|部分|本地|本级|面积|套餐|对于|对接|对口|面对|门牌|类型|年"
)
NEVER_UNITS = frozenset((
    "家庭", "户籍", "个人", "期间", "年", "部门", "部分", "本地", "本级", "所有", "名单", "名录",
    "条例", "座谈",
))  # fmt: skip
"""Words that a measure word of two characters does not outweigh (户家庭 against 家庭)."""

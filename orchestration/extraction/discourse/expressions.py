"""Stage 5a, first part: how time is written.

Belongs here: the one pattern of all expressions of time, and the words right before and behind one
that change it (比, 以来). Does not belong here: what an expression means (`time`).
"""

from __future__ import annotations

import re

FIVE_YEARS = {
    "一": 1953, "十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026,
}  # fmt: skip
"""The first year of each five-year plan by its number."""
_KINDS = {
    "now": "截至目前 截止目前 到目前 目前 眼下 如今 现在",
    "this_month": "当月 全月 本月 月末 月底",
    "next_month": "下月",
    "this_year": "今年以来 今年 年内 当年 本年 本年度 一年来 期末 是年 同年 该年",
    "whole_year": "全年",
    "year_end": "年末 年底",
    "last_year": "去年 上年 去年全年 上年全年 过去的一年 过去一年 上一年",
    "last_year_end": "去年底 去年末 去年年底 去年年末 上年末 上年底 年初",
    "next_year": "明年",
}
WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
"""Words for a time by what they name."""
_LATER = {"全年": "(?!任务|目标|计划)", "年初": ""}
_EARLIER = {"年初": "(?<=[由从比较])"}
_WORD = "|".join(
    _EARLIER.get(word, "") + word + _LATER.get(word, "")
    for word in sorted(WORDS, key=len, reverse=True)
)
_TO = r"(?:-|—{1,2}|~|至|到)"
_YEAR = r"(?:\d{4}|[一二][零〇○0一二三四五六七八九]{3})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_OPENING = (
    r"\d{1,4}[年月日季至到~～—-]|[一二][\d零〇○一二三四五六七八九年]|[两三四五六七八十]年|[一二三四]季"
    r"|[一二三四五六七八九十]{1,2}月|\d{1,2}个月"
    r"|“?十|过去|[近这]|截[至止]|[到]?目前|眼下|如今|现在|全[年月]|今年|年[内末底初]|[当本][年月]|去年|上[半一年]"
    r"|[是同该]年|月[末底]|下[半月]|明年|期末|前|头[一二三四五六七八九十\d]|第|一年来"
)
"""What every expression begins with: one look that spares most positions the alternatives."""
_FIRSTS = r"\d一二两三四五六七八九“十过近这截到目眼如现全今年当本去上月下明期前头第是同该"
CUE = re.compile(
    rf"(?=[{_FIRSTS}])(?={_OPENING})"
    rf"(?:(?P<ymd>(?P<y1>{_YEAR})年(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})日)"
    rf"|(?P<ymym>(?P<ya>\d{{4}})年(?P<ma>\d{{1,2}})月{_TO}(?P<yb>\d{{4}})年(?P<mb>\d{{1,2}})月)"
    rf"|(?P<years>(?P<y8>\d{{4}})年?{_TO}(?P<y9>\d{{4}})年)"
    rf"|(?P<ymr>(?P<y7>\d{{4}})年(?P<m7>\d{{1,2}})月?{_TO}(?P<m8>\d{{1,2}})月)"
    rf"|(?P<ym>(?P<y2>{_YEAR})年(?P<m2>{_MONTH})月(?:份)?(?P<e2>底|末|初)?)"
    rf"|(?P<mr>(?P<m3>\d{{1,2}})月?{_TO}(?P<m4>\d{{1,2}})月)"
    rf"|(?P<mdr>(?P<m9>\d{{1,2}})月(?P<d9>\d{{1,2}})日?{_TO}(?:(?P<m10>\d{{1,2}})月)?"
    r"(?P<d10>\d{1,2})日)"
    r"|(?P<md>(?P<m5>\d{1,2})月(?P<d5>\d{1,2})日)"
    rf"|(?P<m>(?P<m6>{_MONTH})月份?(?P<e6>底|末|初|中旬)?)"
    r"|(?P<d>(?<![\d.])(?P<d11>\d{1,2})日(?!报|间|常))"
    r"|(?P<half>(?:(?P<y3>\d{4})年)?"
    r"(?P<which>上半年|下半年|前三季度|[第]?[一二三四1-4]季度|[前头][一二三四五六七八九十\d]+个?月"
    r"|(?<=年)\d{1,2}个月(?!的)))"
    rf"|(?P<year>(?P<y4>{_YEAR})年(?P<e4>底|末|初|全年|年底|年末|度)?)"
    r"|(?P<plan>“?(?P<n5>十[一二三四五]?)五”?(?:期末|末|初期|初)?"
    r"(?:期间|时期|规划期|以来|期末|末)?)"
    r"|(?P<five>(?:过去|近|这)?(?P<n6>[两三四五六七八十\d])年"
    r"(?:来|累计|间|共|内|(?=新增|改造|建|投入|培|救|发|办|支出))|(?:过去|这|近)(?P<n7>[两三四五六十\d])年)"
    r"|(?P<ago>(?P<n8>[一二三四五六\d])年前)"
    r"|(?P<census>第(?P<n12>[五六七])次(?:全国)?人口普查(?!工作|登记|宣传|经费|领导|办|员|小组|现场|培训|期间))"
    rf"|(?P<word>{_WORD}))"
)
_COMPARED = re.compile(r"(?:比|较|与|同)(?:之前的?|“)?$")
_EQUATED = frozenset("是占为")
"""是2010年的3倍 compares as well, 是2013年起执行的 does not."""
_ENDS_COMPARED = frozenset("比较与同前的“")
_MEETING = re.compile(r"[^,。;、:()\d]{0,14}?(?:会议|大会|例会|[谈进议作话虚署员]会)")
_DATELINE = re.compile(r"[一-鿿]{0,2}(?:消息|讯|电|发自|报道)|[,(]?记者")
_BY = re.compile(r"[^,。;、:()\d]{0,5}(?:之|以)?前(?![后往期述来])")
_AIM = re.compile(
    r"[^,。;:()]{0,24}?(?:将|拟|力争|争取|计划|目标|要求|须|要达|规划|预计|打算|实现)"
)
_AT_MEETING = re.compile(
    r"(?:上午|下午)?,?(?:在[^,。;:\d]{2,24}?会议?上|[^,。;:\d]{0,12}(?:召开|举行)[^,。;:\d]{0,20}会)"
)
_ONWARD = re.compile(
    r"(?:份|开始)?(?:算)?起(?!步|草|到|来|动|诉)|(?:开始|正式)?(?:执行|实施|施行)(?=[,。;)]|$)"
)
_SINCE = re.compile(r"[^,;。]{0,12}?以来")
_MAX_SINCE, _MAX_NAME = 14, 18
_UNTIL_NOW = ("至今", "到现在", "到目前")


def is_compared(before: str, after: str) -> bool:
    """Do the characters around an expression make it the other side of a comparison (比2010年)?"""
    if before[-1:] in _EQUATED:
        return after == "的"
    return before[-1:] in _ENDS_COMPARED and _COMPARED.search(before) is not None


def is_onward(text: str, end: int) -> bool:
    """Does something hold from then on (7月1日起, 从1月1日算起, 自4月1日开始执行)?"""
    return _ONWARD.match(text, end) is not None


def is_since(text: str, end: int) -> bool:
    """Does 以来 or 至今 follow the expression that ends at `end`?"""
    if text.startswith(_UNTIL_NOW, end):
        return True
    return text.find("以来", end, end + _MAX_SINCE) >= 0 and _SINCE.match(text, end) is not None


def is_of_meeting(text: str, end: int) -> bool:
    """Does a year belong to the name of a meeting behind it (2021年全省民政工作会议)?"""
    return _MEETING.match(text, end, end + _MAX_NAME) is not None


def is_at_meeting(text: str, end: int) -> bool:
    """Does a day only say when one met (1月26日,在县人大会议上)?"""
    return _AT_MEETING.match(text, end) is not None


def is_dateline(text: str, end: int) -> bool:
    """Does a day only say when the news was sent (2月28日消息)?"""
    return _DATELINE.match(text, end) is not None


def is_aimed(text: str, at: int, end: int, *, until: bool) -> bool:
    """Is something to be done by then (到2022年拟建, 赶在2013年春节前)?"""
    if _BY.match(text, end) is not None:
        return True
    is_until = until or text[max(0, at - 1) : at] in {"到", "至"}
    return is_until and _AIM.match(text, end) is not None

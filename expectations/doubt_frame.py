"""Facts beside what their report, the year before and their text say against them.

Belongs here: laying out documents and facts for the doubts, one column per doubt. Does not belong
here: what is doubtful (doubts.py, document_doubts.py), what becomes of it (library/doubts.py).
See docs/gate.md.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from expectations import document_doubts, doubts, gazetteer
from expectations.audit import HELD_VIEW
from expectations.catalogue import REFERENCE_DIR, load_indicators
from expectations.doubts import Doubt, Stated
from expectations.frames import FACT_MONTHS, IN_ORDER, NEAR_BATCH, OBSERVATIONS

CUES_CSV = REFERENCE_DIR / "report_cues.csv"
PLACE_CUES_CSV = REFERENCE_DIR / "place_cues.csv"

# What the pure functions call their doubts; each is a column of the frame.
RULES = (
    "contradicted_total", "part_above_whole", "contradicted_average", "standard_below_floor",
    "fraction_as_percent", "lone_past_date", "unlikely_zero", "repeated_report",
    "contradicted_change", "fallen_standard", "swapped_residences", "great_jump",
    "smaller_reporter", "other_place", "year_against",
)  # fmt: skip

# What another check holds back accuses nobody.
_FACTS_SQL = f"""
create or replace temp table gate_doubt_facts as
with facts as (
    select document_id, city_code, observation_id, indicator_id, value::double as value,
           year(period_end) as year, gate_indicators.kind, unit, residence, category, area, measure,
           coalesce(tolerance, 0)::double as tolerance,
           {FACT_MONTHS} as months,
           quote, sentence, char_start,
           contains(concat_ws(' ', sentence, cell), year(period_end)::varchar) as says_its_year,
           position, position is not null as is_judged
    from (select * from {OBSERVATIONS} where {NEAR_BATCH}) as facts
    inner join gate_indicators using (indicator_id)
    left join gate_batch using (document_id)
    where status = 'actual' and period_end is not null
      and observation_id not in (select observation_id from {HELD_VIEW})
)
select * from facts
where is_judged
   or (city_code, year) in (select (city_code, year - 1) from facts where is_judged)
"""

_CONTEXTS_SQL = """
select document_id, text, contexts.city_code, year(report_end)
from gate_batch
inner join raw.documents using (document_id)
inner join raw.document_contexts as contexts using (document_id)
order by position
"""


@dataclass(frozen=True, slots=True)
class Context:
    """A document, the place and the year that it is filed under."""

    text: str
    city_code: str | None
    year: int | None


@cache
def cues(role: str, path: Path = CUES_CSV) -> tuple[str, ...]:
    """The words of a report about its own level, its genre or its title."""
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(row["word"] for row in csv.DictReader(handle) if row["role"] == role)


@cache
def _parts_of_any_city(path: Path = PLACE_CUES_CSV) -> frozenset[str]:
    """Names of counties that are as often words for a part of any city (城区)."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return frozenset(row["pattern"] for row in rows if row["role"] == "ordinary")


def doubtful(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per fact that is judged, with a column per doubt: the reason, or nothing.

    Creates gate_doubt_facts, whose rows `is_judged` say which facts these are.
    """
    con.execute(_FACTS_SQL)
    frame = con.execute(
        "select observation_id, document_id, indicator_id, quote, sentence "
        f"from gate_doubt_facts where is_judged {IN_ORDER}"
    ).df()
    reasons: dict[str, dict[str, str]] = {rule: {} for rule in RULES}
    for doubt in _doubts(con):
        reasons[doubt.rule].setdefault(doubt.observation_id, doubt.reason)
    for rule, found in reasons.items():
        frame[rule] = frame["observation_id"].map(found).astype("object")
    return frame


def _doubts(con: duckdb.DuckDBPyConnection) -> Iterator[Doubt]:
    reports: dict[str, dict[str | None, list[Stated]]] = defaultdict(lambda: defaultdict(list))
    by_city: dict[str | None, list[tuple[str, Stated]]] = defaultdict(list)
    rows = con.execute(
        "select is_judged, says_its_year, document_id, city_code, observation_id, indicator_id, "
        "value, year, kind, unit, residence, category, area, measure, tolerance, months "
        "from gate_doubt_facts order by document_id, char_start"
    ).fetchall()
    dated = set()
    for is_judged, says_its_year, document, city, *fields in rows:
        fact = Stated(*fields)
        if says_its_year:
            dated.add(fact.observation_id)
        by_city[city].append((document, fact))
        if is_judged:
            reports[document][city].append(fact)
    for document, text, filed_under, year in con.execute(_CONTEXTS_SQL).fetchall():
        for city, facts in reports[document].items():
            # Facts of unknown places say nothing of each other.
            others = by_city[city] if city else []
            before = [fact for other, fact in others if other != document]
            yield from about_facts(facts, before, year)
        stated = [fact for facts in reports[document].values() for fact in facts]
        for doubt in about_document(stated, Context(text, filed_under, year)):
            if doubt.rule != "year_against" or doubt.observation_id not in dated:
                yield doubt


def about_facts(
    facts: list[Stated], before: list[Stated], report_year: int | None
) -> Iterator[Doubt]:
    """Every doubt about single facts of a report on one place.

    Args:
        facts: what the report states of the place.
        before: what other documents state of it.
        report_year: the year that the report is filed under.
    """
    catalogue = load_indicators()
    parents = {name: row.parent_id for name, row in catalogue.items() if row.parent_id}
    yield from doubts.contradicted_totals(facts)
    yield from doubts.parts_above_whole(facts, parents)
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
    factors = {name: row.yoy_factor_max for name, row in catalogue.items()}
    yield from doubts.great_jumps(facts, before, factors)


def about_document(facts: Iterable[Stated], context: Context) -> Iterator[Doubt]:
    """Every doubt about the place and the year of a report, as doubts about its facts."""
    city, year, text = context.city_code, context.year, context.text
    if city is None or year is None:
        return
    own = gazetteer.names_near(city)
    named = gazetteer.names_in(text[: document_doubts.OPENING_CHARS]) - _parts_of_any_city()
    smaller = city.endswith("00") and document_doubts.smaller_reporter(
        text, cues("county"), cues("above_county")
    )
    other = document_doubts.other_place(text, own, named - own)
    against = document_doubts.year_against(text, year, cues("genre"), cues("titled_ahead"))
    for fact in facts:
        if smaller:
            reason = f"a county speaks: {smaller}"
            yield Doubt(fact.observation_id, "smaller_reporter", reason)
        if other:
            yield Doubt(fact.observation_id, "other_place", f"the text names {other}")
        if against and fact.year == year:
            yield Doubt(fact.observation_id, "year_against", f"the text is about {against}")

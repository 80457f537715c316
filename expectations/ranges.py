"""How small and how large a value can be for the place that it is told of.

Belongs here: the bounds of an indicator from its catalogue row, the place's level and its people.
Does not belong here: the comparison itself (library/values.py), how a fact finds its place (SQL).
See RULES.md, section "What a range fits".
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from expectations.catalogue import REFERENCE_DIR, Indicator, load_indicators

LEVELS_CSV = REFERENCE_DIR / "levels.csv"
POPULATION_CSV = REFERENCE_DIR / "population.csv"
POPULATION = "intermediate.int_population"
PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"

# Offices, homes and villages do not shrink with their people: below this a place counts as so many.
LEAST_POPULATION = 50_000.0


class Bounds(NamedTuple):
    """What a value may be, in the indicator's canonical unit."""

    low: float
    high: float


@cache
def largest_populations(path: Path = LEVELS_CSV) -> dict[str, float]:
    """Reads how many people the largest area of each level has, level -> residents."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["level"]: float(row["population_max"]) for row in csv.DictReader(handle)}


def bounds(indicator: Indicator, level: str | None, population: float | None) -> Bounds:
    """Returns what a whole place may report of an indicator in a year or on a day.

    A standard or a ratio has the catalogue's range everywhere. What adds up over people is bounded
    per resident; where the residents are not known, as if the place were the largest of its level.
    The catalogue's own maximum is that of a prefecture or municipality, so it holds below the
    province too.

    Args:
        indicator: row of the catalogue.
        level: province, prefecture (a municipality counts as one) or county; None if not known.
        population: residents in the year; None if not known.
    """
    if not indicator.scales_with_population:
        return Bounds(indicator.value_min, indicator.value_max)
    residents = population or largest_populations()[level or PROVINCE]
    high = indicator.per_1000_max * max(residents, LEAST_POPULATION) / 1000
    low = indicator.per_1000_min * population / 1000 if population else 0.0
    if level in (PREFECTURE, COUNTY):
        high = min(high, indicator.value_max)
    # What would be less than one of a thing can be none at all.
    return Bounds(max(indicator.value_min, low if low >= 1 else 0.0), high)


_BOUNDS_COLUMNS = {
    "indicator_id": "object",
    "city_code": "object",
    "fact_year": "Int64",
    "range_low": "float64",
    "range_high": "float64",
}

_PLACES_SQL = f"""
select distinct facts.indicator_id, facts.city_code, facts.fact_year,
       case when places.level = '{PROVINCE}' and not has_prefectures then '{PREFECTURE}'
            else places.level end as level,
       population.population::double as population
from {{facts}} as facts
left join (
    select city_code, any_value(level) as level,
           city_code in (select parent_code from gate_places where level = '{PREFECTURE}')
               as has_prefectures
    from gate_places group by city_code
) as places using (city_code)
left join {POPULATION} as population
    on facts.city_code = population.city_code and facts.fact_year = population.year
where facts.indicator_id is not null
"""


def prepare_bounds(con: duckdb.DuckDBPyConnection, facts: str) -> None:
    """Creates gate_bounds: range_low and range_high per indicator, place and year.

    Args:
        con: connection with gate_places.
        facts: table with indicator_id, city_code and fact_year.
    """
    places = con.execute(_PLACES_SQL.format(facts=facts)).fetchall()
    catalogue = load_indicators()
    rows = [
        (indicator_id, city_code, year, *bounds(catalogue[indicator_id], level, population))
        for indicator_id, city_code, year, level, population in places
        if indicator_id in catalogue
    ]
    frame = pd.DataFrame(rows, columns=list(_BOUNDS_COLUMNS)).astype(_BOUNDS_COLUMNS)
    con.register("new_bounds", frame)
    con.execute("create or replace temp table gate_bounds as select * from new_bounds")
    con.unregister("new_bounds")

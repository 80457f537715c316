"""The bounds of the catalogue as SQL, for facts and for cells of the panel alike.

Belongs here: turning a row of indicators.csv into what a value has to equal to be plausible.
Does not belong here: the bounds themselves, which are rows of the catalogue.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from expectations.catalogue import INDICATORS_CSV, PLACES_CSV, RELATIONS_CSV

# A part of a place or of a year may be as small as it likes; needs gate_bounds (ranges.py).
LOWEST_LEVEL = """
case when area = '' and residence = 'total' and category = '' and (kind <> 'flow' or months >= 12)
    then range_low else value_min end
"""


def nearest(value: str, low: str, high: str) -> str:
    """The plausible value nearest to a value: the value itself when it lies within its bounds."""
    return f"least(greatest({value}, {low}), {high})"


def prepare_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    """Loads indicators, relations and places as temporary tables gate_*."""
    for table, path in (
        ("gate_relations", RELATIONS_CSV),
        ("gate_catalogue", INDICATORS_CSV),
        ("gate_gazetteer", PLACES_CSV),
    ):
        _load(con, table, path)
    con.execute(
        """
        create or replace temp table gate_indicators as
        select indicator_id, domain, kind, unit as own_unit, is_integer = 'true' as is_counted,
               value_min::double as value_min, value_max::double as value_max,
               yoy_factor_max::double as yoy_factor_max
        from gate_catalogue
        """
    )
    con.execute(
        "create or replace temp table gate_places as "
        "select distinct city_code, name_zh, level, parent_code from gate_gazetteer"
    )


def _load(con: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    con.execute(
        f"create or replace temp table {table} as "
        "select * from read_csv(?, header = true, all_varchar = true)",
        [str(path)],
    )

"""The panel that is about to be published, laid beside the catalogue and checked in every run.

Belongs here: the frame of cells and running the one suite over it.
Does not belong here: the rules (library/panel.py), publishing.
See RULES.md, suite `panel`.
"""

from __future__ import annotations

from functools import partial

import duckdb
import pandas as pd

from expectations import audit
from expectations.plausible import LOWEST_LEVEL, nearest, prepare_catalogue
from expectations.ranges import prepare_bounds
from expectations.registry import PANEL, PANEL_MODEL
from expectations.results import CheckResult

_ADDS_UP = "kind in ('stock', 'flow')"

# How many cells go through the suite at a time, and no city is split: 100 MB in memory.
BATCH_CELLS = 100_000

_CITIES_SQL = """
create or replace temp table gate_panel_cities as
select city_code, (sum(n_cells) over (order by city_code) // $n_cells)::bigint as batch
from (
    select city_code, count(*) as n_cells from marts.fct_city_year_indicator group by city_code
)
"""

# Of parts and a total that are of the same period; a part of the year says nothing of the whole.
_KINDS_SQL = """
create or replace temp table gate_cells as
select cells.*, kind, own_unit, indicators.value_min, '' as area, year as fact_year,
       case when kind = 'flow' then
           datediff('month', period_start, period_end + interval 1 day) else 0 end as months
from marts.fct_city_year_indicator as cells
left join gate_indicators as indicators using (indicator_id)
inner join gate_panel_cities as cities
    on cities.city_code is not distinct from cells.city_code and batch = $batch
"""

_CELLS_SQL = f"""
with cells as (
    select gate_cells.*, {LOWEST_LEVEL} as lowest, range_high as highest
    from gate_cells
    left join gate_bounds using (indicator_id, city_code, fact_year)
),
parts as (
    select city_code, year, indicator_id, 'total' as residence, category, period_start, period_end,
           sum(value)::double as value_of_parts, sum(tolerance)::double as tolerance_of_parts
    from cells where residence in ('urban', 'rural') and {_ADDS_UP}
    group by all having count(*) = 2
)
select cells.city_code, year, indicator_id, residence, category, observation_id, document_id,
       unit, own_unit, period_start, period_end, confidence::double as confidence,
       value::double as value, value::double as value_per_year, lowest, highest,
       {nearest("cells.value::double", "lowest", "highest")} as nearest_plausible,
       value_of_parts,
       case when value_of_parts is not null then
           {
    nearest(
        "value_of_parts",
        "value::double - tolerance - tolerance_of_parts",
        "value::double + tolerance + tolerance_of_parts",
    )
} end as nearest_sum
from cells
left join parts
    using (city_code, year, indicator_id, residence, category, period_start, period_end)
order by cells.city_code, year, indicator_id, residence, category
"""


def _cells(con: duckdb.DuckDBPyConnection, batch: int) -> pd.DataFrame:
    """The cells of some cities beside their indicators' units and ranges, and sums of parts."""
    con.execute(_KINDS_SQL, {"batch": batch})
    prepare_bounds(con, "gate_cells")
    return con.execute(_CELLS_SQL).df()


def check_panel(
    con: duckdb.DuckDBPyConnection, run_id: str, batch_cells: int = BATCH_CELLS
) -> list[CheckResult]:
    """Runs the suite over the whole panel, also where nothing is new, and keeps the results.

    Args:
        con: connection to the warehouse.
        run_id: the run that the results are recorded under.
        batch_cells: about how many cells go through the suite at a time; the results do not
            depend on it.

    Returns:
        One result per rule; publish only when none of them `.blocks`.
    """
    from expectations.suite_runner import SuiteRunner, added_up
    from expectations.suites import all_suites

    runner = SuiteRunner(con, run_id, subject=PANEL_MODEL)
    rules = all_suites()[PANEL]
    prepare_catalogue(con)
    con.execute(_CITIES_SQL, {"n_cells": batch_cells})
    batches = con.execute("select distinct batch from gate_panel_cities order by batch").fetchall()
    results = added_up(
        result for (n,) in batches for result in runner.run(PANEL, rules, partial(_cells, con, n))
    )
    audit.append_results(con, run_id, results)
    return results

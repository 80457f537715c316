"""The page of coverage: which places and which indicators have how much in which year.

Belongs here: two heat maps, as tables. Does not belong here: the reasons of gaps (page of a place).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import duckdb

from orchestration.publication.pages import charts
from orchestration.publication.pages.kind import Contexts, PageKind, Row, one_page, rows

PLACES = """
with reported as (
    select
        city_code, year, any_value(n_documents) as n_documents,
        count(*) filter (is_reported) as n,
    from marts.fct_coverage
    group by all
)

select
    cities.province_code, cities.province_name_zh, provinces.name_en as province_name_en,
    city_code, cities.name_zh as name_zh, cities.name_en as name_en, year, n, n_documents,
from reported
left join marts.dim_city as cities using (city_code)
left join marts.dim_city as provinces on cities.province_code = provinces.city_code
where n > 0 or n_documents > 0
order by province_code, city_code, year
"""

INDICATORS = """
select
    indicators.domain, domain_name_zh, domain_name_en, indicator_id, name_zh, name_en,
    panel.year, count(distinct panel.city_code) as n,
from marts.dim_indicator as indicators
inner join marts.fct_city_year_indicator as panel using (indicator_id)
group by all
order by indicators.domain, indicator_id, panel.year
"""

COUNTS = "select count(*) from marts.dim_indicator"


def coverage_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page shows."""
    if not ids:
        return
    (n_indicators,) = connection.execute(COUNTS).fetchone() or (0,)
    places, indicators = rows(connection, PLACES), rows(connection, INDICATORS)
    years = sorted({row["year"] for row in (*places, *indicators)}, reverse=True)
    yield (
        ids[0],
        {
            "years": years,
            "n_indicators": n_indicators,
            "places": _heat(places, "city_code", "province_code", years),
            "indicators": _heat(indicators, "indicator_id", "domain", years),
        },
    )


def _heat(found: list[Row], key: str, group: str, years: list[int]) -> list[tuple[Row, list[Row]]]:
    """Groups of lines, a cell per year; the steps of colour part the counts in equal numbers."""
    between = charts.borders([row["n"] for row in found if row["n"]])
    groups = []
    for _, of_group in groupby(found, key=lambda it: it[group]):
        lines = []
        for _, of_line in groupby(of_group, key=lambda it: it[key]):
            cells = list(of_line)
            by_year = {it["year"]: it for it in cells}
            lines.append(
                cells[0]
                | {
                    "total": sum(it["n"] for it in cells),
                    "cells": [_cell(by_year.get(year), between) for year in years],
                }
            )
        groups.append((lines[0], lines))
    return groups


def _cell(row: Row | None, between: list[float]) -> tuple[int | None, int]:
    """The count and its step of colour; None where nothing speaks of the year."""
    if row is None:
        return None, 0
    return row["n"], charts.step(row["n"], between) if row["n"] else 0


KIND = PageKind(
    name="coverage",
    path="{}.html",
    template="coverage.html",
    keys=one_page(
        "coverage",
        "(select city_code, year, indicator_id, is_reported, n_documents from marts.fct_coverage)",
        "(select city_code, year, indicator_id from marts.fct_city_year_indicator)",
        "dim_indicator",
    ),
    contexts=coverage_contexts,
    tables=("fct_coverage", "fct_city_year_indicator"),
    query="select city_code, year, count_if(is_reported) from marts.fct_coverage group by all",
)

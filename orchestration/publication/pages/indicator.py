"""The page of an indicator: what it means, and where and when it is how much.

Belongs here: its definition, map, ranking, distribution and series. Does not belong here: where the
tiles of the map lie (`province_tiles.csv`).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from orchestration.publication.pages import charts
from orchestration.publication.pages.kind import (
    Contexts,
    PageKind,
    Row,
    Source,
    fingerprints,
    grouped,
    rows,
)

MAX_RANKED = 100
PER_PEOPLE = 1000
WHOLE = ("total", "")
TILES_FILE = Path(__file__).with_name("province_tiles.csv")

INDICATORS = """
select
    indicators.*,
    units.name_zh as unit_name_zh, units.name_en as unit_name_en,
    parents.name_zh as parent_name_zh, parents.name_en as parent_name_en,
from marts.dim_indicator as indicators
left join marts.dim_unit as units using (unit)
left join marts.dim_indicator as parents on indicators.parent_id = parents.indicator_id
where indicators.indicator_id in (select unnest($ids))
"""

PARTS = """
select indicator_id, parent_id, name_zh, name_en, adds_up from marts.dim_indicator
where parent_id in (select unnest($ids)) order by indicator_id
"""

CODES = """
from marts.dim_indicator_code where indicator_id in (select unnest($ids))
order by indicator_id, valid_from, mca_code, form
"""

CELLS = """
select
    panel.indicator_id, panel.city_code, city_name, year, residence, category, value,
    value_per_capita, is_full_year, trust, confidence, document_id, observation_id,
    cities.name_en as city_name_en, cities.level, cities.province_code,
    cities.province_name_zh, categories.name_zh as category_name_zh,
from marts.fct_city_year_indicator as panel
left join marts.dim_city as cities using (city_code)
left join marts.dim_category as categories using (category)
where indicator_id in (select unnest($ids))
order by indicator_id, year, value desc, city_code
"""


def indicator_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page of each indicator shows."""
    parts = grouped(rows(connection, PARTS, ids=list(ids)), "parent_id")
    codes = grouped(rows(connection, CODES, ids=list(ids)), "indicator_id")
    cells = grouped(rows(connection, CELLS, ids=list(ids)), "indicator_id")
    for indicator in rows(connection, INDICATORS, ids=list(ids)):
        indicator_id = indicator["indicator_id"]
        all_cells = cells.get(indicator_id, [])
        yield (
            indicator_id,
            {
                "indicator": indicator,
                "parts": parts.get(indicator_id, []),
                "codes": codes.get(indicator_id, []),
                "n_cells": len(all_cells),
                "n_places": len({it["city_code"] for it in all_cells}),
                **_compared(indicator, all_cells),
            },
        )


def _compared(indicator: Row, cells: list[Row]) -> Row:
    """The ranking, map and distribution of one year, and the series of all, of one part.

    The part (residence, category) is the whole where at least half as many cells have it as the
    most frequent one has; the year is the last in which at least half as many places report as in
    the best one.
    """
    if not cells:
        return {"part_shown": None}
    parts = Counter((it["residence"], it["category"]) for it in cells)
    part, n_most = parts.most_common(1)[0]
    if 2 * parts[WHOLE] >= n_most:
        part = WHOLE
    of_part = [it for it in cells if (it["residence"], it["category"]) == part]
    by_year = grouped(of_part, "year")
    most = max(len(found) for found in by_year.values())
    year = max(it for it, found in by_year.items() if 2 * len(found) >= most)
    ranked = by_year[year]
    highest = max((float(it["value"]) for it in ranked), default=0.0)
    years = [
        (it, len(found), median(float(row["value"]) for row in found))
        for it, found in sorted(by_year.items())
    ]
    return {
        "part_shown": ranked[0],
        "year": year,
        "ranking": [
            row | {"share": max(0.0, float(row["value"]) / highest) if highest > 0 else 0.0}
            for row in ranked[:MAX_RANKED]
        ],
        "n_ranked": len(ranked),
        "bars": charts.histogram([float(it["value"]) for it in ranked]),
        "series": years,
        "line": charts.line([it[0] for it in years], [it[2] for it in years])
        if len(years) > 1
        else None,
        **_map(indicator, ranked),
    }


def _map(indicator: Row, ranked: list[Row]) -> Row:
    """Per province the median of its places, per 1,000 residents where the indicator grows so."""
    is_per_people = bool(indicator["scales_with_population"])
    values: dict[str, list[float]] = {}
    for row in ranked:
        value = row["value_per_capita"] if is_per_people else row["value"]
        if value is not None and row["province_code"]:
            scaled = float(value) * (PER_PEOPLE if is_per_people else 1)
            values.setdefault(row["province_code"], []).append(scaled)
    medians = {code: median(found) for code, found in values.items()}
    between = charts.borders(list(medians.values()))
    tiles = [
        tile
        | {
            "value": medians.get(tile["province_code"]),
            "n_places": len(values.get(tile["province_code"], [])),
            "step": charts.step(medians[tile["province_code"]], between)
            if tile["province_code"] in medians
            else 0,
        }
        for tile in province_tiles()
    ]
    return {"tiles": tiles, "is_per_people": is_per_people, "n_provinces": len(medians)}


@cache
def province_tiles() -> list[dict[str, Any]]:
    """Return the provinces with the row and column of their tile, both from 0."""
    with TILES_FILE.open(encoding="utf-8", newline="") as file:
        return [
            dict(row) | {"row": int(row["row"]), "column": int(row["column"])}
            for row in csv.DictReader(file)
        ]


KIND = PageKind(
    name="indicator",
    path="indicators/{}.html",
    template="indicator.html",
    keys=fingerprints(
        Source("dim_indicator", "indicator_id"),
        Source("dim_indicator", "parent_id"),
        Source("dim_indicator_code", "indicator_id"),
        Source("fct_city_year_indicator", "indicator_id"),
    ),
    contexts=indicator_contexts,
    tables=("fct_city_year_indicator", "dim_indicator", "dim_indicator_code"),
    query="from marts.fct_city_year_indicator where indicator_id = '{}' order by year, value desc",
)

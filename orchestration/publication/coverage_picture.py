"""Which city says how much of which year, on the page of the asset.

Belongs here: the picture, as an image inside Markdown, which the UI opens on a click, and a small
table, which it shows at once. Does not belong here: coverage
by indicator with its reasons (mart `fct_coverage`), the pages for readers (see `pages/`).
"""

from __future__ import annotations

import base64
from html import escape
from typing import Any

import duckdb
from dagster import MarkdownMetadataValue, MetadataValue, TableMetadataValue, TableRecord

MAX_CITIES = 40
MAX_YEARS = 10
MAX_TABLE_CITIES = 10
MAX_TABLE_YEARS = 8

# In pixels.
NAME_WIDTH = 84
CELL_WIDTH = 40
CELL_HEIGHT = 20

COVERAGE = """
select coalesce(city_name, city_code) as city_name, year, count(distinct indicator_id) as n
from marts.fct_city_year_indicator
group by city_code, city_name, year
"""

Counts = dict[tuple[str, int], int]


def coverage_metadata(connection: duckdb.DuckDBPyConnection) -> dict[str, MetadataValue[Any]]:
    """Return the number of indicators by city and year, as a table and as a picture.

    The cities with most numbers and the latest years, as many as there is room for.
    """
    counts: Counts = {(city, year): n for city, year, n in connection.execute(COVERAGE).fetchall()}
    totals: dict[str, int] = {}
    for (city, _), n in counts.items():
        totals[city] = totals.get(city, 0) + n
    cities = sorted(totals, key=lambda city: (-totals[city], city))
    years = sorted({year for _, year in counts})
    return {
        "indicators by city and year": _table(
            counts, cities[:MAX_TABLE_CITIES], years[-MAX_TABLE_YEARS:]
        ),
        "picture of the coverage": _picture(counts, cities[:MAX_CITIES], years[-MAX_YEARS:]),
    }


def _table(counts: Counts, cities: list[str], years: list[int]) -> TableMetadataValue:
    return MetadataValue.table(
        [
            TableRecord({"city": city, **{str(y): counts.get((city, y), "") for y in years}})
            for city in cities
        ]
        or [TableRecord({"city": "-"})]
    )


def _picture(counts: Counts, cities: list[str], years: list[int]) -> MarkdownMetadataValue:
    if not cities:
        return MetadataValue.md("The panel is empty.")
    address = base64.b64encode(_drawing(counts, cities, years).encode()).decode()
    return MetadataValue.md(f"![Indicators by city and year](data:image/svg+xml;base64,{address})")


def _drawing(counts: Counts, cities: list[str], years: list[int]) -> str:
    most = max(counts.values())
    width = NAME_WIDTH + CELL_WIDTH * len(years)
    height = CELL_HEIGHT * (len(cities) + 1)
    parts = [
        _text(_middle(column), CELL_HEIGHT - 6, str(year)) for column, year in enumerate(years)
    ]
    for row, city in enumerate(cities, start=1):
        top = row * CELL_HEIGHT
        parts.append(_text(0, top + CELL_HEIGHT - 6, city, anchor="start"))
        for column, year in enumerate(years):
            n = counts.get((city, year), 0)
            parts.append(_cell(column, top, n, n / most))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _middle(column: int) -> float:
    return NAME_WIDTH + CELL_WIDTH * (column + 0.5)


def _cell(column: int, top: int, n: int, share: float) -> str:
    """A square, the darker the more; white figures where black ones could not be read."""
    left = NAME_WIDTH + CELL_WIDTH * column
    fill = f"hsl(210,65%,{94 - 64 * share:.0f}%)" if n else "#f3f3f3"
    square = (
        f'<rect x="{left + 1}" y="{top + 1}" width="{CELL_WIDTH - 2}" '
        f'height="{CELL_HEIGHT - 2}" fill="{fill}"/>'
    )
    color = "#ffffff" if share > 0.5 else "#1a1a1a"
    return square + (_text(_middle(column), top + CELL_HEIGHT - 6, f"{n}", fill=color) if n else "")


def _text(x: float, y: float, text: str, *, anchor: str = "middle", fill: str = "#1a1a1a") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'

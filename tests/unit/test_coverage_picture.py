"""Coverage on the page of the published marts: a table at once, a picture on a click."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import duckdb
import pytest
from dagster import MarkdownMetadataValue, TableMetadataValue

from orchestration.asset_metadata import INLINE_CHARS, inline_markdown
from orchestration.publication.coverage_picture import MAX_CITIES, MAX_YEARS, coverage_metadata

PANEL = """
create schema marts;
create table marts.fct_city_year_indicator (
    city_code varchar, city_name varchar, year integer, indicator_id varchar, residence varchar
)
"""
ADD = "insert into marts.fct_city_year_indicator values (?, ?, ?, ?, ?)"


@pytest.fixture
def panel() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(PANEL)
        yield connection


def shown(panel: duckdb.DuckDBPyConnection) -> tuple[list[dict[str, object]], str]:
    """The rows of the table, and the picture as SVG."""
    table, picture = coverage_metadata(panel).values()
    assert isinstance(table, TableMetadataValue)
    assert isinstance(picture, MarkdownMetadataValue)
    address = picture.md_str.partition("base64,")[2].rstrip(")")
    return [dict(record.data) for record in table.records], base64.b64decode(address).decode()


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_an_indicator_counts_once_however_many_parts_of_it_are_known(
    panel: duckdb.DuckDBPyConnection,
) -> None:
    for residence in ("urban", "rural"):
        panel.execute(ADD, ["340100", "合肥市", 2018, "dibao_standard", residence])
    panel.execute(ADD, ["340100", "合肥市", 2018, "orphans", "total"])
    panel.execute(ADD, ["341500", "六安市", 2020, "orphans", "total"])
    rows, svg = shown(panel)
    assert rows == [
        {"city": "合肥市", "2018": 2, "2020": ""},
        {"city": "六安市", "2018": "", "2020": 1},
    ]
    assert texts(svg) == ["2018", "2020", "合肥市", "2", "六安市", "1"]


def test_a_name_with_markup_is_drawn_as_text(panel: duckdb.DuckDBPyConnection) -> None:
    panel.execute(ADD, ["1", "<script>alert(1)</script>&", 2018, "orphans", "total"])
    assert "<script>alert(1)</script>&" in texts(shown(panel)[1])


def test_a_large_panel_stays_a_picture_that_can_be_looked_at(
    panel: duckdb.DuckDBPyConnection,
) -> None:
    panel.execute(
        "insert into marts.fct_city_year_indicator "
        "select c, '城市' || c, y, 'orphans', 'total' "
        "from range(300) as a(c), range(1990, 2024) as b(y)"
    )
    rows, svg = shown(panel)
    assert len(rows) < MAX_CITIES
    assert len(texts(svg)) == MAX_YEARS + MAX_CITIES * (MAX_YEARS + 1)
    assert "2023" in texts(svg)


def test_an_empty_panel_says_so(panel: duckdb.DuckDBPyConnection) -> None:
    table, picture = coverage_metadata(panel).values()
    assert isinstance(table, TableMetadataValue)
    assert isinstance(picture, MarkdownMetadataValue)
    assert picture.md_str == "The panel is empty."


def test_a_long_list_is_cut_to_what_is_shown_without_a_click() -> None:
    text = inline_markdown([f"- line {number} of many" for number in range(200)]).md_str
    assert len(text) < INLINE_CHARS
    assert text.splitlines()[-1] == f"- and {200 - len(text.splitlines()) + 1} more"
    assert inline_markdown(["- one"]).md_str == "- one"

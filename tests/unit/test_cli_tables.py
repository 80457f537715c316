"""How rows are printed: as a table where it can be read, vertically where not, or for machines."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from rich.console import Console

from orchestration.cli_tables import RowFormat, show_rows

COLUMNS = ("city_name", "value", "sentence")
ROWS = [
    ("六安市", Decimal("610.000000"), "a|b\nc"),
    (None, Decimal("1.50"), '"quoted", with comma'),
]


def printed(output: RowFormat, width: int = 80, limit: int = 50) -> str:
    text = StringIO()
    show_rows(Console(file=text, width=width), COLUMNS, ROWS, output, limit)
    return text.getvalue()


def test_what_fits_is_a_table_and_what_does_not_is_vertical() -> None:
    assert "┃ city_name ┃" in printed(RowFormat.TABLE)
    lines = printed(RowFormat.TABLE, width=40).splitlines()
    assert lines[:4] == ["row 1", "city_name  六安市", "    value  610", " sentence  a|b"]


def test_a_long_sentence_is_folded_and_not_a_reason_to_print_vertically() -> None:
    text = StringIO()
    show_rows(Console(file=text, width=60), ("n", "sentence"), [(1, "字" * 99)], RowFormat.TABLE, 5)
    assert "┃ n ┃" in text.getvalue()


def test_a_table_says_that_there_is_more() -> None:
    assert "The first 1 rows; --limit shows more." in printed(RowFormat.TABLE, limit=1)


@pytest.mark.parametrize("output", [RowFormat.CSV, RowFormat.JSON, RowFormat.MARKDOWN])
def test_other_formats_show_every_row(output: RowFormat) -> None:
    assert len(printed(output, limit=1).splitlines()) >= len(ROWS)


def test_csv_quotes_what_it_must_and_json_is_an_object_a_line() -> None:
    assert printed(RowFormat.CSV).endswith(',1.5,"""quoted"", with comma"\n')
    assert json.loads(printed(RowFormat.JSON).splitlines()[1])["city_name"] is None


def test_csv_of_the_command_line_runs_in_no_spreadsheet_either() -> None:
    text = StringIO()
    rows = [("=1+1", Decimal("-2.50"))]
    show_rows(Console(file=text), ("text", "value"), rows, RowFormat.CSV, 1)
    assert text.getvalue() == "text,value\n'=1+1,-2.5\n"


def test_markdown_keeps_a_row_on_a_line_and_its_bars_apart() -> None:
    assert printed(RowFormat.MARKDOWN).splitlines() == [
        "| city_name | value | sentence |",
        "|---|---|---|",
        "| 六安市 | 610 | a\\|b c |",
        '|  | 1.5 | "quoted", with comma |',
    ]

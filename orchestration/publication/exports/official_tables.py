"""The layout of the official tables, for those who compare: a workbook per city, a sheet per year.

Belongs here: that layout (指标, 单位, 数量, 上年, 同比). Does not belong here: what stands in it,
which is the ready answer `official_table`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.publication.exports.look import Look, workbook
from orchestration.publication.exports.writing import Edition, Export, fingerprints, records

if TYPE_CHECKING:
    import xlsxwriter

TABLE = "from marts.official_table()"
# The order of the rows is the answer's; a fingerprint does not know it.
ORDERED = f"select row_number() over () as position, * {TABLE}"
NAMES = "select city_code, name_en from marts.dim_city"
HEADS = ("指标", "单位", "数量", "上年", "同比", "期间", "说明")
WIDTHS = (46, 16, 18, 18, 14, 26, 8)
NOTE = (
    "数量、上年为规范单位下的数值；上年取上一年同期，期间不同则空；"
    "同比为增减百分比，比率类为百分点。{}"
)
UNSAFE = re.compile(r"[^A-Za-z0-9]+")


def official_tables(connection: duckdb.DuckDBPyConnection, edition: Edition) -> Iterable[Export]:
    """A workbook for each place of the panel."""
    of_city = fingerprints(connection, f"select * {TABLE}", '"地区代码"')
    names = dict(connection.execute(NAMES).fetchall())
    rows = _Rows(connection)
    for code, told in of_city.items():
        name = UNSAFE.sub("_", names.get(code) or "").strip("_")
        path = f"official/{code}_{name}.xlsx" if name else f"official/{code}.xlsx"
        yield Export(path, told, _writer(rows, code, edition))


class _Rows:
    """The rows of all places, read once and only where a place has to be written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._of_city: dict[str, list[dict[str, Any]]] | None = None

    def of(self, code: str) -> list[dict[str, Any]]:
        if self._of_city is None:
            rows = records(self._connection, f"{ORDERED} order by position")
            self._of_city = {
                key: list(group) for key, group in groupby(rows, lambda row: str(row["地区代码"]))
            }
        return self._of_city[code]


def _writer(rows: _Rows, code: str, edition: Edition) -> Any:
    def write(path: Path) -> None:
        of_city = rows.of(code)
        with workbook(path, f"{of_city[0]['地区']}民政统计", edition, len(of_city)) as (book, look):
            years = [(year, list(group)) for year, group in groupby(of_city, lambda it: it["年份"])]
            for year, of_year in reversed(years):
                _write_year(book, look, year, of_year, edition)

    return write


def _write_year(
    book: xlsxwriter.Workbook,
    look: Look,
    year: int,
    rows: Sequence[dict[str, Any]],
    edition: Edition,
) -> None:
    sheet = book.add_worksheet(f"{year}年")
    sheet.hide_gridlines(2)
    sheet.freeze_panes(3, 1)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 26)
    look.put_text(sheet, 0, 0, f"{rows[0]['地区']}民政统计 {year} 年", look.title)
    look.put_text(sheet, 1, 0, NOTE.format(edition.told_zh), look.note)
    look.put_heads(sheet, 2, HEADS)
    position = 3
    for group, members in groupby(rows, lambda row: row["类别"]):
        for place in range(len(HEADS)):
            sheet.write_string(position, place, group if place == 0 else "", look.group)
        position += 1
        for row in members:
            _write_row(sheet, look, position, row)
            position += 1
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _write_row(sheet: Any, look: Look, position: int, row: dict[str, Any]) -> None:
    look.put_text(sheet, position, 0, row["指标"])
    look.put_text(sheet, position, 1, row["单位"])
    for place, name in ((2, "数量"), (3, "上年")):
        if row[name] is not None:
            sheet.write_number(position, place, row[name], look.number(row[name]))
    if row["同比"] is not None:
        change = look.points if row["同比单位"] == "百分点" else look.percent
        sheet.write_number(position, 4, row["同比"], change)
    look.put_text(sheet, position, 5, row["期间"])
    if row["说明"]:
        look.put_text(sheet, position, 6, row["说明"])

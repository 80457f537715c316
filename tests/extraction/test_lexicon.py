"""Knowledge is data: a row in a table is all that a new name, indicator or measure word needs."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from extraction.generated import SIDECAR

from orchestration.extraction import Fact, extract
from orchestration.extraction.subjects.lexicon import REFERENCE, load, read_table
from orchestration.extraction.subjects.linking import rank

AddRow = Callable[..., None]


def _forget() -> None:
    """Let the tables be read again."""
    load.cache_clear()
    rank.cache_clear()


@pytest.fixture
def add_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddRow]:
    """Adds a row to a copy of the tables, which the extraction then reads."""
    copy = tmp_path / "reference"
    shutil.copytree(REFERENCE, copy)
    monkeypatch.setattr(sys.modules[read_table.__module__], "REFERENCE", copy)

    def add(table: str, **row: str) -> None:
        path = copy / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            names = csv.DictReader(file).fieldnames or []
        assert set(row) <= set(names), f"{table} has no column {set(row) - set(names)}"
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, names, restval="", lineterminator="\n").writerow(row)
        _forget()

    yield add
    monkeypatch.undo()
    _forget()


def only(text: str) -> Fact:
    found = extract(text, SIDECAR).facts
    assert len(found) == 1, [f.quote for f in found]
    return found[0]


NEW = {
    "indicator_id": "new_indicator",
    "domain": "marriage_funeral",
    "name_en": "New",
    "kind": "stock",
    "unit": "facility",
}


@pytest.mark.parametrize(
    "name",
    ["银龄照护驿站", "骨灰楼", "社工服务项目点", "慈善超市连锁店", "养老管家站", "婚俗改革展示厅"],
)
def test_a_new_indicator_works_from_its_name_alone(add_row: AddRow, name: str) -> None:
    """Even where the words inside its name mean something else to the catalogue."""
    text = f"全市共有{name}12个。"
    assert only(text).indicator_id != "new_indicator"
    add_row("indicators", **NEW, name_zh=f"{name}数")
    assert only(text).indicator_id == "new_indicator"


def test_a_new_indicator_works_from_its_aliases(add_row: AddRow) -> None:
    add_row("indicators", **NEW, name_zh="银龄照护驿站数", aliases_zh="长者乐园;乐龄小筑")
    for name in ("银龄照护驿站", "长者乐园", "乐龄小筑"):
        assert only(f"全市共有{name}12个。").indicator_id == "new_indicator", name


def test_a_new_indicator_takes_nothing_from_the_ones_there_are(add_row: AddRow) -> None:
    add_row("indicators", **NEW, name_zh="养老管家站数")
    assert only("全市共有养老机构124家。").indicator_id == "elderly_care_institutions"


def test_a_new_wording_of_an_indicator_is_one_row(add_row: AddRow) -> None:
    text = "全市共有银龄照护驿站12家。"
    assert only(text).indicator_id is None
    add_row("indicator_terms", indicator_id="elderly_care_institutions", requires="银龄照护驿站")
    assert only(text).indicator_id == "elderly_care_institutions"


def test_an_excluding_word_takes_an_indicator_back(add_row: AddRow) -> None:
    row = {"indicator_id": "elderly_care_institutions", "requires": "银龄照护驿站"}
    add_row("indicator_terms", **row, blocks="样板间")
    assert only("全市共有银龄照护驿站12家。").indicator_id == "elderly_care_institutions"
    assert only("全市共有银龄照护驿站样板间12家。").indicator_id is None


def test_the_unit_gate_holds_for_new_wordings_too(add_row: AddRow) -> None:
    add_row("indicator_terms", indicator_id="elderly_care_institutions", requires="银龄照护驿站")
    assert only("全市银龄照护驿站投入资金1200万元。").indicator_id != "elderly_care_institutions"


def test_what_a_test_adds_is_gone_after_it() -> None:
    assert only("全市共有银龄照护驿站12家。").indicator_id is None


# -- the tables agree with one another --------------------------------------------------------


@pytest.mark.parametrize("table", ["indicator_terms", "indicator_dimensions"])
def test_only_indicators_of_the_catalogue_are_named(table: str) -> None:
    known = {row["indicator_id"] for row in read_table("indicators")}
    assert {row["indicator_id"] for row in read_table(table)} <= known


def test_dimensions_are_those_of_the_categories() -> None:
    known = {row["dimension"] for row in read_table("categories")}
    rows = read_table("indicator_dimensions")
    assert {d for row in rows for d in row["dimensions"].split()} <= known


def test_measure_words_and_indicators_have_units_that_can_be_converted() -> None:
    rows = read_table("units")
    said = {unit for row in read_table("measure_words") for unit in row["units"].split()}
    assert said <= {row["unit_raw"] for row in rows}
    assert {row["unit"] for row in read_table("indicators")} <= {row["unit"] for row in rows}


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("indicators", "indicator_id"),
        ("categories", "category"),
        ("measure_words", "word_zh"),
        ("word_sets", "set"),
        ("units", "unit_raw"),
        ("multipliers", "multiplier"),
    ],
)
def test_no_row_is_there_twice(table: str, key: str) -> None:
    keys = [row[key] for row in read_table(table)]
    assert sorted(set(keys)) == sorted(keys)


WORDINGS = {
    "CNY": "全年{}1200万元。",
    "person": "全市共有{}1200人。",
    "facility": "全市共有{}120个。",
    "bed": "全市共有{}1200张。",
    "household": "全市共有{}1200户。",
    "couple": "全年{}1200对。",
    "person_time": "全年{}1200人次。",
    "case": "全年{}120件。",
}
ENDINGS = ("人数", "户数", "人次", "对数", "条数", "件数", "数")


def test_nearly_every_indicator_is_found_by_its_own_name() -> None:
    """A name that holds two wordings in brackets is not said as it stands."""
    rows = [r for r in read_table("indicators") if r["unit"] in WORDINGS]
    rows = [r for r in rows if "(" not in r["name_zh"]]
    missed = []
    for row in rows:
        name = row["name_zh"]
        for ending in ENDINGS:
            name = name.removesuffix(ending)
        found = extract(WORDINGS[row["unit"]].format(name), SIDECAR).facts
        if [f.indicator_id for f in found] != [row["indicator_id"]]:
            missed.append(row["indicator_id"])
    assert len(missed) <= 0.05 * len(rows), missed

"""What is stated beside a text: a true statement harms nothing, a false one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.extraction import extract
from orchestration.extraction.model import Extraction, Fact

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "documents"
TRUE = {
    "000": ("340100", 2018),
    "001": ("341500", 2020),
    "002": ("340200", 2022),
    "003": ("330800", 2013),
    "004": ("320800", 2019),
}
BY_PATH = {"city_code": "path", "report_year": "path"}
SILENT = "工作总结\n全市有养老机构112家。\n"


def read(sample: str, sidecar: dict[str, object]) -> Extraction:
    (path,) = SAMPLES.glob(f"{sample}_*.txt")
    return extract(path.read_text(encoding="utf-8"), sidecar)


def said(facts: list[Fact]) -> list[tuple[object, ...]]:
    return [
        (f.char_start, f.indicator_id, f.city_code, f.period_start, f.period_end, f.status)
        for f in facts
    ]


@pytest.mark.parametrize("by", [{}, {"stated_by": BY_PATH}], ids=["sidecar", "path"])
@pytest.mark.parametrize("sample", TRUE)
def test_a_true_statement_leaves_a_report_as_it_was_read(
    sample: str, by: dict[str, object]
) -> None:
    city, year = TRUE[sample]
    stated = read(sample, {"city_code": city, "report_year": str(year), **by})
    assert said(stated.facts) == said(read(sample, {}).facts)
    assert stated.context.disagreements == ()


@pytest.mark.parametrize("sample", ["000", "001", "002", "003"])
def test_a_false_path_is_told_and_changes_nothing(sample: str) -> None:
    city, year = TRUE[sample]
    false = "341200"
    stated = read(sample, {"city_code": false, "report_year": str(year - 3), "stated_by": BY_PATH})
    assert said(stated.facts) == said(read(sample, {}).facts)
    told = {d.field: (d.found[:6], d.is_text_taken) for d in stated.context.disagreements}
    assert told["report_year"] == (str(year), True)
    if sample != "003":  # its city stands in no title or page line
        assert told["city_code"] == (city, True)


def test_a_false_sidecar_is_followed_and_told() -> None:
    stated = read("001", {"city_code": "341200", "report_year": 2017})
    assert {f.city_code for f in stated.facts} == {"341200"}
    told = [(d.field, d.stated_by, d.is_text_taken) for d in stated.context.disagreements]
    assert told == [("report_year", "sidecar", False), ("city_code", "sidecar", False)]


@pytest.mark.parametrize("by", [{}, {"stated_by": BY_PATH}], ids=["sidecar", "path"])
def test_a_silent_text_is_of_what_is_stated(by: dict[str, object]) -> None:
    (fact,) = extract(SILENT, {"city_code": "340100", "report_year": 2021, **by}).facts
    assert fact.city_code == "340100"
    assert fact.period_end is not None
    assert fact.period_end.year == 2021


@pytest.mark.parametrize("year", ["2025", "2021"])
def test_a_path_does_not_move_a_release_to_another_year(year: str) -> None:
    text = f"我市养老机构建设加快\n发布时间:2024-08-18\n{SILENT}"
    context = extract(text, {"report_year": year, "stated_by": {"report_year": "path"}}).context
    assert context.report_end is not None
    assert context.report_end.year == 2024


@pytest.mark.parametrize("stated_by", [None, "path", ["path"], {"city_code": 3}])
def test_sources_that_make_no_sense_are_those_of_a_sidecar(stated_by: object) -> None:
    context = extract(SILENT, {"city_code": "340100", "stated_by": stated_by}).context
    assert context.city_code == "340100"

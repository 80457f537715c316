"""The scores on the annotated documents never drop.

`pytest tests/extraction/test_gold.py --record` writes the scores of today into
tests/gold/recorded.csv; a drop must be explained in the commit that records it.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest
from gold.corpus import GROUPS, RETOLD, all_documents, documents, record, recorded, score_groups
from gold.lay_pages import lay, rows
from gold.score import INDICATORS, Annotation, Observation, Score, match, observe, publish, score

from orchestration.extraction import extract

SLACK = 0.002
FLOORS = {"quantity_precision": 0.98, "quantity_recall": 0.99, "strict_f1": 0.92, "panel_f1": 0.95}
"""Below these the extraction is not worth using, whatever was recorded."""


@pytest.fixture(scope="module")
def scores(is_recording: bool) -> dict[str, Score]:
    reached = score_groups()
    if is_recording:
        record(reached)
    return reached


@pytest.mark.parametrize("group", [*GROUPS, RETOLD, "all"])
def test_no_score_falls_below_the_recorded_one(scores: dict[str, Score], group: str) -> None:
    reached = scores[group].measures()
    kept = {measure: value for (name, measure), value in recorded().items() if name == group}
    fallen = {m: (reached[m], value) for m, value in kept.items() if reached[m] < value - SLACK}
    assert set(kept) == set(reached)
    assert not fallen, "\n".join([f"reached, recorded: {fallen}", *scores[group].mistakes()])


@pytest.mark.parametrize("measure", FLOORS)
def test_all_documents_together_stay_above_the_floor(
    scores: dict[str, Score], measure: str
) -> None:
    assert scores["all"].measures()[measure] >= FLOORS[measure]


def test_annotations_are_those_of_the_text() -> None:
    for document in (*all_documents(), *documents(RETOLD)):
        spans = [(a.start, a.end) for a in document.annotations]
        assert spans == sorted(spans), document.name
        for a in document.annotations:
            assert document.text[a.start : a.end] == a.text


def test_every_group_has_its_documents() -> None:
    found = {group: len(documents(group)) for group in (*GROUPS, RETOLD)}
    assert found == {"real": 3, "real_later": 2, "composed": 14, "set_aside": 36, "retold": 251}


def test_facts_of_real_pages_are_readings_that_can_be_scored() -> None:
    pages = {page["doc"]: page for page in rows("round_?_pages.jsonl")}
    facts = rows("round_?.jsonl")
    assert Counter(fact["doc"] for fact in facts) == {doc: p["facts"] for doc, p in pages.items()}
    for fact in facts:
        read = Annotation.of(fact)
        assert read.end - read.start == len(read.text)
        assert not read.indicator or read.indicator in INDICATORS


def test_facts_are_laid_where_their_text_has_moved_to() -> None:
    facts = [{"start": 0, "text": "3人"}, {"start": 5, "text": "3人"}]
    assert [fact["start"] for fact in lay(facts, "导语。3人,共3人")] == [3, 7]


# -- the scorer itself ----------------------------------------------------------------

TEXT = "2021年全市共有养老机构124家，床位2.16万张。"
SIDECAR = {"city_code": "330800", "report_year": 2021}


def annotation(text: str, **changes: object) -> Annotation:
    row = {
        "doc": "t.txt", "start": TEXT.index(text), "end": TEXT.index(text) + len(text),
        "text": text, "value": 124, "unit": "facility", "indicator": "elderly_care_institutions",
        "city": "330800", "period_start": "2021-12-31", "period_end": "2021-12-31",
        "status": "actual",
    }  # fmt: skip
    return Annotation.of(json.loads(json.dumps({**row, **changes})))


BEDS = {"value": 21600, "unit": "bed", "indicator": "elderly_care_beds"}


@pytest.fixture(scope="module")
def seen() -> list[Observation]:
    return observe("t.txt", extract(TEXT, SIDECAR))


def test_a_perfect_reading_scores_one(seen: list[Observation]) -> None:
    reached = score([annotation("124家"), annotation("2.16万张", **BEDS)], seen)
    assert set(reached.measures().values()) == {1.0}
    assert not list(reached.mistakes())


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": 126}, "value"),
        ({"value_high": 130}, "value"),
        ({"unit": "item"}, "unit"),
        ({"indicator": "elderly_care_homes"}, "indicator"),
        ({"indicator": "", "keys": ["养老机构"]}, "indicator"),
        ({"residence": "rural"}, "breakdown"),
        ({"category": "public"}, "breakdown"),
        ({"measure": "increment"}, "measure"),
        ({"status": "target"}, "status"),
        ({"area": "某县"}, "area"),
        ({"city": "330100"}, "city"),
        ({"period_end": "2021-06-30"}, "period"),
    ],
)
def test_a_difference_in_any_field_is_seen(
    seen: list[Observation], changes: dict[str, object], wrong: str
) -> None:
    matches, _ = match([annotation("124家", **changes)], seen)
    assert wrong in matches[0].wrong
    assert not matches[0].is_right


def test_a_second_reading_that_the_annotator_allows_is_right(seen: list[Observation]) -> None:
    allowed = annotation(
        "124家", value=1, value_any=[124], unit="item", unit_any=["facility"], measure="share",
        measure_any=["level"], residence="urban", residence_any=["total"],
    )  # fmt: skip
    assert match([allowed], seen)[0][0].is_right


def test_a_value_within_half_a_percent_is_right(seen: list[Observation]) -> None:
    assert match([annotation("124家", value=124.6)], seen)[0][0].is_right
    assert not match([annotation("124家", value=124.7)], seen)[0][0].is_right


def test_a_reading_of_nothing_annotated_costs_precision(seen: list[Observation]) -> None:
    reached = score([annotation("124家")], seen)
    assert reached.measures() == pytest.approx(
        {"quantity_recall": 1, "quantity_precision": 0.5, "strict_f1": 2 / 3, "panel_f1": 2 / 3},
        abs=1e-3,
    )


def test_an_optional_annotation_neither_helps_nor_hurts(seen: list[Observation]) -> None:
    optional = annotation("2.16万张", **BEDS, optional=True)
    reached = score([annotation("124家"), optional], seen)
    assert set(reached.measures().values()) == {1.0}


def test_what_is_missed_costs_recall(seen: list[Observation]) -> None:
    both = [annotation("124家"), annotation("2.16万张", **BEDS)]
    reached = score(both, [s for s in seen if s.fact.quote == "124家"])
    assert reached.quantity_recall == 0.5
    assert reached.quantity_precision == 1
    assert any("not found" in line for line in reached.mistakes())


def test_the_whole_year_is_published_before_a_part_of_it() -> None:
    text = "2021年上半年办理结婚登记3000对。\n2021年全年办理结婚登记7000对。"
    published = publish(observe("t.txt", extract(text, SIDECAR)))
    assert {cell[2]: int(v) for cell, v in published.items()} == {"marriage_registrations": 7000}


def test_plans_and_parts_of_the_area_are_not_published() -> None:
    text = "2021年，力争全市养老机构达到200家。\n2021年，市救助管理站救助流浪乞讨人员300人次。"
    assert publish(observe("t.txt", extract(text, SIDECAR))) == {}

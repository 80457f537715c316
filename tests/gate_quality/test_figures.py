"""What is counted as caught, as a false alarm and as neither."""

from __future__ import annotations

from typing import Any

from cases import Case, CaseDocument, Quoted, Scope, TrueFact, Wrong
from figures import figures, judge_case, queue_lift
from ingest import Reading
from measure import fallen_behind

TEXT = "全市孤儿187300人,养老床位2413张,入住老年人1180人。"


def reading(quote: str, indicator: str, value: float, **fields: Any) -> Reading:
    start = TEXT.index(quote)
    return Reading(**{
        "observation_id": quote,
        "source_file": "a.txt", "start": start, "end": start + len(quote), "quote": quote,
        "indicator_id": indicator, "residence": "total", "category": "", "measure": "level",
        "status": "actual", "area": "", "value": value, "city_code": "340200", "year": 2020,
        "first_year": 2020, "exclusion": None, "held": (), "marks": (), "warned": (), **fields,
    })  # fmt: skip


def case(scope: Scope = "facts", wrong: str = "187300人", doubtful: str = "") -> Case:
    facts = (
        TrueFact(TEXT.index("2413张"), "2413张", "elderly_care_beds", 2413, 2020),
        TrueFact(TEXT.index("1180人"), "1180人", "elderly_care_residents", 1180, 2020),
    )
    places = (Quoted(TEXT.index(wrong), wrong, "多写两个零"),) if scope == "facts" else ()
    doubts = (Quoted(TEXT.index(doubtful), doubtful),) if doubtful else ()
    return Case(
        "k-1", "prefecture", "annual_summary", "340200", 2020,
        (CaseDocument("a.txt", TEXT, {}, facts),), "kind", Wrong(scope, "why", places, doubts),
    )  # fmt: skip


def test_held_marked_and_kept_out_are_caught_and_a_warning_in_the_log_is_not() -> None:
    orphans = {"quote": "187300人", "indicator": "orphans", "value": 187300}
    fates: list[tuple[dict[str, Any], float]] = [
        ({"held": ("range",)}, 1),
        ({"marks": ("has_conflict",)}, 1),
        ({"exclusion": "unit_mismatch"}, 1),
        ({"exclusion": "sub_area"}, 0),
        ({"warned": ("band",)}, 0),
        ({}, 0),
    ]
    for fate, share in fates:
        assert judge_case(case(), [reading(**orphans, **fate)]).caught == share, fate


def test_a_wrong_fact_that_was_never_read_puts_nothing_to_the_gate() -> None:
    result = judge_case(case(), [reading("2413张", "elderly_care_beds", 2413)])
    assert not result.is_tried
    assert result.n_unread == 1


def test_a_true_fact_held_counts_against_precision_and_a_doubtful_or_misread_one_does_not() -> None:
    readings = [
        reading("187300人", "orphans", 187300, held=("range",)),
        reading("2413张", "elderly_care_beds", 2413, held=("relation",)),
        reading("1180人", "elderly_care_residents", 1180, held=("relation",)),
    ]
    blamed = figures([judge_case(case(), readings)], [])
    assert blamed.precision == 1 / 3
    acquitted = figures([judge_case(case(doubtful="2413张"), readings[:2])], [])
    assert acquitted.precision == 1
    misread = reading("1180人", "elderly_care_beds", 1180, held=("relation",))
    assert figures([judge_case(case(), [readings[0], misread])], []).precision == 1


def test_a_wrong_year_makes_wrong_what_it_displaces_and_nothing_else() -> None:
    readings = [
        reading("187300人", "orphans", 187300, year=2019),
        reading("2413张", "elderly_care_beds", 2413),
    ]
    result = judge_case(case("year"), readings)
    assert [it.quote for it in result.wrong] == ["187300人"]
    assert result.seen["true"] == 1


def test_a_statement_beside_the_document_puts_every_cell_in_doubt_and_proves_none_wrong() -> None:
    result = judge_case(case("statement"), [reading("2413张", "elderly_care_beds", 2413)])
    assert result.caught == 0
    assert result.seen["doubtful"] == 1


def test_a_figure_may_rise_and_the_share_of_true_facts_held_may_fall() -> None:
    recorded = {"recall": 0.7, "held_share": 0.01}
    assert fallen_behind({"recall": 0.8, "held_share": 0.0}, recorded) == []
    assert len(fallen_behind({"recall": 0.6, "held_share": 0.02}, recorded)) == 2
    assert len(fallen_behind({}, recorded)) == 2


def test_the_lift_of_the_queue_compares_its_first_tenth_with_all_cells() -> None:
    cells = [
        (
            "wrong" if n < 2 else "true",
            reading("2413张", "beds", 1, priority=priority, is_cell=True),
        )
        for n, priority in enumerate([0.9, 0.1, *[0.5] * 17, None])
    ]
    assert queue_lift(cells) == 5.0, "one of two is wrong in the first tenth, two of twenty overall"
    assert queue_lift([("true", reading("2413张", "beds", 1))]) == 1.0

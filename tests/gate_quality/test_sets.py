"""The test sets are what docs/gate.md says they are, so that the figures mean something."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from cases import CLEAN, POISONED, Case, load_cases

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
SETS = {"poisoned": load_cases(POISONED), "clean": load_cases(CLEAN)}
BOTH = [case for cases in SETS.values() for case in cases]

GENRES = {
    "annual_summary", "annual_summary_november", "half_year", "five_year_review",
    "notice_payment", "notice_standard", "communique", "government_work_report",
    "monthly_briefing", "chorography",
}  # fmt: skip
LEVELS = {"province", "prefecture", "county", "township"}
SIDECAR_FIELDS = {
    "title", "publisher", "source_url", "city_code", "published_at", "retrieved_at", "report_year",
}  # fmt: skip


def column(table: str, name: str) -> set[str]:
    with (REFERENCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row[name] for row in csv.DictReader(file)}


def test_there_are_enough_poisoned_cases_of_enough_kinds() -> None:
    assert len(SETS["poisoned"]) >= 120
    assert len({case.kind for case in SETS["poisoned"]}) >= 25


def test_there_are_enough_clean_cases_of_every_genre_and_level() -> None:
    clean = SETS["clean"]
    assert len(clean) >= 60
    assert {case.genre for case in clean} >= GENRES
    assert {case.level for case in clean} == LEVELS
    assert min(Counter(case.level for case in clean).values()) >= 6


def test_clean_sidecars_state_every_field_and_report_and_publish_in_one_year() -> None:
    sidecars = [document.sidecar for case in SETS["clean"] for document in case.documents]
    assert {name for sidecar in sidecars for name in sidecar} == SIDECAR_FIELDS
    in_one_year = [
        sidecar
        for sidecar in sidecars
        if str(sidecar.get("report_year")) == str(sidecar.get("published_at"))[:4]
    ]
    assert len(in_one_year) >= 2


@pytest.mark.parametrize("cases", SETS.values(), ids=SETS)
def test_cases_of_a_set_share_no_place_and_no_file(cases: list[Case]) -> None:
    counts = Counter((case.city_code, case.level == "township") for case in cases)
    assert [place for place, n in counts.items() if n > 1] == []
    names = Counter(document.name for case in cases for document in case.documents)
    assert [name for name, n in names.items() if n > 1] == []


def test_places_and_indicators_are_those_of_the_catalogue() -> None:
    assert {case.city_code for case in BOTH} <= column("cities", "city_code")
    indicators = {
        fact.indicator_id for case in BOTH for document in case.documents for fact in document.facts
    }
    assert indicators - {""} <= column("indicators", "indicator_id")


def test_every_quote_stands_where_it_is_said_to() -> None:
    for case in BOTH:
        for document in case.documents:
            for fact in document.facts:
                assert document.text.startswith(fact.quote, fact.start), (case.id, fact.quote)
        if case.wrong:
            for place in (*case.wrong.facts, *case.wrong.doubtful):
                assert case.tried.text.startswith(place.quote, place.start), (case.id, place)


def test_every_poisoned_case_says_what_is_wrong_and_why() -> None:
    for case in SETS["poisoned"]:
        assert case.wrong, case.id
        if case.wrong.scope == "facts":
            assert case.wrong.facts, case.id
            assert all(place.why for place in case.wrong.facts), case.id
        else:
            assert case.wrong.why, case.id


@pytest.mark.parametrize("cases", SETS.values(), ids=SETS)
def test_no_text_is_another_one_with_other_numbers(cases: list[Case]) -> None:
    """Names and numbers apart, what is left of two tried documents differs."""
    bare = Counter(re.sub(r"[\d.]+|^.*?(?=民政|20|二)", "", case.tried.text) for case in cases)
    assert [text for text, n in bare.items() if n > 1] == []

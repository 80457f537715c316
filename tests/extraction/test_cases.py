"""Sentences of one construction each, with the full tuple expected of every quantity.

The files in `cases/` are named for what they hold. A file's score is its number of right facts;
`pytest tests/extraction/test_cases.py --record` writes the scores of today into recorded_cases.csv;
a drop must be explained in the commit that records it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from gold.score import Annotation, Match, Observation, match, observe

from orchestration.extraction import extract

HERE = Path(__file__).parent
CASES = HERE / "cases"
RECORDED = HERE / "recorded_cases.csv"
FILES = sorted(path.stem for path in CASES.glob("*.jsonl"))


class Case(NamedTuple):
    """A short text with what is to be read from it."""

    id: str
    text: str
    sidecar: dict[str, object]
    facts: list[dict[str, Any]]


class Outcome(NamedTuple):
    """What came of the cases of one file."""

    n_facts: int
    n_right: int
    wrong: list[str]
    alarms: list[str]


def read_cases(name: str) -> list[Case]:
    lines = (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Case(**json.loads(line)) for line in lines]


def find(text: str, quote: str, occurrence: int) -> int:
    start = -1
    for _ in range(occurrence):
        start = text.index(quote, start + 1)
    return start


def annotations(case: Case) -> Iterator[Annotation]:
    for fact in case.facts:
        start = find(case.text, fact["quote"], fact["occurrence"])
        end = start + len(fact["quote"])
        place = {"doc": case.id, "start": start, "end": end, "text": fact["quote"]}
        yield Annotation.of({**fact, **place, "keys": fact["label_keys"]})


def judge(case: Case) -> tuple[list[Match], list[Observation]]:
    seen = observe(case.id, extract(case.text, case.sidecar))
    return match(annotations(case), seen)


def run(name: str) -> Outcome:
    wrong, alarms = [], []
    n_facts = n_right = 0
    for case in read_cases(name):
        matches, unexpected = judge(case)
        for m in (m for m in matches if not m.annotation.is_optional):
            n_facts += 1
            n_right += m.is_right
            if not m.is_right:
                wrong.append(f"{case.id} {m.annotation.text}: {', '.join(m.wrong) or 'not found'}")
        alarms += [f"{case.id} {seen.fact.quote}" for seen in unexpected]
    return Outcome(n_facts, n_right, wrong, alarms)


def read_recorded() -> dict[str, int]:
    with RECORDED.open(encoding="utf-8", newline="") as file:
        return {row["file"]: int(row["n_right"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def outcomes(is_recording: bool) -> dict[str, Outcome]:
    reached = {name: run(name) for name in FILES}
    if is_recording:
        with RECORDED.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("file", "n_right", "n_facts"))
            writer.writerows((name, o.n_right, o.n_facts) for name, o in reached.items())
    return reached


@pytest.mark.parametrize("name", FILES)
def test_no_construction_is_read_worse_than_recorded(
    outcomes: dict[str, Outcome], name: str
) -> None:
    reached, kept = outcomes[name], read_recorded()[name]
    assert reached.n_right >= kept, (
        f"{name}: {reached.n_right} of {reached.n_facts} facts are right, {kept} were. Known to be "
        "wrong or newly so:\n" + "\n".join(reached.wrong)
    )


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_read_where_no_quantity_stands(outcomes: dict[str, Outcome], name: str) -> None:
    assert not outcomes[name].alarms


def test_dates_ordinals_slogans_and_numbering_give_no_fact() -> None:
    said = {
        case.id: extract(case.text, case.sidecar).facts for case in read_cases("not_quantities")
    }
    assert not {name: [f.quote for f in facts] for name, facts in said.items() if facts}


def test_there_are_enough_sentences_and_each_has_its_own_name_and_text() -> None:
    cases = [case for name in FILES for case in read_cases(name)]
    assert len({case.id for case in cases}) == len(cases) >= 300
    assert len({case.text for case in cases}) == len(cases)


def test_every_file_is_recorded_and_every_record_has_its_file() -> None:
    assert sorted(read_recorded()) == FILES

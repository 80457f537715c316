"""Composed tables after real forms: every cell as a fact, by whichever carrier it comes.

The layouts, with the facts expected of all their cells, are `layouts.jsonl`.
"""

from __future__ import annotations

import json
from functools import cache

import pytest
from extraction.tables.carriers import Carried, Layout, carry, read_layouts
from gold.score import Annotation, Match, Observation, match, observe

from orchestration.extraction import Extraction, extract

CASES = [(layout, carrier) for layout in read_layouts() for carrier in layout.carriers]
NAMES = [f"{layout.id}-{carrier}" for layout, carrier in CASES]
LEAST_RIGHT, SURE, LEAST_LAYOUTS = 0.95, 0.9, 24


@cache
def read(at: int) -> tuple[Carried, Extraction]:
    layout, carrier = CASES[at]
    carried = carry(layout, carrier)
    return carried, extract(carried.text, layout.sidecar, carried.blocks)


def judge(at: int) -> tuple[list[Match], list[Observation]]:
    layout, _ = CASES[at]
    carried, extraction = read(at)
    expected = [_annotation(layout, carried, fact) for fact in layout.facts]
    matches, unexpected = match(expected, observe(layout.id, extraction))
    return matches, unexpected


def _annotation(layout: Layout, carried: Carried, fact: dict[str, object]) -> Annotation:
    start, end = carried.spans[int(str(fact["row"])), int(str(fact["column"]))]
    return Annotation.of(
        {
            "status": "actual",
            **fact,
            "doc": layout.id,
            "start": start,
            "end": end,
            "text": carried.text[start:end],
            "value": float(str(fact["value"])),
            "city": layout.sidecar["city_code"],
        }
    )


def test_of_all_cells_nearly_all_are_right_and_no_sure_one_is_wrong() -> None:
    matches: list[Match] = []
    alarms: list[str] = []
    for at, name in enumerate(NAMES):
        found, unexpected = judge(at)
        matches += found
        alarms += [f"{name}: {seen.fact.quote} {seen.fact.label}" for seen in unexpected]
    wrong = [m for m in matches if not m.is_right]
    told = [f"{m.annotation.document} {m.annotation.text} {m.wrong or 'not found'}" for m in wrong]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(matches), told
    assert not [t for m, t in zip(wrong, told, strict=True) if m.seen and _is_sure(m.seen)]
    assert not alarms


def _is_sure(seen: Observation) -> bool:
    return bool(seen.fact.confidence >= SURE)


@pytest.mark.parametrize("at", range(len(CASES)), ids=NAMES)
def test_a_fact_says_where_its_cell_stands(at: int) -> None:
    layout, _ = CASES[at]
    carried, extraction = read(at)
    for fact in extraction.facts:
        assert carried.text[fact.char_start : fact.char_end] == fact.quote
        assert fact.sentence_start <= fact.char_start
        assert "<" not in fact.sentence
        where = json.loads(fact.cell)
        assert list(where) == ["table", "row", "column", "address"]
        assert where["row"]
        assert fact.quote in fact.sentence
    starts = [fact.char_start for fact in extraction.facts]
    assert starts == sorted(set(starts))
    assert bool(extraction.facts) == bool(layout.facts)


def test_there_are_enough_layouts_each_of_its_own_kind() -> None:
    layouts = read_layouts()
    assert len({layout.id for layout in layouts}) == len(layouts) >= LEAST_LAYOUTS
    carriers = {carrier for layout in layouts for carrier in layout.carriers}
    assert carriers == {"grid", "html", "pipes", "tabs", "blanks", "lines", "run"}

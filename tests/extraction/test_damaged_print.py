"""Reports whose print is broken say what they said: what is certain is joined, the rest refused."""

from __future__ import annotations

import random
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from damage import CERTAIN, UNCERTAIN, Damage

from orchestration.extraction import extract
from orchestration.extraction.model import Fact

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "seeds" / "documents").glob("*.txt"))
MIN_SAME = 0.99


def _read(text: str) -> list[Fact]:
    return extract(text, {}).facts


def _said(fact: Fact) -> tuple[object, ...]:
    """What a fact says, whatever its print."""
    return (
        fact.number, fact.number_high, fact.multiplier, fact.unit_raw, fact.indicator_id,
        fact.residence, fact.category, fact.period_start, fact.period_end, fact.status,
        fact.city_code,
    )  # fmt: skip


@lru_cache
def _text(sample: int) -> str:
    return SAMPLES[sample].read_text(encoding="utf-8")


@lru_cache
def _undamaged(sample: int) -> tuple[Fact, ...]:
    return tuple(_read(_text(sample)))


def _values(facts: tuple[Fact, ...] | list[Fact]) -> set[tuple[object, ...]]:
    return {(fact.number, fact.multiplier, fact.unit_zh) for fact in facts}


@pytest.mark.parametrize("damage", CERTAIN, ids=lambda damage: damage.__name__)
def test_broken_print_says_what_was_printed(damage: Damage) -> None:
    n_same = n_facts = 0
    for sample in range(len(SAMPLES)):
        damaged = damage(_text(sample), random.Random(sample))
        assert damaged != _text(sample)
        facts = _read(damaged)
        said = Counter(map(_said, _undamaged(sample)))
        n_same += (said & Counter(map(_said, facts))).total()
        n_facts += said.total()
        assert not _values(facts) - _values(_undamaged(sample))
    assert n_same >= MIN_SAME * n_facts, f"{n_same} of {n_facts} facts are the same"


@pytest.mark.parametrize("damage", UNCERTAIN, ids=lambda damage: damage.__name__)
def test_of_a_number_in_doubt_no_value_is_made(damage: Damage) -> None:
    for sample in range(len(SAMPLES)):
        facts = _read(damage(_text(sample), random.Random(sample)))
        assert not _values(facts) - _values(_undamaged(sample))

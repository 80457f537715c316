"""Reports whose print is broken say what they said: what is certain is joined, the rest refused."""

from __future__ import annotations

import random
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from damage import (
    CERTAIN,
    UNCERTAIN,
    Damage,
    bare_page_numbers,
    blanks_around_numbers,
    digits_apart,
    full_width,
    letter_spaced,
    letter_spaced_lines,
    letter_spaced_words,
    markdown,
    running_heads,
    thousands_by_blank,
    wrapped,
    wrapped_columns,
    zero_width,
)

from orchestration.extraction import extract
from orchestration.extraction.model import Fact
from orchestration.extraction.text.cleaning import clean

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
    n_same = n_facts = n_damaged = 0
    for sample in range(len(SAMPLES)):
        damaged = damage(_text(sample), random.Random(sample))
        n_damaged += damaged != _text(sample)
        facts = _read(damaged)
        said = Counter(map(_said, _undamaged(sample)))
        n_same += (said & Counter(map(_said, facts))).total()
        n_facts += said.total()
        assert not _values(facts) - _values(_undamaged(sample))
    assert n_damaged >= len(SAMPLES) - 1
    assert n_same >= MIN_SAME * n_facts, f"{n_same} of {n_facts} facts are the same"


@pytest.mark.parametrize("damage", UNCERTAIN, ids=lambda damage: damage.__name__)
def test_of_a_number_in_doubt_no_value_is_made(damage: Damage) -> None:
    for sample in range(len(SAMPLES)):
        facts = _read(damage(_text(sample), random.Random(sample)))
        assert not _values(facts) - _values(_undamaged(sample))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (wrapped, bare_page_numbers),
        (wrapped_columns, running_heads),
        (letter_spaced_words, zero_width),
        (thousands_by_blank, letter_spaced),
        (blanks_around_numbers, letter_spaced_lines),
        (digits_apart, full_width),
        (markdown, full_width),
    ],
    ids=lambda damage: damage.__name__,
)
def test_two_kinds_of_broken_print_are_read_together(first: Damage, then: Damage) -> None:
    test_broken_print_says_what_was_printed(lambda text, chance: then(first(text, chance), chance))


@pytest.mark.parametrize(
    ("printed", "cleaned"),
    [
        ("合 计 3 4 5 2", "合计3 4 5 2"),
        ("首页 1 2 3 4 5 6 末页", "首页1 2 3 4 5 6末页"),
        ("长3*4米,宽5*6米", "长3*4米,宽5*6米"),
        ("|低保|特困|\n|---|---|\n|12|30|", "|低保|特困|\n|---|---|\n|12|30|"),
        ("救助对象\n12\n孤儿\n30", "救助对象\n12\n孤儿\n30"),
        ("全市共有养老服务机构和设施,\n12\n家。", "全市共有养老服务机构和设施,\n12\n家。"),
        ("《关于低保的通知》\n《关于特困的通知》", "《关于低保的通知》\n《关于特困的通知》"),
        ("分别为614\uff0c579元、8\uff0c819户", "分别为614\uff0c579元、8,819户"),
        ("二、强化保障,提升水平\n- 3 -\n全市建成。", "二、强化保障,提升水平\n\n全市建成。"),
    ],
)
def test_what_may_be_meant_so_is_left_as_it_stands(printed: str, cleaned: str) -> None:
    assert clean(printed).text == cleaned

"""A page copied into one line says what it said before: numbering and blanks show its lines."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from gold.corpus import all_documents

from orchestration.extraction import Fact, extract
from orchestration.extraction.text.cleaning import clean

LEAST_ALIKE = {" ": 0.97, "\u3000\u3000": 0.99, "": 0.84}
"""What is kept of all facts, by what the line breaks became; recorded on 25 November 2026."""


def said(fact: Fact) -> tuple[object, ...]:
    quote = re.sub(r"\s", "", fact.quote)
    period = fact.period_start, fact.period_end
    return (
        quote,
        fact.indicator_id,
        fact.residence,
        fact.category,
        fact.measure,
        period,
        fact.status,
    )


@pytest.mark.parametrize("joint", LEAST_ALIKE, ids=["blank", "wide_blanks", "nothing"])
def test_a_page_copied_into_one_line_reads_the_same(joint: str) -> None:
    same = n_facts = 0
    for document in all_documents():
        folded = re.sub(r"\s*\n\s*", joint, document.text.strip())
        before = Counter(map(said, extract(document.text, document.sidecar).facts))
        after = Counter(map(said, extract(folded, document.sidecar).facts))
        same += (before & after).total()
        n_facts += before.total()
    assert same >= LEAST_ALIKE[joint] * n_facts


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "2014年民政工作总结及2015年工作思路 2014年,工作平稳。 一、2014年工作回顾 (一)社会救助。"
            + "全市有低保对象3万人。" * 12
            + " (二)养老服务。床位3000张。 二、2015年工作思路 新建敬老院6所。",
            6,
        ),
        ("统一、规范管理。" * 30, 1),
        ("发放了1、2级残疾人补贴,其中1.5万元。" * 12, 1),
    ],
)
def test_only_a_numbering_that_counts_on_begins_a_line(text: str, lines: int) -> None:
    assert len(clean(text).text.split("\n")) == lines


def test_offsets_point_into_the_folded_text() -> None:
    text = (
        "工作总结 一、救助 (一)低保。"
        + "有低保对象300人。" * 20
        + " (二)特困。特困人员60人。 二、计划 新建2所。"
    )
    for fact in extract(text).facts:
        assert text[fact.char_start : fact.char_end] == fact.quote

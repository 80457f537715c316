"""Offsets lead back to the text as delivered, and nothing but the text decides what is read."""

from __future__ import annotations

import re

from extraction.generated import DAMAGES, REPORTS, SIDECAR, damage, stable
from gold.corpus import Document, all_documents
from hypothesis import given
from hypothesis import strategies as st

from orchestration.extraction import Extraction, Fact, extract

DOCUMENTS = all_documents()


def assert_spans_slice_back(text: str, extraction: Extraction) -> None:
    """Every offset leads back to its words, in order and without overlap."""
    last = 0
    for fact in extraction.facts:
        assert text[fact.char_start : fact.char_end] == fact.quote
        assert fact.sentence_start <= fact.char_start < fact.char_end
        if not fact.cell:
            stop = fact.sentence_start + len(fact.sentence)
            assert text[fact.sentence_start : stop] == fact.sentence
            assert fact.char_end <= stop
        assert last <= fact.char_start
        last = fact.char_end


@stable(150)
@given(text=REPORTS)
def test_spans_of_generated_reports_slice_back(text: str) -> None:
    assert_spans_slice_back(text, extract(text, SIDECAR))


@stable(60)
@given(
    document=st.sampled_from(DOCUMENTS),
    kind=st.sampled_from(DAMAGES),
    seed=st.integers(0, 999),
    start=st.integers(0, 2000),
)
def test_spans_of_damaged_reports_slice_back(
    document: Document, kind: str, seed: int, start: int
) -> None:
    text = damage(document.text[start % len(document.text) :][:1500], kind, seed)
    assert_spans_slice_back(text, extract(text, document.sidecar))


def test_spans_of_the_annotated_documents_slice_back() -> None:
    for document in DOCUMENTS:
        assert_spans_slice_back(document.text, extract(document.text, document.sidecar))


def told(extraction: Extraction) -> list[tuple[object, ...]]:
    """What facts say, without where they stand."""

    def one(fact: Fact) -> tuple[object, ...]:
        number = (fact.number, fact.number_high, fact.multiplier, fact.unit_raw, fact.qualifier)
        what = (fact.indicator_id, fact.residence, fact.category, fact.measure, fact.status)
        return *number, *what, fact.area, fact.period_start, fact.period_end

    return [one(fact) for fact in extraction.facts]


PLAIN = (
    "2021年工作总结\n一、社会救助\n"
    "截至12月底,全市共有城市低保对象1.2万户2.3万人,发放低保金1,234.5万元,同比增长12.5%。"
    "城乡低保标准分别为每人每月650元、550元。\n二、养老服务\n"
    "全市共有养老机构124家(其中公办71家、民办53家),床位2.16万张。\n"
)
BLANKS = st.sampled_from([" ", "\u3000", "\u00a0", "\u2009", "\u200b", "\ufeff"])
INSIDE_PHRASES = [
    match.start() + 1
    for match in re.finditer(r"[一-鿿、](?=[一-鿿\d])|\d(?=[一-鿿、])", PLAIN)
    if match.start() > PLAIN.index("截至")
]


@stable(120)
@given(
    blank=BLANKS,
    places=st.lists(st.sampled_from(INSIDE_PHRASES), min_size=1, max_size=8, unique=True),
)
def test_a_blank_inside_a_phrase_changes_nothing(blank: str, places: list[int]) -> None:
    text = PLAIN
    for place in sorted(places, reverse=True):
        text = text[:place] + blank + text[place:]
    read = extract(text, SIDECAR)
    assert_spans_slice_back(text, read)
    assert told(read) == told(extract(PLAIN, SIDECAR))


FORMS = ("0123456789", ",", "()", "%", ".", ":", ";")
"""Characters that one keyboard writes all in one width."""


@stable(60)
@given(wide=st.sets(st.sampled_from(FORMS), min_size=1).map("".join))
def test_full_width_forms_change_no_value_and_no_offset(wide: str) -> None:
    text = "".join(chr(ord(c) + 0xFEE0) if c in wide else c for c in PLAIN)
    read, plain = extract(text, SIDECAR), extract(PLAIN, SIDECAR)
    assert_spans_slice_back(text, read)
    assert told(read) == told(plain)
    assert [(f.char_start, f.char_end) for f in read.facts] == [
        (f.char_start, f.char_end) for f in plain.facts
    ]


def test_line_ends_of_other_systems_change_no_value() -> None:
    for ending in ("\r\n", "\r", "\n\n", "\r\n\r\n"):
        text = PLAIN.replace("\n", ending)
        read = extract(text, SIDECAR)
        assert_spans_slice_back(text, read)
        assert told(read) == told(extract(PLAIN, SIDECAR))


def test_markup_changes_no_value() -> None:
    lines = "".join(f"<p style='x: 12px'>{line}</p>\n" for line in PLAIN.splitlines())
    text = f"<!DOCTYPE html><html><body>{lines}</body></html>"
    read = extract(text, SIDECAR)
    assert_spans_slice_back(text, read)
    assert told(read) == told(extract(PLAIN, SIDECAR))


def test_the_same_text_gives_the_same_facts_again() -> None:
    for document in DOCUMENTS:
        first = extract(document.text, document.sidecar)
        assert extract(document.text, document.sidecar) == first


def test_a_document_is_read_alike_whatever_was_read_before() -> None:
    """Caches are shared between documents: they must not carry anything over."""
    alone = {d.name: extract(d.text, d.sidecar) for d in DOCUMENTS}
    for document in reversed(DOCUMENTS):
        assert extract(document.text, document.sidecar) == alone[document.name], document.name


def test_a_sidecar_is_left_as_it_was() -> None:
    sidecar = dict(SIDECAR)
    extract(PLAIN, sidecar)
    assert sidecar == SIDECAR

"""The whole extraction of one document: the stages in their order.

Belongs here: nothing but the order, and what stands in for a stage that breaks. Does not belong
here: rules; each stage has a module.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestration.extraction.blocks import Block
from orchestration.extraction.discourse.context import read_context
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.model import DocumentContext, Extraction, Fact, Sentence, Unreadable
from orchestration.extraction.quantities.scan import Quantity, scan
from orchestration.extraction.salvage import BrokenSentence, Failures, salvage
from orchestration.extraction.settle.confidence import confidence
from orchestration.extraction.settle.opening import open_resolver
from orchestration.extraction.settle.resolve import Reading, Resolver
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.naming import name
from orchestration.extraction.tables.read import TablesRead, read_tables
from orchestration.extraction.text.cleaning import Clean, clean


def extract(
    text: str,
    sidecar: Mapping[str, object] | None = None,
    blocks: Sequence[Block] = (),
) -> Extraction:
    """Every quantity of a decoded text as a fact, with the document's own context.

    A sentence on which a stage breaks is left out and told in `unreadable`; the rest is read.

    Args:
        text: decoded, uncleaned; offsets of the facts are code points into it.
        sidecar: what is known from outside (city_code, report_year, published_at and more); it
            wins over the text.
        blocks: what the document's format says of its parts; none for a plain text.
    """
    failures = Failures()
    opened, tables = _open_both(text, sidecar, blocks, failures)
    source = _Source(text, opened.cleaned)
    facts, _ = salvage(lambda s: _facts(opened, source, s), opened.sentences, failures)
    if tables.facts:
        facts = sorted([*facts, *tables.facts], key=lambda fact: fact.char_start)
    unreadable = [*(source.place(p) for p in failures.places), *tables.unreadable]
    return Extraction(opened.context, facts, unreadable)


def read_mentions(
    text: str, sidecar: Mapping[str, object] | None, blocks: Sequence[Block] = ()
) -> tuple[Clean, Resolver, list[Mention]]:
    """The mentions of all sentences that can be read, and the resolver that reads them in order."""
    failures = Failures()
    opened, _ = _open_both(text, sidecar, blocks, failures)
    source = _Source(text, opened.cleaned)
    _, readable = salvage(lambda s: _facts(opened, source, s), opened.sentences, failures)
    return opened.cleaned, *_mentions(opened, readable)


@dataclass(frozen=True, slots=True)
class _Opened:
    """One document up to its quantities."""

    cleaned: Clean
    sentences: list[Sentence]
    context: DocumentContext
    quantities: list[Quantity]


def _open_both(
    text: str,
    sidecar: Mapping[str, object] | None,
    blocks: Sequence[Block],
    failures: Failures,
) -> tuple[_Opened, TablesRead]:
    """A document opened for the grammar of prose, without the tables that were read."""
    opened = _open(text, sidecar, failures)
    tables = read_tables(text, blocks, opened.context)
    return _without(opened, tables.spans, failures) if tables.spans else opened, tables


def _without(opened: _Opened, spans: Sequence[tuple[int, int]], failures: Failures) -> _Opened:
    """The same document with line ends where its tables stand; no offset moves."""
    pieces, at, text = [], 0, opened.cleaned.text
    taken: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = max(at, opened.cleaned.position(start)), opened.cleaned.position(end)
        if last > first:
            pieces += [text[at:first], "\n" * (last - first)]
            taken.append((first, last))
            at = last
    plain = "".join([*pieces, text[at:]])
    starts = [first for first, _ in taken]

    def is_outside(q: Quantity) -> bool:
        i = bisect_right(starts, q.end - 1) - 1
        return i < 0 or taken[i][1] <= q.start

    sentences = failures.guard(lambda: read_layout(plain), lambda: _lines(plain), len(plain))
    return _Opened(
        replace(opened.cleaned, text=plain),
        failures.drop(sentences),
        opened.context,
        [q for q in opened.quantities if is_outside(q)],
    )


def _open(text: str, sidecar: Mapping[str, object] | None, failures: Failures) -> _Opened:
    """The stages that read the whole document; where one breaks, the plainest reading instead."""
    cleaned = failures.guard(lambda: clean(text), lambda: Clean(text, len(text)), len(text))
    plain, n = cleaned.text, len(cleaned.text)
    sentences = failures.guard(lambda: read_layout(plain), lambda: _lines(plain), n)
    context = failures.guard(
        lambda: read_context(plain, sentences, sidecar),
        lambda: read_context("", [], sidecar),
        n,
    )
    quantities, _ = scan(plain, failures.note)
    return _Opened(cleaned, failures.drop(sentences), context, quantities)


def _lines(text: str) -> list[Sentence]:
    """Each line a sentence of its own."""
    found, start = [], 0
    for i, line in enumerate(text.splitlines(keepends=True)):
        found.append(Sentence(start, start + len(line), i))
        start += len(line)
    return found


def _mentions(opened: _Opened, sentences: Sequence[Sentence]) -> tuple[Resolver, list[Mention]]:
    return open_resolver(opened.cleaned.text, sentences, opened.quantities, opened.context)


def _facts(opened: _Opened, source: _Source, sentences: Sequence[Sentence]) -> Iterator[Fact]:
    resolver, mentions = _mentions(opened, sentences)
    for m in mentions:
        try:
            yield _fact(resolver.read(m), resolver, source, opened.context)
        except Exception as error:
            raise BrokenSentence(m.sentence) from error


class _Source:
    """The decoded text by offsets into the cleaned one."""

    def __init__(self, text: str, cleaned: Clean) -> None:
        self.text, self.cleaned = text, cleaned
        self._sentences: dict[int, tuple[int, str]] = {}

    def quote(self, start: int, end: int) -> tuple[int, int, str]:
        """Where a span stands in the decoded text, and what is written there."""
        start, end = self.cleaned.span(start, end)
        return start, end, self.text[start:end]

    def printed(self, name: str, near: int) -> str:
        """A name as the decoded text has it: in traditional print, or with blanks inside."""
        if not name or name in self.text:
            return name
        text = self.cleaned.text
        at = text.find(name, near)
        at = text.find(name) if at < 0 else at
        return self.quote(at, at + len(name))[2] if at >= 0 else name

    def place(self, unreadable: Unreadable) -> Unreadable:
        """The same with its place in the decoded text."""
        start, end = self.cleaned.span(unreadable.char_start, unreadable.char_end)
        return Unreadable(unreadable.stage, start, end, unreadable.error)

    def sentence(self, sentence: Sentence) -> tuple[int, str]:
        """Where a sentence starts in the decoded text, and what it says."""
        known = self._sentences.get(sentence.start)
        if known is None:
            start, _, text = self.quote(sentence.start, sentence.end)
            known = self._sentences[sentence.start] = start, text
        return known


def _fact(r: Reading, resolver: Resolver, source: _Source, context: DocumentContext) -> Fact:
    q, period = r.mention.quantity, r.period
    start, end, quote = source.quote(q.start, q.end)
    sentence_start, sentence = source.sentence(r.mention.sentence)
    name(r, resolver)
    return Fact(
        char_start=start,
        char_end=end,
        quote=quote,
        sentence=sentence,
        sentence_start=sentence_start,
        number=r.number,
        number_high=q.number_high,
        multiplier="" if r.unit_raw == "percent" else q.multiplier,
        unit_zh=q.unit_zh + q.per,
        unit_raw=r.unit_raw,
        qualifier=q.qualifier,
        city_code=context.city_code,
        city_name=context.city_name,
        area=source.printed(r.area, r.mention.sentence.start),
        indicator_id=r.indicator.indicator_id if r.indicator else None,
        label=r.label,
        residence=r.residence,
        category=r.category.code if r.category else "",
        measure=r.measure,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        status=r.status,
        confidence=confidence(r, resolver),
        subject=r.subject,
        cues=r.cues,
        candidates=[
            {"indicator_id": c.indicator.indicator_id, "score": round(c.score, 3)}
            for c in r.candidates[:3]
        ],
    )

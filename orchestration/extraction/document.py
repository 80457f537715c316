"""The whole extraction of one document: the stages in their order.

Belongs here: nothing but the order. Does not belong here: rules; each stage has a module.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.discourse.context import read_context
from orchestration.extraction.discourse.periods import PeriodFinder
from orchestration.extraction.discourse.status import ModeReader
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.model import DocumentContext, Extraction, Fact, Sentence
from orchestration.extraction.quantities.scan import scan
from orchestration.extraction.settle.confidence import confidence
from orchestration.extraction.settle.period import PeriodSettler
from orchestration.extraction.settle.resolve import Reading, Resolver
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.structure.mentions import read_structure
from orchestration.extraction.subjects.frames import FrameBuilder
from orchestration.extraction.subjects.lexicon import load
from orchestration.extraction.subjects.naming import name
from orchestration.extraction.subjects.words import find_words
from orchestration.extraction.text.cleaning import Clean, clean


def extract(text: str, sidecar: Mapping[str, object] | None = None) -> Extraction:
    """Every quantity of a decoded text as a fact, with the document's own context.

    Args:
        text: decoded, uncleaned; offsets of the facts are code points into it.
        sidecar: what is known from outside (city_code, report_year, published_at and more); it
            wins over the text.
    """
    cleaned, resolver, mentions = read_mentions(text, sidecar)
    context, source = resolver.periods.finder.context, _Source(text, cleaned)
    return Extraction(
        context, [_fact(resolver.read(m), resolver, source, context) for m in mentions]
    )


def read_mentions(
    text: str, sidecar: Mapping[str, object] | None
) -> tuple[Clean, Resolver, list[Mention]]:
    """The stages up to the mentions, and the resolver that reads them in order."""
    cleaned = clean(text)
    sentences = read_layout(cleaned.text)
    context = read_context(cleaned.text, sentences, sidecar)
    quantities, _ = scan(cleaned.text)
    mentions = read_structure(cleaned.text, sentences, quantities)
    lexicon = load()
    areas = AreaFinder(cleaned.text, context)
    hits = find_words(cleaned.text, mentions, lexicon)
    builder = FrameBuilder(cleaned.text, hits, mentions, lexicon, areas)
    periods = PeriodSettler(PeriodFinder(cleaned.text, context, sentences))
    titles = " ".join(cleaned.text[s.start : s.end] for s in sentences if s.role == "title")
    modes = ModeReader(cleaned.text, titles)
    return cleaned, Resolver(cleaned.text, builder, areas, periods, modes, lexicon), mentions


class _Source:
    """The decoded text by offsets into the cleaned one."""

    def __init__(self, text: str, cleaned: Clean) -> None:
        self.text, self.cleaned = text, cleaned
        self._sentences: dict[int, tuple[int, str]] = {}

    def quote(self, start: int, end: int) -> tuple[int, int, str]:
        """Where a span stands in the decoded text, and what is written there."""
        start, end = self.cleaned.span(start, end)
        return start, end, self.text[start:end]

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
        area=r.area,
        indicator_id=r.indicator.indicator_id if r.indicator else None,
        label=r.label,
        residence=r.residence,
        category=r.category.code if r.category else "",
        measure=r.measure,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        status=r.status,
        confidence=confidence(r, context),
        subject=r.subject,
        cues=r.cues,
        candidates=[
            {"indicator_id": c.indicator.indicator_id, "score": round(c.score, 3)}
            for c in r.candidates[:3]
        ],
    )

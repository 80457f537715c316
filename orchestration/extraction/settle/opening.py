"""Stage 7: the stages of reading put together for a list of sentences.

Belongs here: which finders a resolver stands on. Does not belong here: what any of them decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.discourse.periods import PeriodFinder
from orchestration.extraction.discourse.status import ModeReader
from orchestration.extraction.model import DocumentContext, Sentence
from orchestration.extraction.quantities.quantity import Quantity
from orchestration.extraction.settle.period import PeriodSettler
from orchestration.extraction.settle.resolve import Resolver
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.structure.mentions import read_structure
from orchestration.extraction.subjects.frames import FrameBuilder
from orchestration.extraction.subjects.lexicon import load
from orchestration.extraction.subjects.words import find_words


def open_resolver(
    text: str,
    sentences: Sequence[Sentence],
    quantities: list[Quantity],
    context: DocumentContext,
) -> tuple[Resolver, list[Mention]]:
    """A resolver for the sentences of a cleaned text, and the mentions it reads in order."""
    readable = list(sentences)
    mentions = read_structure(text, readable, quantities)
    lexicon = load()
    areas = AreaFinder(text, context)
    hits = find_words(text, mentions, lexicon)
    builder = FrameBuilder(text, hits, mentions, lexicon, areas)
    periods = PeriodSettler(PeriodFinder(text, context, readable))
    titles = " ".join(text[s.start : s.end] for s in readable if s.role == "title")
    modes = ModeReader(text, titles)
    return Resolver(text, builder, areas, periods, modes, lexicon), mentions

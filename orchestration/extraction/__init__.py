"""From the text of a report to facts: plain functions, no orchestrator, no database.

`document.extract` runs the stages in this order:

1. text: `decoding`, `text` (with `markup`, `wrapping`, `offsets`)
2. layout: `layout` (with `lines`, `headings`, `sections`)
3. context: `context` (with `genre`, `dates`, `reported_period`, `reporter`, `places`)
4. quantities: `quantities` (with `numbers`); their units: `units`
5. structure: `structure` (with `distribution`), giving a `mention` each;
   `frames` (with `words`, `nearest`, `per_units`), giving a `frame` each
6. the decisions on a `reading`: `measures`, `breakdowns`, `status`, `areas`, `periods` (with
`time`) 7. linking: `linking`, `inheritance`, `abstain`, in the order of `resolve`; `naming`,
`labels` 8. `confidence`, `explain`

The knowledge of all stages is `lexicon` (with `reference`, `vocabulary`).
"""

from orchestration.extraction.decoding import Decoded, UndecodableDocument, decode
from orchestration.extraction.document import extract
from orchestration.extraction.model import DocumentContext, Extraction, Fact
from orchestration.extraction.version import EXTRACTOR_VERSION

__all__ = [
    "EXTRACTOR_VERSION",
    "Decoded",
    "DocumentContext",
    "Extraction",
    "Fact",
    "UndecodableDocument",
    "decode",
    "extract",
]

"""From the text of a report to facts: plain functions, no orchestrator, no database.

The stages, in the order a document passes them: text, layout, context, quantities, structure, frames,
time/areas/reading, linking, confidence. `document.extract` runs them all.
"""

from orchestration.extraction.decoding import Decoded, UndecodableDocument, decode
from orchestration.extraction.document import extract
from orchestration.extraction.model import DocumentContext, Extraction, Fact
from orchestration.extraction.version import EXTRACTOR_VERSION

__all__ = ["EXTRACTOR_VERSION", "Decoded", "DocumentContext", "Extraction", "Fact", "UndecodableDocument", "decode", "extract"]

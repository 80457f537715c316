"""From the text of a report to facts: plain functions, no orchestrator, no database.

The rooms are the stages, in the order in which `document.extract` runs them:

1. `text`: `decoding`, `cleaning` (with `markup`, `wrapping`, `unfolding`, `broken_numbers`,
   `offsets`);
   `numerals`, which every room reads Chinese digits with
2. `layout`: `sentences` (with `lines`, `headings`, `sections`)
3. `quantities`: `scan` (with `patterns`, `numbers`, `nouns`, `bare`), giving a `quantity` each;
   `units`, `per_units`, `standards`
4. `structure`: `mentions` (with `distribution`, `modality`), giving a `mention` each
5. `discourse`: `context` (with `genre`, `dates`, `reported_period`, `reporter`, `place_evidence`,
   `places`), `periods` (with `own_dates`, `time`, `expressions`, `senses`), `areas` (with
   `area_names`),
   `status`, `measures`
6. `subjects`: `lexicon` (with `vocabulary`), `frames` (with `words`, `nearest`), giving a `frame`
   each; `linking`, `inheritance`, `abstain`, `breakdowns`; `naming`, `labels`, `segmenter`
7. `settle`: `opening` puts the stages together, `resolve` fills a `reading` for each mention, with
   `mode`, `kind` and `period` by `choice`; `confidence`, `explain`

Beside them stands `tables`: facts from the cells of tables, given as `blocks` or found in the text.
It reads heads, rows and captions, and asks rooms 3 to 7 what a composed name means. The prose is
read without the tables that were read.

`salvage` leaves out a sentence on which a stage breaks, so that the rest is read. `model` holds
what travels between the rooms, `reference` reads the tables of words, `version` names
the rules by their content.
"""

from orchestration.extraction.document import extract
from orchestration.extraction.model import DocumentContext, Extraction, Fact
from orchestration.extraction.text.decoding import Decoded, UndecodableDocument, decode
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

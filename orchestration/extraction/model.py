"""The values that travel between the stages of the extraction.

Belongs here: plain dataclasses, no behaviour. Does not belong here: any rule about Chinese text.
Offsets are Unicode code points: of the decoded text in `Fact`, of the cleaned text elsewhere.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the administrative divisions (GB/T 2260)."""

    code: str
    name: str
    level: str  # province | prefecture | county


class Period(NamedTuple):
    """What a fact is about, in days; `start` equals `end` for an as-of day."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading above a sentence, without its numbering; level 1 is the outermost."""

    text: str
    level: int
    start: int


@dataclass(slots=True)
class Sentence:
    """One sentence of the cleaned text, [start, end), with what it inherits from the layout.

    `role` is body, plan (a section of plans), review (a section about several years), title,
    heading, meta (the line under a title), note (footnotes to a table) or furniture.
    """

    start: int
    end: int
    paragraph: int
    headings: tuple[Heading, ...] = ()
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A statement beside a document that its title or page lines speak against.

    `field` is report_year or city_code, `stated_by` is sidecar, path, or the list of deliveries.
    `is_text_taken` says which of the two the facts follow.
    """

    field: str
    stated: str
    stated_by: str
    found: str
    is_text_taken: bool


@dataclass(slots=True)
class DocumentContext:
    """What the document says of itself; None means unknown and stays unknown."""

    title: str | None = None
    publisher: str | None = None
    source_url: str | None = None
    city_code: str | None = None
    city_name: str | None = None
    city_level: str | None = None
    published_at: date | None = None
    is_published_given: bool = False
    report_start: date | None = None
    report_end: date | None = None
    genre: str = "other"
    context_confidence: float = 0.0
    period_confidence: float = 0.0
    children: tuple[Place, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(slots=True)
class Fact:
    """One quantity mention read in full; the columns of raw.candidate_facts.

    `cell` is '' for a fact read from prose. For one read from a table it is a JSON object that says
    where: `table` (its caption or sheet), `row` and `column` (the heads above the cell, outermost
    first, joined by " > "), `address` (`D5`).
    """

    char_start: int
    char_end: int
    quote: str
    sentence: str
    sentence_start: int
    number: Decimal
    number_high: Decimal | None
    multiplier: str
    unit_zh: str
    unit_raw: str
    qualifier: str
    city_code: str | None
    city_name: str | None
    area: str
    indicator_id: str | None
    label: str
    residence: str
    category: str
    measure: str
    period_start: date | None
    period_end: date | None
    status: str
    confidence: float
    subject: str
    part: int = 0
    cell: str = ""
    cues: dict[str, str] = field(default_factory=dict)
    candidates: list[dict[str, object]] = field(default_factory=list)


@dataclass(slots=True)
class Unreadable:
    """A place at which a stage broke, [char_start, char_end), and what it said.

    `stage` is the room of `extraction` that raised. Its facts are missing, all others are kept.
    """

    stage: str
    char_start: int
    char_end: int
    error: str


@dataclass(slots=True)
class Extraction:
    """The result of reading one document."""

    context: DocumentContext
    facts: list[Fact]
    unreadable: list[Unreadable] = field(default_factory=list)

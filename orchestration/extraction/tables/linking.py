"""What the composed name of a cell means: the linker of prose reads it in a sentence of its own.

Belongs here: composing a name out of row, column and caption, and asking the linker. Does not
belong here: how words are linked (`subjects`), what a cell's time or status is (`cells`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from orchestration.extraction.model import DocumentContext, Sentence
from orchestration.extraction.quantities.scan import scan
from orchestration.extraction.settle.opening import open_resolver
from orchestration.extraction.settle.reading import Reading
from orchestration.extraction.subjects.lexicon import load, read_table
from orchestration.extraction.subjects.naming import name
from orchestration.extraction.tables.cues import says
from orchestration.extraction.tables.values import Unit

_PARTING = "※。\n"
"""Stands before each sentence, so that none is read in the light of the one before."""
_JOIN = "为"
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A name with the number and unit it is told with."""

    name: str
    number: Decimal
    unit: Unit


@lru_cache(maxsize=4096)
def topics_of(words: str) -> int:
    """The word sets of topics that some words name."""
    lexicon = load()
    found = 0
    for hit in lexicon.hits(words):
        found |= hit[3] & (lexicon.topic | lexicon.foreign)
    return found


@lru_cache(maxsize=4096)
def tells_part(words: str) -> bool:
    """Do words tell a residence or a part of a breakdown, which names below leave out?"""
    return tells_side(words) or any(cue in words for part in load().categories for cue in part.cues)


def tells_side(words: str) -> bool:
    """Do words tell a residence?"""
    lexicon = load()
    sided = lexicon.mask("urban", "rural", "both")
    return any(hit[2] & sided for hit in lexicon.hits(words))


def compose(rows: Sequence[str], columns: Sequence[str], caption: str) -> str:
    """One name out of a row's, a column's and, where these name no topic, the caption's words.

    A row's own words and the column's always count; names above the row do where no topic is named
    yet, or where they name the same one and may tell its part (城市低保 above 低保人数).
    """
    named = [*rows[-1:], *columns]
    known, above = 0, list(reversed(rows[:-1]))
    for words in named:
        known |= topics_of(words)
    if not known:  # up to the nearest that names a topic; the next one above where none does
        at = next((i for i, words in enumerate(above) if topics_of(words)), 0)
        nearest, above = above[: at + 1], above[at + 1 :]
        named = [*reversed(nearest), *named]
        for words in nearest:
            known |= topics_of(words)
    sides = [w for w in above if topics_of(w) & known and tells_part(w)]
    named = [*reversed(sides), *named]
    is_sided = bool(topics_of(caption) & known) and tells_side(caption)
    if caption and (not known or (is_sided and not any(map(tells_side, named)))):
        named.insert(0, caption)
    return _joined(named)


def _joined(parts: Sequence[str]) -> str:
    """Parts in a row, those left out that the next ones say again."""
    kept: list[str] = []
    for i, words in enumerate(parts):
        if words and not any(words in later for later in parts[i + 1 :]):
            kept.append(words)
    return "".join(kept)[-_LONGEST:]


def link(asked: Iterable[Asked], context: DocumentContext) -> dict[Asked, Reading]:
    """The readings of names, each told in a sentence of its own; none where no unit is found."""
    pieces: list[str] = []
    sentences: list[Sentence] = []
    starts: dict[int, Asked] = {}
    at = 0
    for n, one in enumerate(dict.fromkeys(asked)):
        said = f"{one.name}{_JOIN}"
        start = at + len(_PARTING)
        number = start + len(said)
        piece = f"{_PARTING}{said}{abs(one.number)}{one.unit.text}。\n"
        pieces.append(piece)
        at += len(piece)
        starts[number] = one
        sentences.append(Sentence(start, at - 1, n))
    text = "".join(pieces)
    found, _ = scan(text)
    quantities = [q for q in found if q.start in starts]
    resolver, mentions = open_resolver(text, sentences, quantities, context)
    readings: dict[Asked, Reading] = {}
    for m in mentions:
        reading = resolver.read(m)
        name(reading, resolver)
        one = starts[m.quantity.start]
        if m.quantity.unit_zh == one.unit.word and m.quantity.number == abs(one.number):
            readings[one] = reading
    return readings


def is_ratio(reading: Reading) -> bool:
    """Is it read as a ratio of the catalogue?"""
    return reading.indicator is not None and reading.indicator.kind == "ratio"


@lru_cache(maxsize=1)
def official_names() -> dict[str, str]:
    """The indicators by their names and aliases in the catalogue, and these without 数."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    for row in read_table("indicators"):
        for known in (row["name_zh"], *row["aliases_zh"].split(";")):
            if known:
                names.setdefault(known, row["indicator_id"])
                if says("silent", known[-1]) is not None:
                    short.setdefault(known[:-1], row["indicator_id"])
    return {**short, **names}

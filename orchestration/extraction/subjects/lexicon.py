"""The knowledge of the extraction, read once from `seeds/reference`, compiled into bit masks.

Belongs here: the shapes in which the stages need the catalogue. Does not belong here: rules about
text; the words and their automata (`vocabulary`).

A *word set* is a bit; a surface word found in the text carries the bits of all sets it belongs to,
those of the words inside it included (低保对象 also says 低保). A *term* is one way an indicator
is named: groups of sets that must all be present, sets it may contain besides, sets that exclude
it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from orchestration.extraction.reference import REFERENCE, read_table
from orchestration.extraction.subjects.vocabulary import (
    PLACE_HEAD,
    PSEUDO_SETS,
    WordSets,
    compile_known_words,
    compile_surfaces,
    n_chinese,
    or_all,
)

__all__ = [
    "PLACE_HEAD",
    "PSEUDO_SETS",
    "REFERENCE",
    "Breakdown",
    "Category",
    "Hit",
    "Indicator",
    "Lexicon",
    "Term",
    "load",
    "read_table",
]

Hit = tuple[int, int, int, int]
"""Start, end, sets named by the word or by words inside it, sets named by the whole word."""
_KINDS = ("topic", "holder", "foreign", "weak", "word", "metric", "verb")
_Row = tuple[str, list[list[str]], list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Indicator:
    """What linking needs of a row of the catalogue."""

    indicator_id: str
    domain: str
    name_zh: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Term:
    """One way to name an indicator; masks over word sets.

    Every group must be present; `topic_groups` are those that say what it is about, `strong` the
    sets that say so without help. `explained` sets may stand beside, `blocked` ones exclude.
    `longest` is the length of the longest word written into the term itself.
    """

    indicator: Indicator
    groups: tuple[int, ...]
    further_groups: tuple[int, ...]
    topic_groups: tuple[int, ...]
    explained: int
    blocked: int
    strong: int
    longest: int


@dataclass(frozen=True, slots=True)
class Category:
    """One part of a breakdown and the words that name it."""

    code: str
    dimension: str
    cues: tuple[str, ...]


class Breakdown(NamedTuple):
    """The categories of some dimensions, and a pattern that finds any of their words."""

    categories: tuple[Category, ...]
    cues: re.Pattern[str]


@dataclass(slots=True)
class Lexicon:
    """Everything compiled; see `load`. A mask named for a kind of word sets holds all of them.

    `counted_in_persons` are the indicators of person-times beside which the catalogue counts the
    same people in persons: 人 is never read as one of them.
    """

    bits: dict[str, int]
    automaton: ahocorasick.Automaton
    known_words: ahocorasick.Automaton
    topic: int
    holder: int
    foreign: int
    weak: int
    word: int
    metric: int
    verb: int
    terms: list[Term]
    terms_by_bit: dict[int, list[int]]
    term_bits: int
    categories: list[Category]
    dimensions: dict[str, tuple[str, ...]]
    vocabulary: frozenset[str]
    light: frozenset[str]
    names: list[str] = field(init=False)
    children: int = field(init=False)
    rates: int = field(init=False)
    housed: int = field(init=False)
    all_dimensions: tuple[str, ...] = field(init=False)
    counted_in_persons: frozenset[str] = field(init=False)
    explained: dict[str, int] = field(init=False)
    _masks: dict[tuple[str, ...], int] = field(default_factory=dict)
    _breakdowns: dict[tuple[str, ...], Breakdown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = list(self.bits)
        self.children, self.rates = self.mask("children"), self.mask("@per1000", "@per10000")
        self.housed = self.mask("in_care")
        self.explained = defaultdict(int)
        for term in self.terms:
            self.explained[term.indicator.indicator_id] |= term.explained
        persons = {t.groups[0] for t in self.terms if t.indicator.unit == "person"}
        self.counted_in_persons = frozenset(
            t.indicator.indicator_id
            for t in self.terms
            if t.indicator.unit == "person_time" and t.groups[0] in persons
        )
        self.all_dimensions = tuple(dict.fromkeys(c.dimension for c in self.categories))

    def mask(self, *names: str) -> int:
        """The mask of some word sets by name."""
        known = self._masks.get(names)
        if known is None:
            known = self._masks[names] = or_all(1 << self.bits[name] for name in names)
        return known

    def breakdown(self, dimensions: tuple[str, ...]) -> Breakdown:
        """The categories of some dimensions."""
        known = self._breakdowns.get(dimensions)
        if known is None:
            parts = tuple(c for c in self.categories if c.dimension in dimensions)
            cues = "|".join(re.escape(cue) for c in parts for cue in c.cues)
            known = Breakdown(parts, re.compile(cues or "(?!)"))
            self._breakdowns[dimensions] = known
        return known

    def unknown(self, text: str) -> int:
        """How many Chinese characters of `text` lie in no word, function words included."""
        return n_chinese(text) - sum([n for _, n in self.known_words.iter_long(text)])

    def hits(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """The words of the lexicon in text[start:end] that lie in no longer one, in order.

        They may overlap. The span is cut out first, because the automaton copies what it is given.
        """
        out: list[Hit] = []
        last = -1
        for at, (length, mask, own) in self.automaton.iter(text[start:end]):
            if at == last:
                continue  # the longest word of an end comes first
            last = at
            stop = start + at + 1
            first = stop - length
            while out and out[-1][0] >= first:
                out.pop()
            out.append((first, stop, mask, own))
        return out


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read and compile all tables; about 50 ms, once per process."""
    sets = WordSets()
    indicators = {
        r["indicator_id"]: Indicator(
            r["indicator_id"], r["domain"], r["name_zh"], r["kind"], r["unit"]
        )
        for r in read_table("indicators")
    }
    rows = _read_terms(sets, indicators)
    bits = sets.number()
    of_kind = {kind: sets.mask_of_kind(kind, bits) for kind in _KINDS}
    of_kind["topic"] |= 1 << bits[PLACE_HEAD]
    automaton = compile_surfaces(sets, bits)
    terms = [_compile_term(indicators[row[0]], row, bits, of_kind, automaton) for row in rows]
    by_bit: dict[int, list[int]] = defaultdict(list)
    for i, (_, groups, _, _) in enumerate(rows):
        for name in groups[0]:
            by_bit[bits[name]].append(i)
    return Lexicon(
        bits=bits,
        automaton=automaton,
        known_words=compile_known_words(sets),
        topic=of_kind["topic"],
        holder=of_kind["holder"],
        foreign=of_kind["foreign"],
        weak=of_kind["weak"],
        word=of_kind["word"],
        metric=of_kind["metric"],
        verb=of_kind["verb"],
        terms=terms,
        terms_by_bit=dict(by_bit),
        term_bits=or_all(1 << b for b in by_bit),
        categories=_read_categories(),
        dimensions=_read_dimensions(),
        vocabulary=sets.vocabulary(),
        light=sets.light,
    )


def _read_categories() -> list[Category]:
    return [
        Category(r["category"], r["dimension"], tuple(r["cues_zh"].split(";")))
        for r in read_table("categories")
    ]


def _read_dimensions() -> dict[str, tuple[str, ...]]:
    rows = read_table("indicator_dimensions")
    return {row["indicator_id"]: tuple(row["dimensions"].split()) for row in rows}


def _read_terms(sets: WordSets, indicators: dict[str, Indicator]) -> list[_Row]:
    """The terms of the catalogue: indicator, groups of sets, sets allowed, sets that block."""

    def alternatives(cell: str) -> list[list[str]]:
        return [[sets.literal(t) for t in group.split("|")] for group in cell.split()]

    rows: list[_Row] = []
    for row in read_table("indicator_terms"):
        if row["indicator_id"] in indicators:
            groups = alternatives(row["requires"])
            allows = [t for group in alternatives(row["allows"]) for t in group]
            blocks = [t for group in alternatives(row["blocks"]) for t in group]
            rows.append((row["indicator_id"], groups, allows, blocks))
    covered = {r[0] for r in rows}
    for row in read_table("indicators"):  # a new indicator works from its name and aliases alone
        if row["indicator_id"] not in covered:
            names = [row["name_zh"].removesuffix("数"), *row["aliases_zh"].split(";")]
            rows.append((row["indicator_id"], [[sets.literal(n) for n in names if n]], [], []))
    return rows


def _compile_term(
    indicator: Indicator,
    row: _Row,
    bits: dict[str, int],
    of_kind: dict[str, int],
    automaton: ahocorasick.Automaton,
) -> Term:
    _, groups, allows, blocks = row

    def mask(names: list[str]) -> int:
        return or_all(1 << bits[n] for n in names)

    masks = tuple(mask(g) for g in groups)
    required, topic, weak = or_all(masks), of_kind["topic"], of_kind["weak"]
    strong = topic | of_kind["word"] | weak | of_kind["foreign"]
    literals = [name[1:] for group in groups for name in group if name.startswith("=")]
    said_inside = or_all(automaton.get(word)[1] for word in literals)
    if not required & topic:
        strong |= required
    return Term(
        indicator=indicator,
        groups=masks,
        further_groups=masks[1:],
        topic_groups=tuple(m for m in masks if m & (topic | weak)) or masks[:1],
        explained=required | mask(allows) | said_inside,
        blocked=mask(blocks),
        strong=strong,
        longest=max(map(len, literals), default=0),
    )

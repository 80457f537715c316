"""The knowledge of the extraction, read once from `seeds/reference`, compiled into bit masks.

Belongs here: loading CSV tables into the shapes the stages need. Does not belong here: rules about text.

A *word set* is a bit; a surface word found in the text carries the bits of all sets it belongs to, those of
the words inside it included (低保对象 also says 低保). A *term* is one way an indicator is named: groups of
sets that must all be present, sets it may contain besides, sets that exclude it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import ahocorasick

REFERENCE = Path(__file__).resolve().parents[2] / "seeds" / "reference"
PSEUDO_SETS = ("@monthly", "@per1000", "@per10000", "@per100hh")
OPAQUE = ("opaque",)  # words that do not mean what the words inside them mean (特困家庭)
PLACE_HEAD = "@place"  # a bare 乡镇, 社区 or 村 right before its number counts as a topic


# start, end, sets named by the word or by words inside it, sets named by the whole word
Hit = tuple[int, int, int, int]


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `seeds/reference/<name>.csv`."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


MEASURE_WORDS: dict[str, tuple[str, ...]] = {r["word_zh"]: tuple(r["units"].split()) for r in read_table("measure_words")}


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
    """One way to name an indicator; masks over word sets."""

    indicator: Indicator
    groups: tuple[int, ...]
    topic_groups: tuple[int, ...]
    explained: int
    blocked: int
    strong: int


@dataclass(frozen=True, slots=True)
class Category:
    """One part of a breakdown and the words that name it."""

    code: str
    dimension: str
    cues: tuple[str, ...]


@dataclass(slots=True)
class Lexicon:
    """Everything compiled; see `load`."""

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
    indicators: dict[str, Indicator]
    categories: list[Category]
    dimensions: dict[str, tuple[str, ...]]
    names: list[str] = field(default_factory=list)
    vocabulary: frozenset[str] = frozenset()

    def mask(self, *names: str) -> int:
        """The mask of some word sets by name."""
        out = 0
        for name in names:
            out |= 1 << self.bits[name]
        return out

    def unknown(self, text: str) -> int:
        """How many Chinese characters of `text` lie in no word of the lexicon, function words included."""
        covered = 0
        for end, length in self.known_words.iter_long(text):
            covered += sum(1 for c in text[end + 1 - length : end + 1] if "一" <= c <= "鿿")
        return sum(1 for c in text if "一" <= c <= "鿿") - covered

    def hits(self, text: str) -> list[Hit]:
        """The words of the lexicon in `text` that lie in no longer one, in order; they may overlap."""
        out: list[Hit] = []
        last = -1
        for end, (length, mask, own) in self.automaton.iter(text):
            if end == last:
                continue  # the longest word of an end comes first
            last, start = end, end + 1 - length
            while out and out[-1][0] >= start:
                out.pop()
            out.append((start, end + 1, mask, own))
        return out


def _collect_sets(kinds: dict[str, str], words: dict[str, set[str]]) -> None:
    for row in read_table("word_sets"):
        kinds[row["set"]] = row["kind"]
        words[row["set"]].update(w for w in row["words_zh"].split(";") if w)


def _literal(token: str, kinds: dict[str, str], words: dict[str, set[str]]) -> str:
    """A word written into a term instead of a set's name becomes a set of its own."""
    if token.startswith("@") or token in kinds:
        return token
    name = f"={token}"
    kinds.setdefault(name, "word")
    words[name].add(token)
    return name


def _compile_surfaces(bits: dict[str, int], words: dict[str, set[str]], residence: int, literal: int) -> ahocorasick.Automaton:
    """The automaton of all words. A word says what the words inside it say, but not their residence (农村留守儿童)."""
    own: dict[str, int] = defaultdict(int)
    for name, members in words.items():
        for w in members:
            own[w] |= 1 << bits[name]
    opaque = _or_all(1 << bits[n] for n in OPAQUE if n in bits)
    inner = ahocorasick.Automaton()
    for w, mask in own.items():
        inner.add_word(w, mask)
    inner.make_automaton()
    out = ahocorasick.Automaton()
    generic = 1 << bits["generic"]
    for w, mask in own.items():
        if mask == generic:
            continue
        within = 0 if mask & opaque else _or_all(m for _, m in inner.iter(w))
        if mask & ~literal:
            within &= ~residence | mask
        out.add_word(w, (len(w), mask | within, mask if mask & ~literal else mask | within))
    out.make_automaton()
    return out


def _or_all(masks) -> int:
    out = 0
    for m in masks:
        out |= m
    return out


def _read_terms(
    kinds: dict[str, str], words: dict[str, set[str]], indicators: dict[str, Indicator]
) -> list[tuple[str, list[list[str]], list[str], list[str]]]:
    rows = []
    for row in read_table("indicator_terms"):
        if row["indicator_id"] not in indicators:
            continue
        groups = [[_literal(t, kinds, words) for t in g.split("|")] for g in row["requires"].split()]
        allows = [_literal(t, kinds, words) for g in row["allows"].split() for t in g.split("|")]
        blocks = [_literal(t, kinds, words) for g in row["blocks"].split() for t in g.split("|")]
        rows.append((row["indicator_id"], groups, allows, blocks))
    covered = {r[0] for r in rows}
    for row in read_table("indicators"):  # a new indicator works from its name and aliases alone
        if row["indicator_id"] not in covered:
            names = [row["name_zh"].removesuffix("数"), *row["aliases_zh"].split(";")]
            rows.append((row["indicator_id"], [[_literal(n, kinds, words) for n in names if n]], [], []))
    return rows


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read and compile all tables; about 50 ms, once per process."""
    kinds: dict[str, str] = {}
    words: dict[str, set[str]] = defaultdict(set)
    _collect_sets(kinds, words)
    indicators = {
        r["indicator_id"]: Indicator(r["indicator_id"], r["domain"], r["name_zh"], r["kind"], r["unit"])
        for r in read_table("indicators")
    }
    rows = _read_terms(kinds, words, indicators)
    names = [*kinds, *PSEUDO_SETS, PLACE_HEAD]
    bits = {name: i for i, name in enumerate(names)}
    of_kind = {k: _or_all(1 << bits[n] for n, kind in kinds.items() if kind == k) for k in ("topic", "holder", "foreign", "weak", "word", "metric", "verb", "res")}
    topic = of_kind["topic"] | 1 << bits[PLACE_HEAD]
    terms, by_bit = [], defaultdict(list)
    for indicator_id, groups, allows, blocks in rows:
        masks = tuple(_or_all(1 << bits[n] for n in g) for g in groups)
        anchors = tuple(m for m in masks if m & (topic | of_kind["weak"])) or masks[:1]
        explained = _or_all(masks) | _or_all(1 << bits[n] for n in allows)
        strong = topic | of_kind["word"] | of_kind["weak"] | of_kind["foreign"] | (_or_all(masks) & ~topic if not any(m & topic for m in masks) else 0)
        blocked = _or_all(1 << bits[n] for n in blocks)
        terms.append(Term(indicators[indicator_id], masks, anchors, explained, blocked, strong))
        for name in groups[0]:
            by_bit[bits[name]].append(len(terms) - 1)
    known_words = ahocorasick.Automaton()
    for w in set().union(*words.values()):
        known_words.add_word(w, len(w))
    known_words.make_automaton()
    automaton = _compile_surfaces(bits, words, of_kind["res"], of_kind["word"])
    categories = [Category(r["category"], r["dimension"], tuple(r["cues_zh"].split(";"))) for r in read_table("categories")]
    dimensions = {r["indicator_id"]: tuple(r["dimensions"].split()) for r in read_table("indicator_dimensions")}
    return Lexicon(bits, automaton, known_words, topic, of_kind["holder"], of_kind["foreign"], of_kind["weak"], of_kind["word"], of_kind["metric"], of_kind["verb"], terms, dict(by_bit), _or_all(1 << b for b in by_bit), indicators, categories, dimensions, names, frozenset().union(*words.values()))

"""Word sets: the surface words of the lexicon and the automata that find them.

Belongs here: `seeds/reference/word_sets.csv` as bits, and what a word says by the words inside it.
Does not belong here: how indicators are named by them (`lexicon`). See the README, section "How a
document becomes a number".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import ahocorasick

from orchestration.extraction.reference import read_table

PSEUDO_SETS = ("@monthly", "@per1000", "@per10000", "@per100hh")
PLACE_HEAD = "@place"  # a bare 乡镇, 社区 or 村 right before its number counts as a topic
_OPAQUE = "opaque"  # words that do not mean what the words inside them mean (特困家庭)
_GENERIC = "generic"
_LABEL = "label"  # words that say nothing at the ends of a label; linking does not know them
_OUTSIDE = re.compile(r"[^一-鿿]")


class WordSets:
    """All word sets by name, with the kind of each and the words that belong to it."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.words: dict[str, set[str]] = defaultdict(set)
        self.light: frozenset[str] = frozenset()
        for row in read_table("word_sets"):
            if row["kind"] == _LABEL:
                self.light = frozenset(row["words_zh"].split(";"))
                continue
            self.kinds[row["set"]] = row["kind"]
            self.words[row["set"]].update(w for w in row["words_zh"].split(";") if w)

    def literal(self, token: str) -> str:
        """A word written into a term instead of a set's name becomes a set of its own."""
        if token.startswith("@") or token in self.kinds:
            return token
        name = f"={token}"
        self.kinds.setdefault(name, "word")
        self.words[name].add(token)
        return name

    def number(self) -> dict[str, int]:
        """The bit of each set, once all literals are in."""
        return {name: i for i, name in enumerate([*self.kinds, *PSEUDO_SETS, PLACE_HEAD])}

    def mask_of_kind(self, kind: str, bits: dict[str, int]) -> int:
        """The mask of all sets of a kind."""
        return or_all(1 << bits[name] for name, k in self.kinds.items() if k == kind)

    def vocabulary(self) -> frozenset[str]:
        """Every word of every set."""
        return frozenset().union(*self.words.values())


def or_all(masks: Iterable[int]) -> int:
    """The union of masks."""
    out = 0
    for m in masks:
        out |= m
    return out


def n_chinese(text: str) -> int:
    """How many characters of `text` are Chinese."""
    return len(_OUTSIDE.sub("", text))


def compile_surfaces(sets: WordSets, bits: dict[str, int]) -> ahocorasick.Automaton:
    """The automaton of all words: word -> (length, sets it says, sets it says as a whole).

    A word says what the words inside it say, but not their residence (农村留守儿童).
    """
    own: dict[str, int] = defaultdict(int)
    for name, members in sets.words.items():
        for w in members:
            own[w] |= 1 << bits[name]
    inner = ahocorasick.Automaton()
    for w, mask in own.items():
        inner.add_word(w, mask)
    inner.make_automaton()
    residence, literal = sets.mask_of_kind("res", bits), sets.mask_of_kind("word", bits)
    opaque, generic = 1 << bits[_OPAQUE], 1 << bits[_GENERIC]
    out = ahocorasick.Automaton()
    for w, mask in own.items():
        if mask == generic:
            continue
        said = mask
        if not mask & opaque:
            said |= or_all(m for _, m in inner.iter(w))
        if mask & ~literal:
            said &= ~residence | mask
        out.add_word(w, (len(w), said, mask if mask & ~literal else said))
    out.make_automaton()
    return out


def compile_known_words(sets: WordSets) -> ahocorasick.Automaton:
    """The automaton of all words with the number of their Chinese characters."""
    out = ahocorasick.Automaton()
    for w in sets.vocabulary():
        out.add_word(w, n_chinese(w))
    out.make_automaton()
    return out

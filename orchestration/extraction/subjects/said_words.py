"""Stage 7b: the words beside a number that a candidate does not explain and that weigh for it.

Belongs here: finding them. Which words they are, and what each weighs (减免 against a count of
recipients), is learned: rows `subject,said:…` of `seeds/reference/settlement_weights.csv`. Does not
belong here: what else speaks for a candidate (`acceptance`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import ahocorasick

from orchestration.extraction.settle.choice import weights
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.lexicon import Indicator

FEATURE = "said:"
_Word = tuple[int, int, str]
"""Where a word starts and ends, and the word."""


def automaton_of(words: Iterable[str]) -> ahocorasick.Automaton:
    """What finds the longest of some words at each place."""
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def learned_words() -> ahocorasick.Automaton:
    """The words that have a weight."""
    said = (f.removeprefix(FEATURE) for f in weights("subject") if f.startswith(FEATURE))
    return automaton_of({words.partition("|")[0] for words in said})


def spans_of(r: Reading) -> tuple[tuple[int, int], ...]:
    """Where the words of a number stand: before it, and behind it."""
    m = r.mention
    return (m.conjunct or m.left, m.right)


def said_words(r: Reading, d: Discourse) -> list[_Word]:
    """The words beside a number that have a weight."""
    words = learned_words()
    found: list[_Word] = []
    if not words:
        return found
    for start, end in spans_of(r):
        if start < end:
            for at, word in words.iter_long(d.text[start:end]):
                found.append((start + at + 1 - len(word), start + at + 1, word))
    return found


def unexplained(
    said: Iterable[_Word], indicator: Indicator, r: Reading, d: Discourse
) -> Iterator[str]:
    """A feature for each word that no word of the candidate covers, by itself and by its kind."""
    own = d.lexicon.explained[indicator.indicator_id]
    hits = [hit for span in spans_of(r) for hit in d.builder.hits_in(*span) if hit[2] & own]
    for start, end, word in said:
        if not any(hit[0] < end and hit[1] > start for hit in hits):
            yield f"{FEATURE}{word}"
            yield f"{FEATURE}{word}|{indicator.kind}"

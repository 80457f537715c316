"""The words of a Chinese phrase: jieba with the catalogue's own vocabulary.

Belongs here: the tokenizer and its dictionary, generated from the reference tables (indicator
names, aliases, word sets).
Does not belong here: numbers and units, which are read from the raw text because a segmenter
splits 23,876 and merges 万张.
The dictionary takes about a second to load, so it is loaded when the first phrase needs it, not
on import.
"""

from __future__ import annotations

import importlib
import logging
from functools import lru_cache
from typing import NamedTuple

import jieba

from orchestration.extraction.subjects.lexicon import load, read_table

UNTAGGED = "x"
"""The tag of what jieba does not know: words of our tables, and signs."""
_NOUNS = frozenset(["n", "nz", "nt", "nl"])


@lru_cache(maxsize=1)
def _tokenizer() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    vocabulary = set(load().vocabulary)
    for row in read_table("indicators"):
        vocabulary.update([row["name_zh"], *row["aliases_zh"].split(";")])
    for word in sorted(vocabulary):
        if len(word) > 1:
            tokenizer.add_word(word)
    return tokenizer


def words(phrase: str) -> list[str]:
    """The words of a phrase in order; joined, they are the phrase again."""
    return list(_tokenizer().cut(phrase, HMM=False))


class Word(NamedTuple):
    """A word with where it starts in its phrase and its part of speech as jieba names it."""

    start: int
    text: str
    tag: str

    @property
    def is_noun(self) -> bool:
        """Does it name a thing (people and places by their own name left out)?"""
        return self.tag in _NOUNS and len(self.text) > 1


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    """Jieba's part of speech of each word; half a second to load, hence only when asked for."""
    posseg = importlib.import_module("jieba.posseg")
    tags: dict[str, str] = posseg.dt.word_tag_tab
    return tags


@lru_cache(maxsize=4096)
def tagged(phrase: str) -> tuple[Word, ...]:
    """The words of a phrase with their parts of speech, those of `jieba.posseg` without HMM."""
    found: list[Word] = []
    at = 0
    for word in words(phrase):
        found.append(Word(at, word, _tags().get(word, UNTAGGED)))
        at += len(word)
    return tuple(found)


@lru_cache(maxsize=4096)
def last_words(phrase: str, limit: int) -> str:
    """The longest end of a phrase, `limit` characters at most, that starts with a whole word."""
    kept: list[str] = []
    room = limit
    for word in reversed(words(phrase)):
        room -= len(word)
        if room < 0:
            break
        kept.append(word)
    return "".join(reversed(kept)) or phrase[-limit:]

"""What breaks costs its sentence, not the document.

Belongs here: finding the sentence on which a stage raises, going on without it, and keeping what
happened. Does not belong here: the stages (`document`), the table it ends in (`extracted_facts`).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from orchestration.extraction.model import Fact, Sentence, Unreadable

T = TypeVar("T")
Read = Callable[[Sequence[Sentence]], Iterator[Fact]]
MAX_BROKEN = 20
"""More broken sentences than this, and it is the rules that are broken: the document fails."""
_ROOT = Path(__file__).parent
_MAX_ERROR = 300


class BrokenSentence(Exception):  # noqa: N818 - carries a place; the error is its cause
    """Raised around an error whose sentence is known."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(f"[{sentence.start}, {sentence.end})")
        self.sentence = sentence


class Failures:
    """What could not be read in one document, by offsets into the cleaned text."""

    def __init__(self) -> None:
        self.places: list[Unreadable] = []

    def note(self, error: BaseException, start: int, end: int) -> None:
        """Keep an error with its place; the stage is the room of the code that raised."""
        self.places.append(Unreadable(_stage(error), start, end, _told(error)))

    def guard(self, build: Callable[[], T], instead: Callable[[], T], end: int) -> T:
        """The result of a stage that reads the whole document, or what stands in for it."""
        try:
            return build()
        except Exception as error:  # whatever breaks is kept and told
            self.note(error, 0, end)
            return instead()

    def drop(self, sentences: Sequence[Sentence]) -> list[Sentence]:
        """The sentences in which nothing was noted; a place inside one becomes the sentence."""
        broken = [p for p in self.places if p.char_end - p.char_start <= 1]
        kept = []
        for s in sentences:
            inside = [p for p in broken if s.start <= p.char_start < s.end] if broken else []
            for place in inside:
                place.char_start, place.char_end = s.start, s.end
            if not inside:
                kept.append(s)
        return kept


def salvage(
    read: Read, sentences: Sequence[Sentence], failures: Failures
) -> tuple[list[Fact], list[Sentence]]:
    """The facts of all sentences that can be read, and those sentences.

    Args:
        read: reads sentences in order; raises `BrokenSentence` where it knows which one broke.
        sentences: those of the document.
        failures: where each sentence that had to be left out is noted.
    """
    readable = list(sentences)
    n_broken = 0
    while True:
        try:
            return list(read(readable)), readable
        except BrokenSentence as broken:
            culprit, error = broken.sentence, broken.__cause__ or broken
        except Exception as unplaced:  # whatever breaks is kept and told
            culprit, error = _culprit(read, readable, unplaced), unplaced
        n_broken += 1
        if n_broken > MAX_BROKEN:
            raise error
        failures.note(error, culprit.start, culprit.end)
        readable = [s for s in readable if s is not culprit]


def _culprit(read: Read, sentences: Sequence[Sentence], error: Exception) -> Sentence:
    """Of sentences that cannot be read together, one that cannot be read; found by halving."""
    while len(sentences) > 1:
        half = len(sentences) // 2
        sentences = sentences[half:] if _is_readable(read, sentences[:half]) else sentences[:half]
    if not sentences or _is_readable(read, sentences):
        raise error
    return sentences[0]


def _is_readable(read: Read, sentences: Sequence[Sentence]) -> bool:
    try:
        list(read(sentences))
    except Exception:
        return False
    return True


def _stage(error: BaseException) -> str:
    """The room of `extraction` in which an error arose: discourse, subjects, …."""
    stage = "extraction"
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(_ROOT) and path.parent != _ROOT:
            stage = path.relative_to(_ROOT).parts[0]
        trace = trace.tb_next
    return stage


def _told(error: BaseException) -> str:
    trace, where = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        where = f" ({Path(code.co_filename).name}:{trace.tb_lineno}, {code.co_name})"
        trace = trace.tb_next
    return f"{type(error).__name__}: {error}"[:_MAX_ERROR] + where

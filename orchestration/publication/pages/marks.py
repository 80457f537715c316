"""Facts laid over a text: which characters each one marks, where spans overlap.

Belongs here: spans and the pieces into which they cut a text. Does not belong here: what a fact
says (see `document.py`), how a piece looks (the template). All offsets are code points into the
document's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

Fact = dict[str, Any]


class Mark(NamedTuple):
    """The characters [start, end) that show a fact, and facts that have none of their own."""

    start: int
    end: int
    fact: Fact
    others: list[Fact]


class Run(NamedTuple):
    """Text that is shown for the characters [start, end).

    Where it is longer or shorter than they are (an entity, a cell without its line breaks), it is
    never cut.
    """

    start: int
    end: int
    text: str


class Piece(NamedTuple):
    """Text to be shown: plain where `fact` is None.

    `is_first` says that the mark of the fact begins here, `is_last` that it ends here; `others` are
    the facts to be told behind it.
    """

    text: str
    fact: Fact | None = None
    is_first: bool = True
    is_last: bool = True
    others: Sequence[Fact] = ()


class Marks:
    """The marks of a document, and which of its facts have been shown so far.

    Each fact has the part of its span that no earlier one has, in the order of the text. A fact
    whose span is covered as a whole stands among the `others` of the mark that covers it, so every
    fact is told exactly once.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Lay facts, each with `id`, `text_start` and `text_end`, over a text."""
        self.told: set[str] = set()
        self._marks: list[Mark] = []
        covered = -1
        for fact in sorted(facts, key=lambda it: (it["text_start"], -it["text_end"], it["id"])):
            start = max(fact["text_start"], covered)
            if start < fact["text_end"]:
                self._marks.append(Mark(start, fact["text_end"], fact, []))
                covered = fact["text_end"]
            elif self._marks:
                self._marks[-1].others.append(fact)
        self._starts = [mark.start for mark in self._marks]
        self._ends = [mark.end for mark in self._marks]

    def cut(self, runs: Iterable[Run]) -> list[Piece]:
        """Cut runs, which are in the order of the text, where marks begin and end."""
        pieces: list[Piece] = []
        for run in runs:
            covering = self._marks[
                bisect_right(self._ends, run.start) : bisect_left(self._starts, run.end)
            ]
            if covering and len(run.text) != run.end - run.start:
                pieces.append(self._whole(run, covering))
            else:
                pieces += self._cut_run(run, covering)
        return pieces

    def _cut_run(self, run: Run, covering: list[Mark]) -> Iterator[Piece]:
        at = run.start
        for mark in covering:
            start, end = max(mark.start, run.start), min(mark.end, run.end)
            if at < start:
                yield Piece(run.text[at - run.start : start - run.start])
            text = run.text[start - run.start : end - run.start]
            yield self._piece(text, mark, mark.end <= run.end)
            at = end
        if at < run.end:
            yield Piece(run.text[at - run.start :])

    def _whole(self, run: Run, covering: list[Mark]) -> Piece:
        first, *rest = covering
        others = [fact for mark in rest for fact in (mark.fact, *mark.others)]
        joined = Mark(first.start, first.end, first.fact, [*first.others, *others])
        return self._piece(run.text, joined, True)

    def _piece(self, text: str, mark: Mark, is_last: bool) -> Piece:
        is_first = mark.fact["id"] not in self.told
        self.told.add(mark.fact["id"])
        others = [fact for fact in mark.others if fact["id"] not in self.told] if is_last else []
        self.told.update(fact["id"] for fact in others)
        return Piece(text, mark.fact, is_first, is_last, others)

"""Edits to a text that remember where every remaining character came from.

Belongs here: the map of offsets and how edits build it. Does not belong here: which edits to make
(`markup`, `wrapping`, `text`). Offsets are Unicode code points, everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Edit(NamedTuple):
    """Source characters [start, end) that become `replacement`."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Offsets:
    """The way back from an edited text to its source, as runs that were moved together."""

    runs: list[int] = field(default_factory=lambda: [0])
    sources: list[int] = field(default_factory=lambda: [0])
    replaced_until: dict[int, int] = field(default_factory=dict)

    def start(self, position: int) -> int:
        """Return the source offset where the character at `position` starts."""
        run = bisect_right(self.runs, position) - 1
        return self.sources[run] + position - self.runs[run]

    def end(self, position: int) -> int:
        """Return the source offset just after the character at `position`."""
        until = self.replaced_until.get(position)
        return self.start(position) + 1 if until is None else until


def apply_edits(source: str, edits: Iterable[Edit]) -> tuple[str, Offsets]:
    """Apply edits, which are ordered and do not overlap, and return the text with its offsets."""
    pieces: list[str] = []
    runs, sources, replaced_until = [0], [0], {}
    position = done = 0
    for start, end, replacement in edits:
        pieces.append(source[done:start])
        position += start - done
        for character in replacement:
            pieces.append(character)
            runs.append(position)
            sources.append(start)
            replaced_until[position] = end
            position += 1
        runs.append(position)
        sources.append(end)
        done = end
    pieces.append(source[done:])
    return "".join(pieces), Offsets(runs, sources, replaced_until)

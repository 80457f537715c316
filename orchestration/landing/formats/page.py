"""A page as characters and lines with their places, from a PDF or a picture.

Belongs here: the values. Does not belong here: what they come from (see `pdf_page`, `ocr`).
Places are points (72 per inch) from the lower left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character: its baseline `y`, `x0` to `x1` along it, and the height of its font."""

    character: str
    x0: float
    x1: float
    y: float
    size: float


class Rule(NamedTuple):
    """A ruled line: at `at` across, from `start` to `end` along."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """The upright content of a page; `n_unmapped` characters have no known code."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontals: list[Rule] = field(default_factory=list)
    verticals: list[Rule] = field(default_factory=list)
    has_picture: bool = False
    n_unmapped: int = 0

"""Lines of text from the characters of a page, in the order in which a reader takes them.

Belongs here: rows, gaps, columns of print. Does not belong here: paragraphs (see `pdf`), ruled
tables (see `pdf_grids`). Sizes are heights of the font, about one em.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from orchestration.landing.formats.content import join_lines
from orchestration.landing.formats.pdf_page import Glyph

# A gap of so many ems parts columns or cells; justified print has less than one.
_WIDE_GAP = 1.6
_WORD_GAP = 0.22
_COLUMN_GAP = 0.8
_SAME_LINE = 0.35
_TWICE = 0.15
_MIN_COLUMN_CHARACTERS = 9
_MIN_ROWS_WITH_GAP = 0.25
_MAX_CROSSING = 0.2
_FULL_LINES = 0.9
_MAX_DEPTH = 3


@dataclass(slots=True)
class Line:
    """A stretch of print without a wide gap; `left` and `right` are the margins of its column.

    `gaps` are those in it that could part columns: from x to x, and where in the text.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    left: float = 0.0
    right: float = 0.0
    has_gaps: bool = False
    gaps: tuple[tuple[float, float, int], ...] = ()


@dataclass(slots=True)
class Row:
    """What stands at one height: stretches from left to right, or a table (`table` counts)."""

    y: float
    stretches: list[Line] = field(default_factory=list)
    table: int | None = None

    @property
    def text(self) -> str:
        """The row as it would be printed alone."""
        return " ".join(stretch.text for stretch in self.stretches)


def find_rows(glyphs: Iterable[Glyph]) -> list[Row]:
    """Return the rows of print from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.y, glyph.x0)):
        if rows and rows[-1][0].y - glyph.y <= _SAME_LINE * min(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = [Row(row[0].y, _stretches(sorted(row, key=lambda g: g.x0))) for row in rows]
    return [row for row in found if row.stretches]


def cell_text(glyphs: Iterable[Glyph]) -> str:
    """The text of a table's cell: its rows joined, numbers kept apart."""
    return join_lines([row.text for row in find_rows(glyphs)])


def _stretches(row: Sequence[Glyph]) -> list[Line]:
    printed, blanks = _printed(row)
    gaps = [following.x0 - glyph.x1 for glyph, following in pairwise(printed)]
    usual = max(0.0, sorted(gaps)[len(gaps) // 2]) if gaps else 0.0
    found: list[Line] = []
    run, text = [printed[0]] if printed else [], printed[0].character if printed else ""
    inner: list[tuple[float, float, int]] = []
    for i, (glyph, gap) in enumerate(zip(printed[1:], gaps, strict=True), 1):
        size = max(glyph.size, run[-1].size)
        if gap > _WIDE_GAP * size:
            found.append(_line(text, run, inner))
            run, text, inner = [], "", []
        # Letter-spaced and justified print is wide everywhere; a blank is wider than that.
        elif i in blanks or gap > usual + _WORD_GAP * size:
            text += " "
            if gap > _COLUMN_GAP * size:
                inner.append((run[-1].x1, glyph.x0, len(text)))
        text += glyph.character
        run.append(glyph)
    return [*found, _line(text, run, inner)] if run else found


def _printed(row: Sequence[Glyph]) -> tuple[list[Glyph], set[int]]:
    """The characters without blanks, and before which of them a blank stands."""
    printed: list[Glyph] = []
    blanks: set[int] = set()
    for glyph in row:
        if glyph.character.isspace():
            blanks.add(len(printed))
            continue
        last = printed[-1] if printed else None
        is_twice = last and last.character == glyph.character
        # Bold that is drawn by printing twice.
        if not last or not is_twice or glyph.x0 - last.x0 >= _TWICE * glyph.size:
            printed.append(glyph)
    return printed, blanks


def _line(text: str, run: Sequence[Glyph], gaps: Sequence[tuple[float, float, int]]) -> Line:
    size = sorted(glyph.size for glyph in run)[len(run) // 2]
    return Line(text, run[0].x0, run[-1].x1, run[0].y, size, gaps=tuple(gaps))


def in_reading_order(
    rows: Sequence[Row], usual: float | None = None, depth: int = 0
) -> list[Line | int]:
    """Return lines, and the numbers of tables, column after column where there are columns.

    Args:
        rows: A page or a column, from top to bottom.
        usual: The gutter of the other pages; a page whose last column is short shows none itself.
        depth: How many columns this stands in.
    """
    gutter = find_gutter(rows) if depth < _MAX_DEPTH else None
    if gutter is None and usual is not None and _leaves_free(rows, usual):
        gutter = usual
    if gutter is None:
        return _without_columns(rows)
    found: list[Line | int] = []
    beside: list[Row] = []
    alone: list[Row] = []
    for row in rows:
        row.stretches = [part for s in row.stretches for part in _parted(s, gutter)]
        if row.table is not None or any(s.x0 < gutter < s.x1 for s in row.stretches):
            found += _columns(beside, gutter, depth)
            beside = []
            alone.append(row)
        else:
            found += _without_columns(alone)
            alone = []
            beside.append(row)
    return [*found, *_columns(beside, gutter, depth), *_without_columns(alone)]


def _parted(line: Line, gutter: float) -> list[Line]:
    """A stretch that only seems to cross the gutter, because a line before it hangs out."""
    for x0, x1, at in line.gaps:
        if x0 <= gutter <= x1:
            return [
                replace(line, text=line.text[:at].rstrip(), x1=x0, gaps=()),
                replace(line, text=line.text[at:], x0=x1, gaps=()),
            ]
    return [line]


def _columns(rows: Sequence[Row], gutter: float, depth: int) -> list[Line | int]:
    found: list[Line | int] = []
    for is_left in (True, False):
        parts = [
            Row(row.y, [s for s in row.stretches if (s.x1 <= gutter) == is_left]) for row in rows
        ]
        found += in_reading_order([row for row in parts if row.stretches], None, depth + 1)
    return found


def _leaves_free(rows: Sequence[Row], gutter: float) -> bool:
    n_crossing = sum(s.x0 < gutter < s.x1 for row in rows for s in row.stretches)
    return n_crossing <= _MAX_CROSSING * len(rows)


def find_gutter(rows: Sequence[Row]) -> float | None:
    """The middle of the strip that parts columns of prose; short stretches make a table."""
    stretches = [s for row in rows for s in row.stretches]
    if len(stretches) < 6:
        return None
    left, right = min(s.x0 for s in stretches), max(s.x1 for s in stretches)
    narrow = [s for s in stretches if s.x1 - s.x0 < 0.6 * (right - left)]
    n_narrow, n_all = sum(len(s.text) for s in narrow), sum(len(s.text) for s in stretches)
    if n_narrow < 0.5 * n_all or n_narrow < _MIN_COLUMN_CHARACTERS * len(narrow):
        return None
    gaps = [
        (one.x1, other.x0)
        for row in rows
        for one, other in pairwise(row.stretches)
        if 0.15 < ((one.x1 + other.x0) / 2 - left) / (right - left) < 0.85
    ]
    gutter, n_rows = _most_covered(gaps)
    return gutter if n_rows >= max(3, _MIN_ROWS_WITH_GAP * len(rows)) else None


def _most_covered(gaps: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """The middle of the strip in which most gaps lie, and how many do."""
    best, middle, depth = 0, 0.0, 0
    edges = sorted([*((x0, 1) for x0, _ in gaps), *((x1, -1) for _, x1 in gaps)])
    for (x, step), (following, _) in pairwise([*edges, (edges[-1][0], 0)] if edges else []):
        depth += step
        if depth > best:
            best, middle = depth, (x + following) / 2
    return middle, best


def _without_columns(rows: Sequence[Row]) -> list[Line | int]:
    lines = [_joined(row) for row in rows if row.table is None]
    if lines:
        left, right = _margins(lines)
        for line in lines:
            line.left, line.right = left, right
    following = iter(lines)
    return [row.table if row.table is not None else next(following) for row in rows]


def _joined(row: Row) -> Line:
    """A row with wide gaps as one line, tabs in the gaps: a table that no lines are ruled for."""
    first, last = row.stretches[0], row.stretches[-1]
    text = "\t".join(stretch.text for stretch in row.stretches)
    return Line(text, first.x0, last.x1, row.y, first.size, has_gaps=len(row.stretches) > 1)


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most lines begin and end at the outmost: a single one may hang out."""
    starts = sorted(line.x0 for line in lines)
    left = next((a for a, b in pairwise(starts) if b - a < 2.0), starts[0])
    ends = sorted(line.x1 for line in lines)
    return left, ends[int(_FULL_LINES * (len(ends) - 1))]

"""Tables that are ruled across only, as yearbooks and papers have them (三线表).

Belongs here: columns and rows from the print between the rules. Does not belong here: tables with
upright lines (see `pdf_grids`). Columns are the strips that no row of the body prints into, so
prose between two rules has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from orchestration.landing.formats.pdf_grids import SNAP, Box, Grid, merge_rules
from orchestration.landing.formats.pdf_page import Glyph, Page, Rule

_MIN_RULES = 3
_MIN_BODY_ROWS = 2
# Ems: what parts two columns, and what parts two words of one head.
_STRIP, _WORD = 0.6, 0.3
_SAME_ROW = 0.35


def find_open_grids(page: Page, taken: Sequence[Grid]) -> list[Grid]:
    """Return the tables between rules of one length that stand outside the grids already found."""
    free = [
        rule
        for rule in merge_rules(page.horizontals)
        if not any(grid.ys[-1] - SNAP <= rule.at <= grid.ys[0] + SNAP for grid in taken)
    ]
    grids = (_grid(rules, page.glyphs) for rules in _alike(free))
    return [grid for grid in grids if grid]


def _alike(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: -rule.at):
        for group in groups:
            first = group[0]
            if abs(first.start - rule.start) < SNAP and abs(first.end - rule.end) < SNAP:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= _MIN_RULES]


def _grid(rules: Sequence[Rule], glyphs: Sequence[Glyph]) -> Grid | None:
    top, head, bottom = rules[0].at, rules[1].at, rules[-1].at
    left, right = rules[0].start, rules[0].end
    inside = [
        glyph
        for glyph in glyphs
        if bottom < glyph.y < top
        and left - SNAP < (glyph.x0 + glyph.x1) / 2 < right + SNAP
        and not glyph.character.isspace()
    ]
    rows = _rows(inside)
    body = [row for row in rows if row[0].y < head]
    if len(body) < _MIN_BODY_ROWS:
        return None
    xs = [left, *_strips([glyph for row in body for glyph in row]), right]
    if len(xs) < 3:
        return None
    baselines = [row[0].y for row in rows]
    between = [(a + b) / 2 + 0.3 * rows[0][0].size for a, b in pairwise(baselines)]
    ys = [top, *between, bottom]
    boxes = [
        Box(n, first, 1, last - first + 1, xs[first], ys[n + 1], xs[last + 1], ys[n])
        for n, row in enumerate(rows)
        for first, last in _cells(row, xs)
    ]
    return Grid(tuple(xs), tuple(ys), tuple(boxes))


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if rows and rows[-1][0].y - glyph.y <= _SAME_ROW * glyph.size:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: glyph.x0) for row in rows]


def _strips(glyphs: Sequence[Glyph]) -> list[float]:
    """The middles of the strips between columns."""
    spans = sorted((glyph.x0, glyph.x1) for glyph in glyphs)
    width = _STRIP * sorted(glyph.size for glyph in glyphs)[len(glyphs) // 2]
    middles = []
    edge = spans[0][1]
    for x0, x1 in spans:
        if x0 - edge >= width:
            middles.append((x0 + edge) / 2)
        edge = max(edge, x1)
    return middles


def _cells(row: Sequence[Glyph], xs: Sequence[float]) -> list[tuple[int, int]]:
    """First and last column of each cell; a head without a gap at the strip spans both sides."""
    cells: list[tuple[int, int]] = []
    last: Glyph | None = None
    for glyph in row:
        middle = (glyph.x0 + glyph.x1) / 2
        column = max(0, min(sum(x <= middle for x in xs) - 1, len(xs) - 2))
        is_same = last is not None and glyph.x0 - last.x1 < _WORD * glyph.size
        if cells and (is_same or column == cells[-1][1]):
            cells[-1] = cells[-1][0], column
        else:
            cells.append((column, column))
        last = glyph
    return cells

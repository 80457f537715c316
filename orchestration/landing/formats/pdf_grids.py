"""Tables of a page by their ruled lines: which rectangles are cells, and what they span.

Belongs here: geometry. Does not belong here: what stands in the cells (see `pdf_lines`).
A grid is a set of lines that touch. Between two neighbours of it without a line there is one cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.landing.formats.pdf_page import Page, Rule

SNAP = 3.0
_MAX_LINES = 2_000
_MAX_POSITIONS = 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its place in the grid and, in points, on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table, from left to right and from top to bottom, and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[Box, ...]


def find_grids(page: Page) -> list[Grid]:
    """Return the ruled tables of a page from top to bottom; frames around text are none."""
    horizontals, verticals = merge_rules(page.horizontals), merge_rules(page.verticals)
    if len(horizontals) + len(verticals) > _MAX_LINES:
        return []
    grids = [_grid(*group) for group in _groups(horizontals, verticals)]
    return sorted((grid for grid in grids if grid), key=lambda grid: -grid.ys[0])


def merge_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Join pieces of one line; borders are drawn cell by cell."""
    merged: list[Rule] = []
    for line in _cluster(sorted(rules)):
        at = sum(rule.at for rule in line) / len(line)
        for rule in sorted(line, key=lambda rule: rule.start):
            last = merged[-1] if merged else None
            if last and last.at == at and rule.start <= last.end + SNAP:
                merged[-1] = Rule(at, last.start, max(last.end, rule.end))
            else:
                merged.append(Rule(at, rule.start, rule.end))
    return merged


def _cluster(rules: Sequence[Rule]) -> list[list[Rule]]:
    clusters: list[list[Rule]] = []
    for rule in rules:
        if clusters and rule.at - clusters[-1][0].at <= SNAP:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def _groups(
    horizontals: Sequence[Rule], verticals: Sequence[Rule]
) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that touch, directly or through others."""
    parent = list(range(len(horizontals) + len(verticals)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, across in enumerate(horizontals):
        for j, down in enumerate(verticals):
            if _covers(across, down.at) and _covers(down, across.at):
                parent[root(i)] = root(len(horizontals) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*horizontals, *verticals]):
        group = groups.setdefault(root(i), ([], []))
        group[i >= len(horizontals)].append(rule)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _covers(rule: Rule, at: float) -> bool:
    return rule.start - SNAP <= at <= rule.end + SNAP


def _grid(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> Grid | None:
    verticals = [*verticals, *_open_sides(horizontals, verticals)]
    xs = _positions(verticals)
    ys = _positions(horizontals)[::-1]
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    if n_columns < 2 or n_rows < 1 or n_rows * n_columns > _MAX_POSITIONS:
        return None
    boxes = _boxes(xs, ys, horizontals, verticals)
    return Grid(tuple(xs), tuple(ys), tuple(boxes)) if len(boxes) > 1 else None


def _open_sides(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[Rule]:
    """Tables are often left open at both sides: their lines run on past the last upright one."""
    bottom, top = min(rule.at for rule in horizontals), max(rule.at for rule in horizontals)
    left, right = min(rule.start for rule in horizontals), max(rule.end for rule in horizontals)
    inner_left, inner_right = min(r.at for r in verticals), max(r.at for r in verticals)
    sides = []
    if left < inner_left - 4 * SNAP:
        sides.append(Rule(left, bottom, top))
    if right > inner_right + 4 * SNAP:
        sides.append(Rule(right, bottom, top))
    return sides


def _positions(rules: Sequence[Rule]) -> list[float]:
    positions: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not positions or at - positions[-1] > SNAP:
            positions.append(at)
    return positions


def _boxes(
    xs: Sequence[float], ys: Sequence[float], horizontals: Sequence[Rule], verticals: Sequence[Rule]
) -> list[Box]:
    """Each cell once, as wide and high as no line divides it."""
    n_rows, n_columns = len(ys) - 1, len(xs) - 1

    def is_divided(rules: Sequence[Rule], at: float, middle: float) -> bool:
        return any(abs(rule.at - at) <= SNAP and rule.start < middle < rule.end for rule in rules)

    taken: set[tuple[int, int]] = set()
    boxes = []
    for row in range(n_rows):
        for column in range(n_columns):
            if (row, column) in taken:
                continue
            middle = (ys[row] + ys[row + 1]) / 2
            right = column + 1
            while right < n_columns and not is_divided(verticals, xs[right], middle):
                right += 1
            middle = (xs[column] + xs[column + 1]) / 2
            down = row + 1
            while down < n_rows and not is_divided(horizontals, ys[down], middle):
                down += 1
            taken |= {(r, c) for r in range(row, down) for c in range(column, right)}
            edges = xs[column], ys[down], xs[right], ys[row]
            boxes.append(Box(row, column, down - row, right - column, *edges))
    return boxes

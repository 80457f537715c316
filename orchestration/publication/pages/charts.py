"""The geometry of small charts, which templates draw as SVG.

Belongs here: where points, bars and steps of colour lie. Does not belong here: colours and strokes
(`static/style.css`), words (templates). SVG drawn at publication needs no script in the page and
nothing inline, so pages keep a strict policy; docs/pages.md compares with chart libraries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from statistics import quantiles

N_STEPS = 5
SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 120, 28, 4
LINE_WIDTH, LINE_HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 74, 16, 14, 30
N_TICKS, N_BARS = 4, 12


@dataclass(frozen=True, slots=True)
class Point:
    """A value at its place in the picture; x and y in units of its view box."""

    x: float
    y: float
    label: object
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """Points, runs of neighbouring ones as paths, and the ticks of both axes."""

    points: list[Point]
    paths: list[str]
    x_ticks: list[tuple[float, object]]
    y_ticks: list[tuple[float, float]]


def spark(years: Sequence[int], values: Sequence[float]) -> Line:
    """A line without axes, 120 by 28; a year that is missing interrupts it."""
    box = (SPARK_MARGIN, SPARK_WIDTH - SPARK_MARGIN, SPARK_MARGIN, SPARK_HEIGHT - SPARK_MARGIN)
    return _line(years, values, box, min(values), max(values))


def line(years: Sequence[int], values: Sequence[float]) -> Line:
    """A line with axes, 640 by 240, from zero."""
    top = _nice(max(*values, 0)) or 1.0
    box = (LEFT, LINE_WIDTH - RIGHT, TOP, LINE_HEIGHT - BOTTOM)
    drawn = _line(years, values, box, min(*values, 0), top)
    step = top / N_TICKS
    ticks = [
        (round(box[3] - (box[3] - box[2]) * k / N_TICKS, 1), step * k) for k in range(N_TICKS + 1)
    ]
    return Line(drawn.points, drawn.paths, drawn.x_ticks, ticks)


def _line(
    years: Sequence[int],
    values: Sequence[float],
    box: tuple[float, float, float, float],
    low: float,
    high: float,
) -> Line:
    left, right, top, bottom = box
    first, n_years = years[0], max(years[-1] - years[0], 1)
    spread = (high - low) or 1.0
    points = []
    for year, value in zip(years, values, strict=True):
        along = (year - first) / n_years if len(years) > 1 else 0.5
        x = left + (right - left) * along
        y = bottom - (bottom - top) * (value - low) / spread if high > low else (top + bottom) / 2
        points.append(Point(round(x, 1), round(y, 1), year, value))
    paths, run = [], points[:1]
    for before, point in pairwise(points):
        if point.label - before.label == 1:  # type: ignore[operator]
            run.append(point)
        else:
            paths.append(run)
            run = [point]
    paths.append(run)
    every = max(1, len(points) // 10)
    return Line(
        points,
        ["M" + "L".join(f"{it.x} {it.y}" for it in run) for run in paths if len(run) > 1],
        [(it.x, it.label) for it in points[::every]],
        [],
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: how many values lie in [low, high)."""

    x: float
    y: float
    width: float
    height: float
    low: float
    high: float
    count: int


def histogram(values: Sequence[float]) -> list[Bar]:
    """Bars over the spread of the values, 640 by 240; none for fewer than two different ones."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if high <= low:
        return []
    width = (high - low) / N_BARS
    counts = [0] * N_BARS
    for value in values:
        counts[min(int((value - low) / width), N_BARS - 1)] += 1
    across, tall = (LINE_WIDTH - LEFT - RIGHT) / N_BARS, LINE_HEIGHT - TOP - BOTTOM
    return [
        Bar(
            round(LEFT + across * k, 1),
            round(TOP + tall * (1 - count / max(counts)), 1),
            round(across - 2, 1),
            round(tall * count / max(counts), 1),
            low + width * k,
            low + width * (k + 1),
            count,
        )
        for k, count in enumerate(counts)
    ]


def borders(values: Sequence[float]) -> list[float]:
    """The four values that part others into five steps of colour of about the same number."""
    if len(set(values)) < N_STEPS:
        return sorted(set(values))[1:]
    return sorted(set(quantiles(values, n=N_STEPS)))


def step(value: float, between: Sequence[float]) -> int:
    """The step of colour of a value, 1 to 5."""
    return 1 + bisect_right(between, value)


def share_step(share: float) -> int:
    """The step of colour of a share of one: 0 for none, 1 to 5."""
    return 0 if share <= 0 else min(N_STEPS, 1 + floor(share * N_STEPS))


def _nice(value: float) -> float:
    """The next number above that reads well: 1, 2, 2.5, 4, 5 or 8 times a power of ten."""
    if value <= 0:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next((power * it for it in (1, 2, 2.5, 4, 5, 8) if power * it >= value), power * 10)

"""The tables of a plain text: lines parted by pipes, by tabs or by columns of blanks.

Belongs here: which lines make a table and where their cells are. Does not belong here: whether a
grid is a table to be read (`shape`), one cell per line (`listed_cells`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import compact
from orchestration.extraction.tables.stacked_cells import Line, is_stacked, stacked_table
from orchestration.extraction.tables.values import read_unit

_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[\s|:+=_—-]*[-=—]{2,}[\s|:+=_—-]*")
_PIPE, _TAB = re.compile(r"\|"), re.compile(r"\t")
_BLANKS = re.compile(r"(?:(?<=\S)| )(?: {2,}|\u3000+ *| +\u3000+)(?=\S)")
_PROSE = re.compile(r"[。;；!?！？]\s*$")
_LEAST_ROWS, _LEAST_ALIGNED, _HEAD_ROWS = 2, 3, 3
_LONGEST_LINE, _LONGEST_CELL = 4000, 60
_MOST_GAPS = 1
"""Blank lines that may stand between two rows."""
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)")
SURE, ALIGNED = 1.0, 0.93
_Piece = tuple[int, int, str]
"""Where a cell starts and ends, and its text."""


class Found(NamedTuple):
    """A table with how sure it is that its cells are where they seem."""

    table: Table
    sureness: float


def lines_of(text: str) -> list[Line]:
    """The lines of a text."""
    found, start = [], 0
    for line in text.split("\n"):
        found.append(Line(start, start + len(line), line.rstrip("\r")))
        start += len(line) + 1
    return found


def find_plain_tables(lines: list[Line]) -> list[Found]:
    """The tables by pipes, tabs and aligned blanks, in order."""
    pipes = (Found(t, SURE) for run in _runs(lines, "|") for t in _piped(run))
    tabs = (Found(t, SURE) for run in _runs(lines, "\t") for t in _table(run, _TAB, _LEAST_ROWS))
    blanks = (Found(t, ALIGNED) for run in _runs(lines, "  ") for t in _aligned(run))
    return sorted(chain(pipes, tabs, blanks), key=lambda found: found.table.start)


def _runs(lines: list[Line], sign: str) -> Iterator[list[Line]]:
    """Stretches of lines that each hold a sign (two blanks stand for any wide ones)."""
    run: list[Line] = []
    gaps = 0
    for line in lines:
        if len(line.text) <= _LONGEST_LINE and _holds(line.text, sign):
            run.append(line)
            gaps = 0
        elif run and not line.text.strip() and gaps < _MOST_GAPS:
            gaps += 1
        else:
            if run:
                yield run
            run, gaps = [], 0
    if run:
        yield run


def _holds(text: str, sign: str) -> bool:
    if sign == "  ":
        if "|" in text or "\t" in text or _PROSE.search(text):
            return False
        return _BLANKS.search(text.strip()) is not None
    return sign in text and (sign == "|" or "|" not in text)


def _piped(run: list[Line]) -> Iterator[Table]:
    """Tables by pipes: a row per line, or a cell per line with rows that begin with a pipe."""
    if is_stacked(line.text for line in run):
        yield from stacked_table(run)
    else:
        yield from _table(run, _PIPE, _LEAST_ROWS)


def _table(run: list[Line], sign: re.Pattern[str], least: int) -> Iterator[Table]:
    rows = [_cells(line, sign) for line in run if not _RULE.fullmatch(line.text)]
    rows = _mended(_whole_rows(rows)) if sign is _PIPE else rows
    for part in _parted(rows):
        if len(part) < least or max(map(len, part)) < 2:
            continue
        squares = [
            Cell(i, j, text, start, end)
            for i, row in enumerate(part)
            for j, (start, end, text) in enumerate(row)
        ]
        start = run[0].start if part[0] is rows[0] else part[0][0][0]
        end = run[-1].end if part[-1] is rows[-1] else part[-1][-1][1]
        yield Table(start, end, tuple(squares))


def _parted(rows: list[list[_Piece]]) -> Iterator[list[list[_Piece]]]:
    """Rows up to where their head comes again, with the captions that stand above it."""
    said = [[compact(text) for *_, text in row] for row in rows]
    filled = [sum(map(bool, row)) for row in said]
    head = next((i for i, n in enumerate(filled) if n > 1), len(rows))
    first = 0
    for i in range(head + 2, len(rows)):
        if said[i] == said[head] and not any(map(_DIGIT.search, said[i])):
            start = i
            while start > head + 1 and filled[start - 1] == 1:
                start -= 1
            yield rows[first:start]
            first = start
    yield rows[first:]


def _whole_rows(rows: list[list[_Piece]]) -> list[list[_Piece]]:
    """Rows that a break inside a cell has cut in two: the head says how wide they are.

    Of what is missing between a row's beginning and its end nothing is known: it stays empty.
    """
    said = [[compact(text) for *_, text in row] for row in rows]
    heads = [row for row in said[:_HEAD_ROWS] if len(row) > 2 and all(row)]
    width = len(heads[0]) if heads else 0
    whole: list[list[_Piece]] = []
    is_open = False
    for row, words in zip(rows, said, strict=True):
        before = whole[-1] if whole else []
        fits = is_open and len(before) + len(row) <= width and _DIGIT.match(words[0])
        if fits:
            at = before[-1][1]
            gap = [(at, at, "")] * (width - len(before) - len(row))
            whole[-1] = [*before, *gap, *row]
            is_open = False
            continue
        whole.append(row)
        is_open = 0 < len(row) < width - 1 and all(words) and not _DIGIT.match(words[0])
    return whole


def _mended(rows: list[list[_Piece]]) -> list[list[_Piece]]:
    """Rows whose name stands on a line of its own before its unit and value.

    Such a name may hold the next heads too: 离婚登记 七、社会组织 | stands before 对 | 4621.
    """
    mended: list[list[_Piece]] = []
    for row in rows:
        said = [text.strip() for *_, text in row]
        names = [cell for cell in mended[-1] if cell[2].strip()] if mended else []
        is_torn = len(names) == 1 and len(said) > 1 and read_unit(compact(said[0])) is not None
        if not is_torn:
            mended.append(row)
            continue
        first, *others = _names(names[0])
        mended[-1] = [first, *row]
        mended += [[name] for name in others]
    return mended


def _names(cell: _Piece) -> list[_Piece]:
    """The names that a cell holds, where a later one is numbered; else the cell itself."""
    words = list(re.finditer(r"\S+", cell[2]))
    if not any(_NUMBERED.match(word[0]) for word in words[1:]):
        return [cell]
    return [(cell[0] + w.start(), cell[0] + w.end(), w[0]) for w in words]


def _cells(line: Line, sign: re.Pattern[str]) -> list[_Piece]:
    """The cells of a line; pipes at both of its ends frame it."""
    start, end = 0, len(line.text)
    if sign is _PIPE:
        start += len(line.text) - len(line.text.lstrip())
        end -= len(line.text) - len(line.text.rstrip())
        start += line.text.startswith("|", start)
        end -= end > start and line.text.endswith("|", start, end)
    found, at = [], start
    for match in sign.finditer(line.text, start, end):
        found.append((line.start + at, line.start + match.start(), line.text[at : match.start()]))
        at = match.end()
    found.append((line.start + at, line.start + end, line.text[at:end]))
    return found


def _aligned(run: list[Line]) -> Iterator[Table]:
    """Lines parted by wide blanks into the same number of short cells, most of their last numbers.

    What stands above them with a single cell is no part of it.
    """
    rows = [_pieces(line) for line in run]
    width, n = Counter(map(len, rows)).most_common(1)[0]
    is_even = n == len(rows) and width > 1 and len(rows) >= _LEAST_ALIGNED
    if not is_even or any(len(text) > _LONGEST_CELL for row in rows for *_, text in row):
        return
    n_numbers = sum(bool(re.search(r"\d", row[-1][2])) for row in rows[1:])
    if 2 * n_numbers < len(rows) - 1:
        return
    squares = [
        Cell(i, j, text, start, end)
        for i, row in enumerate(rows)
        for j, (start, end, text) in enumerate(row)
    ]
    yield Table(run[0].start, run[-1].end, tuple(squares))


def _pieces(line: Line) -> list[_Piece]:
    text = line.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    found, at = [], start
    for match in _BLANKS.finditer(text, start, end):
        found.append((line.start + at, line.start + match.start(), text[at : match.start()]))
        at = match.end()
    found.append((line.start + at, line.start + end, text[at:end]))
    if found:
        first = found[0]
        found[0] = (line.start, first[1], text[: first[1] - line.start])  # keeps the indent
    return found

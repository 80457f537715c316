"""Tables whose cells stand one per line, with or without a pipe behind each.

Belongs here: lines that follow a head of words that the table of heads knows. Does not belong
here: several cells on a line (`plain_tables`, `printed_rows`). Where the cells can't be told for
certain nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import compact, is_blank, read_head, says
from orchestration.extraction.tables.plain_tables import Found, Line
from orchestration.extraction.tables.values import read_unit, read_value

_CODE = re.compile(r"[A-Z]{2,5}\d{6,14}")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d年?")
_ORDINAL = re.compile(r"[甲乙丙丁]|\d{1,2}")
_LEAST_ROWS, _LONGEST_NAME, _LONGEST_HEAD, _MOST_HEADS = 3, 40, 12, 12
_LEAST_FIT, _LONGEST_READ, _MOST_EMPTY = 0.97, 80, 6
LISTED = 0.93


class _Said(NamedTuple):
    """A line with its compacted words, the pipe behind them left out."""

    line: Line
    text: str
    said: str


def find_listed_tables(lines: list[Line]) -> list[Found]:
    """The tables with one cell per line."""
    return [*_piped(lines), *_bare(lines)]


# -- each cell ends in a pipe, blank ones too ---------------------------------------------------


def _piped(lines: list[Line]) -> Iterator[Found]:
    """A run of lines with one cell each; blank cells are there, so that rows have one length."""
    run: list[_Said] = []
    for line in lines:
        text = line.text.strip()
        if text.endswith("|") and text.count("|") == 1:
            run.append(_said(line, text[:-1]))
            continue
        yield from _reshaped(run)
        run = []
    yield from _reshaped(run)


def _said(line: Line, text: str) -> _Said:
    return _Said(line, text, compact(text[:_LONGEST_READ]))


def _reshaped(run: list[_Said]) -> Iterator[Found]:
    at = next((i for i, s in enumerate(run) if says("column", s.said) == "name"), None)
    if at is None:
        return
    cells = run[at:]
    for width in range(2, _MOST_HEADS + 1):
        n_rows = len(cells) // width
        if n_rows > _LEAST_ROWS and _fits(cells, width):
            rows = [list(enumerate(cells[i : i + width])) for i in range(0, n_rows * width, width)]
            yield Found(_table(rows), LISTED)
            return


def _fits(cells: Sequence[_Said], width: int) -> bool:
    """Does each row of this width hold a name, and units, codes and numbers in their place?"""
    kinds = [says("column", c.said) for c in cells[:width]]
    if kinds[0] != "name" or kinds.count("name") > 1 or _is_number(cells[width - 1].said):
        return False
    rows = [cells[i : i + width] for i in range(width, len(cells) - width + 1, width)]
    rows = [row for row in rows if not all(_ORDINAL.fullmatch(c.said) for c in row)]
    n_right = sum(_is_row([c.said for c in row], kinds) for row in rows)
    n_filled = sum(any(_is_number(c.said) for c in row) for row in rows)
    return n_right >= _LEAST_FIT * len(rows) and n_filled > 1


def _is_row(said: list[str], kinds: list[str | None]) -> bool:
    if not said[0] or _is_number(said[0]) or read_unit(said[0]) is not None:
        return False
    fits = {
        "unit": lambda s: is_blank(s) or read_unit(s) is not None,
        "code": lambda s: is_blank(s) or _CODE.fullmatch(s) is not None,
    }
    others = zip(said[1:], kinds[1:], strict=True)
    return all(fits.get(kind or "", _is_number_or_blank)(s) for s, kind in others)


def _is_number(said: str) -> bool:
    return read_value(said) is not None


def _is_number_or_blank(said: str) -> bool:
    return is_blank(said) or _is_number(said)


# -- cells without any sign, blank ones left out ------------------------------------------------


def _bare(lines: list[Line]) -> Iterator[Found]:
    filled = [_said(line, line.text) for line in lines if line.text.strip()]
    at = 0
    while at < len(filled):
        kinds = _heads(filled, at)
        if kinds:
            rows, end = _rows(filled, at + len(kinds), kinds)
            if sum(len(row) > 1 for row in rows) >= _LEAST_ROWS - ("unit" not in kinds):
                heads = list(enumerate(filled[at : at + len(kinds)]))
                yield Found(_table([heads, *rows]), LISTED)
                at = end
                continue
        at += 1


def _heads(lines: list[_Said], at: int) -> list[str]:
    """The kinds of the columns that lines from here on head: a name, a unit, then values.

    Without a unit the values are years, at least two.
    """
    if len(lines[at].said) > _LONGEST_HEAD or says("column", lines[at].said) != "name":
        return []
    kinds = ["name"]
    for line in lines[at + 1 : at + _MOST_HEADS]:
        kind = says("column", line.said)
        if kind in {"unit", "code"} and "value" not in kinds:
            kinds.append(kind)
        elif _heads_values(line.said):
            kinds.append("value")
        else:
            break
    is_headed = "unit" in kinds and kinds[-1] == "value"
    years = [s for s in lines[at + 1 : at + len(kinds)] if _YEAR.fullmatch(s.said)]
    return kinds if is_headed or len(years) == len(kinds) - 1 > 1 else []


def _heads_values(said: str) -> bool:
    if _YEAR.fullmatch(said):
        return True
    return not read_head(said).words and read_value(said) is None and read_unit(said) is None


def _rows(
    lines: list[_Said], at: int, kinds: list[str]
) -> tuple[list[list[tuple[int, _Said]]], int]:
    """Rows of a name, its unit and values, each on a line; the first that does not fit ends them.

    A name without a unit heads others. Fewer values than heads leave open which are missing: such
    a row keeps none.
    """
    first, n_values = kinds.index("value"), kinds.count("value")
    unit = kinds.index("unit") if "unit" in kinds else None
    rows: list[list[tuple[int, _Said]]] = []
    n_empty = 0
    while at < len(lines):
        name = lines[at]
        is_name = len(name.said) <= _LONGEST_NAME and not _is_number(name.said)
        if not is_name or read_unit(name.said) is not None or says("note", name.said) is not None:
            break
        row, end = [(0, name)], at + 1
        if unit is not None and end < len(lines) and read_unit(lines[end].said) is not None:
            row.append((unit, lines[end]))
            end += 1
        values = []
        while end < len(lines) and _is_number(lines[end].said):
            values.append(lines[end])
            end += 1
        if len(values) > n_values or (values and unit is not None and len(row) == 1):
            break
        if len(values) == n_values:
            row += [(first + i, value) for i, value in enumerate(values)]
        n_empty = 0 if len(row) > 1 else n_empty + 1
        if n_empty > (_MOST_EMPTY if unit is not None else 1):
            break  # so many names without a value: the table is over
        rows.append(row)
        at = end
    while rows and len(rows[-1]) == 1:
        rows.pop()
    return rows, at


def _table(rows: list[list[tuple[int, _Said]]]) -> Table:
    cells = [
        Cell(n, column, said.text, said.line.start, said.line.start + len(said.line.text))
        for n, row in enumerate(rows)
        for column, said in row
    ]
    return Table(cells[0].start, cells[-1].end, tuple(cells))

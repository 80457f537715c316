"""Tables whose cells stand one per line, or run together behind official codes.

Belongs here: lines that follow a head of words that the tables of heads know. Does not belong
here: tables with a sign between cells (`plain_tables`). Where the cells can't be told for certain
nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import compact, read_head, says
from orchestration.extraction.tables.plain_tables import Found, Line
from orchestration.extraction.tables.values import read_unit, read_value

_CODED = re.compile(
    r"^(?P<name>[ \t\u3000]*\S.{0,60}?)[ \t\u3000]+(?:(?P<unit>\S{1,8})[ \t\u3000]+)?"
    r"(?P<code>[A-Z]{2,5}\d{6,14})(?P<values>(?:[ \t\u3000]+[-+]?[\d,.]+)*)[ \t\u3000]*$"
)
_VALUE = re.compile(r"[-+]?[\d,.]+")
_LEAST_CODED, _LEAST_LISTED, _LONGEST_NAME = 2, 3, 40
_MOST_HEADS = 12
CODED, LISTED = 0.95, 0.93


def find_listed_tables(lines: list[Line]) -> list[Found]:
    """The tables with one cell per line and those behind codes."""
    return [*_coded_tables(lines), *_listed_tables(lines)]


def _coded_tables(lines: list[Line]) -> Iterator[Found]:
    run: list[tuple[Line, re.Match[str]]] = []
    head: Line | None = None
    last: Line | None = None
    for line in lines:
        match = _CODED.match(line.text) if len(line.text) < 200 else None
        if match is not None:
            if not run:
                head = last
            run.append((line, match))
        elif run and line.text.strip():
            yield from _coded(run, head)
            run = []
        if line.text.strip() and not re.fullmatch(r"[\s\d甲乙丙丁]+", line.text):
            last = line
    if run:
        yield from _coded(run, head)


def _coded(run: list[tuple[Line, re.Match[str]]], head: Line | None) -> Iterator[Found]:
    """Rows of name, unit, code and values; the head line names the values where it can be read."""
    heads = _value_heads(head.text) if head is not None else []
    if len(run) < _LEAST_CODED or head is None or not heads:
        return
    squares = [Cell(0, i, name, head.start, head.start) for i, name in enumerate(_NAMED_HEADS)]
    for i, name in enumerate(heads):
        at = head.start + head.text.find(name)
        squares.append(Cell(0, 3 + i, name, at, at + len(name)))
    for n, (line, match) in enumerate(run, 1):
        for i, group in enumerate(("name", "unit", "code")):
            if match[group]:
                start, end = line.start + match.start(group), line.start + match.end(group)
                squares.append(Cell(n, i, match[group], start, end))
        at = match.start("values")
        values = list(_VALUE.finditer(line.text, at))
        if len(values) > len(heads):
            return
        for i, value in enumerate(values):
            start, end = line.start + value.start(), line.start + value.end()
            squares.append(Cell(n, 3 + i, value[0], start, end))
    yield Found(Table(head.start, run[-1][0].end, tuple(squares)), CODED)


_NAMED_HEADS = ("", "", "")


def _value_heads(text: str) -> list[str]:
    """The heads of the values of a line such as 指标名称 单位 代码 数量 上期 环比."""
    words = text.split()
    kinds = [says("column", compact(word)) for word in words]
    if "name" not in kinds or "code" not in kinds:
        return []
    return [word for word, kind in zip(words, kinds, strict=True) if kind is None]


def _listed_tables(lines: list[Line]) -> Iterator[Found]:
    filled = [line for line in lines if line.text.strip()]
    at = 0
    while at < len(filled):
        heads = _listed_heads(filled, at)
        if heads:
            rows, end = _listed_rows(filled, at + len(heads), heads)
            if len(rows) >= _LEAST_LISTED:
                yield Found(_listed(filled[at : at + len(heads)], rows), LISTED)
                at = end
                continue
        at += 1


def _listed_heads(lines: list[Line], at: int) -> list[str]:
    """The kinds of the columns that lines from here on head: a name, a unit, then values."""
    if says("column", compact(lines[at].text)) != "name" or at + 2 >= len(lines):
        return []
    kinds = ["name"]
    for line in lines[at + 1 : at + _MOST_HEADS]:
        said = compact(line.text)
        head = read_head(said)
        kind = says("column", said)
        is_value = not head.words and bool(said) and read_value(said) is None
        if kind in {"unit", "code"} and "value" not in kinds:
            kinds.append(kind)
        elif is_value and read_unit(said) is None and says("outline", said) is None:
            kinds.append("value")
        else:
            break
    return kinds if "unit" in kinds and kinds[-1] == "value" else []


def _listed_rows(
    lines: list[Line], at: int, heads: list[str]
) -> tuple[list[list[tuple[int, Line]]], int]:
    """Rows of a name, its unit and values, each on a line; the first that does not fit ends them.

    A name without a unit heads others. Fewer values than heads leave open which are missing: such
    a row keeps none.
    """
    unit, n_values = heads.index("unit"), heads.count("value")
    first = heads.index("value")
    rows: list[list[tuple[int, Line]]] = []
    while at < len(lines):
        name = lines[at]
        said = compact(name.text)
        is_name = len(said) <= _LONGEST_NAME and read_value(said) is None
        if not is_name or read_unit(said) is not None or says("note", said) is not None:
            break
        row = [(0, name)]
        at += 1
        if at < len(lines) and read_unit(compact(lines[at].text)) is not None:
            row.append((unit, lines[at]))
            at += 1
        values: list[Line] = []
        while at < len(lines) and read_value(compact(lines[at].text)) is not None:
            values.append(lines[at])
            at += 1
        if len(values) > n_values or (values and len(row) == 1):
            return rows, at
        if len(values) == n_values:
            row += [(first + i, line) for i, line in enumerate(values)]
        rows.append(row)
    return rows, at


def _listed(heads: list[Line], rows: list[list[tuple[int, Line]]]) -> Table:
    squares = [Cell(0, i, h.text, h.start, h.end) for i, h in enumerate(heads)]
    for n, row in enumerate(rows, 1):
        squares += [Cell(n, i, line.text, line.start, line.end) for i, line in row]
    return Table(squares[0].start, squares[-1].end, tuple(squares))

"""Tables whose rows only blanks part, or nothing.

Belongs here: rows behind official codes, rows that end in as many numbers as their head has years,
names, units and numbers run together: lines whose form leaves no doubt which piece is which cell.
Does not belong here: tables with signs or columns of blanks (`plain_tables`), one cell per line
(`listed_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from orchestration.extraction.blocks import Cell, Table
from orchestration.extraction.tables.cues import compact, says
from orchestration.extraction.tables.plain_tables import Found, Line
from orchestration.extraction.tables.values import read_unit

Piece = tuple[int, int, int]
"""The column, start and end of a cell within its line."""

_GAP = r"[ \u3000]+"
_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_CODED = re.compile(
    rf"(?P<name>[ \t\u3000]*\S.{{0,60}}?){_GAP}(?:(?P<unit>\S{{1,8}}){_GAP})?"
    rf"(?P<code>[A-Z]{{2,5}}\d{{6,14}})(?P<values>(?:{_GAP}{_NUMBER})*)[ \t\u3000]*"
)
_YEARS = re.compile(
    rf"(?P<name>[^\d]{{0,40}}?)(?P<years>(?:{_GAP}(?:19[5-9]|20[0-4])\d(?:[ ]?年)?){{2,30}})"
    r"[ \t\u3000]*"
)
_YEAR = re.compile(r"\d{4}(?:[ ]?年)?")
_TAILED = re.compile(
    rf"(?P<name>[ \t\u3000]*\S.{{0,90}}?)(?P<values>(?:{_GAP}{_NUMBER}){{1,30}})[ \t\u3000]*"
)
_UNITED = re.compile(
    rf"(?P<name>[ \t\u3000]*\S.{{0,60}}?)(?P<values>(?:{_GAP}{_NUMBER}){{1,8}})[ \t\u3000]*"
)
_NAMED = re.compile(r"[ \t\u3000]*(?:[^\d。,;!?]|\d(?=[.、．)）])){2,30}[ \t\u3000]*")
_HAN = re.compile(r"[ \t\u3000]*[^A-Za-z]*[一-鿿)）%](?:[ ]?\([一-鿿]{1,6}\))?")
_TOGETHER = re.compile(rf"(?P<name>[ \t\u3000]*[^\d].{{0,60}}?)(?P<value>{_NUMBER})[ \t\u3000]*")
_VALUE = re.compile(_NUMBER)
_ORDINALS = re.compile(r"[\s\d甲乙丙丁]+")
_LEAST_ROWS, _LONGEST_LINE, _LONGEST_UNIT, _LEAST_HEADS = 2, 240, 6, 3
CODED, TAILED, TOGETHER = 0.95, 0.94, 0.85


def find_printed_rows(lines: list[Line]) -> list[Found]:
    """The tables of such lines, the surest kinds first; tabs and pipes make tables of their own."""
    return [*_coded(lines), *_united(lines), *_tailed(lines), *_together(lines)]


def _tables(
    lines: list[Line],
    read_head: Callable[[str], list[Piece]],
    read_row: Callable[[str, int], list[Piece] | None],
    sureness: float,
) -> Iterator[Found]:
    """A head line and the lines below it that read as its rows; a line between ends them."""
    at = 0
    while at < len(lines):
        head = read_head(lines[at].text) if _is_plain(lines[at].text) else []
        if not head:
            at += 1
            continue
        rows, top = [], lines[at]
        at += 1
        while at < len(lines):
            line = lines[at]
            pieces = read_row(line.text, len(head)) if _is_plain(line.text) else None
            if pieces is not None:
                rows += [(line, pieces)] if pieces else []
            elif line.text.strip() and not _ORDINALS.fullmatch(line.text):
                break
            at += 1
        while rows and len(rows[-1][1]) == 1:
            rows.pop()  # a name that heads nothing more is no part of the table
        if sum(len(pieces) > 1 for _, pieces in rows) >= _LEAST_ROWS:
            yield Found(_table([(top, head), *rows]), sureness)


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and "\t" not in text and "|" not in text


def _table(rows: list[tuple[Line, list[Piece]]]) -> Table:
    cells = [
        Cell(n, column, line.text[start:end], line.start + start, line.start + end)
        for n, (line, pieces) in enumerate(rows)
        for column, start, end in pieces
    ]
    return Table(rows[0][0].start, rows[-1][0].end, tuple(cells))


def _coded(lines: list[Line]) -> Iterator[Found]:
    return _tables(lines, _coded_head, _coded_row, CODED)


def _coded_head(text: str) -> list[Piece]:
    """指标名称 单位 代码 数量 上期 环比: words that the table of heads knows, then the values'."""
    words = list(re.finditer(r"\S+", text))
    kinds = [says("column", compact(word[0])) for word in words]
    if kinds[:1] != ["name"] or "code" not in kinds:
        return []
    known = {"name": 0, "unit": 1, "code": 2}
    pieces, column = [], 3
    for word, kind in zip(words, kinds, strict=True):
        if kind in known:
            pieces.append((known[kind], *word.span()))
        else:
            pieces.append((column, *word.span()))
            column += 1
    return pieces


def _coded_row(text: str, n_heads: int) -> list[Piece] | None:
    match = _CODED.fullmatch(text)
    if match is None:
        return None
    pieces = [
        (column, *match.span(group))
        for column, group in enumerate(("name", "unit", "code"))
        if match[group]
    ]
    values = list(_VALUE.finditer(text, match.start("values")))
    if len(values) > n_heads:
        return None
    return [*pieces, *((3 + i, *value.span()) for i, value in enumerate(values))]


def _united(lines: list[Line]) -> Iterator[Found]:
    return _tables(lines, _united_head, _united_row, TAILED)


def _united_head(text: str) -> list[Piece]:
    """指标名称 单位 数量 上期 环比: names and units, and the values' heads behind them."""
    words = list(re.finditer(r"\S+", text))
    kinds = [says("column", compact(word[0])) for word in words]
    if kinds[:2] != ["name", "unit"] or len(words) < _LEAST_HEADS or "code" in kinds:
        return []
    return [(column, *word.span()) for column, word in enumerate(words)]


def _united_row(text: str, n_heads: int) -> list[Piece] | None:
    """A name, its unit if it has one, and values from the left; a name alone heads others."""
    match = _UNITED.fullmatch(text)
    if match is None:
        return [(0, 0, len(text))] if _NAMED.fullmatch(text) else None
    values = list(_VALUE.finditer(text, match.start("values")))
    if len(values) > n_heads - 2:
        return None
    name, _, unit = match["name"].rstrip().rpartition(" ")
    pieces = [(0, 0, match.end("name"))]
    if name.strip() and read_unit(compact(unit)) is not None:
        pieces = [(0, 0, len(name)), (1, len(name) + 1, match.end("name"))]
    return [*pieces, *((2 + i, *value.span()) for i, value in enumerate(values))]


def _tailed(lines: list[Line]) -> Iterator[Found]:
    return _tables(lines, _tailed_head, _tailed_row, TAILED)


def _tailed_head(text: str) -> list[Piece]:
    """指标 2019年 2020年 2021年: a head that ends in years."""
    match = _YEARS.fullmatch(text)
    if match is None:
        return []
    years = _YEAR.finditer(text, match.start("years"))
    return [(0, *match.span("name")), *((1 + i, *year.span()) for i, year in enumerate(years))]


def _tailed_row(text: str, n_heads: int) -> list[Piece] | None:
    """A name and exactly as many numbers as there are years; an English name between is passed."""
    match = _TAILED.fullmatch(text)
    if match is None:
        return None
    name = _HAN.match(match["name"])
    values = list(_VALUE.finditer(text, match.start("values")))
    if len(values) != n_heads - 1:
        return None
    if name is None:
        return []  # in English only
    return [(0, *name.span()), *((1 + i, *value.span()) for i, value in enumerate(values))]


def _together(lines: list[Line]) -> Iterator[Found]:
    return _tables(lines, _together_head, _together_row, TOGETHER)


def _together_head(text: str) -> list[Piece]:
    """指标名称单位数量: the three words without a blank."""
    said = text.strip()
    if not 5 <= len(said) <= 16 or re.search(r"\s", said):
        return []
    start = text.find(said)
    for first in range(2, len(said) - 3):
        for second in range(first + 2, len(said)):
            words = said[:first], said[first:second], said[second:]
            kinds = [says("column", w) for w in words[:2]]
            if kinds == ["name", "unit"] and says("silent", words[2]) is not None:
                ends = (0, first, second, len(said))
                return [(i, start + ends[i], start + ends[i + 1]) for i in range(3)]
    return []


def _together_row(text: str, n_heads: int) -> list[Piece] | None:
    """最低生活保障人数万人7.1: the longest unit before the number; a name alone heads others."""
    match = _TOGETHER.fullmatch(text)
    if match is None:
        is_name = re.fullmatch(r"[ \t\u3000]*[^\d。,;]{2,30}[ \t\u3000]*", text) is not None
        return [(0, 0, len(text))] if is_name and n_heads else None
    name, value = match["name"].rstrip(), match.span("value")
    for length in range(min(_LONGEST_UNIT, len(name) - 2), 0, -1):
        if read_unit(compact(name[-length:])) is not None:
            at = len(name) - length
            return [(0, 0, at), (1, at, len(name)), (2, *value)]
    return [(0, 0, len(name)), (2, *value)]

"""The tables of a document: which are read, and the facts of their cells.

Belongs here: the order (find, grid, shape, cells, facts), what surrounds a table, what is refused.
Does not belong here: how any of it is done.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from orchestration.extraction.blocks import Block, Table
from orchestration.extraction.layout.lines import page_role
from orchestration.extraction.model import DocumentContext, Fact, Unreadable
from orchestration.extraction.tables.axis import Places
from orchestration.extraction.tables.cells import Around, CellReader
from orchestration.extraction.tables.cues import (
    LONGEST,
    caption_units,
    compact,
    read_head,
    says,
    subject_of,
    told_in,
)
from orchestration.extraction.tables.facts import Frame, facts_of
from orchestration.extraction.tables.grid import Grid, TableTooLargeError, UnreadableTableError
from orchestration.extraction.tables.linking import topics_of
from orchestration.extraction.tables.listed_cells import find_listed_tables
from orchestration.extraction.tables.markup_tables import find_markup_tables
from orchestration.extraction.tables.plain_tables import (
    SURE,
    Found,
    find_plain_tables,
    lines_of,
)
from orchestration.extraction.tables.printed_rows import find_printed_rows
from orchestration.extraction.tables.shape import CODE, Shape, read_shape
from orchestration.extraction.tables.times import (
    NO_TIME,
    Told,
    base_of,
    span_between,
    take_time,
    with_rhythm,
)
from orchestration.extraction.text.markup import is_page

_STAGE = "tables"
_LINES_ABOVE = 3
_REACH_ABOVE, _PAGE_ABOVE = 160, 2000
_DIGIT, _VALUE_TOLD = re.compile(r"\d"), re.compile(r"\d(?:元|人|户|张|%)")
_TAG = re.compile(r"^[^<>]{0,1000}>|<[^<>]{0,1000}(?:>|$)")
_MOST_FACTS = 20_000
_MAX_ERROR = 300


@dataclass(slots=True)
class TablesRead:
    """The facts of a document's tables; `spans` are the parts of the text that prose leaves alone.

    All offsets are code points into the decoded text.
    """

    facts: list[Fact] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def read_tables(text: str, blocks: Sequence[Block], context: DocumentContext) -> TablesRead:
    """Read the tables given as blocks and those found in the text.

    A table that is not understood is left to the grammar of prose; one that is too large, or on
    which the reading breaks, is told in `unreadable`.
    """
    out = TablesRead()
    given = [b.table for b in blocks if b.table is not None]
    headings = _Headings(blocks)
    for found in _find(text, given):
        table = found.table
        try:
            facts, spans = _read(text, found, context, headings)
        except TableTooLargeError as refused:
            out.unreadable.append(_told(table, refused))
            continue
        except UnreadableTableError:
            continue
        except Exception as error:  # whatever breaks costs this table only
            out.unreadable.append(_told(table, error))
            continue
        out.facts += facts
        out.spans += spans
    return out


def _told(table: Table, error: Exception) -> Unreadable:
    said = (
        str(error)
        if isinstance(error, UnreadableTableError)
        else f"{type(error).__name__}: {error}"
    )
    return Unreadable(_STAGE, table.start, max(table.end, table.start), said[:_MAX_ERROR])


def _find(text: str, given: Sequence[Table]) -> list[Found]:
    """The tables in order; where two overlap, the one that was given or starts first."""
    found = [Found(table, SURE) for table in given]
    if not given and is_page(text):
        found += [Found(table, SURE) for table in find_markup_tables(text)]
    else:
        lines = lines_of(text)
        found += [
            *find_listed_tables(lines),
            *find_printed_rows(lines),
            *find_plain_tables(lines),
        ]
    kept: list[Found] = []
    ends: list[tuple[int, int]] = []
    for one in found:  # in the order of trust
        start, end = one.table.start, one.table.end
        at = bisect_right(ends, (start, len(text) + 1))
        is_free = (at == 0 or ends[at - 1][1] <= start) and (at == len(ends) or ends[at][0] >= end)
        if is_free:
            ends.insert(at, (start, end))
            kept.append(one)
    return sorted(kept, key=lambda f: f.table.start)


class _Headings:
    """The headings of a document as its blocks tell them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = sorted((b for b in blocks if b.table is None), key=lambda b: b.start)
        self._starts = [b.start for b in self.blocks]

    def above(self, text: str, start: int) -> list[str]:
        """The last blocks that stand above a place, the nearest first."""
        at = bisect_right(self._starts, start)
        return [
            text[b.start : b.end] for b in reversed(self.blocks[max(0, at - _LINES_ABOVE) : at])
        ]


def _read(
    text: str, found: Found, context: DocumentContext, headings: _Headings
) -> tuple[list[Fact], list[tuple[int, int]]]:
    table = found.table
    grid = Grid(table, text)
    shape = read_shape(grid)
    around = _Surroundings(text, table, grid, shape, headings)
    cells = []
    for cell in CellReader(grid, shape, Around(around.units, Places(context)), text).read():
        cells.append(cell)
        if len(cells) > _MOST_FACTS:
            raise TableTooLargeError(f"more than {_MOST_FACTS} values: deliver the table in parts")
    facts = facts_of(cells, around.frame(context, found), context, text)
    if not facts:
        raise UnreadableTableError("no cell whose head is understood")
    return facts, _spans(table, grid)


def _spans(table: Table, grid: Grid) -> list[tuple[int, int]]:
    """The table without its cells of prose; one that tells several values keeps its row's name."""
    spans, at = [], table.start
    for start, end in sorted(_prose_of(grid)):
        if start > at:
            spans.append((at, start))
        at = max(at, end)
    if table.end > at:
        spans.append((at, table.end))
    return spans


class _Surroundings:
    """What caption, lines above and rows above the heads say for the whole table."""

    def __init__(
        self, text: str, table: Table, grid: Grid, shape: Shape, headings: _Headings
    ) -> None:
        own = [s.said for s in shape.above]
        near = [table.caption, *_lines_above(text, table.start)] if not headings.blocks else []
        if headings.blocks:
            near = [table.caption, *headings.above(text, table.start)]
        below = [s.said for s in shape.below]
        said = [compact(line) for line in near if line]
        codes = [s.said for s in grid.squares if CODE.fullmatch(s.said)][:1]
        self.table = table
        self.all = [*own, *said]
        self.units = next((u for line in self.all if (u := caption_units(line))), ())
        heads = [read_head(line) for line in self.all if len(line) <= LONGEST]
        self.told = self._time([*own, *said])
        self.status = next((h.status for h in heads if h.status), "")
        forms = [told_in("official", line) for line in [*self.all, *below, *codes]]
        self.is_official = any(form is not None for form in forms)
        self.rhythm = next((form for form in forms if form), "")
        titles = [h for h in heads if topics_of(h.words) and says("preamble", h.said) is None]
        self.name = subject_of(titles[0].words) if titles else ""
        self.title = table.caption or (titles[0].said if titles else "") or self._name_of_form()

    def _name_of_form(self) -> str:
        """A line that is more than a period and states nothing (编制单位:…); else the place."""
        lines = [line for line in self.all if not _is_period(line)]
        plain = [line for line in lines if says("preamble", line) is None]
        names = plain or [line for line in lines if ":" not in line]
        return next(iter([*names, self.table.place, *self.all]), "")

    @staticmethod
    def _time(lines: Sequence[str]) -> Told:
        for line in lines:
            if says("preamble", line) is not None and caption_units(line):
                continue
            told = read_head(line[:LONGEST]).time
            if told.year is not None:
                return told
        return NO_TIME

    def frame(self, context: DocumentContext, found: Found) -> Frame:
        """What holds for all cells of the table."""
        document = span_between(context.report_start, context.report_end)
        base = base_of(self.told, document)
        if base is not None and self.rhythm:
            base = with_rhythm(base, self.rhythm)
        return Frame(
            base=base,
            is_captioned=self.told.year is not None,
            is_official=self.is_official,
            status=self.status,
            name=self.name,
            title=self.title,
            sureness=found.sureness,
        )


def _prose_of(grid: Grid) -> Iterator[tuple[int, int]]:
    """Where cells stand that the grammar of prose reads."""
    for square in grid.squares:
        if square.is_prose:
            yield square.start, square.end
        elif len(_VALUE_TOLD.findall(square.said)) > 1:
            name = grid.at(square.row, square.column - 1)
            is_named = (
                name is not None and name.start < square.start and not _DIGIT.search(name.said)
            )
            yield name.start if name is not None and is_named else square.start, square.end


def _lines_above(text: str, start: int) -> list[str]:
    """The short lines right above a place, the nearest first; a sentence ends them."""
    found: list[str] = []
    before = text[max(0, start - _PAGE_ABOVE) : start]
    if "<" in before:
        before = _TAG.sub("\n", html.unescape(before))
    for line in reversed(before.split("\n")):
        said = line.strip()
        if not said or (page_role(said) is not None and not _is_period(said)):
            continue
        if said.endswith(("。", ";", "；")) or len(said) > _REACH_ABOVE:
            break
        found.append(said)
        if len(found) == _LINES_ABOVE:
            break
    return found


def _is_period(line: str) -> bool:
    """Is a line a month, quarter or year and nothing else? One with a day dates the page."""
    rest, told = take_time(compact(line))
    return not rest.strip("()") and told.year is not None and told.day is None

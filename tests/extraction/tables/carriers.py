"""The composed layouts and what carries them: a grid of blocks, HTML, pipes, tabs, blanks, lines.

Belongs here: laying a grid out as text and remembering where each cell then stands. Does not belong
here: what is expected of a cell (`layouts.jsonl`).
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.extraction.blocks import Block, Cell, Table

LAYOUTS = Path(__file__).parent / "layouts.jsonl"
MERGED = dict[str, Any]
_WIDTH = 4
_TAIL = "\n以上数据供参考。"


@dataclass(frozen=True)
class Layout:
    """A table with the lines around it and the facts of its cells."""

    id: str
    carriers: list[str]
    sidecar: dict[str, object]
    above: list[str]
    below: list[str]
    grid: list[list[str | MERGED | None]]
    facts: list[dict[str, Any]]


@dataclass
class Carried:
    """A document that carries a layout; `spans` says where the text of each cell stands."""

    text: str = ""
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    blocks: tuple[Block, ...] = ()

    def say(self, words: str) -> None:
        self.text += words

    def put(self, row: int, column: int, square: str | MERGED | None, shown: str = "") -> None:
        """Write a cell and remember it; None is covered by a merged one."""
        words = _words(square)
        start = len(self.text)
        self.text += shown or words
        end = len(self.text)
        if square is None:
            return
        blanks = len(words) - len(words.lstrip())
        self.spans[row, column] = (start + (0 if shown else blanks), end)
        spans = (square["r"], square["c"]) if isinstance(square, dict) else (1, 1)
        self.cells.append(Cell(row, column, words, start, end, *spans))


def read_layouts() -> list[Layout]:
    lines = LAYOUTS.read_text("utf-8").splitlines()
    return [Layout(**json.loads(line)) for line in lines]


def carry(layout: Layout, carrier: str) -> Carried:
    """The document in which a carrier brings a layout."""
    carried = Carried()
    if carrier == "html":
        _as_html(layout, carried)
        return carried
    for line in layout.above:
        carried.say(f"{line}\n")
    start = len(carried.text)
    {
        "grid": _with_tabs,
        "tabs": _with_tabs,
        "pipes": _with_pipes,
        "blanks": _with_blanks,
        "lines": _on_lines,
        "run": _run_together,
    }[carrier](layout, carried)
    end = len(carried.text)
    for line in layout.below:
        carried.say(f"{line}\n")
    carried.say(_TAIL)
    if carrier == "grid":
        table = Table(start, end, tuple(carried.cells), place="Sheet1")
        carried.blocks = (*_lines_above(layout), Block("table", start, end, table=table))
    return carried


def _words(square: str | MERGED | None) -> str:
    if square is None:
        return ""
    return str(square["t"]) if isinstance(square, dict) else square


def _lines_above(layout: Layout) -> list[Block]:
    blocks, start = [], 0
    for line in layout.above:
        blocks.append(Block("paragraph", start, start + len(line)))
        start += len(line) + 1
    return blocks


def _with_tabs(layout: Layout, carried: Carried) -> None:
    for i, row in enumerate(layout.grid):
        for j, square in enumerate(row):
            carried.say("\t" if j else "")
            carried.put(i, j, square)
        carried.say("\n")


def _with_pipes(layout: Layout, carried: Carried) -> None:
    for i, row in enumerate(layout.grid):
        for j, square in enumerate(row):
            carried.say(" | " if j else "| ")
            carried.put(i, j, square)
        carried.say(" |\n")
        if i == 0:
            carried.say("|" + "---|" * len(row) + "\n")


def _with_blanks(layout: Layout, carried: Carried) -> None:
    for i, row in enumerate(layout.grid):
        for j, square in enumerate(row):
            carried.say(" " * _WIDTH if j else "")
            carried.put(i, j, square)
        carried.say("\n")


def _on_lines(layout: Layout, carried: Carried) -> None:
    for i, row in enumerate(layout.grid):
        for j, square in enumerate(row):
            carried.put(i, j, square)
            carried.say("\n")


def _run_together(layout: Layout, carried: Carried) -> None:
    for i, row in enumerate(layout.grid):
        for j, square in enumerate(row):
            carried.say(" " if j and _words(square) else "")
            carried.put(i, j, square)
        carried.say("\n")


def _as_html(layout: Layout, carried: Carried) -> None:
    carried.say("<html><body>\n")
    for line in layout.above:
        carried.say(f"<p>{html.escape(line)}</p>\n")
    carried.say('<table border="1"><tbody>\n')
    for i, row in enumerate(layout.grid):
        carried.say("<tr>")
        for j, square in enumerate(row):
            if square is None:
                continue
            spans = ""
            if isinstance(square, dict):
                spans = f' rowspan="{square["r"]}" colspan="{square["c"]}"'
            carried.say(f"<td{spans}><p>")
            carried.put(i, j, square, html.escape(_words(square)).replace("\u3000", "&emsp;"))
            carried.say("</p></td>")
        carried.say("</tr>\n")
    carried.say("</tbody></table>\n")
    for line in layout.below:
        carried.say(f"<p>{html.escape(line)}</p>\n")
    carried.say(f"<p>{_TAIL.strip()}</p></body></html>")

"""Blocks as rows of `raw.document_blocks`, and back.

Belongs here: the form in which they are stored. Does not belong here: what they are (see
`extraction/blocks.py`), when they are written (see `documents`).
A table's cells are a JSON array of arrays, in the order of the fields of `Cell`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb

from orchestration.extraction.blocks import Block, Cell, Table

_COLUMNS = "document_id, kind, level, char_start, char_end, place, caption, cells"


def block_rows(document_id: str, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The rows of one document."""
    return [
        {
            "document_id": document_id,
            "block": number,
            "kind": block.kind,
            "level": block.level,
            "char_start": block.start,
            "char_end": block.end,
            "place": block.place,
            "caption": block.table.caption if block.table else "",
            "cells": _as_json(block.table) if block.table else None,
        }
        for number, block in enumerate(blocks)
    ]


def load_blocks(
    connection: duckdb.DuckDBPyConnection, document_ids: Iterable[str]
) -> Mapping[str, tuple[Block, ...]]:
    """The blocks of documents by their id, in order; documents without blocks are left out."""
    rows = connection.execute(
        f"select {_COLUMNS} from raw.document_blocks "
        "where document_id in (select unnest($ids)) order by document_id, block",
        {"ids": list(document_ids)},
    ).fetchall()
    found: dict[str, list[Block]] = {}
    for document_id, *said in rows:
        found.setdefault(document_id, []).append(_block(*said))
    return {document_id: tuple(blocks) for document_id, blocks in found.items()}


def _as_json(table: Table) -> str:
    return json.dumps(table.cells, ensure_ascii=False, separators=(",", ":"))


def _block(
    kind: str, level: int, start: int, end: int, place: str, caption: str, cells: str | None
) -> Block:
    if cells is None:
        return Block(kind, start, end, level, place)
    placed = tuple(Cell(*cell) for cell in json.loads(cells))
    return Block(kind, start, end, level, place, Table(start, end, placed, caption, place))

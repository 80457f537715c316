"""Which statements of the zone's lists hold for which file, and what is known of the lists.

Belongs here: reading the lists that changed, remembering the others, and marking each file with
what is stated of it, so that it is read again only when that changes. Does not belong here: what a
list looks like and who wins (see `statements.py`), storing documents (see `documents.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import duckdb

from orchestration.landing.statements import is_list, read_list, state
from orchestration.landing.zone import LandedFile, LandingZone, Reading, reject_rows

KNOWN_LISTS = "select source_file, fingerprint, statements from raw.delivery_lists"
REMEMBER_LIST = "insert or replace into raw.delivery_lists values (?, ?, ?)"

Statements = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was read in this run; `statements` are by the path of the file they are of."""

    reading: Reading
    statements: Statements

    @property
    def fingerprint(self) -> str:
        """The mark by which the list is known again; '' where it has to be read again."""
        return self.reading.file.fingerprint if self.reading.is_final else ""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The documents of a zone, each with what is stated of it, and the lists that were read."""

    files: list[LandedFile]
    lists: list[ReadList]

    @property
    def readings(self) -> list[Reading]:
        """What came of the lists that were read."""
        return [item.reading for item in self.lists]


def attach_statements(
    connection: duckdb.DuckDBPyConnection,
    zone: LandingZone,
    listed: Sequence[LandedFile],
    *,
    full_refresh: bool = False,
) -> Deliveries:
    """Part documents from lists, and mark each document with what lists and its path state.

    Args:
        connection: To the warehouse; read only is enough.
        zone: Where the files are; only lists that changed are opened.
        listed: All files of the zone.
        full_refresh: Open every list again.
    """
    files = [file for file in listed if not is_list(file.source_file)]
    names = {file.source_file for file in files}
    known = _known_lists(connection)
    statements: dict[str, Statements] = {}
    read: list[ReadList] = []
    changed = []
    for file in listed:
        if is_list(file.source_file):
            fingerprint, stated = known.get(file.source_file, ("", {}))
            statements[file.source_file] = stated
            if full_refresh or not fingerprint or fingerprint != file.fingerprint:
                changed.append(file)
    zone.prefetch(changed)
    for file in changed:
        reading = _read(zone, file, names, statements[file.source_file])
        statements[file.source_file] = reading.statements
        read.append(reading)
    return Deliveries([_marked(file, state(file.source_file, statements)) for file in files], read)


def remember_lists(connection: duckdb.DuckDBPyConnection, lists: Sequence[ReadList]) -> None:
    """Keep what lists state, so that the next run need not open them."""
    for item in lists:
        statements = json.dumps(item.statements, ensure_ascii=False, sort_keys=True)
        row = [item.reading.file.source_file, item.fingerprint, statements]
        connection.execute(REMEMBER_LIST, row)


def _known_lists(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, Statements]]:
    try:
        rows = connection.execute(KNOWN_LISTS).fetchall()
    except duckdb.CatalogException:  # a warehouse of an earlier version, open for reading only
        return {}
    return {name: (fingerprint, json.loads(stated)) for name, fingerprint, stated in rows}


def _read(
    zone: LandingZone, file: LandedFile, names: Collection[str], known: Statements
) -> ReadList:
    content = zone.fetch(file)
    if isinstance(content, Reading):  # what it said before holds until it can be read
        return ReadList(content, known if not content.is_final else {})
    found = read_list(content, file.source_file, names)
    rejections = reject_rows({file.source_file: found})
    digest = hashlib.sha256(content).hexdigest()
    reading = Reading(file, digest, (), rejections, is_final=not found.is_waiting)
    return ReadList(reading, found.statements)


def _marked(file: LandedFile, stated: str) -> LandedFile:
    if not stated:
        return file
    mark = hashlib.sha256(stated.encode()).hexdigest()[:16]
    fingerprint = f"{file.fingerprint}+{mark}" if file.fingerprint else ""
    return replace(file, stated=stated, fingerprint=fingerprint)

"""What the tables of a version hold, in a few characters each: what is unchanged is not written.

Belongs here: telling whether a table is that of the version before. Does not belong here: which
files a table has (see `publishing.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

FINGERPRINTS_FILE = "fingerprints.json"

# The rows of a published table stand in one order, so that the same rows are the same file.
ROWS = 'select count(*), sum(hash("{name}")), bit_xor(hash("{name}")) from marts."{name}"'


def fingerprint(connection: duckdb.DuckDBPyConnection, name: str, options: object) -> str:
    """What the files of a published table depend on: columns, rows, library, how they are written.

    Args:
        connection: The file that is being published.
        name: A table of its schema `marts`.
        options: How the files are written; anything with a telling `repr`.
    """
    rows = connection.execute(ROWS.format(name=name)).fetchone()
    columns = connection.execute(f'describe marts."{name}"').fetchall()
    parts = (duckdb.__version__, options, [column[:2] for column in columns], rows)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def stamp(content: str, path: Path) -> str:
    """The fingerprint of a table with the size and time of a file of it.

    A file that was altered in place, which only root can do, has another one: it is not passed on.
    """
    status = path.stat()
    return f"{content} {status.st_size} {status.st_mtime_ns}"


def read_stamps(version: Path | None) -> Mapping[str, str]:
    """The stamps of a version by file name; none where it has none."""
    path = version / FINGERPRINTS_FILE if version else None
    if path is None or not path.exists():
        return {}
    return dict(json.loads(path.read_text(encoding="utf-8")))


def write_stamps(stamps: Mapping[str, str], version: Path) -> None:
    """Keep the stamps with the files that they speak of."""
    text = json.dumps(stamps, indent=1) + "\n"
    (version / FINGERPRINTS_FILE).write_text(text, encoding="utf-8")

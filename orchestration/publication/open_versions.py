"""Which versions of the publication somebody has open.

Belongs here: asking the operating system. Does not belong here: what follows from it (see
`versions.py`).
DuckDB marks a file that it reads with a lock, which is seen whoever holds it, also in another
container and over NFS. Linux also tells which files the processes have open that this user may look
at: Parquet, CSV and pages as well. An open file can be read to its end after it was removed.
"""

from __future__ import annotations

import fcntl
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from orchestration.settings import PUBLISHED_FILE

_PROCESSES = Path("/proc")
# struct flock of 64-bit systems, and where in it the type of the lock stands.
_LAYOUTS = {"linux": ("hhqqi", 0), "darwin": ("qqihh", 3)}


def open_versions(versions: Iterable[Path]) -> set[Path]:
    """Those of the folders in which a process has a file open, or works."""
    in_use = set(_paths_in_use())
    return {
        version
        for version in versions
        # A file that this process has open is not asked for its lock: closing it again would
        # let go of the lock.
        if any(path.is_relative_to(version.resolve()) for path in in_use)
        or _is_locked(version / PUBLISHED_FILE)
    }


def _paths_in_use() -> Iterator[Path]:
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or belongs to somebody else
            for link in (process / "cwd", *(process / "fd").iterdir()):
                with suppress(OSError):
                    yield link.readlink()


def _is_locked(path: Path) -> bool:
    """Whether a process has a file locked so that nobody could write it."""
    layout, place = _LAYOUTS.get(sys.platform, (None, 0))
    if layout is None or not path.exists():
        return False
    values = [0] * len(layout)
    values[place] = fcntl.F_WRLCK
    with path.open("rb") as file:
        answer = fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(layout, *values))
    return bool(struct.unpack(layout, answer)[place] != fcntl.F_UNLCK)

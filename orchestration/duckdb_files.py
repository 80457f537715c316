"""How the two DuckDB files are opened: the warehouse under a lock, the published file freely.

Belongs here: opening, locking, reading a row. Does not belong here: Dagster (see `resources.py`),
which the command line need not load to answer a query.
A warehouse has one writer; a file lock beside it makes a second run wait for the first, whichever
process it was started from.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import MendableError

LOCK_SUFFIX = ".lock"
LOCK_POLL_SECONDS = 0.2


class WarehouseBusyError(MendableError):
    """The warehouse is being written by another run."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is held by another run. Wait until it is done (see the Runs page of the UI), "
            "then try again; the published file can be read at any time."
        )


@contextmanager
def hold_warehouse(
    path: Path,
    *,
    wait_seconds: float,
    shared: bool = False,
    on_wait: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Hold the lock beside a warehouse file, alone or together with other readers.

    Args:
        path: The warehouse file; the lock file is created beside it.
        wait_seconds: How long to wait for whoever holds it.
        shared: True for readers, who exclude writers but not each other.
        on_wait: Called once when somebody else holds it.

    Raises:
        WarehouseBusyError: The lock was not free within `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = time.monotonic() + wait_seconds
    with path.with_name(path.name + LOCK_SUFFIX).open("a") as lock:
        is_waiting = False
        while True:
            try:
                fcntl.flock(lock, mode | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WarehouseBusyError(path) from None
                if not is_waiting:
                    on_wait()
                is_waiting = True
                time.sleep(LOCK_POLL_SECONDS)
        yield


@contextmanager
def read_warehouse(path: Path, *, wait_seconds: float = 0.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for reading, for as long as the context lasts.

    Raises:
        WarehouseBusyError: A run is writing it.
    """
    with hold_warehouse(path, wait_seconds=wait_seconds, shared=True):
        connection = duckdb.connect(str(path), read_only=True)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def read_published(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published file for reading: the version that is current now, and no other later.

    Raises:
        MendableError: Nothing has been published yet.
    """
    if not path.exists():
        raise MendableError(f"{path} does not exist: nothing is published yet. Run `make run`.")
    # Under its own name: of one name DuckDB gives a process only the version it has open already.
    connection = duckdb.connect(str(path.resolve()), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


def single_row(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the only row of a query by column name."""
    relation = connection.execute(query, parameters or {})
    names = [column[0] for column in relation.description or []]
    return dict(zip(names, relation.fetchone() or (), strict=False))

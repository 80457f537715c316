"""The outside of the code location: the landing zone, the warehouse file, the published file.

Belongs here: how places are opened and locked. Does not belong here: what is written into them
(see `raw_tables.py` and `assets/`). A warehouse has one writer; a file lock beside it makes a
second run wait for the first, whichever process it was started from.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dagster import ConfigurableResource

from expectations.gate import ensure_audit_tables
from orchestration.dbt_runner import DbtRunner
from orchestration.errors import MendableError
from orchestration.raw_tables import create_raw_tables
from orchestration.settings import Settings

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
def hold_warehouse(path: Path, *, wait_seconds: float, shared: bool = False) -> Iterator[None]:
    """Hold the lock beside a warehouse file, alone or together with other readers.

    Args:
        path: The warehouse file; the lock file is created beside it.
        wait_seconds: How long to wait for whoever holds it.
        shared: True for readers, who exclude writers but not each other.

    Raises:
        WarehouseBusyError: The lock was not free within `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    deadline = time.monotonic() + wait_seconds
    with path.with_name(path.name + LOCK_SUFFIX).open("a") as lock:
        while True:
            try:
                fcntl.flock(lock, mode | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WarehouseBusyError(path) from None
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
    """Open the published file for reading.

    Raises:
        MendableError: Nothing has been published yet.
    """
    if not path.exists():
        raise MendableError(f"{path} does not exist: nothing is published yet. Run `make run`.")
    connection = duckdb.connect(str(path), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


class Landing(ConfigurableResource):
    """The landing zone: a folder or an fsspec URL; every file below it is a document."""

    uri: str


class Warehouse(ConfigurableResource):
    """The DuckDB file that only the pipeline opens, held by one run at a time."""

    path: str
    wait_seconds: float = 3600.0

    @contextmanager
    def yield_for_execution(self, context: object) -> Iterator[Warehouse]:  # noqa: ARG002
        """Hold the file from the first step of a run to its last."""
        with hold_warehouse(Path(self.path), wait_seconds=self.wait_seconds):
            with self.connect() as connection:
                create_raw_tables(connection)
                ensure_audit_tables(connection)
            yield self

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file for writing; closed on leaving, so that dbt can open it next."""
        connection = duckdb.connect(self.path)
        try:
            yield connection
        finally:
            connection.close()


class Publication(ConfigurableResource):
    """The folder that readers open."""

    directory: str

    @property
    def path(self) -> Path:
        """The folder as a path."""
        return Path(self.directory)


def build_resources(settings: Settings) -> dict[str, ConfigurableResource]:
    """Return the resources of an installation; tests hand in settings of their own."""
    return {
        "landing": Landing(uri=settings.landing_uri),
        "warehouse": Warehouse(path=str(settings.warehouse_path)),
        "dbt": DbtRunner(data_dir=str(settings.data_dir)),
        "publication": Publication(directory=str(settings.published_dir)),
    }

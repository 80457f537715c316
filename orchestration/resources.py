"""The outside of the code location: the landing zone, the warehouse, dbt, the publication.

Belongs here: what the assets are given, and what tests give them instead. Does not belong here:
how files are opened and locked (see `duckdb_files.py`), what is written (see `raw_tables.py`).
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from dagster import ConfigurableResource, InitResourceContext

from orchestration.dbt_runner import DbtRunner
from orchestration.duckdb_files import hold_warehouse
from orchestration.raw_tables import create_raw_tables
from orchestration.settings import KEPT_VERSIONS, Settings


class Landing(ConfigurableResource):
    """The landing zone: a folder or an fsspec URL; every file below it is a document."""

    uri: str


class Warehouse(ConfigurableResource):
    """The DuckDB file that only the pipeline opens, held by one run at a time."""

    path: str
    wait_seconds: float = 3600.0

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Iterator[Warehouse]:
        """Hold the file from the first step of a run to its last."""
        from expectations.gate import ensure_audit_tables

        def say_so() -> None:
            if context.log:
                context.log.info("Another run holds the warehouse; waiting for its end.")

        path = Path(self.path)
        with hold_warehouse(path, wait_seconds=self.wait_seconds, on_wait=say_so):
            with self.connect() as connection:
                create_raw_tables(connection)
                ensure_audit_tables(connection)
            yield self

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the file for writing; closed on leaving, so that dbt can open it next."""
        connection = duckdb.connect(self.path)
        try:
            # Every time in the warehouse is UTC, wherever it runs.
            connection.execute("set timezone = 'UTC'")
            yield connection
        finally:
            connection.close()


class Publication(ConfigurableResource):
    """The folder that readers open, how many versions of it stay, and what is in it."""

    directory: str
    kept_versions: int = KEPT_VERSIONS
    with_texts: bool = True
    with_pages: bool = True

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
        "publication": Publication(
            directory=str(settings.published_dir),
            kept_versions=settings.kept_versions,
            with_texts=settings.publish_texts,
            with_pages=settings.publish_pages,
        ),
    }

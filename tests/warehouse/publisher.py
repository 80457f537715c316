"""Publishes a built warehouse as the last asset does, at a time that the test names.

Belongs here: the record and the files together, and asking them. Does not belong here: assertions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_warehouse import BuiltWarehouse

from orchestration.publication import record as publication_record
from orchestration.publication.publishing import publish_marts
from orchestration.publication.record import Recorded, Versions, recorded

VERSIONS = Versions(models="models one", checks="checks one")


class Publisher:
    """One warehouse and what its readers see."""

    def __init__(self, warehouse: BuiltWarehouse) -> None:
        self.warehouse = warehouse
        self.directory = warehouse.data_dir / "published"
        self.file = self.directory / "minzheng.duckdb"

    def publish(self, moment: datetime = datetime(2024, 1, 1)) -> Recorded:
        """Record and exchange."""
        with self.recording(moment) as record:
            self.exchange()
        return record

    @contextmanager
    def recording(self, moment: datetime = datetime(2024, 1, 1)) -> Iterator[Recorded]:
        """The record, open for as long as the files are exchanged."""
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr(publication_record, "_now", lambda: moment)
            run_id = f"run of {moment:%Y-%m-%d}"
            with recorded(self._connect, self.file, run_id, VERSIONS) as record:
                yield record

    def exchange(self) -> None:
        """Build the files and exchange them."""
        publish_marts(Path(self.warehouse.path), self.directory, "test")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a reader of the published file is answered."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def panel(self) -> list[tuple[Any, ...]]:
        """All columns of the panel that is out."""
        return self.rows("from marts.fct_city_year_indicator order by all")

    def record(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the record in the warehouse."""
        return self.warehouse.snapshot(
            f"publication.{name}"
            for name in ("publications", "published_cells", "published_changes", "published_inputs")
        )

    @contextmanager
    def _connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.warehouse.path)) as connection:
            yield connection

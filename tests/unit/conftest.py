"""An empty warehouse in memory and an empty landing zone on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.raw_tables import create_raw_tables


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse that holds the raw tables and nothing in them."""
    with duckdb.connect() as warehouse:
        create_raw_tables(warehouse)
        yield warehouse


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    """An empty landing zone."""
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder

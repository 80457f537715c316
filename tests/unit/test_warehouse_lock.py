"""One writer at a time, whichever process it was started from."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.duckdb_files import (
    WarehouseBusyError,
    hold_warehouse,
    read_published,
    read_warehouse,
)
from orchestration.errors import MendableError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A warehouse file with nothing in it."""
    path = tmp_path / "data" / "warehouse.duckdb"
    path.parent.mkdir()
    duckdb.connect(str(path)).close()
    return path


def test_a_second_writer_waits_and_then_says_why(path: Path) -> None:
    with (
        hold_warehouse(path, wait_seconds=0),
        pytest.raises(WarehouseBusyError, match="another run"),
        hold_warehouse(path, wait_seconds=0.3),
    ):
        pass


def test_a_writer_that_is_done_lets_the_next_one_in(path: Path) -> None:
    for _ in range(2):
        with hold_warehouse(path, wait_seconds=0):
            pass


def test_readers_share_and_keep_writers_out(path: Path) -> None:
    with read_warehouse(path) as first, read_warehouse(path) as second:
        assert first.execute("select 1").fetchone() == second.execute("select 1").fetchone()
        with pytest.raises(WarehouseBusyError), hold_warehouse(path, wait_seconds=0):
            pass


def test_a_reader_of_what_is_not_published_yet_is_told_what_to_type(tmp_path: Path) -> None:
    with (
        pytest.raises(MendableError, match="make run"),
        read_published(tmp_path / "minzheng.duckdb"),
    ):
        pass

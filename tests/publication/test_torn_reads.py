"""Fifty publications under ten readers of every format: none torn, none refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import reading_process
from small_warehouse import SmallWarehouse

N_PUBLICATIONS = 50
READERS = ("duckdb", "parquet", "csv", "package") * 2 + ("duckdb", "parquet")


@pytest.mark.load
def test_no_reader_of_fifty_publications_sees_half_of_one(tmp_path: Path) -> None:
    small = SmallWarehouse(tmp_path)
    small.publish(1)
    command = [sys.executable, reading_process.__file__]
    readers = [
        subprocess.Popen(
            [*command, way, small.directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for way in READERS
    ]
    for number in range(2, N_PUBLICATIONS + 1):
        small.publish(number, kept_versions=2)
    said = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert [it["torn"] for it in said] == [[]] * len(readers)
    assert [it["refused"] for it in said] == [[]] * len(readers)
    assert min(it["n_reads"] for it in said) >= N_PUBLICATIONS / 2, "they read all the while"

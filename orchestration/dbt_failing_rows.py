"""The rows that a test of dbt returned, for people: dbt itself keeps only their number.

Belongs here: asking for them again. Does not belong here: running dbt (see `dbt_runner.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

MAX_ROWS = 10

FailingRows = dict[str, list[dict[str, Any]]]


def read_failing_rows(warehouse: Path, results: Sequence[Any]) -> FailingRows:
    """Ask the warehouse again with the SQL of each test that returned rows.

    Args:
        warehouse: The file that dbt has let go of.
        results: dbt's results of one invocation.

    Returns:
        The first rows by column name, under the name of the test.
    """
    tests = {
        result.node.name: result.node.compiled_code
        for result in results
        if str(result.node.resource_type) == "test" and result.failures
    }
    if not tests:
        return {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: _rows(connection, sql) for name, sql in tests.items()}


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = connection.execute(f"from ({sql}\n) limit {MAX_ROWS}")
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def told_rows(n_failures: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the number of failing rows, and what the first of them says."""
    count = f"{n_failures} row" if n_failures == 1 else f"{n_failures} rows"
    if not rows:
        return count
    first = ", ".join(f"{name} {value}" for name, value in rows[0].items() if value is not None)
    return f"{count}: {first}"

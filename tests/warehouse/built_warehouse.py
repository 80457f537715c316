"""A warehouse in a temporary folder: raw tables filled from test documents, the rest built by dbt.

Belongs here: writing raw.* and running dbt in this process. Does not belong here: assertions.
The dbt runner keeps its DuckDB connection open; it is closed after every build.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from marked_text import Document

from expectations.audit import ensure_audit_tables
from orchestration.dbt_runner import release_warehouse
from orchestration.model_version import version_variables
from orchestration.raw_tables import RAW_TABLES

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


class BuiltWarehouse:
    """Raw rows in, marts out."""

    def __init__(self, data_dir: Path, project: Path = PROJECT) -> None:
        """Creates the raw tables in `data_dir`/warehouse.duckdb."""
        self.data_dir = data_dir
        self.project = project
        self.path = data_dir / "warehouse.duckdb"
        with duckdb.connect(str(self.path)) as con:
            con.execute(RAW_TABLES)
            ensure_audit_tables(con)

    def land(self, *documents: Document) -> None:
        """Writes documents as the pipeline would; one that is there already is replaced."""
        with duckdb.connect(str(self.path)) as con:
            for document in documents:
                self._forget(con, document.document_id)
                _insert(con, "raw.documents", [document.landed()])
                _insert(con, "raw.document_contexts", [document.context()])
                _insert(con, "raw.candidate_facts", document.facts())

    def forget(self, document: Document) -> None:
        """Takes every raw row of a document away."""
        with duckdb.connect(str(self.path)) as con:
            self._forget(con, document.document_id)

    @staticmethod
    def _forget(con: duckdb.DuckDBPyConnection, document_id: str) -> None:
        for table in ("documents", "document_contexts", "candidate_facts"):
            con.execute(f"delete from raw.{table} where document_id = ?", [document_id])

    def build(self, *arguments: str, command: str = "build") -> Any:
        """Runs dbt in this process and returns its result.

        Raises:
            AssertionError: A model or a test failed; the message names it.
        """
        if command == "build":
            arguments = (*arguments, "--exclude-resource-type", "unit_test")
        result = self.try_build(*arguments, command=command)
        failed = [
            f"{outcome.node.name}: {outcome.message}"
            for outcome in getattr(result.result, "results", None) or []
            if outcome.status in ("error", "fail")
        ]
        assert result.success, failed or result.exception
        return result

    def try_build(self, *arguments: str, command: str = "build") -> Any:
        """Runs dbt in this process, whatever comes of it."""
        versions = version_variables(self.project, self.project.parent / "seeds" / "reference")
        os.environ.update(versions | {"MINZHENG_DATA_DIR": str(self.data_dir)})
        target = self.data_dir / "target"
        # fmt: off
        place = str(self.project)
        result = _runner(self.project, versions["MINZHENG_MARTS_VERSION"]).invoke([
            "--quiet", command, "--project-dir", place, "--profiles-dir", place,
            "--target-path", str(target), "--log-path", str(target), *arguments,
        ])
        # fmt: on
        release_warehouse()
        return result

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with duckdb.connect(str(self.path), read_only=True) as con:
            return con.execute(sql, list(parameters)).fetchall()

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Changes what stands in the warehouse, as an error of the pipeline would."""
        with duckdb.connect(str(self.path)) as con:
            con.execute(sql, list(parameters))

    def snapshot(self, tables: Iterable[str]) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of tables, sorted, to compare two warehouses."""
        return {table: self.rows(f"select * from {table} order by all") for table in tables}


@cache
def parsed_project(project: Path = PROJECT, version: str = "") -> Any:  # noqa: ARG001 - cache key
    """The parsed project: its models, sources and their descriptions."""
    from dbt.cli.main import dbtRunner

    os.environ.setdefault("MINZHENG_DATA_DIR", tempfile.gettempdir())
    target = tempfile.mkdtemp()
    place = ["--project-dir", str(project), "--profiles-dir", str(project)]
    result = dbtRunner().invoke(
        ["--quiet", "parse", *place, "--target-path", target, "--log-path", target]
    )
    release_warehouse()
    assert result.success, result.exception
    return result.result


def _runner(project: Path, version: str) -> Any:
    from dbt.cli.main import dbtRunner

    return dbtRunner(manifest=parsed_project(project, version))


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        columns = ", ".join(row)
        places = ", ".join("?" for _ in row)
        con.execute(f"insert into {table} ({columns}) values ({places})", list(row.values()))

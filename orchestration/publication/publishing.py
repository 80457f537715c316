"""How the marts leave the warehouse: a file for readers, exchanged in one step.

Belongs here: building the new files beside the old ones, checking them, replacing. Does not belong
here: what the marts contain (see `dbt_project/`), whether they may leave (see `checks.py`).
DuckDB locks a reader against a writer of the same file. A reader of the published file keeps the
version it has opened; whoever opens it after the exchange sees the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import MendableError
from orchestration.publication.answers.registry import create_answers
from orchestration.publication.as_of import create_macros
from orchestration.publication.data_package import describe_package
from orchestration.publication.exports.formula_safety import safe_sql
from orchestration.publication.exports.writing import write_exports
from orchestration.publication.release_notes import write_release_notes
from orchestration.settings import PUBLISHED_FILE

SCHEMA = "marts"
EXPORTS = "exports"
DICTIONARY = "data_dictionary"
MARTS = """
select table_name
from duckdb_tables()
where database_name = 'warehouse' and schema_name = 'marts'
union
select view_name
from duckdb_views()
where database_name = 'warehouse' and schema_name = 'marts' and not internal
order by 1
"""

DESCRIBED = f"select distinct table_name from warehouse.{SCHEMA}.{DICTIONARY}"

# dbt's views become tables here: the published file stands alone.
COMMENTS = """
select 'table' as kind, table_name, null as column_name, comment
from duckdb_tables()
where database_name = 'warehouse' and schema_name = 'marts' and comment is not null
union all
select 'table', view_name, null, comment
from duckdb_views()
where database_name = 'warehouse' and schema_name = 'marts' and comment is not null
union all
select 'column', table_name, column_name, comment
from duckdb_columns()
where database_name = 'warehouse' and schema_name = 'marts' and comment is not null
"""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One table of the published file."""

    name: str
    n_rows: int


def publish_marts(warehouse_path: Path, directory: Path, run_id: str) -> list[PublishedTable]:
    """Build the published files beside the old ones and exchange them.

    Args:
        warehouse_path: The warehouse; nothing else may hold it open for writing.
        directory: Where readers look; created when it is not there.
        run_id: Names the files while they are built.

    Returns:
        The published tables in the order of their names.

    Raises:
        MendableError: The warehouse holds no marts.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _workshop(directory, run_id) as workshop:
        connection = duckdb.connect(str(workshop / PUBLISHED_FILE))
        try:
            connection.execute(f"attach {_quoted(str(warehouse_path))} as warehouse (read_only)")
            # One transaction: hundreds of comments, each on its own, would take seconds.
            connection.begin()
            names = _names_of_marts(connection)
            tables = [_copy_table(connection, name) for name in names]
            _copy_comments(connection, names)
            create_macros(connection)
            create_answers(connection)
            connection.commit()
            _export(connection, tables, workshop)
            connection.execute("detach warehouse")
            describe_package(connection, SCHEMA, workshop)
            write_release_notes(connection, workshop)
            write_exports(connection, workshop / EXPORTS, directory / EXPORTS)
            connection.execute("checkpoint")
        finally:
            connection.close()
        _exchange(workshop, directory)
    return tables


@contextmanager
def _workshop(directory: Path, run_id: str) -> Iterator[Path]:
    """A folder on the same file system, so that replacing is one step; gone afterwards."""
    for left_behind in directory.glob(".building-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    workshop = directory / f".building-{run_id}"
    workshop.mkdir()
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _names_of_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts that the dictionary describes: what a model left behind that is gone is none."""
    names = [name for (name,) in connection.execute(MARTS).fetchall()]
    if DICTIONARY not in names:
        raise MendableError(
            "The warehouse holds no marts to publish. Run the whole job: `make run`."
        )
    described = {name for (name,) in connection.execute(DESCRIBED).fetchall()}
    return [name for name in names if name in described]


def _copy_table(connection: duckdb.DuckDBPyConnection, name: str) -> PublishedTable:
    connection.execute(f"create schema if not exists {SCHEMA}")
    row = connection.execute(
        f'create table {SCHEMA}."{name}" as from warehouse.{SCHEMA}."{name}" order by all'
    ).fetchone()
    return PublishedTable(name, int(row[0]) if row else 0)


def _copy_comments(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    for kind, table, column, comment in connection.execute(COMMENTS).fetchall():
        if table not in names:
            continue
        place = f'{SCHEMA}."{table}"' + (f'."{column}"' if kind == "column" else "")
        connection.execute(f"comment on {kind} {place} is {_quoted(comment)}")


def _export(
    connection: duckdb.DuckDBPyConnection, tables: list[PublishedTable], workshop: Path
) -> None:
    for table in tables:
        source = f'from {SCHEMA}."{table.name}"'
        formats = (
            ("parquet", "format parquet, compression zstd", source),
            ("csv", "header", _safe_in_spreadsheets(connection, source)),
        )
        for suffix, options, rows in formats:
            target = _quoted(str(workshop / f"{table.name}.{suffix}"))
            connection.execute(f"copy ({rows}) to {target} ({options})")


def _safe_in_spreadsheets(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    """The rows of a table with every text such that no spreadsheet takes it for a formula."""
    described = connection.execute(f"describe {source}").fetchall()
    texts = [f'"{name}"' for name, data_type, *_ in described if data_type == "VARCHAR"]
    replaced = ", ".join(f"{safe_sql(name)} as {name}" for name in texts)
    return f"select * replace ({replaced}) {source}" if texts else source


def _exchange(workshop: Path, directory: Path) -> None:
    """Replace each file in one step; the DuckDB file, which holds all tables, comes first."""
    built = sorted(workshop.iterdir(), key=lambda path: (path.name != PUBLISHED_FILE, path.name))
    for path in built:
        if path.is_dir():
            shutil.rmtree(directory / path.name, ignore_errors=True)
        path.replace(directory / path.name)
    names = {path.name for path in built}
    for path in directory.iterdir():
        if path.suffix in (".parquet", ".csv") and path.name not in names:
            path.unlink()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

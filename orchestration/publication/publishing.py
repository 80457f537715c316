"""How the marts leave the warehouse: a folder for readers, put before them in one step.

Belongs here: building the files of a version beside the one that readers see. Does not belong
here: folders and links (see `versions.py`), what the marts contain (see `dbt_project/`), whether
they may leave (see `checks.py`).
DuckDB locks a reader against a writer of the same file. A reader keeps the version it has opened;
whoever opens the publication after the switch sees the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import MendableError
from orchestration.publication.answers.registry import create_answers
from orchestration.publication.as_of import create_macros
from orchestration.publication.data_package import describe_package
from orchestration.publication.exports.formula_safety import safe_sql
from orchestration.publication.exports.writing import write_exports
from orchestration.publication.fingerprints import (
    fingerprint,
    read_stamps,
    stamp,
    write_stamps,
)
from orchestration.publication.pages import build_pages
from orchestration.publication.release_notes import write_release_notes
from orchestration.publication.versions import (
    current_version,
    link_or_copy,
    publish_version,
    remove_versions,
    workshop,
)
from orchestration.settings import KEPT_VERSIONS, PAGES_FOLDER, PUBLISHED_FILE

SCHEMA = "marts"
EXPORTS = "exports"
DICTIONARY = "data_dictionary"
TEXTS = "document_block"
FORMATS = {"parquet": "format parquet, compression zstd", "csv": "header"}
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


def publish_marts(
    warehouse_path: Path,
    directory: Path,
    run_id: str,
    *,
    kept_versions: int = KEPT_VERSIONS,
    with_texts: bool = True,
    with_pages: bool = True,
) -> list[PublishedTable]:
    """Build a version of the publication beside the current one and switch to it.

    Args:
        warehouse_path: The warehouse; nothing else may hold it open for writing.
        directory: Where readers look; created when it is not there.
        run_id: Names the folder while it is built.
        kept_versions: How many versions stay, the new one among them; more while they are open.
        with_texts: Whether the texts of the documents go with it; else their table is empty.
        with_pages: Whether the pages go with it.

    Returns:
        The published tables in the order of their names.

    Raises:
        MendableError: The warehouse holds no marts, or the publication cannot hold links.
    """
    with workshop(directory, run_id) as built:
        previous = current_version(directory)
        connection = duckdb.connect(str(built / PUBLISHED_FILE))
        try:
            connection.execute(f"attach {_quoted(str(warehouse_path))} as warehouse (read_only)")
            # One transaction: hundreds of comments, each on its own, would take seconds.
            connection.begin()
            names = _names_of_marts(connection)
            withheld = () if with_texts else (TEXTS,)
            tables = [_copy_table(connection, name, name not in withheld) for name in names]
            _copy_comments(connection, names)
            create_macros(connection)
            create_answers(connection)
            connection.commit()
            _export(connection, tables, built, previous)
            connection.execute("detach warehouse")
            describe_package(connection, SCHEMA, built)
            write_release_notes(connection, built)
            write_exports(connection, built / EXPORTS, previous / EXPORTS if previous else None)
            if with_pages:
                build_pages(connection, built / PAGES_FOLDER, previous and previous / PAGES_FOLDER)
            number = _number(connection)
            connection.execute("checkpoint")
        finally:
            connection.close()
        publish_version(built, directory, number)
    remove_versions(directory, kept_versions)
    return tables


def _names_of_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts that the dictionary describes: what a model left behind that is gone is none."""
    names = [name for (name,) in connection.execute(MARTS).fetchall()]
    if DICTIONARY not in names:
        raise MendableError(
            "The warehouse holds no marts to publish. Run the whole job: `make run`."
        )
    described = {name for (name,) in connection.execute(DESCRIBED).fetchall()}
    return [name for name in names if name in described]


def _copy_table(
    connection: duckdb.DuckDBPyConnection, name: str, with_rows: bool
) -> PublishedTable:
    connection.execute(f"create schema if not exists {SCHEMA}")
    rows = "order by all" if with_rows else "limit 0"
    row = connection.execute(
        f'create table {SCHEMA}."{name}" as from warehouse.{SCHEMA}."{name}" {rows}'
    ).fetchone()
    return PublishedTable(name, int(row[0]) if row else 0)


def _copy_comments(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    for kind, table, column, comment in connection.execute(COMMENTS).fetchall():
        if table not in names:
            continue
        place = f'{SCHEMA}."{table}"' + (f'."{column}"' if kind == "column" else "")
        connection.execute(f"comment on {kind} {place} is {_quoted(comment)}")


def _export(
    connection: duckdb.DuckDBPyConnection,
    tables: list[PublishedTable],
    built: Path,
    previous: Path | None,
) -> None:
    """Write the files of each table; one that is as in the version before is that file again."""
    known, found = read_stamps(previous), {}
    for table in tables:
        source = f'from {SCHEMA}."{table.name}"'
        rows = {"parquet": source, "csv": _safe_in_spreadsheets(connection, source)}
        content = fingerprint(connection, table.name, (FORMATS, rows))
        for suffix, options in FORMATS.items():
            target = built / f"{table.name}.{suffix}"
            before = previous / target.name if previous else None
            if before and before.exists() and known.get(before.name) == stamp(content, before):
                link_or_copy(before, target)
            else:
                copied = f"copy ({rows[suffix]}) to {_quoted(str(target))} ({options})"
                connection.execute(copied)
            found[target.name] = stamp(content, target)
    write_stamps(found, built)


def _safe_in_spreadsheets(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    """The rows of a table with every text such that no spreadsheet takes it for a formula."""
    described = connection.execute(f"describe {source}").fetchall()
    texts = [f'"{name}"' for name, data_type, *_ in described if data_type == "VARCHAR"]
    replaced = ", ".join(f"{safe_sql(name)} as {name}" for name in texts)
    return f"select * replace ({replaced}) {source}" if texts else source


def _number(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(f"select max(number) from {SCHEMA}.fct_publication").fetchone()
    return int(row[0] or 0) if row else 0


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

"""How what was read of a batch of documents replaces what the warehouse holds on them.

Belongs here: one transaction per batch, and telling what came out as it stands. Does not belong
here: reading (see `extracted_facts.py`), the tables' columns (see `raw_tables.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

Rows = dict[str, list[dict[str, Any]]]
"""Rows by kind: contexts, facts, unreadable, and what else a reading leaves."""


def store_rows(
    connection: duckdb.DuckDBPyConnection, rows: Rows, extractor_version: str, run_id: str
) -> None:
    """Replace what the warehouse holds on the documents of a batch, in one transaction.

    Of a document that came out as it stands only the version is renewed: nothing after it has
    anything to do.
    """
    stamp = {
        "extractor_version": extractor_version,
        "extracted_at": datetime.now(UTC).replace(tzinfo=None),
        "run_id": run_id,
    }
    tables = {
        "raw.document_contexts": rows["contexts"],
        "raw.candidate_facts": rows["facts"],
        "raw.unreadable": rows["unreadable"],
        "raw.statement_disagreements": rows["disagreements"],
    }
    read = {row["document_id"] for row in rows["contexts"]}
    connection.begin()
    try:
        changed: set[str] = set()
        for table, new in tables.items():
            changed |= _changed(connection, table, new, sorted(read), stamp)
        for table, new in tables.items():
            kept = [row for row in new if row["document_id"] in changed]
            _replace(connection, table, kept, sorted(changed), stamp)
        connection.execute(
            "update raw.document_contexts set extractor_version = $version "
            "where document_id in (select unnest($ids))",
            {"version": extractor_version, "ids": sorted(read - changed)},
        )
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


_CHANGED = """
with stored as (
    select document_id, sum(hash(said)) as said_hash
    from (
        select * exclude ({stamp}) from {table} where document_id in (select unnest($ids))
    ) as said
    group by document_id
),

read as (
    select document_id, sum(hash(said)) as said_hash
    from (select * exclude ({stamp}) from batch) as said group by document_id
)

select document_id from stored full join read using (document_id)
where stored.said_hash is distinct from read.said_hash
"""


def _changed(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[dict[str, Any]],
    ids: list[str],
    stamp: dict[str, Any],
) -> set[str]:
    """The documents of which a table says something else than was just read."""
    connection.register("batch", _as_table(connection, table, rows, stamp))
    sql = _CHANGED.format(stamp=", ".join(stamp), table=table)
    found = connection.execute(sql, {"ids": ids}).fetchall()
    connection.unregister("batch")
    return {document_id for (document_id,) in found}


def _as_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[dict[str, Any]],
    stamp: dict[str, Any],
) -> pa.Table:
    schema = connection.table(table).limit(0).to_arrow_table().schema
    return pa.Table.from_pylist([row | stamp for row in rows], schema)


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: list[dict[str, Any]],
    ids: list[str],
    stamp: dict[str, Any],
) -> None:
    columns = connection.table(table).columns
    if table == "raw.document_contexts":
        verb = "insert or replace into"
    else:
        verb = "insert into"
        connection.execute(
            f"delete from {table} where document_id in (select unnest($ids))", {"ids": ids}
        )
    connection.register("batch", _as_table(connection, table, rows, stamp))
    connection.execute(f"{verb} {table} select {', '.join(columns)} from batch")
    connection.unregister("batch")

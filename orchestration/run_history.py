"""One row per run in audit.runs: what it read, what came of it, whether it was published.

Belongs here: writing that row. Does not belong here: results of checks (see `expectations/`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

OPEN_RUN = """
insert into audit.runs (run_id, started_at, published)
values ($run_id, $now, false)
on conflict (run_id) do nothing
"""

COUNT_RUN = """
update audit.runs
set
    n_documents = (select count(*) from raw.documents where run_id = $run_id),
    n_rejected = (select count(*) from raw.rejected_documents where run_id = $run_id),
    n_facts = (select count(*) from raw.candidate_facts where run_id = $run_id),
    n_catalogued = (select count(indicator_id) from raw.candidate_facts where run_id = $run_id),
    chars = (
        select coalesce(sum(documents.n_chars), 0)
        from raw.document_contexts as contexts
        inner join raw.documents as documents on contexts.document_id = documents.document_id
        where contexts.run_id = $run_id
    )
where run_id = $run_id
"""

CLOSE_RUN = """
update audit.runs set finished_at = $now, published = true where run_id = $run_id
"""


def open_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note that a run has begun; a run that is already noted stays as it is."""
    connection.execute(OPEN_RUN, {"run_id": run_id, "now": _now()})


def count_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note what a run has read; it counts as not published until `close_run`."""
    open_run(connection, run_id)
    connection.execute(COUNT_RUN, {"run_id": run_id})


def close_run(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note that a run was published."""
    open_run(connection, run_id)
    connection.execute(CLOSE_RUN, {"run_id": run_id, "now": _now()})


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

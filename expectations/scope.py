"""Which documents a run has to look at: what was never accepted, and what has other witnesses.

Belongs here: the temporary tables gate_scope, gate_batch and gate_corrected.
Does not belong here: what is checked about those documents (frames.py, suites.py), what was said
of them before (verdicts.py), what their witnesses are (inputs.py).
See RULES.md, section "What a run looks at".
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from itertools import count

import duckdb
import pandas as pd

from expectations import batch_frame, inputs
from expectations.audit import VERDICTS_TABLE
from expectations.catalogue import REFERENCE_DIR
from expectations.plausible import prepare_catalogue
from expectations.verdicts import CONTENT, prepare_standing

_KEY = ", ".join(CONTENT)
CORRECTIONS_CSV = REFERENCE_DIR / "corrections.csv"

# How many documents go through the suites at a time: some 30,000 facts, 100 MB in memory.
BATCH_DOCUMENTS = 500
BATCH_VARIABLE = "MINZHENG_GATE_BATCH"

_PENDING_SQL = f"""
create or replace temp table gate_scope as
select {_KEY}, standing.city_code, true as is_pending, true as holds,
       coalesce(verdicts.cohort, $run_id) as cohort
from gate_standing as standing
left join {VERDICTS_TABLE} as verdicts using ({_KEY})
where verdicts.accepted_at is null
"""

_STALE_SQL = f"""
insert into gate_scope by name
select {_KEY}, standing.city_code, false as is_pending, $holds as holds, verdicts.cohort
from gate_standing as standing
inner join {VERDICTS_TABLE} as verdicts using ({_KEY})
inner join {{hashes}} as hashes using (document_id)
where verdicts.{{hash}} is distinct from hashes.{{hash}}
  and document_id not in (select document_id from gate_scope)
"""

# Neighbours together, so that a batch reads few cities.
_BATCH_SQL = """
create or replace temp table gate_batch as
select document_id, row_number() over (order by city_code, document_id) as position
from gate_scope where holds or not $holds
qualify position > $first and position <= $first + $size
"""


def prepare_scope(con: duckdb.DuckDBPyConnection, run_id: str) -> bool:
    """Creates gate_scope and gate_corrected, and returns whether there is anything to look at.

    In scope are the documents whose content was never accepted, and accepted ones whose facts have
    other witnesses than when they were judged. Only the first are pending, that is they count for
    the shares that block; each with the cohort it first arrived in, so that what is blocked is not
    thinned out by what comes after it. Retracted and superseded documents never are in scope.
    """
    _prepare_corrected(con)
    prepare_standing(con)
    con.execute(_PENDING_SQL, {"run_id": run_id})
    is_touched = inputs.prepare_touched(con)
    if not (is_touched or _has_scope(con) or batch_frame.has_vanished(con)):
        return False
    prepare_catalogue(con)
    inputs.prepare_cells(con)
    inputs.prepare_holding_hashes(con)
    _add_stale(con, "holding")
    return True


def widen_scope(con: duckdb.DuckDBPyConnection) -> None:
    """Adds accepted documents that only the rules that mark have to look at again.

    To be called when it is known what is held back, because that witnesses no mark.
    """
    inputs.prepare_marking_hashes(con)
    _add_stale(con, "marking")


def _add_stale(con: duckdb.DuckDBPyConnection, which: str) -> None:
    names = {"hashes": f"gate_{which}_hashes", "hash": f"{which}_hash"}
    con.execute(_STALE_SQL.format(**names), {"holds": which == "holding"})


def _has_scope(con: duckdb.DuckDBPyConnection) -> bool:
    return con.execute("select 1 from gate_scope limit 1").fetchone() is not None


def batch_documents() -> int:
    """How many documents go through the suites at a time, as the environment says."""
    return max(1, int(os.environ.get(BATCH_VARIABLE) or BATCH_DOCUMENTS))


def batches(con: duckdb.DuckDBPyConnection, n_documents: int, *, holds: bool) -> Iterator[None]:
    """Puts so many documents of the scope at a time into gate_batch, with their position.

    Args:
        con: connection with gate_scope.
        n_documents: the most that a batch has.
        holds: whether to leave out what only the rules that mark have to look at.
    """
    for first in count(0, n_documents):
        con.execute(_BATCH_SQL, {"holds": holds, "first": first, "size": n_documents})
        if con.execute("select 1 from gate_batch limit 1").fetchone() is None:
            return
        yield


def _prepare_corrected(con: duckdb.DuckDBPyConnection) -> None:
    con.register("gate_corrections", _corrected_files())
    con.execute(
        """
        create or replace temp table gate_corrected as
        select document_id from raw.documents
        where document_id in (select document_id from gate_corrections)
           or source_file in (select source_file from gate_corrections)
        """
    )
    con.unregister("gate_corrections")


def _corrected_files() -> pd.DataFrame:
    rows: list[dict[str, str]] = []
    if CORRECTIONS_CSV.exists():
        with CORRECTIONS_CSV.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
    return pd.DataFrame(
        {
            name: pd.Series([row.get(name) or "" for row in rows], dtype="object")
            for name in ("source_file", "document_id")
        }
    )

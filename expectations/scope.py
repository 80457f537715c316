"""Which documents a run has to look at: what was never accepted, and what is held back.

Belongs here: the temporary tables gate_scope and gate_corrected.
Does not belong here: what is checked about those documents (frames.py, suites.py), what was said
of them before (verdicts.py).
See RULES.md, section "What a run looks at".
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

import duckdb
import pandas as pd

from expectations.audit import QUARANTINE_TABLE, VERDICTS_TABLE
from expectations.catalogue import REFERENCE_DIR
from expectations.rules_version import rules_version
from expectations.verdicts import CONTENT, STANDING

CORRECTIONS_CSV = REFERENCE_DIR / "corrections.csv"

_SCOPE_SQL = f"""
create or replace temp table gate_scope as
select {", ".join(CONTENT)}, verdicts.accepted_at is null as is_pending,
       coalesce(verdicts.cohort, $run_id) as cohort
from ({STANDING})
left join {VERDICTS_TABLE} as verdicts using ({", ".join(CONTENT)})
where is_pending
   or document_id in (select document_id from {QUARANTINE_TABLE} where released_at is null)
   or document_id in (select unnest($also))
"""


def prepare_scope(con: duckdb.DuckDBPyConnection, run_id: str, also: Sequence[str] = ()) -> int:
    """Creates gate_scope and gate_corrected, and returns how many documents are in scope.

    In scope are the documents whose content was never accepted, those with a row in quarantine,
    and those named by the caller. Only the first are pending, that is they count for the shares
    that block; each with the cohort it first arrived in, so that what is blocked is not thinned
    out by what comes after it. Retracted and superseded documents never are in scope.
    """
    _prepare_corrected(con)
    con.execute(_SCOPE_SQL, {"rules": rules_version(), "run_id": run_id, "also": list(also)})
    row = con.execute("select count(*) from gate_scope").fetchone()
    return int(row[0]) if row else 0


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

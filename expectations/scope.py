"""Which documents a run has to look at: what changed, and what an earlier verdict depends on.

Belongs here: the temporary table gate_scope and the version of the rules.
Does not belong here: what is checked about those documents (frames.py, suites.py).
See RULES.md, section "What a run looks at".
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from expectations.audit import DOCUMENTS_TABLE, QUARANTINE_TABLE
from expectations.catalogue import INDICATORS_CSV, PER_HEAD_CSV, REFERENCE_DIR, RELATIONS_CSV
from expectations.ranges import LEVELS_CSV

CORRECTIONS_CSV = REFERENCE_DIR / "corrections.csv"
POPULATION_CSV = REFERENCE_DIR / "population.csv"


def rules_version() -> str:
    """Hash of everything that decides a verdict: the code of this package and its tables."""
    digest = hashlib.sha256()
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    tables = [INDICATORS_CSV, RELATIONS_CSV, PER_HEAD_CSV, LEVELS_CSV, POPULATION_CSV]
    for path in [*sources, *tables]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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


_SCOPE_SQL = f"""
create or replace temp table gate_scope as
with known as (
    select document_id, contexts.extractor_version
    from raw.documents as documents
    inner join raw.document_contexts as contexts using (document_id)
    where documents.retracted_at is null and documents.superseded_at is null
),
accepted as (
    select document_id, extractor_version from {DOCUMENTS_TABLE}
    where accepted_at is not null and rules_version = $rules
)
select document_id, extractor_version,
       (document_id, extractor_version) not in (select * from accepted)
       or $everything or document_id in (select document_id from gate_changed)
       as is_pending
from known
where $everything
   or document_id in (select document_id from gate_changed)
   or (document_id, extractor_version) not in (select * from accepted)
   or document_id in (
       select document_id from {QUARANTINE_TABLE} where released_at is null)
   or document_id in (select document_id from gate_corrected)
"""


def prepare_scope(
    con: duckdb.DuckDBPyConnection, changed_document_ids: Sequence[str] | None
) -> int:
    """Creates gate_scope and gate_corrected, and returns how many documents are in scope.

    In scope are the documents named by the caller (None means all), those that no gate has
    accepted yet at their extractor's and the rules' version, and those with a row in quarantine
    or with a correction, whose verdict may have changed. Retracted documents never are.
    """
    changed = pd.Series(list(changed_document_ids or []), dtype="object")
    con.register("gate_changed", pd.DataFrame({"document_id": changed}))
    con.register("gate_corrections", _corrected_files())
    con.execute(
        """
        create or replace temp table gate_corrected as
        select document_id from raw.documents
        where document_id in (select document_id from gate_corrections)
           or source_file in (select source_file from gate_corrections)
        """
    )
    con.execute(
        _SCOPE_SQL,
        {"rules": rules_version(), "everything": changed_document_ids is None},
    )
    con.unregister("gate_changed")
    con.unregister("gate_corrections")
    row = con.execute("select count(*) from gate_scope").fetchone()
    return int(row[0]) if row else 0


def remember_scope(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Records which documents this run looked at; `accept` marks them once nothing blocked."""
    con.execute(
        f"""
        delete from {DOCUMENTS_TABLE} where document_id in (select document_id from gate_scope)
        """
    )
    con.execute(
        f"""
        insert into {DOCUMENTS_TABLE} by name
        select document_id, extractor_version, $rules as rules_version, $run_id as run_id,
               current_localtimestamp() as checked_at
        from gate_scope
        """,
        {"rules": rules_version(), "run_id": run_id},
    )

"""One row per share, city-year or metric of a run, laid beside what is allowed.

Belongs here: counting over the run and over the log of earlier runs.
Does not belong here: the verdict (library/batches.py).
See RULES.md, suites `batch`, `coverage` and `drift`.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from expectations.audit import COVERAGE_TABLE, HELD_VIEW, RESULTS_TABLE
from expectations.frames import OBSERVATIONS
from expectations.registry import DOCUMENTS, DRIFT

# Rows that fail alone are held back alone; above this share of a run they are a symptom.
MAX_ROW_SHARE = 0.3
# One indicator failing this often means that its catalogue row or its rule is wrong.
MAX_INDICATOR_SHARE = 0.5
MIN_INDICATOR_FAILURES = 10
# Documents held back whole, or not extracted: half a delivery, and not one odd file.
MAX_DOCUMENT_SHARE = 0.5
MIN_DOCUMENT_FAILURES = 3
# Facts that are held because their document's time or place is in doubt fail together, once for
# each document; one of which this share is held counts as held.
IS_DOUBT = f"(suite = '{DOCUMENTS}' or expectation = 'expect_periods_in_document_horizon')"
MAX_DOUBTED_SHARE = 0.5

# Runs needed before there is a history, and how many of the latest count.
MIN_RUNS = 5
HISTORY_RUNS = 50
# 1.4826 times the median absolute deviation estimates a standard deviation; four of them.
MAD_FACTOR = 4 * 1.4826
# The least half-width of each metric's band for a run of twenty documents.
DRIFT_FLOORS = {
    "reject_rate": 0.05,
    "catalogued_share": 0.10,
    "facts_per_1000_chars": 5.0,
    "mean_confidence": 0.08,
    "low_confidence_share": 0.10,
}
TYPICAL_DOCUMENTS = 20
LOW_CONFIDENCE = 0.5


def shares(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Failing shares of what was never accepted: rows, each indicator, documents, extractions.

    Each cohort, that is what arrived in one run, is counted by itself: what was blocked is not
    thinned out by what is delivered after it.
    """
    frame = con.execute(
        f"""
        with held as (
            select observation_id, bool_or({IS_DOUBT}) as is_doubted
            from {HELD_VIEW} group by observation_id
        ),
        facts as (
            select facts.document_id, indicator_id, cohort,
                   held.observation_id is not null as is_held,
                   coalesce(is_doubted, false) as is_doubted
            from {OBSERVATIONS} as facts
            inner join gate_scope using (document_id)
            left join held using (observation_id)
            where is_pending
        ),
        documents as (
            select cohort, count_if(is_doubted) >= {MAX_DOUBTED_SHARE} * count(*) as is_doubted
            from facts group by cohort, document_id
        )
        select 'all facts' as subject, count_if(is_held) as n_failed, count(*) as n_rows,
               {MAX_ROW_SHARE} as max_share, 1 as min_failed
        from facts where not is_doubted group by cohort
        union all
        select indicator_id, count_if(is_held), count(*), {MAX_INDICATOR_SHARE},
               {MIN_INDICATOR_FAILURES}
        from facts where not is_doubted and indicator_id is not null group by cohort, indicator_id
        union all
        select 'documents', count_if(is_doubted), count(*), {MAX_DOCUMENT_SHARE},
               {MIN_DOCUMENT_FAILURES}
        from documents group by cohort
        union all
        select 'extractions', count_if(contexts.error is not null), count(*),
               {MAX_DOCUMENT_SHARE}, {MIN_DOCUMENT_FAILURES}
        from gate_scope inner join raw.document_contexts as contexts using (document_id)
        where is_pending group by cohort
        """
    ).df()
    frame["n_failed"] = frame["n_failed"].astype("int64")
    # Fewer than min_failed say nothing, whatever their share.
    frame["n_allowed"] = (frame["max_share"] * frame["n_rows"]).clip(lower=frame["min_failed"] - 1)
    return frame


def coverage(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """City-years that have more or fewer facts than when they were accepted, with both counts.

    A city-year may go when people took it away: its documents were retracted, or their sidecar was
    changed since, or a correction moved their facts.
    """
    return con.execute(
        f"""
        with before as (
            select coverage.city_code, coverage.year, sum(coverage.n_facts) as n_before
            from {COVERAGE_TABLE} as coverage
            inner join raw.documents as documents using (document_id)
            where documents.retracted_at is null
              and documents.sidecar_hash is not distinct from coverage.sidecar_hash
              and document_id not in (select document_id from gate_corrected)
            group by coverage.city_code, coverage.year
        ),
        now as (
            select city_code, year(period_end) as year, count(*) as n_now
            from {OBSERVATIONS}
            where panel_exclusion is null
              and observation_id not in (
                  select observation_id from {HELD_VIEW})
            group by all
        )
        select before.city_code || ' in ' || before.year as subject, n_before,
               coalesce(n_now, 0) as n_now
        from before left join now using (city_code, year)
        where n_now is distinct from n_before
        order by subject
        """
    ).df()


def has_vanished(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a city-year is gone that was accepted, which blocks also when nothing is new."""
    return not coverage(con).query("n_now == 0").empty


def accept_coverage(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Remembers the city-years that the documents of gate_accepted state."""
    scope = "select document_id from gate_accepted"
    con.execute(f"delete from {COVERAGE_TABLE} where document_id in ({scope})")
    con.execute(
        f"""
        insert into {COVERAGE_TABLE} by name
        select facts.city_code, year(facts.period_end) as year, facts.document_id,
               any_value(documents.sidecar_hash) as sidecar_hash, count(*) as n_facts,
               $run_id as run_id, current_localtimestamp() as accepted_at
        from {OBSERVATIONS} as facts
        inner join raw.documents as documents using (document_id)
        where facts.document_id in ({scope})
          and facts.panel_exclusion is null
          and observation_id not in (
              select observation_id from {HELD_VIEW})
        group by all
        """,
        {"run_id": run_id},
    )


def _metrics(con: duckdb.DuckDBPyConnection, run_id: str) -> tuple[dict[str, float | None], int]:
    row = con.execute(
        f"""
        with pending as (
            select document_id, n_chars from gate_scope
            inner join raw.documents using (document_id) where is_pending
        ),
        facts as (
            select indicator_id, confidence from {OBSERVATIONS}
            where document_id in (select document_id from pending)
        )
        select (select count(*) from pending),
               (select count(*) from raw.rejected_documents where run_id = $run_id),
               (select count(*) from facts),
               (select count(*) from facts where indicator_id is not null),
               (select sum(n_chars) from pending),
               (select avg(confidence) from facts),
               (select count(*) from facts where confidence < $low)
        """,
        {"run_id": run_id, "low": LOW_CONFIDENCE},
    ).fetchone()
    assert row is not None
    documents, rejected, facts, catalogued, chars, confidence, low = row
    return {
        "reject_rate": rejected / (documents + rejected) if documents + rejected else None,
        "catalogued_share": catalogued / facts if facts else None,
        "facts_per_1000_chars": 1000 * facts / chars if chars else None,
        "mean_confidence": confidence,
        "low_confidence_share": low / facts if facts else None,
    }, documents


def drift(con: duckdb.DuckDBPyConnection, run_id: str) -> pd.DataFrame:
    """The metrics of what the run changed, with the band that earlier runs give each of them."""
    metrics, n_documents = _metrics(con, run_id)
    if not n_documents:
        return pd.DataFrame(columns=["subject", "value", "low", "high", "n_runs"])
    history = con.execute(
        f"""
        select subject, observed_value from (
            select subject, observed_value, row_number() over (
                partition by subject order by checked_at desc) as age
            from {RESULTS_TABLE}
            where suite = $suite and observed_value is not null and run_id <> $run_id
        ) where age <= {HISTORY_RUNS}
        """,
        {"suite": DRIFT, "run_id": run_id},
    ).df()
    widen = max(1.0, (TYPICAL_DOCUMENTS / n_documents) ** 0.5)
    rows = []
    for subject, value in metrics.items():
        past = history.loc[history["subject"] == subject, "observed_value"]
        low = high = float("nan")
        if len(past) >= MIN_RUNS:
            middle = float(past.median())
            spread = float((past - middle).abs().median())
            half = max(MAD_FACTOR * spread, DRIFT_FLOORS[subject] * widen)
            low, high = middle - half, middle + half
        rows.append((subject, value, low, high, len(past)))
    frame = pd.DataFrame(rows, columns=["subject", "value", "low", "high", "n_runs"])
    frame = frame.astype({"value": "float64"})
    frame["nearest_in_band"] = frame["value"].clip(frame["low"], frame["high"])
    return frame.where(frame["low"].notna(), frame.assign(nearest_in_band=float("nan")))

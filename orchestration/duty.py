"""What the person on duty has to know: what was read, what was not, what is held and what fails.

Belongs here: every number of the closing summary, of `minzheng status`, `held` and `check`, and of
the pages of runs. Does not belong here: how they are put into words (see `duty_lines.py`).
All is asked of the warehouse as it stands, not of one run: a check that had nothing to look at in
the latest run stands as it last ended.
See expectations/RULES.md, section "Evidence".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from orchestration.duckdb_files import single_row

N_WORST = 3
N_FILES = 3

STANDS = "superseded_at is null and retracted_at is null"

DOCUMENTS = f"""
select
    count(*) filter ({STANDS}) as n_documents,
    count(*) filter (run_id = $run_id) as n_new
from raw.documents
"""

REJECTED_BY_REASON = """
select reason, count(*) from raw.rejected_documents
where resolved_at is null group by reason order by count(*) desc, reason
"""

REJECTED_FILES = """
select source_file, reason, detail
from raw.rejected_documents
where resolved_at is null
order by landed_at desc, source_file
"""

UNREADABLE = f"""
select source_file, stage, error
from raw.unreadable inner join raw.documents using (document_id)
where {STANDS}
order by extracted_at desc, source_file, char_start
"""

DISAGREEMENTS = f"""
select source_file, field, stated, stated_by, found, is_text_taken
from raw.statement_disagreements inner join raw.documents using (document_id)
where {STANDS}
order by extracted_at desc, source_file, field
"""

FACTS = """
select
    count(*) as n_facts,
    coalesce(count(indicator_id) / nullif(count(*), 0), 0.0) as share_catalogued,
    (select count(*) from marts.fct_city_year_indicator) as n_cells
from marts.fct_observation
where is_current
"""

# A cell agrees when every other source that speaks of its period does.
STATED_TWICE = """
with cells as (
    select
        bool_or(is_conflict) as is_conflict,
        bool_and(reason is not null) filter (is_conflict) as is_explained
    from marts.fct_source_agreement
    where is_conflict or verdict = 'agree'
    group by city_code, year, indicator_id, residence, category, period_start, period_end
)

select
    count(*) as n_stated_twice,
    count(*) filter (not is_conflict) as n_agreeing,
    count(*) filter (is_explained) as n_explained
from cells
"""

# A fact counts once, whatever the number of rules that it breaks. The furthest out of its
# indicator's range comes first, then what breaks most rules, then what would have been believed.
SET_ASIDE = f"""
with standing as (
    select quarantine.*, source_file
    from audit.quarantine inner join raw.documents using (document_id)
    where released_at is null and is_held = $is_held and {STANDS}
),

facts as (
    select
        observation_id,
        any_value(document_id) as document_id,
        any_value(source_file) as source_file,
        any_value(sentence) as sentence,
        list(distinct expectation order by expectation) as rules,
        string_agg(distinct concat(observed, ' instead of ', expected), '; ') as reason,
        min(quarantined_at) as since
    from standing
    group by observation_id
)

select
    observation_id, facts.source_file, city_name, facts.rules, facts.reason, facts.since,
    facts.sentence, observations.label
from facts
left join intermediate.int_observations as observations using (observation_id)
left join reference.indicators as indicators using (indicator_id)
where starts_with(observation_id, $observation)
    and ($document = '' or starts_with(facts.document_id, $document)
        or contains(facts.source_file, $document))
    and ($city = '' or starts_with(city_code, $city) or starts_with(city_name, $city))
order by
    greatest(
        case when value <> 0 and value_max > 0 then ln(abs(value)::double / value_max) end,
        case when value <> 0 and value_min > 0 then ln(value_min / abs(value)::double) end,
        0
    ) desc,
    len(facts.rules) desc, confidence desc, observation_id
"""

# The total, whose rule is null, counts a fact once that several rules mark.
MARKED_BY_RULE = f"""
select expectation, count(distinct observation_id) as n_facts
from audit.quarantine inner join raw.documents using (document_id)
where released_at is null and not is_held and {STANDS}
group by rollup (expectation)
order by n_facts desc, expectation
"""

# How every check last ended. Suites say all that they have to say in one run; a test of dbt counts
# while the project has it. A failure whose documents have all left is over.
CHECKS = f"""
with latest_runs as (
    select suite, arg_max(run_id, checked_at) as run_id
    from audit.check_results where suite <> 'dbt' group by suite
),

standing as (
    select results.* from audit.check_results as results
    inner join latest_runs using (suite, run_id)
    union all
    select results.* from audit.check_results as results
    inner join audit.dbt_outcomes on suite = 'dbt' and expectation = node
),

latest as (
    select * from standing
    qualify row_number() over (
        partition by suite, expectation, subject order by checked_at desc
    ) = 1
),

passed as (
    select suite, expectation, subject, max(checked_at) as passed_at
    from audit.check_results where success group by all
),

failing_since as (
    select suite, expectation, subject, min(checked_at) as since
    from audit.check_results left join passed using (suite, expectation, subject)
    where not success and checked_at > coalesce(passed_at, '-infinity')
    group by all
),

accused as (
    select
        latest.*,
        since,
        list_filter(
            list_transform(from_json(sample, '[{{"document_id": "VARCHAR"}}]'), x -> x.document_id),
            x -> x is not null
        ) as document_ids
    from latest left join failing_since using (suite, expectation, subject)
)

select
    run_id, suite, expectation, subject, severity, success, observed, expected,
    coalesce(n_unexpected, 0) as n_unexpected, sample, error, remedy, since
from accused
where success or severity = 'critical' or coalesce(len(document_ids), 0) < n_unexpected
    or len(document_ids) = 0
    or list_has_any(
        document_ids, (select coalesce(list(document_id), []) from raw.documents where {STANDS})
    )
order by suite, expectation, subject
"""

PUBLICATION = """
select number, run_id, n_new, n_changed, n_revised, n_withdrawn
from publication.publications
order by number desc
limit 1
"""

RUN = """
select
    arg_max(run_id, started_at) as run_id,
    coalesce(bool_or(published) filter (run_id = $run_id), arg_max(published, started_at))
        as is_published,
    max(finished_at) filter (published) as published_at
from audit.runs
"""


@dataclass(frozen=True, slots=True)
class SetAsideFact:
    """A fact that checks hold back, or mark: which rules, why, since when (UTC), and where."""

    observation_id: str
    source_file: str
    city_name: str | None
    rules: list[str]
    reason: str
    since: datetime
    sentence: str
    label: str | None


@dataclass(frozen=True, slots=True)
class StandingCheck:
    """How a check last ended; `since` says since when (UTC) it has not passed."""

    run_id: str
    suite: str
    expectation: str
    subject: str
    severity: str
    success: bool
    observed: str | None
    expected: str | None
    n_unexpected: int
    sample: str | None
    error: str | None
    remedy: str | None
    since: datetime | None

    @property
    def verdict(self) -> str:
        """passed, warning, failed (which blocks) or broke (the check itself)."""
        if self.error is not None:
            return "broke"
        if self.success:
            return "passed"
        return "failed" if self.severity == "critical" else "warning"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The first failing rows, as the check kept them."""
        return list(json.loads(self.sample or "[]"))


@dataclass(frozen=True, slots=True)
class DutyReport:
    """The state of the warehouse after a run; files and places are the latest few of all."""

    run_id: str
    is_published: bool
    published_at: datetime | None
    publication: dict[str, Any]
    n_documents: int
    n_new: int
    rejected: dict[str, int]
    rejected_files: list[tuple[str, str, str]]
    n_unreadable: int
    unreadable: list[tuple[str, str, str]]
    disagreements: list[tuple[str, str, str, str, str, bool]]
    n_facts: int
    share_catalogued: float
    n_cells: int
    n_stated_twice: int
    n_agreeing: int
    n_explained: int
    n_held: int
    worst_held: list[SetAsideFact]
    n_marked: int
    marked: dict[str, int]
    checks: list[StandingCheck]

    @property
    def share_agreeing(self) -> float | None:
        """Of the cells that two sources state, the share on which they agree."""
        return self.n_agreeing / self.n_stated_twice if self.n_stated_twice else None

    def count(self, verdict: str) -> int:
        """How many checks ended so."""
        return sum(check.verdict == verdict for check in self.checks)


def read_report(connection: duckdb.DuckDBPyConnection, run_id: str = "") -> DutyReport:
    """Ask the warehouse what the person on duty has to know.

    Args:
        connection: To the warehouse; read only is enough.
        run_id: The run whose new documents are counted; the latest one when empty.
    """
    runs = single_row(connection, RUN, {"run_id": run_id})
    run_id = run_id or str(runs["run_id"] or "")
    documents = single_row(connection, DOCUMENTS, {"run_id": run_id})
    unreadable = connection.execute(UNREADABLE).fetchall()
    held = read_set_aside(connection)
    disagreements = connection.execute(DISAGREEMENTS).fetchall()
    marked = dict(connection.execute(MARKED_BY_RULE).fetchall())
    facts: dict[str, Any] = {"n_facts": 0, "share_catalogued": 0.0, "n_cells": 0}
    if _has_marts(connection):
        facts = single_row(connection, FACTS)
    agreement: dict[str, Any] = {"n_stated_twice": 0, "n_agreeing": 0, "n_explained": 0}
    if _has_table(connection, "marts", "fct_source_agreement"):
        agreement = single_row(connection, STATED_TWICE)
    return DutyReport(
        run_id=run_id,
        is_published=bool(runs["is_published"]),
        published_at=runs["published_at"],
        publication=_read_publication(connection),
        **documents,
        rejected=dict(connection.execute(REJECTED_BY_REASON).fetchall()),
        rejected_files=connection.execute(REJECTED_FILES).fetchmany(N_FILES),
        n_unreadable=len(unreadable),
        unreadable=unreadable[:N_FILES],
        disagreements=disagreements,
        **facts,
        **agreement,
        n_held=len(held),
        worst_held=held[:N_WORST],
        n_marked=marked.pop(None, 0),
        marked=marked,
        checks=read_checks(connection),
    )


def read_checks(connection: duckdb.DuckDBPyConnection) -> list[StandingCheck]:
    """How every check last ended, by name."""
    return [StandingCheck(*row) for row in connection.execute(CHECKS).fetchall()]


def read_set_aside(
    connection: duckdb.DuckDBPyConnection,
    *,
    observation: str = "",
    document: str = "",
    city: str = "",
    is_held: bool = True,
) -> list[SetAsideFact]:
    """The facts that checks keep out of the marts, the worst first; or those they only mark.

    Args:
        connection: To the warehouse.
        observation: The key of a fact, or how it begins.
        document: A document's id, or how it begins, or a part of its path.
        city: The code or the name of a place, or how it begins.
        is_held: False for facts that stand in the marts with a mark.
    """
    if not _has_table(connection, "intermediate", "int_observations"):
        return []
    selected = {"observation": observation, "document": document, "city": city}
    rows: Sequence[tuple[Any, ...]] = connection.execute(
        SET_ASIDE, selected | {"is_held": is_held}
    ).fetchall()
    return [SetAsideFact(*row) for row in rows]


def _read_publication(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The last publication with what it changed; nothing before the first."""
    if not _has_table(connection, "publication", "publications"):
        return {}
    rows = connection.sql(PUBLICATION)
    found = rows.fetchone()
    return dict(zip(rows.columns, found, strict=True)) if found else {}


def _has_marts(connection: duckdb.DuckDBPyConnection) -> bool:
    return all(
        _has_table(connection, "marts", name)
        for name in ("fct_observation", "fct_city_year_indicator")
    )


def _has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether dbt has built it; a first run that is blocked has built no marts."""
    found = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [schema, name],
    ).fetchone()
    return found is not None

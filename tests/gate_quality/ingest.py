"""A test set taken through the pipeline, and what became of each fact of it.

Belongs here: landing, extraction, dbt and gate, as a run does them, and the fate of each fact.
Does not belong here: whether that fate was deserved (see `figures.py`).
All cases of a set share one landing zone, as they name different places. Their histories are
landed, judged and accepted first, then the documents that are tried. Whether the run as a whole
is blocked is noted and not obeyed: a delivery that is wrong in every document would always be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from built_warehouse import BuiltWarehouse
from cases import Case, CaseDocument

from expectations import gate, suite_runner
from orchestration.dbt_manifest import ensure_manifest
from orchestration.extracted_facts import extract_due_documents
from orchestration.landing.documents import load_documents
from orchestration.landing.zone import SIDECAR_SUFFIX, LandingZone

WITHOUT_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
# The log keeps ten rows of a rule that fails; the measurement wants each of them.
ALL_ROWS = 1_000_000

# Reasons to be no cell that say nothing against a fact: a true one has them just so.
NO_DOUBT = ("sub_area", "not_a_level", "more_than_a_year", "low_confidence")


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact as the pipeline read it, and its fate.

    `held` are the rules that keep it out of everything published; `exclusion` is the reason why it
    is no cell of the panel; `marks` are doubts that readers of the panel see; `warned` are rules
    that only the log of checks speaks of. `is_cell` says whether it was chosen for the panel,
    `priority` how early the review queue shows it, higher first and None where it does not.
    """

    observation_id: str
    source_file: str
    start: int
    end: int
    quote: str
    indicator_id: str
    residence: str
    category: str
    measure: str
    status: str
    area: str
    value: float
    city_code: str | None
    year: int | None
    first_year: int | None
    exclusion: str | None
    held: tuple[str, ...]
    marks: tuple[str, ...]
    warned: tuple[str, ...]
    is_cell: bool = False
    priority: float | None = None

    @property
    def is_caught(self) -> bool:
        """Whether nobody can take the fact for a sound cell of the panel."""
        is_kept_out = self.exclusion is not None and self.exclusion not in NO_DOUBT
        return bool(self.held or self.marks) or is_kept_out


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run over a test set came to; `blocking` names the rules that would stop it."""

    readings: list[Reading]
    blocking: list[str]
    warehouse: Path


def ingest(cases: Sequence[Case], directory: Path) -> Outcome:
    """Takes a test set through the pipeline, in a warehouse of its own below `directory`."""
    landing = directory / "landing zone"
    landing.mkdir(parents=True)
    data_dir = directory / "data"
    data_dir.mkdir()
    warehouse = BuiltWarehouse(data_dir)
    history = [document for case in cases for document in case.history]
    if history:
        _run(warehouse, landing, "history", history)
    blocking, warned = _run(warehouse, landing, "trial", [case.tried for case in cases])
    with duckdb.connect(str(warehouse.path), read_only=True) as con:
        return Outcome(_readings(con, warned), blocking, warehouse.path)


Warned = dict[str, set[str]]


def _run(
    warehouse: BuiltWarehouse, landing: Path, run_id: str, documents: Iterable[CaseDocument]
) -> tuple[list[str], Warned]:
    """One run over what is new; returns the rules that block and the rules that warned of what."""
    ensure_manifest()
    from orchestration.assets.warehouse import AFTER_GATE

    for document in documents:
        _deliver(landing, document)
    with duckdb.connect(str(warehouse.path)) as con:
        con.execute("set timezone = 'UTC'")
        load_documents(con, LandingZone(str(landing)), run_id=run_id)
        extract_due_documents(con, run_id=run_id)
    _build(warehouse, "--exclude", AFTER_GATE)
    with (
        duckdb.connect(str(warehouse.path)) as con,
        mock.patch.object(suite_runner, "MAX_SAMPLES", ALL_ROWS),
    ):
        results = gate.run_suites(con, run_id)
    errors = [result.error for result in results if result.error]
    assert not errors, errors
    _build(warehouse, "--select", AFTER_GATE)
    with duckdb.connect(str(warehouse.path)) as con:
        gate.accept(con, run_id)
    warned: Warned = {}
    for result in results:
        for row in result.sample if result.action == "warn" else ():
            for key in (row.get("observation_id"), row.get("document_id")):
                if key:
                    warned.setdefault(key, set()).add(result.expectation)
                    break
    return [result.expectation for result in results if result.blocks], warned


def _deliver(landing: Path, document: CaseDocument) -> None:
    path = landing / document.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document.text, encoding="utf-8")
    if document.sidecar:
        beside = path.with_name(path.name + SIDECAR_SUFFIX)
        beside.write_text(json.dumps(document.sidecar, ensure_ascii=False), encoding="utf-8")


def _build(warehouse: BuiltWarehouse, *arguments: str) -> None:
    result = warehouse.try_build(*WITHOUT_TESTS, *arguments)
    broken = [
        f"{outcome.node.name}: {outcome.message}"
        for outcome in getattr(result.result, "results", None) or []
        if outcome.status == "error"
    ]
    assert result.success, broken or result.exception


_READINGS_SQL = """
with held as (
    select observation_id, list(distinct expectation order by expectation) as rules
    from audit.held_back group by observation_id
),
marked as (
    select observation_id, list(distinct expectation order by expectation) as rules
    from audit.quarantine where released_at is null and not is_held group by observation_id
),
queue as (
    select observation_id, is_disputed::int + expected_error * importance as priority
    from marts.review_queue
),
cells as (
    select city_code, year, indicator_id, residence, category, {panel_marks} as marks
    from marts.fct_city_year_indicator
)
select
    facts.observation_id, facts.document_id, source_file, char_start, char_end, quote,
    coalesce(facts.indicator_id, ''), facts.residence, facts.category, measure, status, area,
    facts.value::double, facts.city_code, facts.year, year(period_start), panel_exclusion,
    coalesce(held.rules, []),
    list_concat(
        {fact_marks} || coalesce(marked.rules, []),
        case when panel_exclusion is null then coalesce(cells.marks, []) else [] end
    ),
    facts.observation_id in (select observation_id from marts.fct_city_year_indicator),
    queue.priority
from intermediate.int_observations as facts
left join held using (observation_id)
left join marked using (observation_id)
left join queue using (observation_id)
left join cells
    on facts.city_code = cells.city_code and facts.year = cells.year
    and facts.indicator_id = cells.indicator_id and facts.residence = cells.residence
    and facts.category = cells.category
where facts.is_current
order by source_file, char_start
"""

# Doubts that readers see, where the tables have the column: a mark and when it stands.
PANEL_MARKS = {
    "has_conflict": "has_conflict",
    "is_ambiguous": "is_ambiguous",
}
FACT_MARKS = {"arithmetic": "arithmetic = 'contradicts'"}


def _marks_sql(con: duckdb.DuckDBPyConnection, table: str, marks: dict[str, str]) -> str:
    columns = set(con.table(table).columns)
    parts = [
        f"case when {condition} then ['{name}'] else []::varchar[] end"
        for name, condition in marks.items()
        if name in columns
    ]
    return " || ".join(parts) or "[]::varchar[]"


def _readings(con: duckdb.DuckDBPyConnection, warned: Warned) -> list[Reading]:
    sql = _READINGS_SQL.format(
        panel_marks=_marks_sql(con, "marts.fct_city_year_indicator", PANEL_MARKS),
        fact_marks=_marks_sql(con, "intermediate.int_observations", FACT_MARKS),
    )
    return [_reading(*row, warned=warned) for row in con.execute(sql).fetchall()]


def _reading(observation: str, document: str, *row: Any, warned: Warned) -> Reading:
    *fields, held, marks, is_cell, priority = row
    rules = warned.get(observation, set()) | warned.get(document, set())
    fate = (tuple(held), tuple(marks), tuple(sorted(rules)))
    return Reading(observation, *fields, *fate, is_cell, priority)

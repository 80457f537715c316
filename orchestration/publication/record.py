"""What was published and when: one number per publication, and every cell as readers saw it.

Belongs here: writing schema `publication` of the warehouse. Does not belong here: what readers ask
of it (see `as_of.py`, `release_notes.py` and the marts `fct_publication*`), the files (see
`publishing.py`). See the README, section "What was published when".
Cells and inputs are kept as spans: a publication adds rows for what differs from the one before,
and closes the rows that it replaces. A panel in which no cell differs is no new publication.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.duckdb_files import read_published

PANEL = "marts.fct_city_year_indicator"
CELL_KEY = ("city_code", "year", "indicator_id", "residence", "category")
SPANS = ("published_cells", "published_inputs")

# What the cells are made of besides rules: the documents that stand, the corrections in force.
INPUTS = """
create or replace temp table inputs as
select 'document' as kind, document_id as input_id, document_id, null as observation_id,
    sidecar_hash as state
from intermediate.int_documents
where is_current
union all
select 'correction', correction_id, document_id, observation_id, correction_hash
from intermediate.int_corrections
where state = 'applied'
"""

INPUT_CHANGES = """
create or replace temp table input_changes as
with standing as (select * from publication.published_inputs where valid_to is null)
select kind, input_id, unnest([standing.document_id, inputs.document_id]) as document_id,
    unnest([standing.observation_id, inputs.observation_id]) as observation_id
from inputs
full join standing using (kind, input_id)
where inputs.state is distinct from standing.state
"""

# Columns of the panel that differ are named; a cell that is only on one side has none.
CELL_CHANGES = """
create or replace temp table cell_changes as
with standing as (select * from publication.published_cells where valid_to is null),

compared as (
    select
        {key},
        panel.observation_id as new_observation_id,
        standing.observation_id as old_observation_id,
        panel.document_id as new_document_id,
        standing.document_id as old_document_id,
        case
            when standing.observation_id is null then 'new'
            when panel.observation_id is null then 'withdrawn'
            else 'changed'
        end as kind,
        case when kind = 'changed' then {differences} else '' end as columns_changed,
        kind = 'changed' and panel.value <> standing.value as is_revision,
    from {panel} as panel
    full join standing using ({key})
)

select * from compared where kind <> 'changed' or columns_changed <> ''
"""

# The nearest cause that explains a cell: its own document came, went or was described anew; a
# correction of a fact of the cell; another document of the cell; the rules; what is further away,
# such as a document of the next year that lets a doubt fall.
CAUSES = """
create or replace temp table caused as
with changed_documents as (select document_id from input_changes where kind = 'document'),

changed_corrections as (select observation_id from input_changes where kind = 'correction'),

statements as (
    select {key}, observation_id, document_id
    from marts.fct_cell_observation
    semi join cell_changes using ({key})
    union all
    select {key}, unnest([old_observation_id, new_observation_id]),
        unnest([old_document_id, new_document_id])
    from cell_changes
),

evidence as (
    select
        {key},
        coalesce(bool_or(observation_id in (from changed_corrections)), false) as is_corrected,
        coalesce(bool_or(document_id in (from changed_documents)), false) as is_stated_anew,
    from statements
    where observation_id is not null
    group by all
)

select
    cell_changes.*,
    case
        when old_document_id in (from changed_documents) then 'document'
        when new_document_id in (from changed_documents) then 'document'
        when is_corrected then 'correction'
        when is_stated_anew then 'document'
        when $rules_changed then 'rules'
        when exists (from changed_documents) then 'document'
        when exists (from changed_corrections) then 'correction'
        else 'rules'
    end as cause,
from cell_changes
inner join evidence using ({key})
"""

CLOSE_AND_OPEN = """
update publication.published_cells as cells
set valid_to = $number
from caused
where cells.valid_to is null and {same_cell};

insert into publication.published_cells by name
select panel.*, $number as valid_from
from {panel} as panel
semi join caused using ({key});

update publication.published_inputs as standing
set valid_to = $number
from input_changes
where standing.valid_to is null
    and standing.kind = input_changes.kind and standing.input_id = input_changes.input_id;

insert into publication.published_inputs by name
select inputs.*, $number as valid_from
from inputs
semi join input_changes using (kind, input_id);

insert into publication.published_changes by name
select $number as number, {key}, kind, cause, columns_changed, is_revision
from caused
"""

NOTE_PUBLICATION = """
insert into publication.publications by name
with checks as (
    select count(*) as n_checks, count(*) filter (not success) as n_checks_not_passed
    from audit.check_results
    where run_id = $run_id
),

changes as (
    select
        count(*) filter (kind = 'new') as n_new,
        count(*) filter (kind = 'changed') as n_changed,
        count(*) filter (is_revision) as n_revised,
        count(*) filter (kind = 'withdrawn') as n_withdrawn,
    from caused
)

select
    $number as number,
    $now as published_at,
    $run_id as run_id,
    (select count(*) from inputs where kind = 'document') as n_documents,
    (select count(*) from marts.fct_observation where is_current) as n_observations,
    (select count(*) from {panel}) as n_cells,
    changes.*,
    checks.*,
    (select count(distinct observation_id) from audit.held_back) as n_quarantined,
    if(n_checks_not_passed = 0, 'passed', 'passed_with_warnings') as verdict,
    $extractor as extractor_version,
    $models as models_version,
    $checks as checks_version,
    false as is_out,
from changes, checks
"""

TAKE_BACK = """
delete from publication.publications where number = $number;
delete from publication.published_changes where number = $number;
"""

TAKE_BACK_SPANS = """
delete from publication.{table} where valid_from = $number;
update publication.{table} set valid_to = null where valid_to = $number;
"""

Connect = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


@dataclass(frozen=True, slots=True)
class Versions:
    """What decides the panel besides documents and corrections, as short hashes."""

    models: str
    checks: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The publication that readers see after this run."""

    number: int
    is_new: bool


@contextmanager
def recorded(
    connect: Connect, published: Path, run_id: str, versions: Versions
) -> Iterator[Recorded]:
    """Record what is about to be published, for as long as it takes to exchange the files.

    The number is given before the files are built, so that they carry it. Where building or
    exchanging fails it is taken back, at once or, where the process died, by the next
    publication. The published file decides: a number that readers can see is kept.

    Args:
        connect: Opens the warehouse for writing; it is closed while the files are built.
        published: The file that readers open.
        run_id: The run that publishes.
        versions: The versions of models and checks.

    Yields:
        The number, and whether it is new.
    """
    with connect() as connection:
        _settle(connection, published)
        publication = _record(connection, run_id, versions)
    try:
        yield publication
    finally:
        with connect() as connection:
            _settle(connection, published)


def _settle(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Keep the number that was given last if the published file carries it, else take it back."""
    row = connection.execute(
        "select number, run_id from publication.publications where not is_out"
    ).fetchone()
    if row is None:
        return
    if _carries(published, *row):
        connection.execute("update publication.publications set is_out = true where not is_out")
    else:
        _take_back(connection, row[0])


def _carries(published: Path, number: int, run_id: str) -> bool:
    if not published.exists():
        return False
    with read_published(published) as connection:
        try:
            found = connection.execute(
                "from marts.fct_publication where number = ? and run_id = ?", [number, run_id]
            ).fetchone()
        except duckdb.CatalogException:  # published before there were numbers
            return False
    return found is not None


def _record(connection: duckdb.DuckDBPyConnection, run_id: str, versions: Versions) -> Recorded:
    connection.begin()
    try:
        publication = _add(connection, run_id, versions)
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return publication


def _add(connection: duckdb.DuckDBPyConnection, run_id: str, versions: Versions) -> Recorded:
    columns = _columns(connection)
    names = {
        "panel": PANEL,
        "key": ", ".join(CELL_KEY),
        "same_cell": " and ".join(f"cells.{name} = caused.{name}" for name in CELL_KEY),
        "differences": differences(columns, "panel", "standing"),
    }
    connection.execute(INPUTS)
    connection.execute(INPUT_CHANGES)
    connection.execute(CELL_CHANGES.format(**names))
    number, extractor, rules_changed = _compare_versions(connection, versions)
    (n_changes,) = connection.execute("select count(*) from cell_changes").fetchone() or (0,)
    if number > 1 and not n_changes:
        return Recorded(number - 1, is_new=False)
    connection.execute(CAUSES.format(**names), {"rules_changed": rules_changed})
    for statement in CLOSE_AND_OPEN.format(**names).split(";"):
        connection.execute(statement, {"number": number})
    connection.execute(
        NOTE_PUBLICATION.format(**names),
        {
            "number": number,
            "run_id": run_id,
            "now": _now(),
            "extractor": extractor,
            "models": versions.models,
            "checks": versions.checks,
        },
    )
    return Recorded(number, is_new=True)


def differences(columns: list[str], one: str, other: str) -> str:
    """An expression that names, comma-separated, those of the columns in which two rows differ."""
    cases = [
        f"case when {one}.{name} is distinct from {other}.{name} then '{name}' end"
        for name in columns
        if name not in CELL_KEY
    ]
    return f"concat_ws(', ', {', '.join(cases)})"


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of the panel; one that is new to the record is added to it, empty so far."""
    described = connection.execute(f"describe {PANEL}").fetchall()
    for name, data_type, *_ in described:
        connection.execute(
            f"alter table publication.published_cells add column if not exists {name} {data_type}"
        )
    return [name for name, *_ in described]


def _compare_versions(
    connection: duckdb.DuckDBPyConnection, versions: Versions
) -> tuple[int, str | None, bool]:
    """The next number, the version that read the documents, and whether any version is new."""
    (extractor,) = connection.execute(
        "select string_agg(distinct extractor_version, ', ' order by extractor_version) "
        "from intermediate.int_documents where is_current"
    ).fetchone() or (None,)
    last = connection.execute(
        "select number, extractor_version, models_version, checks_version "
        "from publication.publications order by number desc limit 1"
    ).fetchone()
    if last is None:
        return 1, extractor, False
    number, *before = last
    return number + 1, extractor, before != [extractor, versions.models, versions.checks]


def _take_back(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    connection.begin()
    spans = "".join(TAKE_BACK_SPANS.format(table=table) for table in SPANS)
    for statement in (TAKE_BACK + spans).strip().rstrip(";").split(";"):
        connection.execute(statement, {"number": number})
    connection.commit()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

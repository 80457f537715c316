"""What the command line prints about runs, documents and published rows.

Belongs here: summaries and tables. Does not belong here: the explanation of a single fact (see
`cli_explain.py`).
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from orchestration.as_of import counted
from orchestration.duckdb_files import read_published, read_warehouse, single_row
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.cli_run import RunOutcome

LOCK_WAIT_SECONDS = 5.0
# A run that waited in line may have taken over before the summary of this one is read.
SUMMARY_WAIT_SECONDS = 3600.0

DOCUMENTS = """
select
    (select count(*) from raw.documents) as n_documents,
    (select count(*) from raw.documents where run_id = $run_id) as n_new,
    (select count(*) from raw.rejected_documents where resolved_at is null) as n_rejected
"""

CHECKS = """
select
    count(*) filter (success) as n_passed,
    count(*) filter (not success and error is null and severity = 'critical') as n_failed,
    count(*) filter (not success and error is null and severity <> 'critical') as n_warnings,
    count(error) as n_errors
from audit.check_results
where run_id = $run_id
"""

FACTS = """
select
    count(*) as n_facts,
    coalesce(count(indicator_id) / nullif(count(*), 0), 0.0) as share_catalogued,
    (select count(*) from marts.fct_city_year_indicator) as n_cells,
    (select observation_id from marts.fct_city_year_indicator order by all limit 1) as example
from marts.fct_observation
"""

PUBLICATION = "from marts.fct_publication order by number desc limit 1"

UNREADABLE = """
select count(*) as n_places, count(distinct document_id) as n_documents
from marts.audit_unreadable
"""

BLOCKING = """
select
    string_agg(distinct suite, ', ' order by suite) as suites,
    expectation, subject, observed, expected, error, remedy
from audit.check_results
where run_id = $run_id and (error is not null or (not success and severity = 'critical'))
group by expectation, subject, observed, expected, error, remedy
order by suites, expectation
"""

REJECTED = """
select source_file, reason, detail
from raw.rejected_documents
where resolved_at is null
order by landed_at desc, source_file
limit 20
"""

RUNS = """
select
    runs.started_at,
    runs.n_documents as documents,
    runs.n_rejected as rejected,
    runs.n_facts as facts,
    count(checks.run_id) filter (not checks.success) as checks_not_passed,
    runs.published,
    runs.run_id[:8] as run
from audit.runs as runs
left join audit.check_results as checks on runs.run_id = checks.run_id
group by all
order by runs.started_at desc
limit 10
"""


def show_summary(console: Console, settings: Settings, run_id: str) -> None:
    """Print what a published run read, checked and left behind, and what to type next."""
    with read_warehouse(settings.warehouse_path, wait_seconds=SUMMARY_WAIT_SECONDS) as connection:
        documents = single_row(connection, DOCUMENTS, {"run_id": run_id})
        checks = single_row(connection, CHECKS, {"run_id": run_id})
    with read_published(settings.published_path) as connection:
        facts = single_row(connection, FACTS)
        unreadable = single_row(connection, UNREADABLE)
        publication = single_row(connection, PUBLICATION)
    lines = {
        "documents": f"{documents['n_documents']:,} ({documents['n_new']:,} new)",
        "rejected": _alarm(documents["n_rejected"]),
        "could not be read": _unreadable(unreadable),
        "facts": f"{facts['n_facts']:,}, {facts['share_catalogued']:.0%} catalogued",
        "panel cells": f"{facts['n_cells']:,}",
        "checks": _verdict(checks),
        "publication": _publication(publication, run_id),
        "published": _shown_path(settings.published_path),
    }
    console.print()
    for name, line in lines.items():
        if line:
            console.print(f"{name:<{_wide(name)}}{line}", soft_wrap=True)
    steps = _next_steps(facts["example"], has_rejected=bool(documents["n_rejected"]))
    console.print(steps, soft_wrap=True, highlight=False)


def show_blocked_run(console: Console, settings: Settings, outcome: RunOutcome) -> None:
    """Print why a run was not published, and that what was published still stands."""
    console.print()
    with read_warehouse(settings.warehouse_path, wait_seconds=SUMMARY_WAIT_SECONDS) as connection:
        rows = connection.execute(BLOCKING, {"run_id": outcome.run_id}).fetchall()
    for row in rows:
        console.print(_blocking_check(*row))
    for failure in [] if rows else outcome.failures:
        console.print(f"[red]{escape(failure)}[/red]")
    stands = "stays as it was" if settings.published_path.exists() else "does not exist yet"
    console.print(
        f"Not published; {_shown_path(settings.published_path)} {stands}.\n"
        "See the rows and their sentences: [bold]make ui[/bold], Runs, the latest run."
    )


def show_status(console: Console, settings: Settings) -> None:
    """Print what is published, which files were rejected, and the last runs."""
    with read_published(settings.published_path) as connection:
        facts = single_row(connection, FACTS)
    console.print(
        f"{_shown_path(settings.published_path)}: {facts['n_facts']:,} facts, "
        f"{facts['share_catalogued']:.0%} catalogued, {facts['n_cells']:,} panel cells"
    )
    with read_warehouse(settings.warehouse_path, wait_seconds=LOCK_WAIT_SECONDS) as connection:
        rejected = _table(connection.execute(REJECTED), "Rejected files")
        runs = _table(connection.execute(RUNS), "Last runs")
    for table in (rejected, runs):
        if table.row_count:
            console.print(table)


def show_rows(
    console: Console, relation: duckdb.DuckDBPyRelation | None, output: str, limit: int
) -> None:
    """Print the rows of a query as a table, as CSV or as JSON lines."""
    if relation is None:
        return
    if output == "csv":
        console.out(relation.df().to_csv(index=False), end="", highlight=False)
    elif output == "json":
        for row in relation.fetchall():
            record = dict(zip(relation.columns, row, strict=True))
            line = json.dumps(record, ensure_ascii=False, default=str)
            console.out(line, highlight=False)
    else:
        table = Table(*relation.columns, header_style="bold")
        rows = relation.fetchmany(limit + 1)
        for row in rows[:limit]:
            table.add_row(*[_text(value) for value in row])
        console.print(table)
        if len(rows) > limit:
            console.print(f"[dim]The first {limit} rows; --limit shows more.[/dim]")


def _blocking_check(
    suites: str,
    expectation: str,
    subject: str,
    observed: str | None,
    expected: str | None,
    error: str | None,
    remedy: str | None,
) -> str:
    lines = [f"[red]{escape(expectation)}[/red] ({escape(suites)}) on {escape(subject or '')}"]
    if error:
        lines.append("  the check itself broke: " + escape(error.strip().splitlines()[0]))
    else:
        lines.append(f"  observed {escape(observed or '')}, expected {escape(expected or '')}")
    if remedy:
        lines.append(f"  {escape(remedy)}")
    return "\n".join(lines)


def _table(relation: duckdb.DuckDBPyConnection, title: str) -> Table:
    names = [column[0] for column in relation.description or []]
    table = Table(*names, title=title, title_justify="left", header_style="bold")
    for row in relation.fetchall():
        table.add_row(*[_text(value) for value in row])
    return table


def plain(value: object) -> str:
    """Return a cell as people write it: nothing for null, 610 for 610.000000."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _text(value: object) -> str:
    return escape(plain(value))


def _alarm(count: object) -> str:
    return f"[yellow]{count}[/yellow]" if count else "0"


def _wide(name: str) -> int:
    return max(13, len(name) + 3)


def _unreadable(counts: dict[str, object]) -> str:
    """3 sentences in 2 documents; nothing where all was read."""
    told = [_plural(counts["n_places"], "sentence"), _plural(counts["n_documents"], "document")]
    return f"[yellow]{' in '.join(told)}[/yellow]" if counts["n_places"] else ""


def _publication(publication: dict[str, Any], run_id: str) -> str:
    """3: 1 new, 4 changed (2 in value), 0 withdrawn; or that nothing differs from what was out."""
    if publication["run_id"] == run_id:
        return f"{publication['number']}: {counted(publication)}"
    return f"{publication['number']}, as before: no cell changed"


def _plural(count: object, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _verdict(checks: dict[str, object]) -> str:
    parts = [f"{checks['n_passed']} passed", f"{checks['n_failed']} failed"]
    if checks["n_warnings"]:
        parts.append(f"[yellow]{checks['n_warnings']} warnings[/yellow]")
    if checks["n_errors"]:
        parts.append(f"[red]{checks['n_errors']} broke[/red]")
    return ", ".join(parts)


def _next_steps(example: object, *, has_rejected: bool) -> str:
    steps = [
        "",
        "What to type next",
        "  make ui    # every step and check, at http://127.0.0.1:3000",
        '  .venv/bin/minzheng query "from fct_city_year_indicator limit 10"',
    ]
    if example:
        steps.append(f"  .venv/bin/minzheng explain {example}")
    if has_rejected:
        steps.append("  .venv/bin/minzheng status    # which files were rejected, and why")
    return "\n".join(steps)


def _shown_path(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

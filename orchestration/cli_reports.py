"""What the command line prints about runs: the closing summary, a blocked run, the status.

Belongs here: laying out what is told. Does not belong here: what the person on duty is told (see
`duty.py`, `duty_lines.py`), the explanation of a single fact (see `cli_explain.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from orchestration.cli_tables import table_of
from orchestration.duckdb_files import read_published, read_warehouse
from orchestration.duty import REJECTED_FILES, DutyReport, read_report
from orchestration.duty_lines import duty_lines
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.cli_run import RunOutcome

LOCK_WAIT_SECONDS = 5.0
# A run that waited in line may have taken over before the summary of this one is read.
SUMMARY_WAIT_SECONDS = 3600.0

NAME_WIDTH = 19
MAX_REJECTED = 20

SUGGESTED = (
    "select city_name, year, indicator_id, residence, value, unit from fct_city_year_indicator "
    "limit 10"
)

EXAMPLE = "select observation_id from marts.fct_city_year_indicator order by all limit 1"

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
        report = read_report(connection, run_id)
    with read_published(settings.published_path) as connection:
        example = connection.execute(EXAMPLE).fetchone()
    console.print()
    show_lines(console, settings, report)
    steps = _next_steps(str(example[0]) if example else "", report)
    console.print(steps, soft_wrap=True, highlight=False)


def show_blocked_run(console: Console, settings: Settings, outcome: RunOutcome) -> None:
    """Print why a run was not published, and that what was published still stands."""
    console.print()
    with read_warehouse(settings.warehouse_path, wait_seconds=SUMMARY_WAIT_SECONDS) as connection:
        report = read_report(connection, outcome.run_id)
    show_lines(console, settings, report)
    is_told = any(
        check.verdict in ("failed", "broke") and check.run_id == outcome.run_id
        for check in report.checks
    )
    for failure in [] if is_told else outcome.failures:
        console.print(f"[red]{escape(failure)}[/red]")
    stands = "stays as it was" if settings.published_path.exists() else "does not exist yet"
    console.print(
        f"Not published; {_shown_path(settings.published_path)} {stands}.\n"
        "What failed, with its rows: [bold]minzheng check[/bold]; or [bold]make ui[/bold], Runs, "
        "the latest run.",
        soft_wrap=True,
    )


def show_status(console: Console, settings: Settings) -> None:
    """Print what the closing summary says, all rejected files, and the last runs."""
    with read_warehouse(settings.warehouse_path, wait_seconds=LOCK_WAIT_SECONDS) as connection:
        show_lines(console, settings, read_report(connection))
        rejected = _table(
            connection.execute(f"{REJECTED_FILES} limit {MAX_REJECTED}"), "Rejected files"
        )
        runs = _table(connection.execute(RUNS), "Last runs")
    for table in (rejected, runs):
        if table.row_count:
            console.print(table)


def show_lines(console: Console, settings: Settings, report: DutyReport) -> None:
    """Print the report of the person on duty, one line for each subject and its details below."""
    for line in duty_lines(report):
        style = "yellow" if line.is_alarm else ""
        text = Text(f"{line.name:<{NAME_WIDTH}}").append(line.text, style)
        console.print(text, soft_wrap=True)
        for detail in line.details:
            console.print(Text(" " * NAME_WIDTH + detail), soft_wrap=True)
    console.print(" " * NAME_WIDTH + _shown_path(settings.published_path), soft_wrap=True)
    if settings.pages_path.exists():
        console.print(" " * NAME_WIDTH + _shown_path(settings.pages_path), soft_wrap=True)


def _table(relation: duckdb.DuckDBPyConnection, title: str) -> Table:
    names = [column[0] for column in relation.description or []]
    return table_of(names, relation.fetchall(), title)


def _next_steps(example: str, report: DutyReport) -> str:
    steps = [
        "",
        "What to type next",
        "  make ui    # every step and check, at http://127.0.0.1:3000",
        "  make pages # every number in its sentence, every place on a page",
        f'  .venv/bin/minzheng query "{SUGGESTED}"',
    ]
    if example:
        steps.append(f"  .venv/bin/minzheng explain {example}")
    if report.n_held:
        steps.append("  .venv/bin/minzheng held      # what is set aside, and why")
    if report.count("passed") < len(report.checks):
        steps.append("  .venv/bin/minzheng check     # what has not passed, with its rows")
    if report.rejected:
        steps.append("  .venv/bin/minzheng status    # which files were rejected, and why")
    return "\n".join(steps)


def _shown_path(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

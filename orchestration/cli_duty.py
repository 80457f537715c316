"""What is held back and what has not passed, on the terminal.

Belongs here: printing both. Does not belong here: the numbers (see `duty.py`), the words (see
`duty_lines.py`).
"""

from __future__ import annotations

import duckdb
from rich.console import Console
from rich.text import Text

from orchestration.cli_tables import RowFormat, show_rows
from orchestration.duty import StandingCheck, read_checks, read_set_aside
from orchestration.duty_lines import (
    REMEDY_HELD,
    REMEDY_MARKED,
    moment,
    sort_failing,
    told_check,
    told_row,
)

MAX_ROWS = 3
SHORT_KEY = 12

SET_ASIDE_COLUMNS = ("fact", "rule", "reason", "since", "document", "place", "sentence")
CHECK_COLUMNS = ("suite", "check", "subject", "verdict", "since", "observed")


def show_set_aside(
    console: Console,
    connection: duckdb.DuckDBPyConnection,
    *,
    document: str,
    city: str,
    is_held: bool,
    output: RowFormat,
    limit: int,
) -> None:
    """Print the facts that are held back, or marked: which rule, why, since when, and where."""
    facts = read_set_aside(connection, document=document, city=city, is_held=is_held)
    if not facts and output is RowFormat.TABLE:
        console.print("Nothing is held back." if is_held else "Nothing is marked.")
        return
    rows = [
        (
            fact.observation_id[:SHORT_KEY],
            ", ".join(fact.rules),
            fact.reason,
            moment(fact.since),
            fact.source_file,
            fact.city_name,
            " ".join(fact.sentence.split()),
        )
        for fact in facts
    ]
    show_rows(console, SET_ASIDE_COLUMNS, rows, output, limit)
    if output is RowFormat.TABLE:
        remedy = REMEDY_HELD if is_held else REMEDY_MARKED
        console.print(Text(f"\nwhat to do: {remedy}"), soft_wrap=True)


def show_checks(
    console: Console, connection: duckdb.DuckDBPyConnection, *, is_all: bool, output: RowFormat
) -> None:
    """Print the checks that have not passed with rows and remedy, or how each last ended."""
    checks = read_checks(connection)
    failing = sort_failing(checks)
    if is_all or output is not RowFormat.TABLE:
        rows = [_row(check) for check in (checks if is_all else failing)]
        show_rows(console, CHECK_COLUMNS, rows, output, len(rows))
        return
    for check in failing:
        _show_check(console, check)
    n_passed = len(checks) - len(failing)
    console.print(f"{n_passed} passed, {len(failing)} did not; --all lists every one.")


def _row(check: StandingCheck) -> tuple[str | None, ...]:
    since = moment(check.since) if check.since else ""
    observed = check.error or check.observed
    return check.suite, check.expectation, check.subject, check.verdict, since, observed


def _show_check(console: Console, check: StandingCheck) -> None:
    first, *others = told_check(check)
    style = "yellow" if check.verdict == "warning" else "red"
    console.print(Text(first, style), soft_wrap=True)
    for line in others:
        console.print(Text(line), soft_wrap=True)
    for row in check.rows[:MAX_ROWS]:
        console.print(Text(f"  - {told_row(row)}", "dim"), soft_wrap=True)
    if check.n_unexpected > MAX_ROWS:
        console.print(Text(f"    of {check.n_unexpected} in all", "dim"))
    console.print()

"""The command line: build the warehouse, look at it, ask why a number stands in it.

Belongs here: commands and their options. Does not belong here: what they print (see
`cli_reports.py`), what they do (see the assets).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from orchestration.cli_tables import RowFormat, show_rows
from orchestration.errors import MendableError
from orchestration.settings import Settings, switch_telemetry_off

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Numbers of Chinese civil-affairs reports, with the sentence behind each.",
)
console = Console()
errors = Console(stderr=True)

LOCK_WAIT_SECONDS = 5.0
SHORTEST_PREFIX = 6
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


@app.command()
def run(
    glob: Annotated[str, typer.Option(help="Paths below the landing zone to look at.")] = "*",
    full_refresh: Annotated[
        bool, typer.Option(help="Do everything again, although this version has done it.")
    ] = False,
) -> None:
    """Land, extract, transform, check and publish whatever is not done yet."""
    from orchestration.cli_reports import show_blocked_run, show_summary
    from orchestration.cli_run import execute_job

    with _plain_errors():
        settings = Settings.from_env()
        outcome = execute_job(settings, console, glob=glob, full_refresh=full_refresh)
        if not outcome.is_published:
            show_blocked_run(console, settings, outcome)
            raise typer.Exit(1)
        show_summary(console, settings, outcome.run_id)


@app.command()
def status() -> None:
    """Show what the closing summary of a run says, and how the last runs went."""
    from orchestration.cli_reports import show_status

    with _plain_errors():
        settings = Settings.from_env()
        _require_warehouse(settings)
        show_status(console, settings)


@app.command()
def held(
    document: Annotated[str, typer.Option(help="Only of this document: id or path.")] = "",
    city: Annotated[str, typer.Option(help="Only of this place: code or name.")] = "",
    marked: Annotated[
        bool, typer.Option("--marked", help="What stands in the panel with a doubt instead.")
    ] = False,
    output: Annotated[RowFormat, typer.Option("--format")] = RowFormat.TABLE,
    limit: Annotated[int, typer.Option(help="Rows shown in a table.")] = 50,
) -> None:
    """List the facts that checks keep out of the marts: rule, reason, since when, sentence."""
    from orchestration.cli_duty import show_set_aside

    with _plain_errors(), _read_warehouse() as connection:
        show_set_aside(
            console, connection, document=document, city=city, is_held=not marked,
            output=output, limit=limit,
        )  # fmt: skip


@app.command()
def check(
    everything: Annotated[bool, typer.Option("--all", help="Passed ones too.")] = False,
    output: Annotated[RowFormat, typer.Option("--format")] = RowFormat.TABLE,
) -> None:
    """List the checks that have not passed: what they saw, since when, and what to do."""
    from orchestration.cli_duty import show_checks

    with _plain_errors(), _read_warehouse() as connection:
        show_checks(console, connection, is_all=everything, output=output)


@app.command()
def explain(
    observation_id: Annotated[str, typer.Argument(help="The key of a fact, or how it begins.")],
) -> None:
    """Show why a number stands where it stands: sentence, cues, alternatives."""
    from orchestration.cli_explain import show_explanation

    with _plain_errors(), _read_warehouse() as connection:
        show_explanation(console, connection, observation_id)


@app.command()
def pages() -> None:
    """Open the pages of the publication in a browser, and print where they are."""
    import os
    import sys
    import webbrowser

    settings = Settings.from_env()
    with _plain_errors():
        if not settings.pages_path.exists():
            raise MendableError("There are no pages yet. Publish them: make run")
        console.print(str(settings.pages_path), soft_wrap=True, highlight=False)
        # Without a screen a browser in the terminal would take it over.
        has_screen = sys.platform != "linux" or any(map(os.environ.get, SCREENS))
        if has_screen:
            webbrowser.open(settings.pages_path.as_uri())


@app.command()
def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SQL | NAME [ARGUMENT=VALUE]...",
            help="SQL on the published tables, or a ready answer.",
        ),
    ] = None,
    is_list: Annotated[
        bool, typer.Option("--list", help="The ready answers, with an example each.")
    ] = False,
    output: Annotated[
        RowFormat, typer.Option("--format", help="json is one object a line.")
    ] = RowFormat.TABLE,
    limit: Annotated[int, typer.Option(help="Rows shown in a table.")] = 50,
) -> None:
    """Ask the published file; `marts` is the schema and need not be written.

    It is opened for reading only, and no SQL reaches another file.
    """
    from orchestration.cli_query import ask, show_answers
    from orchestration.duckdb_files import ask_published

    if is_list:
        show_answers(console, output)
        return
    if not words:
        errors.print("Give SQL or the name of a ready answer: minzheng query --list")
        raise typer.Exit(2)
    with _plain_errors(), ask_published(Settings.from_env().published_path) as connection:
        relation, answer = ask(connection, words)
        if relation is not None:
            n_rows = _show(relation, output, limit)
            if answer is not None and not n_rows:
                errors.print(f"No rows. Left out: {answer.leaves_out}", highlight=False)


def _show(relation: duckdb.DuckDBPyRelation, output: RowFormat, limit: int) -> int:
    rows = relation.fetchmany(limit + 1) if output is RowFormat.TABLE else relation.fetchall()
    show_rows(console, relation.columns, rows, output, limit)
    return len(rows)


@app.command()
def diff(
    older: Annotated[int | None, typer.Argument(help="By default the one before the last.")] = None,
    newer: Annotated[int | None, typer.Argument(help="By default the last.")] = None,
    output: Annotated[
        RowFormat, typer.Option("--format", help="json is one object a line.")
    ] = RowFormat.TABLE,
    limit: Annotated[int, typer.Option(help="Rows shown in a table.")] = 50,
) -> None:
    """Show which cells are new, changed or withdrawn between two publications, and why."""
    from orchestration.duckdb_files import read_published
    from orchestration.publication.as_of import difference, two_publications

    with _plain_errors(), read_published(Settings.from_env().published_path) as connection:
        counts, cells = difference(connection, *two_publications(connection, older, newer))
        errors.print(counts)
        _show(cells, output, limit)


@app.command()
def retract(
    document: Annotated[str, typer.Argument(help="A document id, its beginning, or a path.")],
    reason: Annotated[str, typer.Option(help="Why, for those who ask later.")] = "",
    by: Annotated[str, typer.Option(help="Who says so.")] = "",
    undo: Annotated[bool, typer.Option(help="Take the retraction back.")] = False,
) -> None:
    """Withdraw a document: its facts leave the marts with the next run."""
    if not undo and not (reason and by):
        errors.print("A retraction needs --reason and --by: it is kept for those who ask later.")
        raise typer.Exit(2)
    with _plain_errors(), _open_warehouse(Settings.from_env()) as connection:
        source_file = _retract(connection, document, reason, by, undo=undo)
    verb = "back in" if undo else "withdrawn from"
    console.print(f"{source_file} is {verb} the marts with the next run: [bold]make run[/bold]")


@app.command()
def docs() -> None:
    """Build the Data Docs of the latest run: every expectation, rendered as a page."""
    from expectations.docs import build_data_docs

    with _plain_errors(), _open_warehouse(Settings.from_env()) as connection:
        row = connection.execute("select max_by(run_id, started_at) from audit.runs").fetchone()
        folder = Settings.from_env().data_docs_dir
        index = build_data_docs(connection, row[0] if row else "", folder)
    console.print(f"Open {index}")


def _retract(
    connection: duckdb.DuckDBPyConnection, document: str, reason: str, by: str, *, undo: bool
) -> str:
    found = connection.execute(
        "select document_id, source_file from raw.documents where source_file = $document "
        "or (length($document) >= $shortest and starts_with(document_id, $document)) "
        "order by superseded_at is not null",
        {"document": document, "shortest": SHORTEST_PREFIX},
    ).fetchall()
    if not found:
        raise MendableError(
            f"No document is or begins with {document!r}. Look it up: "
            'minzheng query "select document_id, source_file from dim_document"'
        )
    document_id, source_file = found[0]
    now = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        "update raw.documents set retracted_at = $now where document_id = $document_id",
        {"now": None if undo else now, "document_id": document_id},
    )
    connection.execute(
        "insert into audit.retractions values ($document_id, $reason, $by, $now)",
        {
            "document_id": document_id,
            "reason": f"taken back: {reason}" if undo else reason,
            "by": by,
            "now": now,
        },
    )
    return str(source_file)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what people can mend into one line; everything else keeps its traceback."""
    switch_telemetry_off()
    try:
        yield
    except MendableError as error:
        errors.print(str(error), markup=False, highlight=False)
        raise typer.Exit(1) from error
    except duckdb.Error as error:
        told = f'{error}\nWhat there is: minzheng query "show tables"'
        errors.print(told, markup=False, highlight=False)
        raise typer.Exit(1) from error


@contextmanager
def _open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, while no run does."""
    from orchestration.duckdb_files import hold_warehouse

    path = _require_warehouse(settings)
    with (
        hold_warehouse(path, wait_seconds=LOCK_WAIT_SECONDS),
        duckdb.connect(str(path)) as connection,
    ):
        yield connection


@contextmanager
def _read_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for reading, while no run writes it."""
    from orchestration.duckdb_files import read_warehouse

    path = _require_warehouse(Settings.from_env())
    with read_warehouse(path, wait_seconds=LOCK_WAIT_SECONDS) as connection:
        yield connection


def _require_warehouse(settings: Settings) -> Path:
    path = settings.warehouse_path
    if not path.exists():
        raise MendableError(f"{path} does not exist yet. Build it: make run")
    return path


if __name__ == "__main__":
    app()

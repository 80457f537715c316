"""Running the job in this process, with its progress on the terminal.

Belongs here: the instance, the run, what is shown while it works. Does not belong here: what is
shown afterwards (see `cli_reports.py`). Runs started here appear in the UI like any other.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dagster import DagsterEvent, DagsterEventType, DagsterInstance, EventLogEntry
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from orchestration.dbt_manifest import ensure_manifest
from orchestration.names import DUTY_REPORT
from orchestration.settings import INSTANCE_CONFIG, JOB_NAME, Settings, switch_telemetry_off

POLL_SECONDS = 0.5
CONFIGURABLE = ("raw_documents", "candidate_facts", "staging_and_intermediate", "marts")


@dataclass(slots=True)
class RunOutcome:
    """How a run ended; `failures` has one message for each step that failed."""

    run_id: str
    is_published: bool
    failures: list[str] = field(default_factory=list)


def execute_job(
    settings: Settings, console: Console, *, glob: str, full_refresh: bool
) -> RunOutcome:
    """Run the whole job in this process and show its steps as they finish."""
    switch_telemetry_off()
    ensure_manifest()
    from orchestration.definitions import defs

    job = defs.resolve_job_def(JOB_NAME)
    select = {"config": {"glob": glob, "full_refresh": full_refresh}}
    run_config = {
        "ops": dict.fromkeys(CONFIGURABLE, select),
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    # The terminal shows the steps; every line of the log stands in the UI.
    for name in ("dagster", "great_expectations"):
        logging.getLogger(name).propagate = False
    run_id = str(uuid.uuid4())
    with open_instance(settings) as instance:
        with _show_progress(console, instance, run_id, len(job.nodes)):
            result = job.execute_in_process(
                run_config=run_config, instance=instance, run_id=run_id, raise_on_error=False
            )
        failures = [
            failure_text(event)
            for event in result.all_events
            if event.event_type == DagsterEventType.STEP_FAILURE
        ]
        return RunOutcome(run_id, result.success, failures)


def failure_text(event: DagsterEvent) -> str:
    """Return what a failed step says of itself, without the traceback of the orchestrator."""
    data = event.step_failure_data
    given = data.user_failure_data
    if given and given.description:
        metadata = given.metadata.items()
        details = [str(value.value) for name, value in metadata if name != DUTY_REPORT]
        return "\n".join([f"{event.step_key}: {given.description}", *details])
    cause = data.error.cause if data.error and data.error.cause else data.error
    return f"{event.step_key}: {cause.message.strip() if cause else event.message}"


@contextmanager
def open_instance(settings: Settings) -> Iterator[DagsterInstance]:
    """Open the Dagster instance of the data directory, created when it is not there."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(INSTANCE_CONFIG, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    with DagsterInstance.get() as instance:
        yield instance


@contextmanager
def _show_progress(
    console: Console, instance: DagsterInstance, run_id: str, n_steps: int
) -> Iterator[None]:
    done = threading.Event()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        watcher = threading.Thread(
            target=_watch, args=(progress, instance, run_id, n_steps, done), daemon=True
        )
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _watch(
    progress: Progress, instance: DagsterInstance, run_id: str, n_steps: int, done: threading.Event
) -> None:
    """Follow the event log of a run until it is done, then once more for the last events."""
    task = progress.add_task("starting", total=n_steps)
    cursor: str | None = None
    is_last = False
    while not is_last:
        is_last = done.wait(POLL_SECONDS)
        records = instance.get_records_for_run(run_id, cursor=cursor)
        cursor = records.cursor
        for record in records.records:
            _show_entry(progress, task, record.event_log_entry)


def _show_entry(progress: Progress, task: TaskID, entry: EventLogEntry) -> None:
    kind = entry.dagster_event_type
    if kind is None and entry.step_key:
        progress.update(task, description=f"{entry.step_key}: {entry.user_message}")
    elif kind == DagsterEventType.STEP_START:
        progress.update(task, description=str(entry.step_key))
    elif kind == DagsterEventType.STEP_SUCCESS:
        progress.advance(task)
        milliseconds = entry.get_dagster_event().step_success_data.duration_ms
        progress.console.print(
            f"[green]done[/green]   {entry.step_key} [dim]{milliseconds / 1000:.1f} s[/dim]"
        )
    elif kind == DagsterEventType.STEP_FAILURE:
        progress.console.print(f"[red]failed[/red] {entry.step_key}")

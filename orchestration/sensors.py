"""What starts a run when something lands.

Belongs here: noticing that the landing zone holds what the warehouse does not. Does not belong
here: loading it (see `assets/landing.py`).
The cursor is one digest of the listing, so it stays 64 characters however many files there are;
no run key is derived from a file, so a file that is delivered again is never dropped.
"""

from collections.abc import Sequence
from pathlib import Path

from dagster import RunRequest, SensorEvaluationContext, SkipReason, sensor

from orchestration.duckdb_files import WarehouseBusyError, read_warehouse
from orchestration.jobs import build_warehouse
from orchestration.landing.deliveries import attach_statements
from orchestration.landing.documents import find_changed_files
from orchestration.landing.zone import LandedFile, LandingZone, digest_files
from orchestration.settings import Settings

INTERVAL_SECONDS = 60
# Beyond this many changed files a run is requested without reading them first: a tick is short.
MAX_FILES_READ = 200


@sensor(
    job=build_warehouse,
    minimum_interval_seconds=INTERVAL_SECONDS,
    description="Builds the warehouse when the landing zone holds content it does not have: new "
    "files and changed ones; a file that was only touched starts nothing.",
)
def landing_sensor(context: SensorEvaluationContext) -> RunRequest | SkipReason:
    """Request a run when the landing zone holds content that was not read yet."""
    settings = Settings.from_env()
    zone = LandingZone(settings.landing_uri)
    files = zone.list_files()
    digest = digest_files(files)
    if digest == context.cursor:
        return SkipReason("The landing zone is as it was.")
    try:
        n_changed = _count_new_content(settings.warehouse_path, zone, files)
    except WarehouseBusyError:
        return SkipReason("A run is writing the warehouse; the next tick looks again.")
    context.update_cursor(digest)
    if not n_changed:
        return SkipReason("Files were touched or delivered again, but all content is known.")
    return RunRequest(tags={"minzheng/changed_files": str(n_changed)})


def _count_new_content(path: Path, zone: LandingZone, files: Sequence[LandedFile]) -> int:
    """Count the files whose bytes, not just whose times, differ from what was last read."""
    if not path.exists():
        return len(files)
    with read_warehouse(path) as connection:
        deliveries = attach_statements(connection, zone, files)
        changed = find_changed_files(connection, deliveries.files)
        known = dict(
            connection.execute(
                "select source_file, delivered_hash from raw.landing_files"
            ).fetchall()
        )
    if len(changed) > MAX_FILES_READ:
        return len(changed)
    n_lists = sum(
        known.get(reading.file.source_file) != reading.delivered_hash
        for reading in deliveries.readings
    )
    return n_lists + sum(
        known.get(file.source_file) != zone.delivered_hash(file) for file in changed
    )

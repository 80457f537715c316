"""The dbt manifest: parsed when the project is installed, read when the code location loads.

Belongs here: parsing and finding it. Does not belong here: running dbt (see `dbt_runner.py`).
Run as `python -m orchestration.dbt_manifest`; the Makefile does so when a model or seed changes.
"""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from orchestration.errors import MendableError
from orchestration.settings import (
    DATA_DIR_VARIABLE,
    DBT_MANIFEST,
    DBT_PROJECT_DIR,
    REFERENCE_DIR,
    Settings,
)


def find_manifest() -> Path:
    """Return the path of the parsed project.

    Raises:
        MendableError: It was never parsed.
    """
    if not DBT_MANIFEST.exists():
        raise MendableError(
            f"{DBT_MANIFEST} is missing: the dbt project was not parsed. Run `make install`."
        )
    return DBT_MANIFEST


def ensure_manifest() -> None:
    """Parse the project when it was never parsed or a file of it is newer than the manifest."""
    DBT_MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    # Tests and runs may start together; the second finds the work of the first.
    with DBT_MANIFEST.with_name(".parsing").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not DBT_MANIFEST.exists() or DBT_MANIFEST.stat().st_mtime < _newest_source():
            parse_project()


def _newest_source() -> float:
    sources = [*DBT_PROJECT_DIR.glob("*.yml"), *REFERENCE_DIR.glob("*.csv")]
    for folder in ("models", "macros", "tests"):
        sources.extend(path for path in (DBT_PROJECT_DIR / folder).rglob("*") if path.is_file())
    return max((path.stat().st_mtime for path in sources), default=0.0)


def parse_project() -> None:
    """Parse the dbt project and write its manifest.

    Raises:
        MendableError: dbt cannot parse the project.
    """
    from dbt.cli.main import dbtRunner

    os.environ[DATA_DIR_VARIABLE] = str(Settings.from_env().data_dir)
    place = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
    target = ["--target-path", str(DBT_MANIFEST.parent), "--log-path", str(DBT_MANIFEST.parent)]
    outcome = dbtRunner().invoke(["--quiet", "parse", *place, *target])
    if not outcome.success:
        raise MendableError(
            f"dbt cannot parse {DBT_PROJECT_DIR}: {outcome.exception}. Mend the model it names, "
            "then run `make install`."
        )
    DBT_MANIFEST.touch()


if __name__ == "__main__":
    try:
        parse_project()
    except MendableError as error:
        sys.exit(str(error))

"""A landing zone, a data directory, and the whole job run over them in this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from dagster import DagsterInstance, ExecuteInProcessResult

from orchestration.cli_run import failure_text
from orchestration.duckdb_files import read_published
from orchestration.resources import build_resources
from orchestration.settings import JOB_NAME, REPOSITORY, Settings

SAMPLE_CORPUS = REPOSITORY / "seeds" / "documents"
CONFIGURABLE = ("raw_documents", "candidate_facts", "staging_and_intermediate", "marts")

# What differs between two runs over the same documents: when, by which run, in which order.
RUN_COLUMNS = {"landed_at", "run_id", "checked_at", "extracted_at", "first_seen_at", "built_at"}


class Pipeline:
    """One landing zone and the warehouse that is built from it."""

    def __init__(self, directory: Path) -> None:
        self.landing = directory / "landing zone"
        self.settings = Settings(str(self.landing), directory / "data")
        self.landing.mkdir(parents=True)

    def deliver(
        self, name: str, content: str | bytes, sidecar: dict[str, Any] | str | None = None
    ) -> Path:
        """Put a file, and its sidecar where one is given, into the landing zone."""
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if sidecar is not None:
            text = sidecar if isinstance(sidecar, str) else json.dumps(sidecar, ensure_ascii=False)
            path.with_name(path.name + ".meta.json").write_text(text, encoding="utf-8")
        return path

    def deliver_samples(self, *beginnings: str) -> None:
        """Put those of the sample documents whose names begin so into the landing zone."""
        for path in sorted(SAMPLE_CORPUS.iterdir()):
            if path.name.startswith(beginnings):
                shutil.copy(path, self.landing / path.name)

    def run(self, *, only: Sequence[str] = (), **config: Any) -> ExecuteInProcessResult:
        """Run the whole job in this process, or only the steps of these names."""
        from orchestration.definitions import defs

        with DagsterInstance.ephemeral() as instance:
            steps = [name for name in CONFIGURABLE if not only or name in only]
            return defs.resolve_job_def(JOB_NAME).execute_in_process(
                op_selection=list(only) or None,
                run_config={
                    "ops": {name: {"config": config} for name in steps},
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
                instance=instance,
                resources=build_resources(self.settings),
                raise_on_error=False,
            )

    def build(self, **config: Any) -> ExecuteInProcessResult:
        """Run the whole job; it has to succeed."""
        result = self.run(**config)
        assert result.success, "\n".join(
            failure_text(event) for event in result.all_events if event.is_step_failure
        )
        return result

    @property
    def published(self) -> Path:
        """The file that readers open."""
        return self.settings.published_path

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the published file."""
        with read_published(self.published) as connection:
            return connection.execute(sql).fetchall()

    def raw(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the warehouse itself."""
        with duckdb.connect(str(self.settings.warehouse_path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of every published table but the log of checks, as sorted texts."""
        with read_published(self.published) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "select table_name from duckdb_tables() order by 1"
                ).fetchall()
                if name != "audit_check_results"
            ]
            return {name: _sorted_rows(connection, name) for name in names}


def _sorted_rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    columns = connection.table(f"marts.{name}").columns
    kept = ", ".join(f'"{column}"' for column in columns if column not in RUN_COLUMNS)
    return sorted(connection.execute(f"select {kept} from marts.{name}").fetchall(), key=repr)

"""dbt inside the process of the run, reporting to Dagster as dagster-dbt does.

Belongs here: invoking dbt, translating its events, letting go of the warehouse file afterwards.
Does not belong here: which models are built when (see `assets/warehouse.py`).
The command line of dbt costs five seconds before anything runs, the in-process runner none after
its import; but it keeps the DuckDB file open, so every invocation ends by closing it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetCheckEvaluation,
    AssetCheckResult,
    AssetExecutionContext,
    AssetMaterialization,
    AssetObservation,
    ConfigurableResource,
    Failure,
    MetadataValue,
    Output,
)

from expectations.registry import DBT
from orchestration.dbt_failing_rows import read_failing_rows, told_rows
from orchestration.model_version import version_variables
from orchestration.settings import DATA_DIR_VARIABLE, DBT_MANIFEST, DBT_PROJECT_DIR, WAREHOUSE_FILE

TEST_KINDS = ("test", "unit_test")
RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogSnapshotResult", "LogTestResult")
PASSED = ("pass", "success")
FAILED = ("fail", "error")
SKIPPED = "skipped"
# Unit tests look at the models, not at the data: they belong to `make test`.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
SILENT = (
    *("--log-level", "none", "--log-level-file", "none", "--no-use-colors"),
    *("--no-write-json", "--no-version-check"),
)
REMEDY = (
    "Look at the rows: the delivery or the model that made them breaks what its table promises. "
    "Mend it, then: make run."
)
PARTIAL_PARSE = "partial_parse.msgpack"

ROW_COUNTS = "select schema_name, table_name, estimated_size from duckdb_tables()"

DbtEvent = (
    Output[Any] | AssetMaterialization | AssetObservation | AssetCheckResult | AssetCheckEvaluation
)


@dataclass(frozen=True, slots=True)
class DbtOutcome:
    """How one model, seed or test of dbt ended; tests are also kept in audit.check_results."""

    name: str
    kind: str
    subject: str
    is_blocking: bool
    status: str
    n_failures: int
    message: str
    remedy: str = ""
    rows: Sequence[Mapping[str, Any]] = ()

    @property
    def is_test(self) -> bool:
        """Whether it says something of the data."""
        return self.kind in TEST_KINDS

    @property
    def passed(self) -> bool:
        """Whether no row failed; a warning has not passed."""
        return self.status in PASSED

    @property
    def error(self) -> str | None:
        """The message of a test that could not run; None for one that ran."""
        return self.message if self.status == "error" else None

    @property
    def observed(self) -> str:
        """How many rows failed, and what the first of them says."""
        return told_rows(self.n_failures, self.rows)


class DbtRunner(ConfigurableResource):
    """Runs dbt against the warehouse of one data directory."""

    data_dir: str

    def build(
        self,
        context: AssetExecutionContext,
        arguments: Sequence[str],
        outcomes: list[DbtOutcome],
    ) -> Iterator[DbtEvent]:
        """Run `dbt build` on what the context selects and yield Dagster's events for it.

        Args:
            context: The step of a `dbt_assets` definition.
            arguments: Further arguments, such as `--full-refresh`.
            outcomes: Filled with how each model, seed and test ended.

        Raises:
            Failure: A model or a test of severity error failed; what did not is yielded before.
        """
        from dagster_dbt.asset_utils import get_updated_cli_invocation_params_for_context
        from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

        selected = get_updated_cli_invocation_params_for_context(
            context=context, manifest={}, dagster_dbt_translator=_no_translator()
        )
        indirect = selected.indirect_selection
        flags = ["--indirect-selection", indirect] if indirect else []
        results, events = self._invoke(
            context, ["build", *WITHOUT_UNIT_TESTS, *arguments, *selected.selection_args, *flags]
        )
        row_counts = self._count_rows()
        for event in events:
            if event["data"]["node_info"]["unique_id"] not in selected.manifest["nodes"]:
                raise Failure(
                    "The dbt project has changed since the code location was loaded. Reload it "
                    "(Deployment, Reload), or run again."
                )
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            for translated in message.to_default_asset_events(
                selected.manifest, selected.dagster_dbt_translator, context, self._target
            ):
                yield _with_row_count(translated, event, row_counts)
        rows = read_failing_rows(Path(self.data_dir) / WAREHOUSE_FILE, results)
        found = [_outcome(result, rows.get(result.node.name, [])) for result in results]
        outcomes.extend(found)
        failed = [outcome for outcome in found if outcome.status in FAILED]
        if failed:
            raise _failure(failed, self._target / "compiled")

    @property
    def _target(self) -> Path:
        return Path(self.data_dir) / "dbt"

    def _invoke(
        self, context: AssetExecutionContext, arguments: Sequence[str]
    ) -> tuple[list[Any], list[dict[str, Any]]]:
        from dbt.cli.main import dbtRunner
        from dbt_common.events.functions import msg_to_dict

        events: list[dict[str, Any]] = []
        lines: list[str] = []

        def keep_result(event: Any) -> None:
            if event.info.name in RESULT_EVENTS:
                events.append(msg_to_dict(event))
                lines.append(event.info.msg)

        self._bring_partial_parse()
        os.environ.update(version_variables() | {DATA_DIR_VARIABLE: self.data_dir})
        place = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
        output = ["--target-path", str(self._target), "--log-path", str(self._target)]
        try:
            outcome = dbtRunner(_manifest(place, output), callbacks=[keep_result]).invoke(
                [*SILENT, *arguments, *place, *output]
            )
        finally:
            release_warehouse()
        # One entry, because each costs the event log 20 ms and dbt has a hundred lines.
        context.log.info("\n".join(lines))
        if outcome.exception is not None:
            raise Failure(
                f"dbt did not run: {outcome.exception}. "
                f"Run `dbt build` in {DBT_PROJECT_DIR.name}/ to see the whole message."
            )
        executed: Any = outcome.result
        return list(executed.results), events

    def _count_rows(self) -> dict[tuple[str, str], int]:
        path = Path(self.data_dir) / WAREHOUSE_FILE
        with duckdb.connect(str(path), read_only=True) as connection:
            rows = connection.execute(ROW_COUNTS).fetchall()
        return {(schema, table): n_rows for schema, table, n_rows in rows}

    def _bring_partial_parse(self) -> None:
        parsed = DBT_MANIFEST.with_name(PARTIAL_PARSE)
        own = self._target / PARTIAL_PARSE
        self._target.mkdir(parents=True, exist_ok=True)
        if parsed.exists() and not own.exists():
            shutil.copy(parsed, own)


@lru_cache(maxsize=1)
def _parsed(parsed_at: int, *flags: str) -> Any:  # noqa: ARG001 - a newer file is parsed anew
    from dbt.cli.main import dbtRunner

    return dbtRunner().invoke([*SILENT, "parse", *flags]).result


def _manifest(place: Sequence[str], output: Sequence[str]) -> Any:
    """Parse the project once for all invocations of a process, a second each."""
    return _parsed(DBT_MANIFEST.stat().st_mtime_ns, *place, *output)


def release_warehouse() -> None:
    """Close the DuckDB file that the in-process runner keeps open."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    environment = DuckDBConnectionManager._ENV
    DuckDBConnectionManager.close_all_connections()
    if environment is not None:
        environment.close()
    reset_adapters()


def test_rows(outcomes: Sequence[DbtOutcome], run_id: str) -> list[dict[str, object]]:
    """Return the rows of audit.check_results for the tests of a run; a skipped one says nothing."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return [
        {
            "run_id": run_id,
            "suite": DBT,
            "expectation": test.name,
            "subject": test.subject,
            "severity": "critical" if test.is_blocking else "warning",
            "success": test.passed,
            "observed": test.observed if test.error is None else None,
            "expected": "0 rows",
            "n_unexpected": test.n_failures,
            "sample": json.dumps(list(test.rows), ensure_ascii=False, default=str),
            "error": test.error,
            "checked_at": now,
            "remedy": "" if test.passed else test.remedy,
            "action": "block" if test.is_blocking else "warn",
        }
        for test in outcomes
        if test.is_test and test.status != SKIPPED
    ]


def outcome_rows(outcomes: Sequence[DbtOutcome]) -> list[dict[str, object]]:
    """Return the rows of audit.dbt_outcomes; what was skipped stays as it last ended."""
    return [
        {
            "node": outcome.name,
            "status": outcome.status,
            "is_blocking": outcome.status in FAILED,
            "message": outcome.observed if outcome.rows else outcome.message,
        }
        for outcome in outcomes
        if outcome.status != SKIPPED
    ]


def _with_row_count(
    translated: DbtEvent, event: Mapping[str, Any], row_counts: Mapping[tuple[str, str], int]
) -> DbtEvent:
    relation = event["data"]["node_info"].get("node_relation") or {}
    n_rows = row_counts.get((relation.get("schema", ""), relation.get("alias", "")))
    if n_rows is None or not isinstance(translated, Output):
        return translated
    return translated.with_metadata({**translated.metadata, "dagster/row_count": n_rows})


def _no_translator() -> Any:
    from dagster_dbt import DagsterDbtTranslator

    return DagsterDbtTranslator()


def _kind(result: Any) -> str:
    return str(result.node.resource_type)


def _outcome(result: Any, rows: Sequence[Mapping[str, Any]]) -> DbtOutcome:
    node = result.node
    config: Mapping[str, Any] = node.config.to_dict() if hasattr(node.config, "to_dict") else {}
    parents = [name.rsplit(".", 1)[-1] for name in getattr(node.depends_on, "nodes", ())]
    return DbtOutcome(
        name=node.name,
        kind=_kind(result),
        subject=", ".join(parents),
        is_blocking=str(config.get("severity") or "error").lower() == "error",
        status=str(result.status),
        n_failures=int(result.failures or 0),
        message=str(result.message or ""),
        remedy=str((config.get("meta") or {}).get("remedy") or REMEDY),
        rows=rows,
    )


def _failure(failed: Sequence[DbtOutcome], compiled: Path) -> Failure:
    lines = [
        f"- {it.name}: {it.observed if it.rows else it.message}. {it.remedy if it.rows else ''}"
        for it in failed
    ]
    return Failure(
        description=f"{len(failed)} of dbt's models and tests failed; nothing after them was "
        f"built. The SQL of each stands below {compiled}: run it to see the rows.",
        metadata={"failed": MetadataValue.md("\n".join(lines))},
    )

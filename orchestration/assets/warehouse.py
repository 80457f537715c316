"""The dbt models, in the two halves that the gate stands between.

Belongs here: how dbt's nodes become assets, and which half runs when. Does not belong here: the
models (see `dbt_project/`), the gate (see `checks.py`).
See the README, section "How a document becomes a number".
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from dagster import AssetExecutionContext, AssetKey
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration.assets.landing import SelectDocuments
from orchestration.dbt_manifest import find_manifest
from orchestration.dbt_runner import DbtEvent, DbtOutcome, DbtRunner, outcome_rows, test_rows
from orchestration.names import (
    CANDIDATE_FACTS,
    GROUP_AUDIT,
    GROUP_CHECKING,
    GROUP_DIMENSIONS,
    GROUP_DUE,
    GROUP_FACTS,
    GROUP_INTERMEDIATE,
    GROUP_REFERENCE,
    GROUP_STAGING,
    GROUP_STEPS,
    GROUP_VIEWS,
    PUBLICATION_RECORD,
    QUARANTINE,
    RAW_DOCUMENTS,
)
from orchestration.resources import Warehouse
from orchestration.settings import WRITER_POOL

# What reads the verdict of the gate is built after it, the marts above all.
AFTER_GATE = "minzheng.marts source:audit+"

AUDIT_SOURCES = "source.minzheng.audit."

# Which asset writes each source table.
WRITERS = {
    "documents": RAW_DOCUMENTS,
    "document_blocks": RAW_DOCUMENTS,
    "document_paths": RAW_DOCUMENTS,
    "rejected_documents": RAW_DOCUMENTS,
    "document_contexts": CANDIDATE_FACTS,
    "candidate_facts": CANDIDATE_FACTS,
    "unreadable": CANDIDATE_FACTS,
    "statement_disagreements": CANDIDATE_FACTS,
    "check_results": QUARANTINE,
    "quarantine": QUARANTINE,
    # Written by the publication, which comes after the models: to the graph it is from outside.
    **dict.fromkeys(
        ("publications", "published_cells", "published_inputs", "published_changes"),
        PUBLICATION_RECORD,
    ),
}

# The folder of a model below `models`, or below `models/marts`.
GROUPS = {
    "staging": GROUP_STAGING,
    "intermediate": GROUP_INTERMEDIATE,
    "due": GROUP_DUE,
    "steps": GROUP_STEPS,
    "facts": GROUP_FACTS,
    "dimensions": GROUP_DIMENSIONS,
    "views": GROUP_VIEWS,
    "audit": GROUP_AUDIT,
}


class MinzhengTranslator(DagsterDbtTranslator):
    """Names dbt's nodes as people call them, and groups them by layer and kind."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_duplicate_source_asset_keys=True, enable_source_tests_as_checks=True
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Return the model's name; for a source, the asset that writes it."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey(WRITERS.get(name, name))
        return AssetKey(name)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the folder: the layer, or the kind of mart; reference data and checking apart."""
        if dbt_resource_props["resource_type"] == "seed":
            return GROUP_REFERENCE
        if any(
            parent.startswith(AUDIT_SOURCES)
            for parent in dbt_resource_props.get("depends_on", {}).get("nodes", [])
        ):
            return GROUP_CHECKING
        return GROUPS.get(dbt_resource_props["fqn"][-2])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return what the project says of the model, without its SQL."""
        return str(dbt_resource_props.get("description") or "")


def _build(
    context: AssetExecutionContext,
    dbt: DbtRunner,
    warehouse: Warehouse,
    arguments: list[str],
    *,
    full_refresh: bool,
) -> Iterator[DbtEvent]:
    outcomes: list[DbtOutcome] = []
    refresh = ["--full-refresh"] if full_refresh else []
    try:
        yield from dbt.build(context, [*arguments, *refresh], outcomes)
    finally:
        _record(warehouse, outcomes, context.run_id)


def _record(warehouse: Warehouse, outcomes: list[DbtOutcome], run_id: str) -> None:
    """Keep the results of tests, and how everything ended, which `published_marts` asks for."""
    from expectations.audit import remember_outcomes

    if not outcomes:
        return
    rows = pd.DataFrame(test_rows(outcomes, run_id))
    known = [node["name"] for node in json.loads(find_manifest().read_text())["nodes"].values()]
    with warehouse.connect() as connection:
        remember_outcomes(connection, run_id, pd.DataFrame(outcome_rows(outcomes)), known)
        if not rows.empty:
            connection.register("test_rows", rows)
            connection.execute("insert into audit.check_results by name select * from test_rows")


@dbt_assets(
    manifest=find_manifest(),
    dagster_dbt_translator=MinzhengTranslator(),
    name="staging_and_intermediate",
    exclude=AFTER_GATE,
    pool=WRITER_POOL,
)
def staging_and_intermediate(
    context: AssetExecutionContext, config: SelectDocuments, dbt: DbtRunner, warehouse: Warehouse
) -> Iterator[DbtEvent]:
    """Reference data, typed raw tables, and the steps from candidate to canonical observation."""
    # Tests that also look at a mart run with the marts.
    cautious = ["--indirect-selection", "cautious"]
    yield from _build(context, dbt, warehouse, cautious, full_refresh=config.full_refresh)


@dbt_assets(
    manifest=find_manifest(),
    dagster_dbt_translator=MinzhengTranslator(),
    name="marts",
    select=AFTER_GATE,
    pool=WRITER_POOL,
)
def marts(
    context: AssetExecutionContext, config: SelectDocuments, dbt: DbtRunner, warehouse: Warehouse
) -> Iterator[DbtEvent]:
    """The tables of the contract: facts, panel, dimensions, audit."""
    yield from _build(context, dbt, warehouse, [], full_refresh=config.full_refresh)

"""The code location: what it holds, what it costs to load, how it is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetKey

from orchestration.dbt_manifest import ensure_manifest
from orchestration.definitions import defs
from orchestration.settings import JOB_NAME, REPOSITORY, WRITER_POOL

SNAPSHOT = Path(__file__).with_name("asset_specs.json")
UPDATE = "UPDATE_SNAPSHOTS"
GROUPS = {
    "landing",
    "extraction",
    "reference",
    "staging",
    "intermediate",
    "checking",
    "due",
    "steps",
    "facts",
    "dimensions",
    "views",
    "audit",
    "record",
    "publication",
}
MARTS = {"facts", "dimensions", "views", "audit"}


def asset_specs() -> dict[str, dict[str, Any]]:
    """What the UI shows of every asset, and what it depends on."""
    return {
        spec.key.to_user_string(): {
            "group": spec.group_name,
            "kinds": sorted(spec.kinds),
            "deps": sorted(dep.asset_key.to_user_string() for dep in spec.deps),
            "description": (spec.description or "").strip().splitlines()[:1],
        }
        for spec in sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)
    }


def test_the_assets_are_as_reviewed() -> None:
    found = json.dumps(asset_specs(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get(UPDATE):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8"), (
        f"assets changed; look at the difference, then run the tests once with {UPDATE}=1"
    )


def test_every_asset_stands_in_a_known_group_and_says_what_it_is() -> None:
    for name, spec in asset_specs().items():
        assert spec["group"] in GROUPS, name
        assert spec["description"], name
        assert spec["kinds"], name


def test_every_step_holds_the_one_slot_of_the_writer() -> None:
    nodes = defs.resolve_job_def(JOB_NAME).nodes
    assert {node.definition.pool for node in nodes} == {WRITER_POOL}


def test_the_job_covers_every_asset_in_six_steps_that_read_left_to_right() -> None:
    job = defs.resolve_job_def(JOB_NAME)
    assert sorted(node.name for node in job.nodes) == [
        "candidate_facts",
        "marts",
        "published_marts",
        "quarantine",
        "raw_documents",
        "staging_and_intermediate",
    ]


def test_publication_waits_for_the_gate_and_for_every_mart() -> None:
    graph = defs.resolve_asset_graph()
    parents = graph.get(AssetKey("published_marts")).parent_keys
    marts = {key for key in graph.get_all_asset_keys() if graph.get(key).group_name in MARTS}
    assert marts
    assert marts <= parents
    assert AssetKey("quarantine") in parents


@pytest.mark.parametrize("module", ["great_expectations", "dbt.cli.main"])
def test_loading_the_code_location_does_not_import(module: str) -> None:
    ensure_manifest()
    code = f"import sys, orchestration.definitions; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=REPOSITORY).returncode == 0


def test_the_table_of_contents_stays_one() -> None:
    lines = (REPOSITORY / "orchestration" / "definitions.py").read_text(encoding="utf-8")
    assert len(lines.splitlines()) < 60


def test_no_source_file_grows_beyond_400_lines() -> None:
    folders = ("orchestration", "expectations", "dbt_project", "tests")
    for folder in folders:
        for path in (REPOSITORY / folder).rglob("*"):
            if path.suffix in {".py", ".sql"} and "target" not in path.parts:
                n_lines = len(path.read_text(encoding="utf-8").splitlines())
                assert n_lines <= 400, f"{path} has {n_lines} lines"

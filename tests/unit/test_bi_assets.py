"""The dashboards that `make bi` imports: written anew they are the same, and hold together."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from orchestration.settings import REPOSITORY

BI = REPOSITORY / "bi"


@pytest.fixture(scope="module")
def assets() -> Iterator[ModuleType]:
    """The script that writes the files; its folder is on the path as when it is run."""
    sys.path.insert(0, str(BI))
    try:
        import assets

        yield assets
    finally:
        sys.path.remove(str(BI))
        for name in ("assets", "charts", "datasets", "forms", "words"):
            sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def contents(assets: ModuleType) -> dict[str, dict[str, Any]]:
    return {name: yaml.safe_load(text) for name, text in assets.files().items()}


def test_the_files_are_what_the_descriptions_say(assets: ModuleType) -> None:
    stored = {
        path.relative_to(assets.FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in Path(assets.FOLDER).rglob("*.yaml")
    }
    assert stored == assets.files(), "write them anew: .venv/bin/python bi/assets.py"


def test_every_reference_between_files_leads_somewhere(
    contents: dict[str, dict[str, Any]],
) -> None:
    known = {content["uuid"] for content in contents.values() if "uuid" in content}
    assert len(known) == len(contents) - 1, "two files bear the same identifier"
    for name, content in contents.items():
        wanted = {content.get("database_uuid"), content.get("dataset_uuid")}
        for node in content.get("position", {}).values():
            wanted.add(node.get("meta", {}).get("uuid") if isinstance(node, dict) else None)
        for choice in content.get("metadata", {}).get("native_filter_configuration", []):
            wanted |= {target["datasetUuid"] for target in choice["targets"]}
        assert wanted - {None} <= known, name


def test_charts_name_only_columns_and_metrics_of_their_dataset(
    contents: dict[str, dict[str, Any]],
) -> None:
    datasets = {content["uuid"]: content for content in contents.values() if "columns" in content}
    for name, chart in contents.items():
        if not name.startswith("charts/"):
            continue
        dataset, form = datasets[chart["dataset_uuid"]], chart["params"]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        groups = form.get("groupby", [])
        used = {groups} if isinstance(groups, str) else set(groups)
        used |= {form["x_axis"]} if "x_axis" in form else set()
        used |= set(form.get("all_columns", [])) | set(form.get("column_config", {}))
        assert used <= columns, name
        asked = set(form.get("metrics", [])) | ({form["metric"]} if "metric" in form else set())
        assert asked <= metrics, name


def test_the_published_file_is_opened_for_reading_alone(
    contents: dict[str, dict[str, Any]],
) -> None:
    database = contents["databases/minzheng.yaml"]
    arguments = database["extra"]["engine_params"]["connect_args"]
    assert arguments["read_only"]
    assert arguments["config"] == {"enable_external_access": False, "lock_configuration": True}
    assert not any(database[right] for right in ("allow_dml", "allow_ctas", "allow_file_upload"))


def test_what_looks_like_html_in_a_document_stays_text(
    contents: dict[str, dict[str, Any]],
) -> None:
    tables = [content for content in contents.values() if content.get("viz_type") == "table"]
    assert tables
    assert not any(table["params"]["allow_render_html"] for table in tables)

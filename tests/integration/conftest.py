"""A pipeline of its own for each test that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from whole_way import Pipeline

from orchestration.dbt_manifest import ensure_manifest


@pytest.fixture(scope="session", autouse=True)
def _parsed_project() -> None:
    ensure_manifest()


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """An empty landing zone and no warehouse yet."""
    return Pipeline(tmp_path)


@pytest.fixture(scope="session")
def new_pipeline(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Pipeline]:
    """Make further pipelines, for comparisons and for fixtures that several tests share."""
    return lambda name: Pipeline(tmp_path_factory.mktemp(name))

"""The whole pipeline of the integration tests, loaded by path: it lives in their conftest."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any


def new_pipeline(directory: Path) -> Any:
    """A landing zone and a data directory of its own below `directory`."""
    path = Path(__file__).parents[1] / "integration" / "conftest.py"
    spec = importlib.util.spec_from_file_location("integration_pipeline", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Pipeline(directory)

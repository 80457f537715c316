"""Fixtures of the warehouse tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from built_warehouse import BuiltWarehouse


@pytest.fixture(scope="module")
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], BuiltWarehouse]:
    """Makes empty warehouses, each in a folder of its own."""

    def make() -> BuiltWarehouse:
        path: Path = tmp_path_factory.mktemp("warehouse")
        return BuiltWarehouse(path)

    return make

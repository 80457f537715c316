"""The unit tests beside the models: units by family, the preferred observation by case."""

from __future__ import annotations

from built_warehouse import BuiltWarehouse


def test_every_unit_test_of_the_models_passes(asked_warehouse: BuiltWarehouse):
    result = asked_warehouse.build("--select", "test_type:unit", command="test")
    assert len(result.result.results) >= 20

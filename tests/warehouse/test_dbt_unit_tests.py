"""The unit tests beside the models: units by family, the preferred observation by case."""

from __future__ import annotations

from marked_text import Document


def test_every_unit_test_of_the_models_passes(new_warehouse):
    warehouse = new_warehouse()
    warehouse.land(Document("one.txt", "全市孤儿[2603名 indicator_id=orphans]。"))
    warehouse.build()
    result = warehouse.build("--select", "test_type:unit", command="test")
    assert len(result.result.results) >= 20

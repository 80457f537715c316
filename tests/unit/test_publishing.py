"""What leaves the warehouse, and what stays in it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.errors import MendableError
from orchestration.publication.publishing import publish_marts

WAREHOUSE = """
create schema marts;
create table marts.panel as select 1 as city_code;
create table marts.data_dictionary as
    select unnest(['panel', 'data_dictionary', 'fct_publication', 'fct_publication_cell'])
        as table_name;
create table marts.fct_publication (number integer, published_at timestamp);
create table marts.fct_publication_cell as
    select 1 as value, 1 as valid_from, null::integer as valid_to;
create view marts.elderly_care as from marts.panel;
comment on view marts.elderly_care is 'Left behind by a model that is gone';
"""

DESCRIBED = {"panel", "data_dictionary", "fct_publication", "fct_publication_cell"}


def test_what_no_model_describes_any_more_is_not_published(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(WAREHOUSE)
    tables = publish_marts(warehouse, tmp_path / "published", "run", with_pages=False)
    assert {table.name for table in tables} == DESCRIBED
    assert not list((tmp_path / "published").glob("elderly_care*"))


def test_a_warehouse_without_marts_says_what_to_do(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    duckdb.connect(str(warehouse)).close()
    with pytest.raises(MendableError, match="make run"):
        publish_marts(warehouse, tmp_path / "published", "run", with_pages=False)

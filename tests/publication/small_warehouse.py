"""A warehouse with a handful of marts, which is published in a tenth of a second.

Belongs here: making it, changing it, publishing it, and asking what readers see. Does not belong
here: assertions. Two tables hold the number of the publication in every row, so that whoever reads
both of different publications sees it; one table never changes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.publishing import publish_marts

WAREHOUSE = """
create schema marts;
create table marts.data_dictionary as
select unnest([
    'data_dictionary', 'document_block', 'left_half', 'right_half', 'same_always',
    'fct_publication', 'fct_publication_cell', 'fct_publication_change',
]) as table_name;
create table marts.document_block as select 'd' as document_id, 0 as block, '原文' as text;
create table marts.left_half as select 0 as number, range as row from range(500);
create table marts.right_half as select 0 as number, range as row from range(500);
create table marts.same_always as select range as row from range(500);
create table marts.fct_publication_cell as
select 0 as value, 1 as valid_from, null::integer as valid_to;
create table marts.fct_publication_change (
    number integer, city_name varchar, year integer, indicator_id varchar, residence varchar,
    category varchar, old_value decimal(24, 6), new_value decimal(24, 6), unit varchar,
    cause varchar, kind varchar, is_revision boolean, city_code varchar, columns_changed varchar
);
create table marts.fct_publication as
select
    0 as number, now()::timestamp as published_at, 0 as n_cells, 0 as n_documents, 0 as n_new,
    0 as n_changed, 0 as n_revised, 0 as n_withdrawn, 'passed' as verdict, 0 as n_quarantined,
    'one' as extractor_version, 'one' as models_version, 'one' as checks_version;
"""
CHANGE = """
update marts.left_half set number = {number};
update marts.right_half set number = {number};
update marts.fct_publication set number = {number};
"""
HALVES = ("left_half", "right_half")


class SmallWarehouse:
    """One warehouse, and the folder in which it is published."""

    def __init__(self, place: Path) -> None:
        """Create the warehouse in a folder."""
        self.path = place / "warehouse.duckdb"
        self.directory = place / "published"
        self.execute(WAREHOUSE)

    def execute(self, sql: str) -> None:
        """Change what stands in the warehouse."""
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)

    def publish(self, number: int, **options: Any) -> Path:
        """Publish a number, and return the folder of its version."""
        self.execute(CHANGE.format(number=number))
        options = {"with_pages": False} | options  # it has none of the marts that they show
        publish_marts(self.path, self.directory, f"run{number}", **options)
        return (self.directory / "current").resolve()

    def publish_loose(self, number: int) -> None:
        """Publish a number as it was laid out before there were versions."""
        version = self.publish(number)
        loose = self.directory.with_name("loose")
        loose.mkdir()
        for path in version.iterdir():
            if path.name != "fingerprints.json":
                shutil.copy(path, loose / path.name)
        shutil.rmtree(self.directory)
        loose.rename(self.directory)

    def versions(self) -> list[str]:
        """The names in the folder of versions, hidden ones too."""
        return sorted(path.name for path in (self.directory / "versions").iterdir())


def seen_in_duckdb(path: Path) -> set[int]:
    """The numbers that stand in the halves of one DuckDB file."""
    with duckdb.connect(str(path), read_only=True, config={"threads": 1}) as connection:
        return {
            number
            for name in (*HALVES, "fct_publication")
            for (number,) in connection.execute(
                f"select distinct number from marts.{name}"
            ).fetchall()
        }


def seen_in_files(folder: Path, suffix: str) -> set[int]:
    """The numbers that stand in the halves as Parquet or CSV, one file read after the other."""
    with duckdb.connect(config={"threads": 1}) as connection:
        return {
            number
            for name in HALVES
            for (number,) in connection.execute(
                f"select distinct number from '{folder / name}.{suffix}'"
            ).fetchall()
        }


def damaged_in_package(folder: Path) -> set[str]:
    """The resources of a data package whose files are not those that it describes."""
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return {
        resource["name"]
        for resource in package["resources"]
        if resource["hash"]
        != "sha256:" + hashlib.sha256((folder / resource["path"]).read_bytes()).hexdigest()
    }

"""What somebody types after `minzheng query` reads the published file and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.duckdb_files import ask_published

SECRET = "not to be read"


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path / "published" / "minzheng.duckdb"
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.panel as select 1 as value")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute(f"create table secrets as select '{SECRET}' as text")
    (tmp_path / "secret.csv").write_text(f"text\n{SECRET}\n")
    duckdb.sql(f"copy (select '{SECRET}' as text) to '{tmp_path / 'secret.parquet'}'")
    with ask_published(path) as connection:
        yield connection


READING = (
    "from '{dir}/secret.csv'",
    "from '{dir}/secret.parquet'",
    "from read_csv('{dir}/secret.csv')",
    "from read_text('{dir}/secret.csv')",
    "from read_blob('{dir}/*')",
    "from read_json('{dir}/secret.csv')",
    "from read_parquet('{dir}/secret.parquet')",
    "from parquet_metadata('{dir}/secret.parquet')",
    "from sniff_csv('{dir}/secret.csv')",
    "from glob('{dir}/*')",
    "from read_duckdb('{dir}/other.duckdb')",
    "attach '{dir}/other.duckdb' as other (read_only)",
    "import database '{dir}'",
    "from 'https://example.org/a.csv'",
    "from READING",
    "from asked",
)
WRITING = (
    "copy panel to '{dir}/out.csv'",
    "copy (select 1) to '{dir}/out.parquet' (format parquet)",
    "export database '{dir}/out'",
    "attach '{dir}/out.duckdb' as other",
    "create table marts.more as select 1",
    "update panel set value = 2",
    "drop table panel",
    "create persistent secret s (type s3)",
    "install excel",
)
UNDOING = (
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset enable_external_access",
    "set temp_directory = '{dir}'",
    "set allowed_directories = ['{dir}']",
    "set log_query_path = '{dir}/log'",
    "set extension_directory = '{dir}'",
    "pragma profiling_output = '{dir}/out.json'",
)


@pytest.mark.parametrize("sql", READING + WRITING + UNDOING)
def test_no_sql_reaches_a_file_of_the_machine(
    asked: duckdb.DuckDBPyConnection, sql: str, tmp_path: Path
) -> None:
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(duckdb.Error) as refused:
        asked.sql(sql.format(dir=tmp_path)).fetchall()
    assert SECRET not in str(refused.value)
    assert sorted(path for path in tmp_path.rglob("*")) == before
    assert asked.sql("from panel").fetchall() == [(1,)], "it can still be asked"


def test_what_does_not_fit_in_memory_is_not_spilled_to_disk(
    asked: duckdb.DuckDBPyConnection,
) -> None:
    settings = dict(asked.sql("select name, value from duckdb_settings()").fetchall())
    assert settings["temp_directory"] == ""
    assert settings["lock_configuration"] == "true"
    assert not re.search("true", settings["enable_external_access"])

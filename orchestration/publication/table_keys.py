"""The keys of the published tables, and what points at what.

Belongs here: primary and foreign keys for whoever joins the files (`data_package.py`). Does not
belong here: the tests that hold them (beside the dbt models).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CELL = ["city_code", "year", "indicator_id", "residence", "category"]

PRIMARY_KEYS: dict[str, list[str]] = {
    "audit_corrections": ["correction_id"],
    "city_fact_sheet": ["city_code", "indicator_id", "residence", "category"],
    "data_dictionary": ["table_name", "column_name"],
    "dim_category": ["category"],
    "dim_city": ["city_code"],
    "dim_city_version": ["city_code", "name_zh", "valid_from"],
    "dim_document": ["document_id"],
    "dim_indicator": ["indicator_id"],
    "dim_population": ["city_code", "year"],
    "dim_unit": ["unit"],
    "dim_year": ["year"],
    "document_block": ["document_id", "block"],
    "fct_cell_history": [*CELL, "valid_from"],
    "fct_cell_observation": ["observation_id"],
    "fct_city_year_indicator": CELL,
    "fct_coverage": ["city_code", "year", "indicator_id"],
    "fct_observation": ["observation_id"],
    "fct_publication": ["number"],
    "fct_publication_cell": [*CELL, "valid_from"],
    "fct_publication_change": ["number", *CELL],
    "fct_publication_input": ["kind", "input_id", "valid_from"],
    "fct_reconciliation": ["reconciliation_id"],
    "fct_revision": ["number", *CELL],
    "fct_source_agreement": ["agreement_id"],
    "fct_year_on_year": CELL,
    "panel_labelled": CELL,
    "panel_wide": ["city_code", "year"],
    "review_queue": ["observation_id"],
}

# A column of this name points there, whatever the table.
REFERENCES = {
    "city_code": ("dim_city", "city_code"),
    "indicator_id": ("dim_indicator", "indicator_id"),
    "unit": ("dim_unit", "unit"),
    "category": ("dim_category", "category"),
    "document_id": ("dim_document", "document_id"),
    "number": ("fct_publication", "number"),
}
# What stands in these was taken from the facts as they are now.
OBSERVATION = ("fct_observation", "observation_id")
REFERENCES_OF_TABLE = {
    table: {"observation_id": OBSERVATION}
    for table in (
        "city_fact_sheet", "fct_city_year_indicator", "fct_source_agreement", "panel_labelled",
        "review_queue",
    )
}  # fmt: skip
REFERENCES_OF_TABLE["fct_year_on_year"] = {
    "observation_id": OBSERVATION,
    "previous_observation_id": OBSERVATION,
}
REFERENCES_OF_TABLE["dim_indicator"] = {
    "unit": ("dim_unit", "unit"),
    "parent_id": ("", "indicator_id"),
}
REFERENCES_OF_TABLE["dim_city"] = dict.fromkeys(
    ("parent_code", "province_code", "current_city_code"), ("", "city_code")
)
# The record keeps what an earlier catalogue said, the audit what never became a document or a fact.
HISTORIES = ("fct_publication", "fct_revision", "audit_")


def primary_key(table: str) -> list[str] | None:
    """The columns that tell the rows of a table apart, where it has such."""
    return PRIMARY_KEYS.get(table)


def foreign_keys(table: str, columns: Sequence[str], tables: Sequence[str]) -> list[dict[str, Any]]:
    """The references of a table as a Frictionless schema tells them.

    Args:
        table: Its name.
        columns: Its columns.
        tables: The tables that are published; a reference to another one is left out.
    """
    references = dict(REFERENCES)
    if table.startswith(HISTORIES):
        references = {"number": REFERENCES["number"]}
    references |= REFERENCES_OF_TABLE.get(table, {})
    return [
        {"fields": [name], "reference": {"resource": other, "fields": [field]}}
        for name, (other, field) in references.items()
        if name in columns and (table, name) != (other, field) and (not other or other in tables)
    ]

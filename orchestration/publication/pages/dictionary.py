"""The dictionary: every indicator, table and column, to be searched.

Belongs here: laying out what the dimension and `data_dictionary` say. Does not belong here: the
descriptions (they stand beside the dbt models).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.publication.pages.kind import Contexts, PageKind, grouped, one_page, rows

INDICATORS = """
select indicators.*, units.name_zh as unit_name_zh, units.name_en as unit_name_en
from marts.dim_indicator as indicators
left join marts.dim_unit as units using (unit)
order by domain, name_zh
"""

ENTRIES = "from marts.data_dictionary order by table_name, column_name <> ''"


def dictionary_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page shows."""
    if not ids:
        return
    entries = grouped(rows(connection, ENTRIES), "table_name")
    yield (
        ids[0],
        {
            "domains": list(grouped(rows(connection, INDICATORS), "domain").values()),
            "entries": [
                (
                    next((it for it in found if not it["column_name"]), found[0]),
                    [it for it in found if it["column_name"]],
                )
                for found in entries.values()
            ],
        },
    )


KIND = PageKind(
    name="dictionary",
    path="{}.html",
    template="dictionary.html",
    keys=one_page("dictionary", "dim_indicator", "dim_unit", "data_dictionary"),
    contexts=dictionary_contexts,
    tables=("dim_indicator", "dim_unit", "data_dictionary"),
    query="from marts.data_dictionary",
    has_script=True,
)

"""The list of documents, the newest period first.

Belongs here: the list. Does not belong here: a document (`document.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.publication.pages.kind import Contexts, PageKind, one_page, rows

MAX_LISTED = 1000
"""More are found by the search, and on the pages of their places."""

DOCUMENTS = f"""
select documents.*, cities.name_en as city_name_en, count(*) over () as n_documents
from marts.dim_document as documents
left join marts.dim_city as cities using (city_code)
order by coalesce(report_end, published_at) desc nulls last, source_file
limit {MAX_LISTED}
"""


def documents_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page shows."""
    if not ids:
        return
    found = rows(connection, DOCUMENTS)
    yield (
        ids[0],
        {"documents": found, "n_documents": found[0]["n_documents"] if found else 0},
    )


KIND = PageKind(
    name="documents",
    path="{}.html",
    template="documents.html",
    keys=one_page("documents", "dim_document"),
    contexts=documents_contexts,
    tables=("dim_document",),
    query="from marts.dim_document order by report_end desc",
    has_script=True,
)

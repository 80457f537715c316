"""The review desk: what a person should read first, and the row that answers it.

Belongs here: the queue in pages, the rows of `corrections.csv`. Does not belong here: the order of
the queue (mart `review_queue`), what a correction does (`int_facts_corrected`).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import duckdb

from orchestration.publication.pages.kind import Contexts, PageKind, Row, rows

PER_PAGE = 50

CORRECTION_COLUMNS = (
    "correction_id", "source_file", "document_id", "observation_id", "quote", "char_start",
    "action", "value", "unit", "indicator_id", "residence", "category", "measure", "area", "status",
    "period_start", "period_end", "expect", "reason", "who", "date",
)  # fmt: skip
"""The columns of `seeds/reference/corrections.csv`, in their order; a test compares them."""

# What each action changes: these columns hold what was read, to be written over.
CHANGED_BY = {
    "confirm": (),
    "override": ("value", "unit"),
    "relabel": (
        "indicator_id", "residence", "category", "measure", "area", "status", "period_start",
        "period_end",
    ),
    "drop": (),
}  # fmt: skip

QUEUE = f"""
with paged as (
    select *, ((review_rank - 1) // {PER_PAGE} + 1)::varchar as page from marts.review_queue
)

select
    paged.*, facts.document_id, facts.area, facts.measure, facts.status,
    units.name_zh as unit_name_zh, units.name_en as unit_name_en,
    categories.name_zh as category_name_zh,
    max(page::integer) over () as n_pages,
from paged
inner join marts.fct_observation as facts using (observation_id)
left join marts.dim_unit as units on paged.unit = units.unit
left join marts.dim_category as categories on paged.category = categories.category
qualify page in (select unnest($ids))
order by review_rank
"""

KEYS = f"""
with paged as (
    select ((review_rank - 1) // {PER_PAGE} + 1)::varchar as page_id, * from marts.review_queue
),

pages as (
    select page_id, sum(hash(paged)) as told from paged group by all
    union all
    select '1', 0 where not exists (from paged)
)

select page_id, md5(concat_ws(':', told, max(page_id::integer) over ())) as fingerprint
from pages
"""


def review_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what each page of the queue shows."""
    found = rows(connection, QUEUE, ids=list(ids))
    for page in ids:
        queue = [row for row in found if row["page"] == page]
        for row in queue:
            row["rows"] = {action: correction_row(row, action) for action in CHANGED_BY}
            row["rivals"] = json.loads(row["candidates"] or "[]")[:3]
            row["before"], row["shown"], row["after"] = around(row["sentence"], row["quote"])
        yield (
            page,
            {
                "queue": queue,
                "page": int(page),
                "n_pages": queue[0]["n_pages"] if queue else 1,
                "head": ",".join(CORRECTION_COLUMNS),
            },
        )


def correction_row(fact: Row, action: str) -> str:
    """Return the row of `corrections.csv` that does something to a fact; who and when stay open."""
    quote = fact["quote"] if fact["quote"].isprintable() else ""
    values: dict[str, Any] = {
        "correction_id": f"{action}-{fact['observation_id'][:12]}",
        "source_file": fact["source_file"],
        "observation_id": fact["observation_id"],
        "quote": quote,
        "action": action,
        "expect": quote,
        "reason": fact["review_reason"] if action == "confirm" else "",
        **{name: fact[name] for name in CHANGED_BY[action]},
    }
    if values.get("value") is not None:
        values["value"] = f"{values['value'].normalize():f}"
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(
        ["" if values.get(name) is None else values.get(name) for name in CORRECTION_COLUMNS]
    )
    return written.getvalue()


def around(sentence: str, quote: str) -> tuple[str, str, str]:
    """Return a sentence in three: before its quote, the quote, after it; nothing where it is not.

    The first place counts, as in the row of a table.
    """
    at = sentence.find(quote) if quote else -1
    if at < 0:
        return sentence, "", ""
    return sentence[:at], quote, sentence[at + len(quote) :]


KIND = PageKind(
    name="review",
    path="review/{}.html",
    template="review.html",
    keys=KEYS,
    contexts=review_contexts,
    tables=("review_queue", "audit_quarantine", "fct_reconciliation", "audit_corrections"),
    query="from marts.review_queue order by review_rank",
    has_script=True,
)

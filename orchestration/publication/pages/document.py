"""The page of a document: its text with every fact in place, and all there is to say of each.

Belongs here: the state of a fact, and its witnesses. Does not belong here: laying marks over the
text (`marks.py`), paragraphs and tables (`reading.py`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from orchestration.publication.pages.kind import (
    Contexts,
    PageKind,
    Row,
    Source,
    fingerprints,
    grouped,
    rows,
)
from orchestration.publication.pages.marks import Marks
from orchestration.publication.pages.reading import read_blocks

STATES = ("panel", "lost", "held", "excluded", "uncatalogued", "target")
"""What became of a fact, in the order of the legend; each has a colour and a sign of its own."""

AT_A_TIME = 200

DOCUMENTS = """
select documents.*, cities.level as place_level, cities.name_en as city_name_en
from marts.dim_document as documents
left join marts.dim_city as cities using (city_code)
where document_id in (select unnest($ids))
"""

BLOCKS = """
from marts.document_block where document_id in (select unnest($ids)) order by document_id, block
"""

FACTS = """
with stated as (
    select * from marts.fct_observation
    anti join marts.audit_quarantine using (observation_id)
    where document_id in (select unnest($ids))
    union all by name
    select
        observation_id, document_id, source_file, source_kind, cell, quote, sentence, city_code,
        city_name, city_name_en, indicator_id, indicator_name_zh, indicator_name_en, label, area,
        residence, category, measure, value, unit, value_printed, unit_printed, period_start,
        period_end, year, status, confidence, text_start, text_end,
        true as is_held, string_agg(expectation || ': ' || reason, '; ') as held_because,
    from marts.audit_quarantine
    where document_id in (select unnest($ids))
    group by all
),

cells as (
    select
        observation_id, is_preferred, lost_because,
        max(observation_id) filter (is_preferred) over cell as winner_id,
        max(document_id) filter (is_preferred) over cell as winner_document_id,
        max(value) filter (is_preferred) over cell as winner_value,
    from marts.fct_cell_observation
    window cell as (partition by city_code, year, indicator_id, residence, category)
)

select
    stated.*,
    observation_id as id,
    cells.* exclude (observation_id),
    panel.trust,
    panel.confidence as cell_confidence,
    indicators.domain,
    units.name_zh as unit_name_zh, units.name_en as unit_name_en,
    categories.name_zh as category_name_zh,
    case
        when is_held then 'held'
        when status = 'target' then 'target'
        when is_preferred then 'panel'
        when lost_because is not null then 'lost'
        when panel_exclusion = 'uncatalogued' then 'uncatalogued'
        else 'excluded'
    end as state,
from stated
left join cells using (observation_id)
left join marts.fct_city_year_indicator as panel using (observation_id)
left join marts.dim_indicator as indicators on stated.indicator_id = indicators.indicator_id
left join marts.dim_unit as units on stated.unit = units.unit
left join marts.dim_category as categories on stated.category = categories.category
order by document_id, text_start, observation_id
"""

ARITHMETIC = """
select observation_id, formula, stated, computed, tolerance, unit, verdict
from marts.fct_reconciliation
where document_id in (select unnest($ids))
order by all
"""

AGREEMENT = """
with pairs as (
    select
        observation_id, other_document_id, other_observation_id, other_value, unit, verdict, reason
    from marts.fct_source_agreement
    where document_id in (select unnest($ids))
    union all
    select other_observation_id, document_id, observation_id, value, unit, verdict, reason
    from marts.fct_source_agreement
    where other_document_id in (select unnest($ids))
)

select pairs.*, documents.title, documents.source_file
from pairs
left join marts.dim_document as documents on pairs.other_document_id = documents.document_id
order by all
"""

# The winner of a cell may stand in another document, which came later.
CELLS_OF_DOCUMENTS = """(
    select mine.document_id as page_id, cells.*
    from marts.fct_cell_observation as cells
    inner join (
        select distinct document_id, city_code, year, indicator_id, residence, category
        from marts.fct_cell_observation
    ) as mine using (city_code, year, indicator_id, residence, category)
    where cells.is_preferred
)"""


def document_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what each page shows, some hundred documents at a time."""
    for at in range(0, len(ids), AT_A_TIME):
        yield from _contexts(connection, list(ids[at : at + AT_A_TIME]))


def _contexts(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> Iterator[tuple[str, Row]]:
    blocks = grouped(rows(connection, BLOCKS, ids=ids), "document_id")
    facts = grouped(rows(connection, FACTS, ids=ids), "document_id")
    arithmetic = grouped(rows(connection, ARITHMETIC, ids=ids), "observation_id")
    agreement = grouped(rows(connection, AGREEMENT, ids=ids), "observation_id")
    for document in rows(connection, DOCUMENTS, ids=ids):
        document_id = document["document_id"]
        stated = facts.get(document_id, [])
        for fact in stated:
            fact["arithmetic_rows"] = arithmetic.get(fact["id"], [])
            fact["agreement_rows"] = agreement.get(fact["id"], [])
            fact["rivals"] = _rivals(fact)
            fact["cell_told"] = _cell(fact)
            fact["confidence_width"] = round(60 * (fact["confidence"] or 0))
        marks = Marks(it for it in stated if it["text_start"] is not None)
        shown = read_blocks(blocks.get(document_id, []), marks)
        counts = Counter(fact["state"] for fact in stated)
        yield (
            document_id,
            {
                "document": document,
                "blocks": shown,
                "facts": stated,
                "untold": [fact for fact in stated if fact["id"] not in marks.told],
                "counts": [(state, counts[state]) for state in STATES],
            },
        )


def _rivals(fact: Row) -> str:
    """The indicators that were weighed, best first, with their scores."""
    rivals: list[dict[str, Any]] = json.loads(fact["candidates"] or "[]")
    return ", ".join(f"{rival['indicator_id']} {rival['score']}" for rival in rivals[:3])


def _cell(fact: Row) -> str:
    """Where a fact of a table stands: its table, row, column and address."""
    if not fact["cell"]:
        return ""
    cell: dict[str, str] = json.loads(fact["cell"])
    told = (cell.get(name) for name in ("table", "row", "column", "address"))
    return " · ".join(it for it in told if it)


KIND = PageKind(
    name="document",
    path="documents/{}.html",
    template="document.html",
    keys=fingerprints(
        Source("dim_document", "document_id"),
        Source("document_block", "document_id"),
        Source("fct_observation", "document_id"),
        Source(CELLS_OF_DOCUMENTS, "page_id"),
        Source("fct_cell_observation", "document_id"),
        Source("audit_quarantine", "document_id", ["quarantined_at"]),
        Source("fct_reconciliation", "document_id"),
        Source("fct_source_agreement", "document_id"),
        Source("fct_source_agreement", "other_document_id"),
    ),
    contexts=document_contexts,
    tables=("fct_observation", "fct_cell_observation", "audit_quarantine", "document_block"),
    query="from marts.fct_observation where document_id = '{}' order by text_start",
)

"""The page of the publication: what is new in it, what its checks said, how good its numbers are.

Belongs here: the last publication against the one before, and the list of all. Does not belong
here: how they are numbered and recorded (`publication/record.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.publication.pages.kind import Contexts, PageKind, one_page, rows

MAX_CHANGES = 200
MAX_PUBLICATIONS = 50

PUBLICATIONS = f"from marts.fct_publication order by number desc limit {MAX_PUBLICATIONS}"

# What readers would have copied comes first: values that became others, went, came.
CHANGES = f"""
select
    changes.*, categories.name_zh as category_name_zh,
    units.name_zh as unit_name_zh, units.name_en as unit_name_en,
from marts.fct_publication_change as changes
left join marts.dim_category as categories on changes.category = categories.category
left join marts.dim_unit as units on changes.unit = units.unit
where number = (select max(number) from marts.fct_publication)
    and (kind <> 'changed' or is_revision)
order by kind = 'new', kind = 'withdrawn', city_code, year, indicator_id, residence,
    changes.category
limit {MAX_CHANGES}
"""

OTHER_COLUMNS = """
select name, count(*) as n_cells
from (
    select unnest(string_split(columns_changed, ', ')) as name
    from marts.fct_publication_change
    where number = (select max(number) from marts.fct_publication)
        and kind = 'changed' and not is_revision
)
group by all
order by n_cells desc, name
"""

CAUSES = """
select kind, cause, count(*) as n_cells
from marts.fct_publication_change
where number = (select max(number) from marts.fct_publication)
group by all
order by n_cells desc
"""

# A check stands as its suite last said it; dbt tests only what is due, each for itself.
CHECKS = """
with latest_runs as (
    select suite, arg_max(run_id, checked_at) as run_id
    from marts.audit_check_results where suite <> 'dbt' group by suite
),

standing as (
    select results.* from marts.audit_check_results as results
    semi join latest_runs using (suite, run_id)
    union all
    select * from marts.audit_check_results where suite = 'dbt'
),

latest as (
    select * from standing
    qualify row_number() over (
        partition by suite, expectation, subject order by checked_at desc
    ) = 1
)

select suite, expectation, subject, severity, observed, expected, remedy, action, error,
    coalesce(success, false) as success
from latest
order by success, severity <> 'critical', severity <> 'warning', suite, expectation, subject
"""

QUALITY = """
select
    (select count(*) from marts.dim_document where is_current) as n_documents,
    (select count(*) from marts.fct_observation where is_current) as n_facts,
    (select count(*) from marts.fct_observation where is_current and indicator_id is not null)
        as n_catalogued,
    (select count(*) from marts.fct_city_year_indicator) as n_cells,
    (select count(*) from marts.fct_city_year_indicator where trust = 'high') as n_high,
    (select count(*) from marts.fct_city_year_indicator where has_conflict) as n_conflicts,
    (select count(*) from marts.fct_city_year_indicator where doubt is not null) as n_doubted,
    (select avg(confidence) from marts.fct_city_year_indicator) as mean_confidence,
    (select count(*) from marts.audit_quarantine) as n_held,
    (select count(*) from marts.audit_rejected_documents where resolved_at is null) as n_rejected,
    (select count(*) from marts.audit_unreadable) as n_unreadable
"""

CONFIDENCE = """
select floor(least(confidence, 0.999) * 10)::integer as tenth, count(*) as n_cells
from marts.fct_city_year_indicator
group by all
order by tenth
"""

AGREEMENT = """
select verdict, reason, count(*) as n_pairs
from marts.fct_source_agreement
group by all
order by n_pairs desc, verdict, reason
"""

HELD = """
select expectation, count(*) as n_facts, any_value(reason) as example
from marts.audit_quarantine
group by all
order by n_facts desc, expectation
"""

REJECTED = "from marts.audit_rejected_documents where resolved_at is null order by source_file"


def publication_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page shows."""
    if not ids:
        return
    publications = rows(connection, PUBLICATIONS)
    checks = rows(connection, CHECKS)
    confidence = rows(connection, CONFIDENCE)
    most = max((row["n_cells"] for row in confidence), default=1)
    yield (
        ids[0],
        {
            "publications": publications,
            "last": publications[0] if publications else None,
            "changes": rows(connection, CHANGES),
            "other_columns": rows(connection, OTHER_COLUMNS),
            "causes": rows(connection, CAUSES),
            "failing": [row for row in checks if not row["success"]],
            "n_checks": len(checks),
            "quality": rows(connection, QUALITY)[0],
            "confidence": [row | {"share": row["n_cells"] / most} for row in confidence],
            "agreement": rows(connection, AGREEMENT),
            "held": rows(connection, HELD),
            "rejected": rows(connection, REJECTED),
        },
    )


KIND = PageKind(
    name="publication",
    path="{}.html",
    template="publication.html",
    keys=one_page(
        "publication",
        "fct_publication",
        "fct_publication_change",
        "audit_check_results",
        "fct_city_year_indicator",
        "audit_quarantine",
        "audit_rejected_documents",
        "fct_source_agreement",
    ),
    contexts=publication_contexts,
    tables=("fct_publication", "fct_publication_change", "audit_check_results", "fct_revision"),
    query="from marts.fct_publication_change order by number desc",
)

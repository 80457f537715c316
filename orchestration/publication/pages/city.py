"""The page of a place: what is known of it, since when, from where, and what is not.

Belongs here: its fact sheet by domain, series, peers, sources and gaps. Does not belong here: how a
value was read (the page of its document).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import duckdb

from orchestration.publication.pages import charts
from orchestration.publication.pages.kind import (
    Contexts,
    PageKind,
    Row,
    Source,
    fingerprints,
    grouped,
    rows,
)

MAX_PEERS = 12
"""Indicators that are compared with other places of the province: those that most of them have."""

MAX_NAMED = 40
"""Missing indicators that are named; of more, only their number by domain is told."""

PLACES = """
select cities.*, provinces.name_en as province_name_en, populations.population,
    populations.year as population_year
from marts.dim_city as cities
left join marts.dim_city as provinces on cities.province_code = provinces.city_code
left join (
    select city_code, max(year) as year, arg_max(population, year) as population
    from marts.dim_population
    where not is_interpolated
    group by all
) as populations on cities.city_code = populations.city_code
where cities.city_code in (select unnest($ids))
"""

CELLS = """
select
    panel.*,
    indicators.domain, indicators.domain_name_zh, indicators.domain_name_en,
    indicators.name_zh as indicator_name_zh, indicators.name_en as indicator_name_en,
    indicators.kind,
    units.name_zh as unit_name_zh, units.name_en as unit_name_en,
    categories.name_zh as category_name_zh,
    documents.title, facts.quote,
from marts.fct_city_year_indicator as panel
left join marts.dim_indicator as indicators using (indicator_id)
left join marts.dim_unit as units on panel.unit = units.unit
left join marts.dim_category as categories on panel.category = categories.category
left join marts.dim_document as documents on panel.document_id = documents.document_id
left join marts.fct_observation as facts on panel.observation_id = facts.observation_id
where panel.city_code in (select unnest($ids))
order by panel.city_code, indicators.domain, indicators.name_zh, panel.residence <> 'total',
    panel.residence, panel.category, panel.year
"""

GROWTH = """
select city_code, year, indicator_id, residence, category, change_pct
from marts.fct_year_on_year
where city_code in (select unnest($ids)) and is_comparable
"""

REVISIONS = """
select * from marts.fct_revision where city_code in (select unnest($ids)) order by number desc
"""

DOCUMENTS = """
select * from marts.dim_document
where city_code in (select unnest($ids)) and retracted_at is null
order by coalesce(report_end, published_at) desc nulls last, source_file
"""

# Reported and why not, of the years for which there is a document.
GAPS = """
select
    coverage.city_code, coverage.year, gap_reason, coverage.indicator_id, domain,
    domain_name_zh, domain_name_en,
    coverage.indicator_name_zh, coverage.indicator_name_en
from marts.fct_coverage as coverage
left join marts.dim_indicator as indicators using (indicator_id)
where coverage.city_code in (select unnest($ids)) and n_documents > 0
order by coverage.city_code, coverage.year desc, gap_reason, domain, coverage.indicator_id
"""

PEERS = """
with provinces as (
    select city_code, province_code, level from marts.dim_city
),

mine as (
    select panel.*, province_code
    from marts.fct_city_year_indicator as panel
    inner join provinces using (city_code)
    where city_code in (select unnest($ids)) and residence = 'total' and category = ''
        and is_full_year
    qualify year = max(year) over (partition by city_code, indicator_id)
),

others as (
    select panel.*, province_code
    from marts.fct_city_year_indicator as panel
    inner join provinces using (city_code)
    where residence = 'total' and category = '' and is_full_year
)

select
    mine.city_code, mine.indicator_id, mine.year, mine.value, mine.unit,
    any_value(units.name_zh) as unit_name_zh, any_value(units.name_en) as unit_name_en,
    any_value(indicators.name_zh) as indicator_name_zh,
    any_value(indicators.name_en) as indicator_name_en,
    count(*) as n_places,
    1 + count(*) filter (others.value > mine.value) as place,
    list(
        {'city_code': others.city_code, 'city_name': others.city_name, 'value': others.value}
        order by others.value desc
    ) as places,
from mine
inner join others using (province_code, indicator_id, year, level)
left join marts.dim_unit as units on mine.unit = units.unit
left join marts.dim_indicator as indicators on mine.indicator_id = indicators.indicator_id
group by mine.city_code, mine.indicator_id, mine.year, mine.value, mine.unit
having n_places > 1
qualify $most >= row_number() over (
    partition by mine.city_code order by n_places desc, indicator_id
)
order by mine.city_code, n_places desc, indicator_id
"""

PLACES_WITH_PAGES = """(
    select city_code from marts.dim_city
    where city_code in (select city_code from marts.fct_observation)
        or city_code in (select city_code from marts.dim_document)
)"""

CELLS_OF_PROVINCES = """(
    select pages.city_code as page_id, panel.city_code, panel.year, indicator_id, value
    from marts.dim_city as pages
    inner join marts.dim_city as others using (province_code)
    inner join marts.fct_city_year_indicator as panel on others.city_code = panel.city_code
    where residence = 'total' and category = '' and is_full_year
)"""


def city_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page of each place shows."""
    found = {
        name: grouped(rows(connection, query, ids=list(ids), **more), "city_code")
        for name, query, more in (
            ("cells", CELLS, {}),
            ("revisions", REVISIONS, {}),
            ("documents", DOCUMENTS, {}),
            ("gaps", GAPS, {}),
            ("peers", PEERS, {"most": MAX_PEERS}),
            ("growth", GROWTH, {}),
        )
    }
    for place in rows(connection, PLACES, ids=list(ids)):
        code = place["city_code"]
        cells = found["cells"].get(code, [])
        yield (
            code,
            {
                "place": place,
                "domains": _domains(
                    cells, found["growth"].get(code, []), found["revisions"].get(code, [])
                ),
                "n_cells": len(cells),
                "years": sorted({cell["year"] for cell in cells}),
                "documents": found["documents"].get(code, []),
                "peers": found["peers"].get(code, []),
                "gaps": _gaps(found["gaps"].get(code, [])),
            },
        )


def _key(row: Row) -> tuple[str, str, str]:
    return row["indicator_id"], row["residence"], row["category"]


def _domains(cells: list[Row], growth: list[Row], revisions: list[Row]) -> list[Row]:
    """The fact sheet: domains, each with its series, each with its latest value."""
    grown = {(*_key(row), row["year"]): row["change_pct"] for row in growth}
    revised: dict[tuple[object, ...], list[Row]] = {}
    for row in revisions:
        revised.setdefault((*_key(row), row["year"]), []).append(row)
    domains = []
    for domain, of_domain in groupby(cells, key=lambda it: it["domain"]):
        series = []
        for key, group in groupby(of_domain, key=_key):
            years = list(group)
            for cell in years:
                cell["change_pct"] = grown.get((*key, cell["year"]))
                cell["revisions"] = revised.get((*key, cell["year"]), [])
            series.append(
                {
                    "latest": years[-1],
                    "years": years,
                    "spark": charts.spark(
                        [it["year"] for it in years], [float(it["value"]) for it in years]
                    )
                    if len(years) > 1
                    else None,
                }
            )
        domains.append({"domain": domain, "first": series[0]["latest"], "series": series})
    return domains


def _gaps(gaps: list[Row]) -> list[Row]:
    """By year: how many indicators are complete, and those that are not by reason."""
    years = []
    for year, group in groupby(gaps, key=lambda it: it["year"]):
        found = list(group)
        reasons = grouped([it for it in found if it["gap_reason"]], "gap_reason")
        years.append(
            {
                "year": year,
                "n_indicators": len(found),
                "n_complete": sum(it["gap_reason"] is None for it in found),
                "reasons": [
                    _gap(reason, those)
                    for reason, those in sorted(reasons.items(), key=lambda it: len(it[1]))
                ],
            }
        )
    return years


def _gap(reason: str, gaps: list[Row]) -> Row:
    """Indicators that are missing for one reason: by name, or by domain where they are many."""
    is_named = len(gaps) <= MAX_NAMED
    domains = grouped(gaps, "domain").values()
    return {
        "reason": reason,
        "n": len(gaps),
        "named": gaps if is_named else [],
        "domains": [] if is_named else [(found[0], len(found)) for found in domains],
    }


KIND = PageKind(
    name="city",
    path="places/{}.html",
    template="city.html",
    keys=fingerprints(
        Source(PLACES_WITH_PAGES, "city_code"),
        Source("dim_city", "city_code"),
        Source("fct_city_year_indicator", "city_code"),
        Source("fct_year_on_year", "city_code"),
        Source("fct_revision", "city_code"),
        Source("dim_document", "city_code"),
        Source("fct_coverage", "city_code"),
        Source(CELLS_OF_PROVINCES, "page_id"),
    ),
    contexts=city_contexts,
    tables=("fct_city_year_indicator", "city_fact_sheet", "fct_revision", "fct_coverage"),
    query="from marts.fct_city_year_indicator where city_code = '{}' order by indicator_id, year",
)

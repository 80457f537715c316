"""The first page: the search, what there is, and the ways to it.

Belongs here: places by province, indicators by domain, the figures of the publication. Does not
belong here: what is searched (`search.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from orchestration.publication.pages.city import PLACES_WITH_PAGES
from orchestration.publication.pages.kind import Contexts, PageKind, grouped, one_page, rows

PLACES = f"""
select
    cities.city_code, cities.name_zh, cities.name_en, cities.level, cities.province_code,
    cities.province_name_zh, provinces.name_en as province_name_en,
    coalesce(n_cells, 0) as n_cells,
from {PLACES_WITH_PAGES} as pages
inner join marts.dim_city as cities using (city_code)
left join marts.dim_city as provinces on cities.province_code = provinces.city_code
left join (
    select city_code, count(*) as n_cells from marts.fct_city_year_indicator group by all
) as panel on cities.city_code = panel.city_code
order by cities.province_code, cities.city_code
"""

INDICATORS = """
select indicators.indicator_id, name_zh, name_en, domain, domain_name_zh, domain_name_en,
    coalesce(n_cells, 0) as n_cells,
from marts.dim_indicator as indicators
left join (
    select indicator_id, count(*) as n_cells from marts.fct_city_year_indicator group by all
) as panel using (indicator_id)
order by domain, n_cells desc, name_zh
"""

FIGURES = """
select
    (select max(number) from marts.fct_publication) as number,
    (select max(published_at) from marts.fct_publication) as published_at,
    (select count(*) from marts.dim_document where is_current) as n_documents,
    (select count(*) from marts.fct_observation where is_current) as n_facts,
    (select count(*) from marts.fct_city_year_indicator) as n_cells,
    (select count(distinct city_code) from marts.fct_city_year_indicator) as n_places,
    (select count(distinct indicator_id) from marts.fct_city_year_indicator) as n_indicators,
    (select min(year) from marts.fct_city_year_indicator) as first_year,
    (select max(year) from marts.fct_city_year_indicator) as last_year,
    (select count(*) from marts.review_queue) as n_review
"""


def index_contexts(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Contexts:
    """Give what the page shows."""
    if not ids:
        return
    yield (
        ids[0],
        {
            "figures": rows(connection, FIGURES)[0],
            "provinces": list(grouped(rows(connection, PLACES), "province_code").values()),
            "domains": list(grouped(rows(connection, INDICATORS), "domain").values()),
        },
    )


KIND = PageKind(
    name="index",
    path="{}.html",
    template="index.html",
    keys=one_page(
        "index",
        "fct_publication",
        "dim_document",
        "fct_city_year_indicator",
        "fct_observation",
        "dim_indicator",
    ),
    contexts=index_contexts,
    tables=("fct_city_year_indicator", "fct_observation", "dim_city", "dim_indicator"),
    query="from marts.panel_labelled",
    has_script=True,
)

"""What the search of the pages looks through: one file, without a server.

Belongs here: places, indicators and documents with the names by which people look for them, written
as a script because a browser fetches nothing beside a page that was opened from a folder. Does not
belong here: the search itself (`static/search.js`).
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from orchestration.publication.pages.city import PLACES_WITH_PAGES

INDEX_FILE = "search-index.js"
VARIABLE = "minzhengSearch"

# kind, page, Chinese name, English name, what is shown beside it, other words to find it by.
ENTRIES = f"""
select
    'place' as kind, 'places/' || city_code || '.html' as page, name_zh, name_en,
    if(level = 'province', '', province_name_zh) as beside,
    concat_ws(' ', city_code, short_zh, names_zh) as words,
from {PLACES_WITH_PAGES}
inner join marts.dim_city using (city_code)
union all
select
    'indicator', 'indicators/' || indicator_id || '.html', name_zh, name_en, domain_name_zh,
    concat_ws(' ', indicator_id, aliases_zh, mca_codes),
from marts.dim_indicator
union all
select
    'document', 'documents/' || document_id || '.html', coalesce(nullif(title, ''), source_file),
    '', concat_ws(' ', city_name, year(report_end)), concat_ws(' ', source_file, publisher),
from marts.dim_document
order by 1, 2
"""


def write_search_index(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """Write the entries as an assignment to one variable, all of it ASCII and escaped by JSON."""
    directory.mkdir(parents=True, exist_ok=True)
    entries = connection.execute(ENTRIES).fetchall()
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (directory / INDEX_FILE).write_text(f"globalThis.{VARIABLE} = [\n{lines}\n];\n", "utf-8")

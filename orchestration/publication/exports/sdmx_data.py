"""The panel as SDMX-CSV 1.0, described by the structure message beside it.

Belongs here: that file. Does not belong here: what its codes mean (`sdmx_structure.py`).
It holds codes, numbers and dates of the reference tables only, no text of a document.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.publication.exports.sdmx_structure import AGENCY, DATAFLOW, VERSION
from orchestration.publication.exports.writing import Export, fingerprint

PATH = "sdmx/data.csv"
DATA = f"""
select
    '{AGENCY}:{DATAFLOW}({VERSION})' as "DATAFLOW",
    'A' as "FREQ",
    city_code as "REF_AREA",
    indicator_id as "INDICATOR",
    residence as "RESIDENCE",
    case category when '' then '_T' else category end as "CATEGORY",
    year as "TIME_PERIOD",
    value as "OBS_VALUE",
    unit as "UNIT_MEASURE",
    case
        when not is_full_year then 'D'
        when has_conflict or is_ambiguous or doubt is not null then 'U'
        else 'A'
    end as "OBS_STATUS",
    period_start as "PERIOD_START",
    period_end as "PERIOD_END",
    trust as "TRUST",
    round(confidence, 4) as "CONFIDENCE",
    observation_id as "OBSERVATION_ID",
from marts.fct_city_year_indicator
"""


def sdmx_data(connection: duckdb.DuckDBPyConnection) -> Export:
    """`sdmx/data.csv`: one row per cell of the panel."""

    def write(path: Path) -> None:
        target = str(path).replace("'", "''")
        connection.execute(f"copy ({DATA} order by all) to '{target}' (header)")

    return Export(PATH, fingerprint(connection, DATA), write)

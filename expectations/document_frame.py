"""One row per document: what its title, text and facts say of place and time, side by side.

Belongs here: reading years and places off titles, counting contradictions inside a document.
Does not belong here: what makes a document fail (library/documents.py).
See RULES.md, suite `documents`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import duckdb
import pandas as pd

# Two values of one cell within one report may differ by rounding (3.5万 beside 34,962).
SAME_VALUE_TOLERANCE = 0.05

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|/|-|\.\d|年?度)")
_YEAR_ZH = re.compile(r"([一二][九〇零○0][一二三四五六七八九〇零○]{2})年")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# Words by which an office signs; the place right before one of them is the reporter.
_OFFICE = r"(?:人民政府|民政|政府|社会事务)"


def years_in(text: str | None) -> list[int]:
    """The years written in a text, in order of appearance, Arabic or Chinese digits."""
    if not text:
        return []
    plain = unicodedata.normalize("NFKC", text)
    arabic = [int(match) for match in _YEAR.findall(plain)]
    return arabic + [int(match.translate(_DIGITS)) for match in _YEAR_ZH.findall(plain)]


_COUNTS_SQL = f"""
with cells as (
    select document_id, min(value) as low, max(value) as high
    from gate_rows
    where is_in_scope and is_cell and indicator_id is not null
    group by document_id, city_code, indicator_id, residence, category,
             period_start, period_end
),
conflicts as (
    select document_id, count(*) as n_cells,
           count_if(high > low * (1 + {SAME_VALUE_TOLERANCE})) as n_conflicting
    from cells group by document_id
),
shared as (
    select l.document_id, r.document_id as twin_id,
           count(distinct l.observation_id) as n_shared
    from gate_rows as l
    inner join gate_rows as r
        using (city_code, indicator_id, residence, category, period_end, value)
    where l.is_in_scope and l.is_cell and r.is_cell and l.document_id <> r.document_id
    group by all
),
twins as (
    select document_id, max(n_shared) as n_shared, arg_max(twin_id, n_shared) as twin_id
    from shared group by document_id
)
select contexts.document_id, documents.source_file, contexts.title, contexts.publisher,
       contexts.city_code, contexts.report_start, contexts.report_end,
       contexts.published_at, contexts.error, contexts.n_facts, documents.n_chars,
       documents.text, documents.landed_at::date as landed_on,
       coalesce(n_cells, 0) as n_cells, coalesce(n_conflicting, 0) as n_conflicting,
       coalesce(n_shared, 0) as n_shared, twin_id
from gate_scope
inner join raw.document_contexts as contexts using (document_id)
inner join raw.documents as documents using (document_id)
left join conflicts using (document_id)
left join twins using (document_id)
"""


def _counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return con.execute(_COUNTS_SQL).df()


def _names(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str, str]]]:
    """Maps the first two characters of a name to places (name, code, parent code)."""
    places: dict[str, list[tuple[str, str, str]]] = {}
    rows = con.execute(
        "select distinct name_zh, city_code, coalesce(parent_code, '') from gate_places "
        "where length(name_zh) > 2"
    ).fetchall()
    for name, code, parent in rows:
        places.setdefault(name[:2], []).append((name, code, parent))
    return places


def _reporters_named(
    text: str | None, places: dict[str, list[tuple[str, str, str]]]
) -> list[tuple[str, str, str]]:
    """Places whose office the text names: the name stands right before a word for an office."""
    found = []
    for match in re.finditer(_OFFICE, text or ""):
        before = (text or "")[max(0, match.start() - 12) : match.start()]
        for cut in range(len(before) - 2):
            tail = before[cut:]
            found += [place for place in places.get(tail[:2], []) if place[0] == tail]
            if found:
                break
    return found


def _contradicting_reporter(row: Any, places: dict[str, list[tuple[str, str, str]]]) -> str | None:
    if not isinstance(row.city_code, str):
        return None
    for text in (row.title, row.publisher):
        named = _reporters_named(text if isinstance(text, str) else None, places)
        if not named:
            continue
        if any(_same_area(code, row.city_code) for _, code, _ in named):
            return None
        return named[0][0]
    return None


def _same_area(named_code: str, city_code: str) -> bool:
    """Whether the named office is the reporting area itself or one above it that published it."""
    if named_code == city_code:
        return True
    width = 2 if named_code.endswith("0000") else 4 if named_code.endswith("00") else 6
    return width < 6 and city_code.startswith(named_code[:width])


def documents(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Documents in scope with the years and offices that their title and text name."""
    frame = _counts(con)
    places = _names(con)
    frame["title_years"] = [years_in(t if isinstance(t, str) else None) for t in frame["title"]]
    frame["text_years"] = [years_in(t if isinstance(t, str) else None) for t in frame["text"]]
    reporters = [_contradicting_reporter(row, places) for row in frame.itertuples(index=False)]
    frame["other_reporter"] = pd.Series(reporters, dtype="object", index=frame.index)
    frame["report_year"] = pd.to_datetime(frame["report_end"]).dt.year
    return frame.drop(columns=["text"])

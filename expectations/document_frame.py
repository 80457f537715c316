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
# A report contradicts itself now and then, and a province's tells its cities' values beside its
# own; two reports in one file contradict each other in most of their cells.
MIN_CONFLICTS = 5
MAX_CONFLICT_SHARE = 0.5
# A text that names other years this often and never the reported one is about another year.
MIN_YEAR_MENTIONS = 3
# Facts that two documents must share, and the share of a document's cells, to be the same report.
MIN_SHARED = 5
MAX_SHARED_SHARE = 0.8
# Shorter texts may state nothing; the sample reports hold 15 facts per 1,000 characters.
MIN_CHARS_WITH_FACTS = 500

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


# Prose and a table of the same cells are two sources, whose agreement is no repetition and whose
# difference no second report: see docs/sources.md.
_COUNTS_SQL = f"""
with cells as (
    select document_id, min(value) as low, max(value) as high
    from gate_rows
    where is_in_batch and is_cell and indicator_id is not null
    group by document_id, source_kind, city_code, indicator_id, residence, category,
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
        using (source_kind, city_code, indicator_id, residence, category, period_end, value)
    where l.is_in_batch and l.is_cell and r.is_cell and l.document_id <> r.document_id
    group by all
),
twins as (
    select document_id, max(n_shared) as n_shared, arg_max(twin_id, (n_shared, twin_id)) as twin_id
    from shared group by document_id
)
select contexts.document_id, documents.source_file, contexts.title, contexts.publisher,
       contexts.city_code, contexts.report_start, contexts.report_end,
       contexts.published_at, contexts.error, contexts.n_facts, documents.n_chars,
       documents.text, (documents.landed_at::date + 1) as landed_by,
       coalesce(n_cells, 0) as n_cells, coalesce(n_conflicting, 0) as n_conflicting,
       coalesce(n_shared, 0) as n_shared, twin_id
from gate_batch
inner join raw.document_contexts as contexts using (document_id)
inner join raw.documents as documents using (document_id)
left join conflicts using (document_id)
left join twins using (document_id)
order by position
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
    """Documents of a batch with the years and offices that their title and text name."""
    frame = _counts(con)
    places = _names(con)
    frame["landed_by"] = pd.to_datetime(frame["landed_by"])
    rows: list[Any] = list(frame.itertuples(index=False))
    frame["years_named"] = [years_named(row.title, row.text) for row in rows]
    years = pd.to_datetime(frame["report_end"]).dt.year
    frame["untold_year"] = [
        None if year_is_told(year, row.title, row.text) else year
        for year, row in zip(years, rows, strict=True)
    ]
    reporters = [_contradicting_reporter(row, places) for row in rows]
    frame["other_reporter"] = pd.Series(reporters, dtype="object", index=frame.index)
    frame["n_tolerable"] = tolerable_conflicts(frame["n_cells"])
    frame["repeated_document"] = [
        row.twin_id if is_repetition(row.n_shared, row.n_cells) else None for row in rows
    ]
    unread = [unread_because(row.error, row.n_facts, row.n_chars) for row in rows]
    frame["unread_because"] = pd.Series(unread, dtype="object", index=frame.index)
    return frame.drop(columns=["text"])


def years_named(title: str | None, text: str | None) -> list[int]:
    """The years that speak for or against the year of a report: the title's, else the text's."""
    told = years_in(title if isinstance(title, str) else None)
    return sorted(set(told or years_in(text if isinstance(text, str) else None)))


def year_is_told(year: float, title: str | None, text: str | None) -> bool:
    """Whether a report's year, or the next one, is named by the title, or else by the text."""
    if year != year:
        return True
    # A report is published in the year after the one it reports, and may be titled by either.
    told = {int(year), int(year) + 1}
    if titled := years_in(title if isinstance(title, str) else None):
        return bool(told & set(titled))
    written = years_in(text if isinstance(text, str) else None)
    return len(written) < MIN_YEAR_MENTIONS or bool(told & set(written))


def tolerable_conflicts(cells: pd.Series) -> pd.Series:
    """How many cells of one report may have two values."""
    return (MAX_CONFLICT_SHARE * cells).clip(lower=MIN_CONFLICTS - 1)


def is_repetition(n_shared: int, n_cells: int) -> bool:
    """Whether so many shared cells make two documents one report."""
    return n_shared >= MIN_SHARED and n_shared >= MAX_SHARED_SHARE * n_cells


def unread_because(error: str | None, n_facts: int, n_chars: int) -> str | None:
    """Why a document counts as not read; None for one that was."""
    if isinstance(error, str):
        return error
    if n_chars >= MIN_CHARS_WITH_FACTS and not n_facts:
        return f"{n_facts} facts in {n_chars} characters"
    return None

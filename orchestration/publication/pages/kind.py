"""What a kind of page is: which pages there are, what each is made of, what it shows.

Belongs here: the plain description that every kind fills in, and the fingerprint of rows. Does not
belong here: the kinds themselves (a module each).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb


class _Row(dict[str, Any]):
    """A row of a query; a template finds a column as an attribute at once, without a detour."""

    def __init__(self, *arguments: Any, **columns: Any) -> None:
        super().__init__(*arguments, **columns)
        self.__dict__ = self


Row = dict[str, Any]
Contexts = Iterator[tuple[str, Row]]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that a page shows: those of a table whose `key` is the page's.

    `table` is a table of the schema marts, or a query in brackets. Columns that change though
    nothing shown does are left out.
    """

    table: str
    key: str
    without: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind of page.

    `keys` is a query of page_id and fingerprint, one row per page; `contexts` gives what the
    template shows of each of the pages asked for; `path` where a page lies below the folder of its
    language, `{}` standing for its page_id. `tables` are the published files that hold what it
    shows, `query` asks for it.
    """

    name: str
    path: str
    template: str
    keys: str
    contexts: Callable[[duckdb.DuckDBPyConnection, Sequence[str]], Contexts]
    tables: Sequence[str]
    query: str
    has_script: bool = False


def fingerprints(*sources: Source) -> str:
    """Return the query of page_id and fingerprint of pages that show the rows of some sources.

    The first source says which pages there are. The order of rows counts for nothing.
    """
    parts = [
        f"select {source.key} as page_id, {place} as place, "
        f"sum(hash(shown)) as told, count(*) as n_rows "
        f"from (select * {_without(source)} from {_table(source)}) as shown "
        f"where {source.key} is not null group by all"
        for place, source in enumerate(sources)
    ]
    return (
        "select page_id, md5(string_agg(concat_ws(':', place, told, n_rows), ',' order by place)) "
        f"as fingerprint from ({' union all '.join(parts)}) "
        "group by page_id having min(place) = 0 order by page_id"
    )


def one_page(name: str, *tables: str) -> str:
    """Return the query for a kind of which there is one page, made of whole tables."""
    parts = [
        f"select {place} as place, sum(hash(shown)) as told, count(*) as n_rows from "
        f"{_table(Source(table, ''))} as shown"
        for place, table in enumerate(tables)
    ]
    return (
        f"select '{name}' as page_id, "
        "md5(string_agg(concat_ws(':', place, told, n_rows), ',' order by place)) as fingerprint "
        f"from ({' union all '.join(parts)})"
    )


def rows(connection: duckdb.DuckDBPyConnection, query: str, **values: object) -> list[Row]:
    """Return the rows of a query as dictionaries."""
    relation = connection.execute(query, values or None)
    names = [column[0] for column in relation.description or []]
    return [_Row(zip(names, row, strict=True)) for row in relation.fetchall()]


def grouped(found: list[Row], key: str) -> dict[Any, list[Row]]:
    """Return rows by the value of a column, in their order."""
    groups: dict[Any, list[Row]] = {}
    for row in found:
        groups.setdefault(row[key], []).append(row)
    return groups


def _table(source: Source) -> str:
    return source.table if source.table.startswith("(") else f"marts.{source.table}"


def _without(source: Source) -> str:
    return f"exclude ({', '.join(source.without)})" if source.without else ""

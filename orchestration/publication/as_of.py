"""What readers ask of earlier publications: the panel as of one, and how two differ.

Belongs here: the macro that the published file carries and the questions of `minzheng diff`. Does
not belong here: how the record comes about (see `record.py`), the table of neighbouring
publications (mart `fct_publication_change`). See the README, section "What was published when".
"""

from __future__ import annotations

import duckdb

from orchestration.duckdb_files import single_row
from orchestration.errors import MendableError
from orchestration.publication.record import CELL_KEY, differences

# A number; a day, of which the last publication counts; or a moment. Times are UTC. Before the
# first publication there was no panel; a number that was never given is an error.
PANEL_AS_OF = """
create macro marts.panel_as_of(publication_or_day) as table
select * exclude (valid_from, valid_to)
from marts.fct_publication_cell
where coalesce(
    (
        select max(number)
        from marts.fct_publication
        where case
            when regexp_full_match(publication_or_day::varchar, '[0-9]+')
                then number = try_cast(publication_or_day::varchar as integer)
            when length(publication_or_day::varchar) <= 10
                then published_at < try_cast(publication_or_day::varchar as date) + 1
            else published_at <= try_cast(publication_or_day::varchar as timestamp)
        end
    ),
    case
        when regexp_full_match(publication_or_day::varchar, '[0-9]+')
            then error('There is no publication ' || publication_or_day::varchar)
        when try_cast(publication_or_day::varchar as timestamp) is null
            then error('panel_as_of takes a number, a day or a moment')
    end
) between valid_from and coalesce(valid_to - 1, 2147483647)
"""
PANEL_AS_OF_COMMENT = (
    "The panel as readers saw it, corrections included: panel_as_of(3) for publication 3, "
    "panel_as_of('2024-03-31') for the last one of that day (UTC) or before; the columns are those "
    "of fct_city_year_indicator ¦ "
    "读者当时所见的面板：参数为发布编号，或日期（取当日及以前最后一次发布）"
)

NUMBERS = "select number from marts.fct_publication order by number"

# The causes are those of all publications in between, in their order.
DIFFERENCE = """
with older as (from marts.panel_as_of({older})),

newer as (from marts.panel_as_of({newer})),

compared as (
    select
        {key},
        coalesce(newer.city_name, older.city_name) as city_name,
        case
            when older.observation_id is null then 'new'
            when newer.observation_id is null then 'withdrawn'
            else 'changed'
        end as kind,
        older.value as old_value,
        newer.value as new_value,
        coalesce(newer.unit, older.unit) as unit,
        case when kind = 'changed' then {differences} else '' end as columns_changed,
    from older
    full join newer using ({key})
),

causes as (
    select {key}, string_agg(cause, ', ' order by number) as causes
    from (
        select {key}, cause, min(number) as number
        from marts.fct_publication_change
        where number > {older} and number <= {newer}
        group by all
    )
    group by all
)

select
    kind, city_name, year, indicator_id, residence, category,
    old_value, new_value, unit, causes as cause, columns_changed,
from compared
left join causes using ({key})
where kind <> 'changed' or columns_changed <> ''
order by
    kind = 'changed' and old_value = new_value, kind <> 'changed', kind, {key}
"""

COUNTS = """
select
    count(*) filter (kind = 'new') as n_new,
    count(*) filter (kind = 'changed') as n_changed,
    count(*) filter (kind = 'changed' and old_value <> new_value) as n_revised,
    count(*) filter (kind = 'withdrawn') as n_withdrawn,
from difference
"""


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a file that holds the marts the macro `marts.panel_as_of`."""
    connection.execute(PANEL_AS_OF)
    connection.execute(
        f"comment on macro table marts.panel_as_of is '{_plain(PANEL_AS_OF_COMMENT)}'"
    )


def two_publications(
    connection: duckdb.DuckDBPyConnection, older: int | None, newer: int | None
) -> tuple[int, int]:
    """Which two are compared: without `newer` the last, without `older` the one before it.

    Raises:
        MendableError: One of them was never published, or there is only one.
    """
    numbers = [number for (number,) in connection.execute(NUMBERS).fetchall()]
    for number in (older, newer):
        if number is not None and number not in numbers:
            raise MendableError(
                f"There is no publication {number}. Those there are: "
                'minzheng query "from fct_publication"'
            )
    if len(numbers) < 2:
        raise MendableError(
            "There is one publication so far and nothing to compare it with. The next run in which "
            "a cell changes makes the second: make run"
        )
    pair = sorted((older or numbers[-2], newer or numbers[-1]))
    return pair[0], pair[1]


def difference(
    connection: duckdb.DuckDBPyConnection, older: int, newer: int
) -> tuple[str, duckdb.DuckDBPyRelation]:
    """How the panels of two publications differ: one line of counts, and a row for each cell.

    Cells whose value changed come first, those of which only other columns did last.
    """
    columns = connection.table("marts.fct_publication_cell").columns
    panel = [name for name in columns if name not in ("valid_from", "valid_to")]
    query = DIFFERENCE.format(
        older=older,
        newer=newer,
        key=", ".join(CELL_KEY),
        differences=differences(panel, "newer", "older"),
    )
    relation = connection.sql(query)
    counts = single_row(connection, f"with difference as ({query}) {COUNTS}")
    return f"publication {newer} against {older}: {counted(counts)}", relation


def counted(counts: dict[str, int]) -> str:
    """1 new, 4 changed (2 in value), 0 withdrawn."""
    return (
        f"{counts['n_new']:,} new, {counts['n_changed']:,} changed "
        f"({counts['n_revised']:,} in value), {counts['n_withdrawn']:,} withdrawn"
    )


def _plain(text: str) -> str:
    return text.replace("'", "''")

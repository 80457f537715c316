"""What the gate costs: everything changed, and one new document, by the size of the warehouse.

Run it with `python -m benchmarks.gate [FACTS ...]`; the default sizes are 1,000 and 100,000.
The facts are made up: one report per city and year, fifty indicators each, within their ranges.
"""

from __future__ import annotations

import sys
import time

import duckdb

from expectations.catalogue import INDICATORS_CSV
from expectations.gate import accept, run_suites

FACTS_PER_DOCUMENT = 50
YEARS = 10
SIZES = (1_000, 100_000)

TABLES = """
create schema raw;
create schema intermediate;
create table raw.documents (
    document_id varchar, source_file varchar, text varchar, n_chars integer, sidecar_hash varchar,
    landed_at timestamp, superseded_at timestamp, retracted_at timestamp
);
create table raw.rejected_documents (source_file varchar, reason varchar, run_id varchar);
create table raw.document_contexts (
    document_id varchar, extractor_version varchar, title varchar, publisher varchar,
    city_code varchar, published_at date, report_start date, report_end date, n_facts integer,
    error varchar
);
create table intermediate.int_population (city_code varchar, year integer, population bigint);
create table intermediate.int_observations (
    observation_id varchar, document_id varchar, char_start integer, char_end integer,
    quote varchar, sentence varchar, city_code varchar, area varchar, indicator_id varchar,
    residence varchar, category varchar, measure varchar, value decimal(24, 6),
    value_high decimal(24, 6), unit varchar, period_start date, period_end date, status varchar,
    confidence double, is_current boolean, correction_action varchar, tolerance double,
    panel_exclusion varchar
);
"""

# Every quote is eight characters wide, so that its offsets are known.
MADE_UP = """
insert into intermediate.int_observations by name
with indicators as (
    select *, row_number() over () - 1 as n from read_csv(?, header = true)
    where kind in ('stock', 'standard') limit {per_document}
),
reports as (
    select printf('%02d%02d00', 20 + (r // {years}) // 99, 1 + (r // {years}) % 99) as city_code,
           2014 + r % {years} as year, r
    from range({first}, {last}) as made(r)
)
select 'o' || r || '_' || n as observation_id, 'd' || r as document_id,
       8 * n as char_start, 8 * n + 8 as char_end, printf('%06d人', n) || '。' as quote,
       repeat('某市民政工作', 8) as sentence, city_code, '' as area, indicator_id,
       'total' as residence, '' as category, 'level' as measure,
       round(value_min + (value_max - value_min) * 0.05 * (1 + r // {years} % 7)
             * pow(1.02, year - 2014)) as value,
       unit, make_date(year, 12, 31) as period_start, make_date(year, 12, 31) as period_end,
       'actual' as status, 0.9 as confidence, true as is_current
from indicators cross join reports
"""

LANDED = """
insert into raw.documents by name
select document_id, document_id || '.txt' as source_file,
       string_agg(quote, '' order by char_start) as text, 8 * count(*) as n_chars,
       timestamp '2026-01-31' as landed_at
from intermediate.int_observations
where document_id not in (select document_id from raw.documents) group by document_id;

insert into raw.document_contexts by name
select document_id, 'v1' as extractor_version, '民政局工作总结' as title,
       any_value(city_code) as city_code, make_date(year(any_value(period_end)), 1, 1)
       as report_start, any_value(period_end) as report_end, count(*) as n_facts
from intermediate.int_observations
where document_id not in (select document_id from raw.document_contexts) group by document_id;
"""


def make_up(con: duckdb.DuckDBPyConnection, first: int, last: int) -> None:
    """Adds reports number `first` to `last` (excluded) to the warehouse."""
    sql = MADE_UP.format(per_document=FACTS_PER_DOCUMENT, years=YEARS, first=first, last=last)
    con.execute(sql, [str(INDICATORS_CSV)])
    con.execute(LANDED)


def seconds(con: duckdb.DuckDBPyConnection, run_id: str) -> float:
    """Runs the gate on what is new, accepts the run and returns the gate's seconds."""
    start = time.perf_counter()
    results = run_suites(con, run_id)
    elapsed = time.perf_counter() - start
    assert not [r for r in results if r.blocks or not r.success], "made-up facts must pass"
    accept(con, run_id)
    return elapsed


def measure(n_facts: int) -> tuple[float, float]:
    """Seconds for a first load of `n_facts`, then for one more document."""
    con = duckdb.connect()
    con.execute(TABLES)
    n_documents = n_facts // FACTS_PER_DOCUMENT
    make_up(con, 0, n_documents)
    everything = seconds(con, "everything")
    make_up(con, n_documents, n_documents + 1)
    return everything, seconds(con, "one more")


def main(sizes: tuple[int, ...]) -> None:
    """Prints one line per size."""
    start = time.perf_counter()
    import expectations.runner  # noqa: F401 - the import is what is measured

    print(f"import of Great Expectations: {time.perf_counter() - start:.1f} s, once per process")
    print(f"{'facts':>9}  {'all changed':>12}  {'one document of ' + str(FACTS_PER_DOCUMENT):>22}")
    for size in sizes:
        everything, one = measure(size)
        print(f"{size:>9,}  {everything:>10.2f} s  {one:>20.2f} s")


if __name__ == "__main__":
    main(tuple(int(argument) for argument in sys.argv[1:]) or SIZES)

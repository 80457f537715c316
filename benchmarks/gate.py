"""What the gate costs by the size of the warehouse: a first load, nothing new, one more document.

Run it with `python -m benchmarks.gate [DOCUMENTS ...]`; by default 100, 1,000 and 10,000.
Each step runs in a process of its own on a warehouse file; told are the seconds of CPU of gate,
acceptance and the suite over the panel, and the most memory that the process held. The import of
Great Expectations is paid before.
The documents are made up: one report per city and year, fifty indicators each, within their ranges;
a fact of one in twenty is out of its range and held back, a fact of one in 33 is a zero and marked.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from expectations.catalogue import INDICATORS_CSV

FACTS_PER_DOCUMENT = 50
YEARS = 10
SIZES = (100, 1_000, 10_000)
# One document in so many has a fact that is held back, or one that is marked.
HELD_EVERY, MARKED_EVERY = 20, 33

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
    confidence double, extractor_version varchar, is_current boolean, correction_action varchar,
    tolerance double, panel_exclusion varchar
);
"""

# Every quote is eight characters wide, so that its offsets are known.
MADE_UP = """
insert into intermediate.int_observations by name
with indicators as (
    select *, row_number() over () - 1 as n from read_csv(?, header = true)
    where kind in ('stock', 'standard')
      and indicator_id not in ('social_organizations', 'dibao_standard', 'destitute_standard')
    limit {per_document}
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
             * pow(1.02, year - 2014))
           * case when r % {held} = 7 and n = r // {held} % {per_document} then 1e6
                  when r % {marked} = 5 and n = r // {marked} % {per_document} then 0
                  else 1 end as value,
       unit, make_date(year, 12, 31) as period_start, make_date(year, 12, 31) as period_end,
       'actual' as status, 0.9 as confidence, 'v1' as extractor_version, true as is_current
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


PANEL = """
create schema if not exists marts;
create or replace table marts.fct_city_year_indicator as
select facts.city_code, year(period_end) as year, indicator_id, residence, category, value,
       observation_id, document_id, unit, period_start, period_end, confidence, 0.0 as tolerance
from intermediate.int_observations as facts
where observation_id not in (select observation_id from audit.held_back);
"""


def make_up(con: duckdb.DuckDBPyConnection, first: int, last: int) -> None:
    """Adds reports number `first` to `last` (excluded) to the warehouse."""
    sql = MADE_UP.format(
        per_document=FACTS_PER_DOCUMENT, years=YEARS, first=first, last=last,
        held=HELD_EVERY, marked=MARKED_EVERY,
    )  # fmt: skip
    con.execute(sql, [str(INDICATORS_CSV)])
    con.execute(LANDED)


def run_gate(con: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Looks at what is new and accepts it; returns how many facts or rows were judged."""
    from expectations.gate import accept, run_suites

    results = run_suites(con, run_id)
    assert not [it for it in results if it.blocks], "made-up facts must not block"
    accept(con, run_id)
    return max((it.n_checked for it in results), default=0)


def run_panel(con: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Looks at the whole panel, as every run does; returns how many cells it has."""
    from expectations.panel_check import check_panel

    results = check_panel(con, run_id)
    assert not [it for it in results if it.error], "the panel must be looked at"
    return max(it.n_checked for it in results)


def run_step(path: str, step: str) -> None:
    """Prints seconds of CPU, megabytes at most and rows judged of one step, in this process."""
    import expectations.runner  # noqa: F401 - the import is paid before

    with duckdb.connect(path) as con:
        started = time.process_time()
        n_judged = (run_panel if step == "panel" else run_gate)(con, step)
        seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.2f} {peak:.0f} {n_judged}")


def measure(n_documents: int, path: str) -> Iterable[tuple[str, str, str, str]]:
    """Takes a warehouse of so many documents through the steps: name, CPU, memory, rows judged."""
    with duckdb.connect(path) as con:
        con.execute(TABLES)
        make_up(con, 0, n_documents)
    for step in ("first load", "nothing new", "one more document", "panel"):
        with duckdb.connect(path) as con:
            if step == "one more document":
                make_up(con, n_documents, n_documents + 1)
            if step == "panel":
                con.execute(PANEL)
        command = [sys.executable, "-m", "benchmarks.gate", "--step", path, step]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds, peak, n_judged = done.stdout.split()
        yield step, seconds, peak, n_judged


def main(arguments: list[str]) -> None:
    """Prints one line per size and step."""
    if arguments[:1] == ["--step"]:
        run_step(*arguments[1:])
        return
    print(f"{'documents':>9}  {'step':<18} {'CPU s':>7} {'peak MB':>8} {'rows judged':>12}")
    for size in [int(argument) for argument in arguments] or SIZES:
        with tempfile.TemporaryDirectory() as directory:
            for row in measure(size, str(Path(directory) / "warehouse.duckdb")):
                step, seconds, peak, n_judged = row
                print(f"{size:>9,}  {step:<18} {seconds:>7} {peak:>8} {n_judged:>12}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

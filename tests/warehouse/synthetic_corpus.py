"""A corpus of any size whose truth is known: raw rows made in SQL, one report per city and year.

Belongs here: the rows and the truth. Does not belong here: timing and assertions (test_scale.py).
Every report states each of its indicators twice: once as it is, printed in one of several ways, and
once in a way that must not win: as a plan, of a part of the city, of half a year, or less certain.
"""

from __future__ import annotations

import duckdb
from built_warehouse import PROJECT, BuiltWarehouse

REFERENCE = PROJECT.parent / "seeds" / "reference"
N_INDICATORS = 40
YEARS = 10
FIRST_YEAR = 2010

CITIES = f"""
create or replace temp table corpus_cities as
select city_code, name_zh, (row_number() over (order by city_code) - 1)::integer as place
from read_csv('{REFERENCE}/cities.csv', all_varchar = true)
where level in ('prefecture', 'county') and valid_to is null
"""
INDICATORS = f"""
create or replace temp table corpus_indicators as
select indicator_id, kind, unit, (row_number() over (order by indicator_id) - 1)::integer as k
from read_csv('{REFERENCE}/indicators.csv', all_varchar = true)
order by indicator_id limit {N_INDICATORS}
"""
DOCUMENTS = f"""
create or replace temp table corpus_documents as
select city_code, name_zh as city_name, {FIRST_YEAR} + y as year,
       sha256(city_code || ':' || y) as document_id
from corpus_cities, range({YEARS}) as years(y)
where place * {YEARS} + y >= $first and place * {YEARS} + y < $last
"""
TRUTH = """
create or replace temp table corpus_truth as
select document_id, city_code, city_name, year, indicator_id, kind, unit, k,
       1000 + (hash(city_code, year, indicator_id) % 100000)::integer as value
from corpus_documents, corpus_indicators
"""
STATED = """
create or replace temp table corpus_facts as
with stated as (
    select *, 0 as mention,
        case when unit = 'CNY_per_person_month' then value * 12
             when k % 5 = 1 then value / 10000 else value end::decimal(24, 6) as number,
        case when unit <> 'CNY_per_person_month' and k % 5 = 1 then '万' else '' end
            as multiplier,
        case when unit = 'CNY_per_person_month' then 'CNY_per_person_year' else unit end
            as unit_raw,
        case when kind = 'flow' then make_date(year, 1, 1) else make_date(year, 12, 31) end
            as period_start,
        make_date(year, 12, 31) as period_end, '' as area, 'actual' as status, 0.9 as confidence
    from corpus_truth
),
misleading as (
    select * replace (
        1 as mention,
        number * 2 as number,
        case when k % 4 = 0 then 'target' else 'actual' end as status,
        case when k % 4 = 1 then '开发区' else '' end as area,
        case when k % 4 = 2 then make_date(year, 6, 30) else period_end end as period_end,
        case when k % 4 = 2 and kind <> 'flow' then make_date(year, 6, 30) else period_start end
            as period_start,
        case when k % 4 = 3 then 0.5 else 0.99 end as confidence)
    from stated
)
select *, k * 100 + mention * 50 as char_start from stated
union all by name select *, k * 100 + mention * 50 as char_start from misleading
"""
LOAD = """
insert into raw.documents by name
select document_id, city_code || '_' || year || '.txt' as source_file, 'memory://' as source_uri,
    ''::blob as content, '' as text, '{}' as sidecar, '' as sidecar_hash, 0 as n_chars,
    timestamp '2024-01-01' as landed_at
from corpus_documents;
insert into raw.document_contexts by name
select document_id, 'one' as extractor_version, city_code, city_name, '' as sidecar_hash,
    make_date(year + 1, 1, 20) as published_at, make_date(year, 1, 1) as report_start,
    make_date(year, 12, 31) as report_end, $n_facts as n_facts,
    timestamp '2024-01-01' as extracted_at
from corpus_documents;
insert into raw.candidate_facts by name
select md5(document_id || char_start) as observation_id, document_id, 'one' as extractor_version,
    0 as part, char_start, char_start + 8 as char_end, number || multiplier as quote,
    '全市数据' || char_start as sentence, char_start - 10 as sentence_start, number, multiplier,
    unit_raw, '' as qualifier, city_code, city_name, area, indicator_id, indicator_id[:40] as label,
    'total' as residence, '' as category, 'level' as measure, period_start, period_end, status,
    confidence, '' as subject, '{}' as cues, '[]' as candidates,
    timestamp '2024-01-01' as extracted_at
from corpus_facts
"""


def load_corpus(warehouse: BuiltWarehouse, first: int, last: int) -> None:
    """Writes the documents numbered first to last - 1 into the raw tables, and their truth."""
    with duckdb.connect(str(warehouse.path)) as con:
        con.execute(CITIES)
        con.execute(INDICATORS)
        con.execute(DOCUMENTS, {"first": first, "last": last})
        con.execute(TRUTH)
        con.execute(STATED)
        for statement in LOAD.split(";"):
            parameters = {"n_facts": 2 * N_INDICATORS} if "$n_facts" in statement else None
            con.execute(statement, parameters)
        con.execute("create table if not exists truth as from corpus_truth limit 0")
        con.execute("insert into truth from corpus_truth")


WRONG_CELLS = """
select count(*) from truth
full outer join marts.fct_city_year_indicator as panel using (city_code, year, indicator_id)
where panel.value is distinct from truth.value or panel.unit is distinct from truth.unit
    or panel.residence <> 'total' or panel.category <> ''
"""

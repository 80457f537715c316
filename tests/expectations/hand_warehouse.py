"""A small warehouse with the tables that the gate reads, filled by hand.

Reports are composed sentence by sentence, so that every span slices back to its quote.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from expectations.catalogue import REFERENCE_DIR, load_indicators

CITY = "341500"
CITY_NAME = "六安市"
LANDED = date(2026, 1, 31)

_OBSERVATION_COLUMNS = """
    observation_id varchar, document_id varchar, source_file varchar, char_start integer,
    char_end integer, quote varchar, sentence varchar, city_code varchar, city_name varchar,
    area varchar, indicator_id varchar, label varchar, residence varchar, category varchar,
    measure varchar, value decimal(24,6), value_high decimal(24,6), unit varchar,
    qualifier varchar, period_start date, period_end date, year integer, status varchar,
    confidence double, extractor_version varchar, is_current boolean, correction_action varchar,
    tolerance double, source_kind varchar default 'prose', cell varchar,
    panel_exclusion varchar generated always as (case
        when indicator_id is null then 'uncatalogued' when status <> 'actual' then 'planned'
        when area <> '' then 'sub_area' when city_code is null then 'unknown_city'
        when period_end is null then 'unknown_period' when measure <> 'level' then 'not_a_level'
    end)
"""


@dataclass
class Report:
    """A report in the making: call `says` per sentence, then put it into a warehouse."""

    name: str = "report.txt"
    city_code: str | None = CITY
    year: int = 2020
    title: str = ""
    publisher: str | None = None
    published_at: date | None = None
    report_start: date | None = None
    report_end: date | None = None
    sidecar_hash: str | None = None
    error: str | None = None
    run_id: str = "run"
    text: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.title = self.title or f"{CITY_NAME}民政局{self.year}年工作总结"
        self.report_start = self.report_start or date(self.year, 1, 1)
        self.report_end = self.report_end or date(self.year, 12, 31)
        self.text = self.text or f"{self.title}\n"

    def says(
        self,
        indicator_id: str | None,
        quote: str,
        value: float,
        *,
        lead: str = "据统计",
        **fields: Any,
    ) -> Report:
        """Adds one sentence that states one fact; `fields` override what the catalogue implies."""
        indicator = load_indicators().get(indicator_id or "")
        start = len(self.text) + len(lead)
        self.text += f"{lead}{quote},同志们继续努力。\n"
        is_span = indicator is None or indicator.kind == "flow"
        fact: dict[str, Any] = {
            "char_start": start,
            "char_end": start + len(quote),
            "quote": quote,
            "sentence": f"{lead}{quote},同志们继续努力。",
            "city_code": self.city_code,
            "city_name": CITY_NAME,
            "area": "",
            "indicator_id": indicator_id,
            "label": indicator_id or "某数",
            "residence": "total",
            "category": "",
            "measure": "level",
            "value": value,
            "value_high": None,
            "unit": indicator.unit if indicator else "item",
            "qualifier": "",
            "period_start": self.report_start if is_span else self.report_end,
            "period_end": self.report_end,
            "status": "actual",
            "confidence": 0.9,
        }
        fact.update(fields)
        self.facts.append(fact)
        return self

    @property
    def document_id(self) -> str:
        return hashlib.sha256(f"{self.name}{self.text}".encode()).hexdigest()


def new_warehouse() -> duckdb.DuckDBPyConnection:
    """An empty in-memory warehouse."""
    con = duckdb.connect()
    con.execute("create schema raw; create schema intermediate;")
    con.execute(
        "create table raw.documents (document_id varchar, source_file varchar, text varchar, "
        "n_chars integer, sidecar_hash varchar, landed_at timestamp, superseded_at timestamp, "
        "retracted_at timestamp, run_id varchar)"
    )
    con.execute(
        "create table raw.rejected_documents (source_file varchar, reason varchar, run_id varchar)"
    )
    con.execute(
        "create table raw.document_contexts (document_id varchar, extractor_version varchar, "
        "title varchar, publisher varchar, city_code varchar, published_at date, "
        "report_start date, report_end date, n_facts integer, error varchar, run_id varchar)"
    )
    con.execute(f"create table intermediate.int_observations ({_OBSERVATION_COLUMNS})")
    con.execute(
        "create view intermediate.int_population as select city_code, population, "
        "unnest(range(2000, 2030))::integer as year "
        f"from read_csv('{REFERENCE_DIR / 'population.csv'}', types = {{'city_code': 'varchar'}}) "
        "where year = 2020"
    )
    return con


def put(con: duckdb.DuckDBPyConnection, *reports: Report) -> list[str]:
    """Loads reports into the warehouse and returns their document ids."""
    for report in reports:
        _put_document(con, report)
        if report.facts:
            rows = pd.DataFrame(report.facts).astype({"value_high": "float64"})
            rows["document_id"] = report.document_id
            rows["source_file"] = report.name
            rows["observation_id"] = [
                hashlib.sha256(
                    f"{report.document_id}:{fact['char_start']}:{n}".encode()
                ).hexdigest()[:32]
                for n, fact in enumerate(report.facts)
            ]
            rows["year"] = pd.to_datetime(rows["period_end"]).dt.year
            rows["extractor_version"] = "v1"
            rows["is_current"] = True
            con.register("new_rows", rows)
            con.execute("insert into intermediate.int_observations by name select * from new_rows")
            con.unregister("new_rows")
    return [report.document_id for report in reports]


def _put_document(con: duckdb.DuckDBPyConnection, report: Report) -> None:
    con.execute(
        "insert into raw.documents by name select ? as document_id, ? as source_file, ? as text, "
        "? as n_chars, ? as sidecar_hash, ?::timestamp as landed_at, ? as run_id",
        [
            report.document_id, report.name, report.text, len(report.text), report.sidecar_hash,
            LANDED, report.run_id,
        ],
    )  # fmt: skip
    con.execute(
        "insert into raw.document_contexts by name select ? as document_id, "
        "'v1' as extractor_version, ? as title, ? as publisher, ? as city_code, "
        "?::date as published_at, ?::date as report_start, ?::date as report_end, "
        "? as n_facts, ? as error, ? as run_id",
        [
            report.document_id, report.title, report.publisher, report.city_code,
            report.published_at, report.report_start, report.report_end, len(report.facts),
            report.error, report.run_id,
        ],
    )  # fmt: skip


def held_back(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(quote, expectation) of every row whose quarantine is in force, in order."""
    return con.execute(
        "select quote, expectation from audit.quarantine "
        "inner join intermediate.int_observations using (observation_id) "
        "where released_at is null order by all"
    ).fetchall()

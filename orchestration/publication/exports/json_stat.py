"""The panel as JSON-stat 2.0, a data set for each domain.

Belongs here: cubes of place, year, indicator, residence and category, sparse. Does not belong here:
documents and sentences, for which the format has no place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from math import prod
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.exports.writing import Export, fingerprints, records

WHOLE = "_T"
DIMENSIONS = {
    "city_code": "地区 Place",
    "year": "年份 Year",
    "indicator_id": "指标 Indicator",
    "residence": "城乡 Residence",
    "category": "分类 Part of a breakdown",
}
ROLES = {"geo": ["city_code"], "time": ["year"], "metric": ["indicator_id"]}
CELLS = """
select
    panel.domain, panel.city_code, panel.city_name, panel.year, panel.indicator_id,
    panel.indicator_name_zh || ' ' || panel.indicator_name_en as indicator_name,
    panel.residence, panel.category, panel.category_name_zh,
    panel.value, coalesce(units.name_zh || ' ' || units.name_en, panel.unit) as unit_name,
    case
        when not panel.is_full_year then 'D'
        when panel.has_conflict or panel.is_ambiguous or panel.doubt is not null then 'U'
    end as status,
from marts.panel_labelled as panel
left join marts.dim_unit as units on panel.unit = units.unit
"""
DOMAINS = "select distinct domain, domain_name_zh, domain_name_en from marts.dim_indicator"
NOTE = (
    "status D: part of the year, or not of its end; U: sources or readings differ or other numbers "
    "speak against it. Rows of different residence or category must not be added up."
)
RESIDENCES = {"total": "合计 Total", "urban": "城镇 Urban", "rural": "农村 Rural"}


def json_stat_files(connection: duckdb.DuckDBPyConnection) -> Iterable[Export]:
    """A data set for each domain that the panel has rows of."""
    of_domain = fingerprints(connection, CELLS, "domain", DOMAINS)
    titles = {row[0]: f"{row[1]} {row[2]}" for row in connection.execute(DOMAINS).fetchall()}
    for domain, told in of_domain.items():
        yield Export(f"json-stat/{domain}.json", told, _writer(connection, domain, titles[domain]))


def _writer(
    connection: duckdb.DuckDBPyConnection, domain: str, title: str
) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        rows = records(connection, f"{CELLS} where domain = '{domain}' order by all")
        text = json.dumps(data_set(rows, title), ensure_ascii=False, separators=(",", ":"))
        path.write_text(text + "\n", encoding="utf-8")

    return write


def data_set(rows: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """Cells as a JSON-stat data set; what is not stated is not in it, nor zero."""
    for row in rows:
        row["category"] = row["category"] or WHOLE
    codes = {name: sorted({row[name] for row in rows}) for name in DIMENSIONS}
    places = {
        name: {code: place for place, code in enumerate(found)} for name, found in codes.items()
    }
    size = [len(found) for found in codes.values()]
    strides = [prod(size[place + 1 :]) for place in range(len(size))]
    value: dict[str, int | float] = {}
    status = {}
    for row in rows:
        at = str(
            sum(places[name][row[name]] * step for name, step in zip(codes, strides, strict=True))
        )
        value[at] = _number(row["value"])
        if row["status"]:
            status[at] = row["status"]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": title,
        "source": "Minzheng Warehouse",
        "note": [NOTE],
        "id": list(DIMENSIONS),
        "size": size,
        "role": ROLES,
        "dimension": _dimensions(rows, codes),
        "value": value,
        **({"status": status} if status else {}),
    }


def _dimensions(rows: list[dict[str, Any]], codes: dict[str, list[Any]]) -> dict[str, Any]:
    labels: dict[str, dict[Any, str]] = {
        "city_code": {row["city_code"]: row["city_name"] for row in rows},
        "year": {year: str(year) for year in codes["year"]},
        "indicator_id": {row["indicator_id"]: row["indicator_name"] for row in rows},
        "residence": RESIDENCES,
        "category": {row["category"]: row["category_name_zh"] or "全部 All" for row in rows},
    }
    dimensions: dict[str, Any] = {
        name: {
            "label": DIMENSIONS[name],
            "category": {
                "index": [str(code) for code in found],
                "label": {str(code): labels[name][code] for code in found},
            },
        }
        for name, found in codes.items()
    }
    units = {row["indicator_id"]: {"label": row["unit_name"]} for row in rows}
    dimensions["indicator_id"]["category"]["unit"] = units
    return dimensions


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)

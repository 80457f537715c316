"""Writes the dashboards as the YAML files that Superset imports: `python bi/assets.py`.

Belongs here: Superset's format of databases, datasets, charts and dashboards, and identifiers that
are the same each time. Does not belong here: what is asked (`datasets.py`) and shown (`charts.py`).
A test fails when the files in `assets/` are not what this writes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from charts import ALL_COLUMNS, DASHBOARD, Chart, Dashboard, Filter, Tab
from datasets import DATASETS, DAY, NUMBER, Dataset
from words import LANGUAGES

FOLDER = Path(__file__).resolve().parent / "assets"
DATABASE = "minzheng"
VERSION = "1.0.0"
HEAD = "# Written by bi/assets.py; change what it is made of there.\n"
NOTE_HEIGHT = 8


def main() -> None:
    """Replace the folder `assets` by what the descriptions say today."""
    for old in FOLDER.rglob("*.yaml"):
        old.unlink()
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def files() -> dict[str, str]:
    """The files of an import by their path in the folder `assets`."""
    return {
        name: HEAD + yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=100)
        for name, content in _contents()
    }


def _contents() -> Iterator[tuple[str, dict[str, Any]]]:
    yield (
        "metadata.yaml",
        {"version": VERSION, "type": "assets", "timestamp": "2026-01-01T00:00:00+00:00"},
    )
    yield f"databases/{DATABASE}.yaml", _database()
    charts = [chart for tab in DASHBOARD.tabs for row in tab.rows for chart in row]
    for language in LANGUAGES:
        for dataset in DATASETS:
            yield f"datasets/{DATABASE}/{dataset.key}_{language}.yaml", _dataset(dataset, language)
        for chart in charts:
            yield f"charts/{chart.key}_{language}.yaml", _chart(chart, language)
        yield f"dashboards/{DASHBOARD.key}_{language}.yaml", _dashboard(DASHBOARD, language)


def _uuid(kind: str, key: str, language: str = "") -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"minzheng/bi/{kind}/{key}/{language}"))


def _database() -> dict[str, Any]:
    """The published file; `superset_config.py` says where it is."""
    config = {"enable_external_access": False, "lock_configuration": True}
    return {
        "database_name": "民政数据 Minzheng",
        "sqlalchemy_uri": "duckdb:///minzheng.duckdb",
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "allow_run_async": False,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "extra": {
            "allows_virtual_table_explore": True,
            "engine_params": {"connect_args": {"read_only": True, "config": config}},
            "metadata_params": {},
            "schemas_allowed_for_file_upload": [],
        },
        "uuid": _uuid("database", DATABASE),
        "version": VERSION,
    }


def _dataset(dataset: Dataset, language: str) -> dict[str, Any]:
    days = [name for name, column in dataset.columns.items() if column.type == DAY]
    return {
        "table_name": f"{dataset.name.of(language)} ({language})",
        "main_dttm_col": dataset.label(days[0], language) if days else None,
        "description": None,
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "schema": "marts",
        "sql": dataset.sql(language),
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": None,
        "metrics": [
            {
                "metric_name": name,
                "verbose_name": said.of(language),
                "expression": sql.of(language),
                "metric_type": None,
                "description": None,
                "d3format": None,
                "extra": None,
                "warning_text": None,
            }
            for name, said, sql in dataset.metrics
        ],
        "columns": [
            {
                "column_name": column.name.of(language),
                "verbose_name": None,
                "is_dttm": column.type == DAY,
                "is_active": True,
                "type": column.type,
                "groupby": column.type != NUMBER,
                "filterable": True,
                "expression": None,
                "description": None,
                "python_date_format": None,
                "extra": None,
            }
            for column in dataset.columns.values()
        ],
        "uuid": _uuid("dataset", dataset.key, language),
        "database_uuid": _uuid("database", DATABASE),
        "version": VERSION,
    }


def _chart(chart: Chart, language: str) -> dict[str, Any]:
    form = chart.form(chart.dataset, language)
    return {
        "slice_name": chart.name.of(language),
        "description": None,
        "certified_by": None,
        "certification_details": None,
        "viz_type": form["viz_type"],
        "params": form,
        "query_context": None,
        "cache_timeout": None,
        "uuid": _uuid("chart", chart.key, language),
        "dataset_uuid": _uuid("dataset", chart.dataset.key, language),
        "version": VERSION,
    }


def _dashboard(dashboard: Dashboard, language: str) -> dict[str, Any]:
    filters = [_filter(choice, tab, language) for tab in dashboard.tabs for choice in tab.filters]
    return {
        "dashboard_title": dashboard.name.of(language),
        "description": None,
        "css": "",
        "slug": f"{dashboard.key}-{language}",
        "certified_by": "",
        "certification_details": "",
        "published": True,
        "uuid": _uuid("dashboard", dashboard.key, language),
        "position": dict(_position(dashboard, language)),
        "metadata": {
            "color_scheme": "supersetColors",
            "cross_filters_enabled": False,
            "expanded_slices": {},
            "label_colors": {},
            "native_filter_configuration": filters,
            "refresh_frequency": 0,
            "timed_refresh_immune_slices": [],
        },
        "version": VERSION,
    }


def _filter(choice: Filter, tab: Tab, language: str) -> dict[str, Any]:
    return {
        "id": f"NATIVE_FILTER-{choice.key}",
        "name": choice.name.of(language),
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "description": "",
        "targets": [
            {
                "datasetUuid": _uuid("dataset", choice.dataset.key, language),
                "column": {"name": choice.dataset.label(choice.column, language)},
            }
        ],
        "scope": {"rootPath": [_tab_id(tab)], "excluded": []},
        "cascadeParentIds": [],
        "requiredFirst": choice.is_single,
        "sortMetric": "cells" if choice.is_single else None,
        "controlValues": {
            "enableEmptyFilter": choice.is_single,
            "defaultToFirstItem": choice.is_single,
            "multiSelect": not choice.is_single,
            "searchAllOptions": False,
            "inverseSelection": False,
            "sortAscending": not choice.is_single,
        },
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
    }


def _tab_id(tab: Tab) -> str:
    return f"TAB-{tab.key}"


def _position(dashboard: Dashboard, language: str) -> Iterator[tuple[str, Any]]:
    """The layout: a flat dictionary of nodes that name their children and their parents."""
    yield "DASHBOARD_VERSION_KEY", "v2"
    yield "ROOT_ID", {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]}
    yield "GRID_ID", _node("GRID", "GRID_ID", ["TABS-all"], ["ROOT_ID"])
    above = ["ROOT_ID", "GRID_ID"]
    tabs = [_tab_id(tab) for tab in dashboard.tabs]
    yield "TABS-all", _node("TABS", "TABS-all", tabs, above)
    yield (
        "HEADER_ID",
        {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard.name.of(language)}},
    )
    for tab in dashboard.tabs:
        yield from _tab_nodes(tab, [*above, "TABS-all"], language)


def _tab_nodes(tab: Tab, above: list[str], language: str) -> Iterator[tuple[str, Any]]:
    note_row = f"ROW-{tab.key}-note"
    names = [note_row, *(f"ROW-{tab.key}-{place}" for place in range(len(tab.rows)))]
    this = _tab_id(tab)
    yield this, _node("TAB", this, names, above, text=tab.name.of(language))
    inside = [*above, this]
    note = f"MARKDOWN-{tab.key}"
    yield note_row, _node("ROW", note_row, [note], inside, background="BACKGROUND_TRANSPARENT")
    yield (
        note,
        _node(
            "MARKDOWN",
            note,
            [],
            [*inside, note_row],
            code=tab.note.of(language),
            width=ALL_COLUMNS,
            height=NOTE_HEIGHT,
        ),
    )
    for row, charts in zip(names[1:], tab.rows, strict=True):
        children = [f"CHART-{chart.key}" for chart in charts]
        yield row, _node("ROW", row, children, inside, background="BACKGROUND_TRANSPARENT")
        for name, chart in zip(children, charts, strict=True):
            yield (
                name,
                _node(
                    "CHART",
                    name,
                    [],
                    [*inside, row],
                    chartId=0,
                    uuid=_uuid("chart", chart.key, language),
                    sliceName=chart.name.of(language),
                    width=chart.width,
                    height=chart.height,
                ),
            )


def _node(
    kind: str, name: str, children: list[str], above: list[str], **meta: Any
) -> dict[str, Any]:
    return {"type": kind, "id": name, "children": children, "parents": above, "meta": meta}


if __name__ == "__main__":
    main()

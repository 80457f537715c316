"""The kinds of charts, as the settings that Superset keeps of each.

Belongs here: one function for each kind. Does not belong here: which charts there are (see
`charts.py`), files and identifiers (see `assets.py`).
A form takes a dataset and a language, because Superset names columns in it by their labels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasets import Dataset

Form = Callable[[Dataset, str], dict[str, Any]]

EXACT = ",.6~f"
MAX_ROWS = 10_000
MAX_RANKS = 40
PAGE_ROWS = 50

_BARS = {
    "viz_type": "echarts_timeseries_bar",
    "xAxisForceCategorical": True,
    "orientation": "vertical",
    "x_axis_sort_asc": True,
    "show_value": True,
    "legendType": "scroll",
    "legendOrientation": "top",
    "rich_tooltip": True,
    "y_axis_format": EXACT,
    "row_limit": MAX_ROWS,
    "adhoc_filters": [],
}


def bars(x: str, metric: str, parts: str = "") -> Form:
    """Bars over a column of categories, each stacked of the categories of another one."""

    def form(dataset: Dataset, language: str) -> dict[str, Any]:
        return {
            **_BARS,
            "x_axis": dataset.label(x, language),
            "metrics": [metric],
            "groupby": [dataset.label(parts, language)] if parts else [],
            "x_axis_sort": dataset.label(x, language),
            "x_axis_sort_series": "name",
            "x_axis_sort_series_ascending": True,
            "stack": "Stack" if parts else None,
            "only_total": True,
            "show_legend": bool(parts),
        }

    return form


def ranking(x: str, metric: str) -> Form:
    """Bars that lie on their side, the highest on top; of many only the highest."""

    def form(dataset: Dataset, language: str) -> dict[str, Any]:
        return {
            **_BARS,
            "x_axis": dataset.label(x, language),
            "metrics": [metric],
            "groupby": [],
            "orientation": "horizontal",
            "x_axis_sort": metric,
            "show_legend": False,
            "row_limit": MAX_RANKS,
        }

    return form


def lines(x: str, metric: str, series: tuple[str, ...]) -> Form:
    """Lines over a column of days that each stand for a year, with a mark on each value."""

    def form(dataset: Dataset, language: str) -> dict[str, Any]:
        return {
            "viz_type": "echarts_timeseries_line",
            "x_axis": dataset.label(x, language),
            "time_grain_sqla": "P1Y",
            "x_axis_time_format": "%Y",
            "tooltipTimeFormat": "%Y",
            "metrics": [metric],
            "groupby": [dataset.label(column, language) for column in series],
            "markerEnabled": True,
            "markerSize": 8,
            "show_value": True,
            "connectNulls": True,
            "show_legend": True,
            "legendType": "scroll",
            "legendOrientation": "top",
            "rich_tooltip": True,
            "truncateYAxis": False,
            "y_axis_format": EXACT,
            "row_limit": MAX_ROWS,
            "adhoc_filters": [],
        }

    return form


def heat(x: str, y: str, metric: str, number_format: str) -> Form:
    """A heat map with its values written in."""

    def form(dataset: Dataset, language: str) -> dict[str, Any]:
        return {
            "viz_type": "heatmap_v2",
            "x_axis": dataset.label(x, language),
            "groupby": dataset.label(y, language),
            "metric": metric,
            "sort_x_axis": "alpha_asc",
            "sort_y_axis": "alpha_asc",
            "normalize_across": "heatmap",
            "legend_type": "continuous",
            "linear_color_scheme": "superset_seq_1",
            "show_legend": True,
            "show_percentage": False,
            "show_values": True,
            "y_axis_format": number_format,
            "value_bounds": [None, None],
            "xscale_interval": -1,
            "yscale_interval": -1,
            "left_margin": "auto",
            "bottom_margin": "auto",
            "row_limit": MAX_ROWS,
            "adhoc_filters": [],
        }

    return form


def rows(
    *columns: str, numbers: tuple[str, ...] = (), order: str, is_descending: bool = True
) -> Form:
    """A table of the rows as they are; what looks like HTML in a document is shown as text."""

    def form(dataset: Dataset, language: str) -> dict[str, Any]:
        return {
            "viz_type": "table",
            "query_mode": "raw",
            "all_columns": [dataset.label(column, language) for column in columns],
            "order_by_cols": [
                f'["{dataset.label(order, language)}", {str(not is_descending).lower()}]'
            ],
            "column_config": {
                dataset.label(column, language): {"d3NumberFormat": EXACT} for column in numbers
            },
            "allow_render_html": False,
            "include_search": True,
            "page_length": PAGE_ROWS,
            "show_cell_bars": False,
            "row_limit": MAX_ROWS,
            "adhoc_filters": [],
        }

    return form


def number(metric: str, number_format: str) -> Form:
    """One large number."""

    def form(_dataset: Dataset, _language: str) -> dict[str, Any]:
        return {
            "viz_type": "big_number_total",
            "metric": metric,
            "y_axis_format": number_format,
            "header_font_size": 0.4,
            "adhoc_filters": [],
        }

    return form

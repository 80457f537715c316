"""Rules about a run as a whole: systematic failure, vanished coverage, drift.

Belongs here: expectations on frames that hold one row per share, city-year or metric.
Does not belong here: counting (batch_frame.py).
See RULES.md, suites `batch`, `coverage` and `drift`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd

from expectations.library.base import RowExpectation, number, row_metric
from expectations.results import Action


def share_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the failing share stays within its maximum, or too few rows speak."""
    failed, rows, max_share, min_failed = (frame.iloc[:, i] for i in range(4))
    return (failed < min_failed) | (failed <= max_share * rows)


def coverage_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether a city-year that was accepted before still has a fact."""
    return frame.iloc[:, 0] > 0


def history_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether each metric lies in its band; without history there is none."""
    value, low, high = (frame.iloc[:, i] for i in range(3))
    return value.isna() | low.isna() | value.between(low, high)


class ExpectFailingShareAtMost(RowExpectation):
    """Expect only few of the rows that a run changed to fail."""

    column_list: list[str] = ["n_failed", "n_rows", "max_share", "min_failed"]  # noqa: RUF012
    map_metric = row_metric("failing_share", share_holds)
    action: ClassVar[Action] = "block"
    id_column: ClassVar[str] = "subject"
    statement = "only few of the rows that a run changed fail"
    remedy = (
        "Many rows fail alike, so the cause is not in the rows: look at the samples of the failing "
        "suites, then mend the extraction, the catalogue or the delivery; retract a document that "
        "is not a report. Nothing is published until then."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the share."""
        return (
            f"{row['n_failed']} of {row['n_rows']} rows of {row['subject']} fail "
            f"({row['n_failed'] / row['n_rows']:.0%})",
            f"at most {row['max_share']:.0%}",
        )


class ExpectCityYearsToRemain(RowExpectation):
    """Expect no city and year that was published before to vanish."""

    column_list: list[str] = ["n_now", "n_before"]  # noqa: RUF012
    map_metric = row_metric("city_year_remains", coverage_holds)
    action: ClassVar[Action] = "block"
    id_column: ClassVar[str] = "subject"
    statement = "no city and year that was published before has vanished"
    remedy = (
        "Find out where its documents went: superseded by a poorer copy, read as another place or "
        "year, or all quarantined. If it is meant, retract the documents (minzheng retract)."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says what vanished."""
        return f"{row['subject']} has no fact", f"facts as before, when it had {row['n_before']}"


class ExpectMetricsNearHistory(RowExpectation):
    """Expect a run's metrics to lie near those of the runs before it."""

    column_list: list[str] = ["value", "low", "high"]  # noqa: RUF012
    map_metric = row_metric("near_history", history_holds)
    action: ClassVar[Action] = "warn"
    id_column: ClassVar[str] = "subject"
    statement = "a run's metrics lie near those of the runs before it"
    remedy = (
        "A new source, another genre, or a rule that broke: look at the documents of this run with "
        "the fewest catalogued facts."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the metric and its band."""
        return (
            f"{row['subject']} {number(row['value'])}",
            f"{number(row['low'])} to {number(row['high'])} ({row['n_runs']} runs)",
        )

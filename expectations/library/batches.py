"""Rules about a run as a whole: systematic failure, vanished coverage, drift.

Belongs here: rules on frames that hold one row per share, city-year or metric.
Does not belong here: counting (batch_frame.py).
See RULES.md, suites `batch`, `coverage` and `drift`.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe

from expectations.library.base import number
from expectations.library.rule import Rule, built_in


def _explain_share(row: dict[str, Any]) -> tuple[str, str]:
    return (
        f"{row['n_failed']} of {row['n_rows']} rows of {row['subject']} fail "
        f"({row['n_failed'] / row['n_rows']:.0%})",
        f"at most {row['max_share']:.0%}",
    )


def failing_share() -> Rule:
    """Only few of the rows that were never accepted fail."""
    return built_in(
        "expect_failing_share_at_most",
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="n_allowed", column_B="n_failed", or_equal=True
        ),
        "only few of the rows that were never accepted fail",
        "Many rows fail alike, so the cause is not in the rows: look at the samples of the failing "
        "suites, then mend the extraction, the catalogue or the delivery; retract a document that "
        "is not a report (minzheng retract). Nothing is published until then.",
        _explain_share,
        action="block",
    )


def remaining_city_years() -> Rule:
    """No city and year that was published before vanishes."""
    return built_in(
        "expect_city_years_to_remain",
        gxe.ExpectColumnValuesToBeBetween(column="n_now", min_value=1),
        "no city and year that was published before has vanished",
        "Find out where its documents went: superseded by a poorer copy, read as another place or "
        "year, or all quarantined. If it is meant, retract the documents (minzheng retract).",
        lambda row: (
            f"{row['subject']} has no fact",
            f"facts as before, when it had {row['n_before']}",
        ),
        action="block",
    )


def explain_metric(row: dict[str, Any]) -> tuple[str, str]:
    """Says the metric and its band."""
    return (
        f"{row['subject']} {number(row['value'])}",
        f"{number(row['low'])} to {number(row['high'])} ({row['n_runs']} runs)",
    )


def metrics_near_history() -> Rule:
    """A run's metrics lie near those of the runs before it; without history there is no band."""
    return built_in(
        "expect_metrics_near_history",
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="value", column_B="nearest_in_band", ignore_row_if="either_value_is_missing"
        ),
        "a run's metrics lie near those of the runs before it",
        "A new source, another genre, or a rule that broke: look at the documents of this run with "
        "the fewest catalogued facts.",
        explain_metric,
        action="warn",
    )

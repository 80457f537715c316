"""Rules about two facts of one report: order and ratio.

Belongs here: the expectation on pairs of facts. Does not belong here: which indicators are
compared and within which bounds: that is seeds/reference/indicator_relations.csv.
See RULES.md, suite `relations`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd

from expectations.library.base import RowExpectation, number, row_metric

# Rounding in print: 3.5万 beside 34,962.
ROUNDING = 0.005


def relation_holds(frame: pd.DataFrame, bounds: dict[str, list[float]]) -> pd.Series:
    """Whether each pair's ratio lies within the bounds of its relation, up to rounding."""
    relation, ratio = frame.iloc[:, 0], frame.iloc[:, 1]
    low = relation.map({key: pair[0] for key, pair in bounds.items()})
    high = relation.map({key: pair[1] for key, pair in bounds.items()})
    return ratio.between(low * (1 - ROUNDING), high * (1 + ROUNDING))


class ExpectRelatedIndicatorsToAgree(RowExpectation):
    """Expect the ratio of two related facts of a report to be plausible.

    Covers order (urban >= rural standard, 特困 >= 低保: a ratio of at least one) and amounts per
    head, which show a lost or doubled 万 in a city's first report.
    """

    bounds: dict[str, list[float]]
    reasons: dict[str, str]
    column_list: list[str] = ["relation_id", "ratio"]  # noqa: RUF012
    map_metric = row_metric("indicator_relation", relation_holds, "bounds")
    success_keys = ("bounds", "mostly")
    id_column: ClassVar[str] = "observation_id"
    statement = "related facts of one report stand in a plausible ratio"
    remedy = (
        "One of the two facts is misread, both are held back: compare both quotes and correct the "
        "wrong one. If both are true, widen the relation in "
        "seeds/reference/indicator_relations.csv and give the reason there."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the pair and the ratio's bounds."""
        low, high = self.bounds[row["relation_id"]]
        return (
            f"{row['indicator_id']} {row['quote']!r} / {row['right_indicator_id']} "
            f"{row['right_quote']!r} = {number(round(row['ratio'], 4))}",
            f"{number(low)} to {number(high)} ({self.reasons[row['relation_id']]})",
        )

"""Rules about two facts of one report: order and ratio.

Belongs here: the rule on pairs of facts. Does not belong here: which indicators are compared and
within which bounds: that is seeds/reference/indicator_relations.csv.
See RULES.md, suite `relations`.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe

from expectations.library.base import number
from expectations.library.rule import Rule, built_in


def _explain(row: dict[str, Any]) -> tuple[str, str]:
    return (
        f"{row['indicator_id']} {row['quote']!r} / {row['right_indicator_id']} "
        f"{row['right_quote']!r} = {number(round(row['ratio'], 4))}",
        f"{number(row['ratio_min'])} to {number(row['ratio_max'])} ({row['reason']})",
    )


def related_indicators() -> Rule:
    """The ratio of two related facts of a report is plausible.

    Covers order (urban >= rural standard, 特困 >= 低保: a ratio of at least one) and amounts per
    head, which show a lost or doubled 万 in a city's first report.
    """
    return built_in(
        "expect_related_indicators_to_agree",
        gxe.ExpectColumnPairValuesToBeEqual(column_A="ratio", column_B="nearest_ratio"),
        "related facts of one report stand in a plausible ratio",
        "One of the two facts is misread, both are marked: compare both quotes and correct the "
        "wrong one. If both are true, widen the relation in "
        "seeds/reference/indicator_relations.csv and give the reason there.",
        _explain,
        action="mark",
    )

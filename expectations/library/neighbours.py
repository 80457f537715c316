"""Rules about a value beside the same city's other years and the other cities.

Belongs here: year-on-year bands and unit slips (a factor of 10 or 10,000: 万 lost or doubled).
Does not belong here: how the neighbours are found (frames.py, peers.py).
See RULES.md, suites named after domains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from expectations.library.base import RowExpectation, number, row_metric
from expectations.library.rule import Rule, built_in
from expectations.peers import MIN_PEERS, PEER_ORDERS

# Orders of magnitude of a slip and how far off one may be: real change comes on top of the slip.
# 万 lost or doubled is four orders; 千 three; a yearly standard told as a monthly one is 1.08.
SLIP_ORDERS = (1.0, 2.0, 3.0, 4.0)
SLIP_TOLERANCE = 0.2
# One witness suffices for a slip of this many orders: no indicator changes by it within years.
BIG_SLIP_ORDERS = 3.0
# Witnesses needed for a smaller slip of a count or an amount; a standard needs one.
SMALL_SLIP_WITNESSES = 2


def _pairs(row: tuple[Any, ...]) -> list[tuple[float, int]]:
    values, gaps = row
    if not isinstance(values, Sequence) and not hasattr(values, "__len__"):
        return []
    return [(float(value), abs(int(gap))) for value, gap in zip(values, gaps, strict=True)]


def _is_slip(order: float) -> bool:
    return abs(order) >= BIG_SLIP_ORDERS - SLIP_TOLERANCE or any(
        abs(abs(order) - slip) <= SLIP_TOLERANCE for slip in SLIP_ORDERS
    )


def is_slipped(
    value: float,
    kind: str,
    witnesses: list[tuple[float, int]],
    factor: float,
    peer: tuple[float, float],
) -> bool:
    """Whether a value stands a unit away from its witnesses.

    A witness within the year-on-year band speaks for the value, one that is a slip away speaks
    against it; more must speak against it than for it. Other cities (`peer`: their median and
    number) decide only where there are enough of them.
    """
    if value <= 0:
        return False
    median, n_peers = peer
    if n_peers >= MIN_PEERS and median > 0:
        order = abs(math.log10(value / median))
        if order > PEER_ORDERS.get(kind, 3.5):
            return True
    orders = [math.log10(value / witness) for witness, _ in witnesses]
    if all(abs(order) < SLIP_ORDERS[0] - SLIP_TOLERANCE for order in orders):
        return False
    for_it = sum(
        abs(order) <= gap * math.log10(factor)
        for order, (_, gap) in zip(orders, witnesses, strict=True)
    )
    against = [
        order
        for order, (_, gap) in zip(orders, witnesses, strict=True)
        if _is_slip(order) and abs(order) > gap * math.log10(factor)
    ]
    big = [order for order in against if abs(order) >= BIG_SLIP_ORDERS - SLIP_TOLERANCE]
    needed = 1 if kind == "standard" else SMALL_SLIP_WITNESSES
    return len(against) > for_it and (bool(big) or len(against) >= needed)


def slip_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether no value stands a unit away from its witnesses."""
    result = [
        not is_slipped(value, kind, _pairs((values, gaps)), factor, (median, n_peers))
        for factor, kind, value, values, gaps, median, n_peers in frame.itertuples(
            index=False, name=None
        )
    ]
    return pd.Series(result, index=frame.index, dtype=bool)


def _explain_band(row: dict[str, Any]) -> tuple[str, str]:
    nearest, gap = row["witness_values"][0], int(row["witness_gaps"][0])
    factor = max(row["value"] / nearest, nearest / row["value"])
    return (
        f"{number(row['value'])}, a factor of {factor:.1f} from {number(nearest)} "
        f"{abs(gap)} year(s) {'later' if gap > 0 else 'earlier'}",
        f"a factor of at most {row['yoy_factor_max'] ** abs(gap):.1f}",
    )


def year_on_year() -> Rule:
    """No value differs from its nearest year by more than its indicator's factor."""
    return built_in(
        "expect_year_on_year_factor_in_band",
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="value", column_B="nearest_in_band", ignore_row_if="either_value_is_missing"
        ),
        "no value differs from its nearest year by more than its indicator's factor",
        "Real jumps happen: compare both sentences. Misread: correct it. True for the indicator in "
        "general: raise yoy_factor_max in seeds/reference/indicators.csv.",
        _explain_band,
        action="warn",
    )


class ExpectNoUnitSlip(RowExpectation):
    """Expect no value to stand 10, 100, 1,000 or 10,000 times off its years and other cities.

    No built-in can say it: witnesses of several years and other cities are weighed against each
    other, those that speak for the value against those that stand a power of ten away.
    """

    column_list: list[str] = [  # noqa: RUF012
        "yoy_factor_max", "kind", "value", "witness_values", "witness_gaps", "peer_median",
        "n_peers",
    ]  # fmt: skip
    map_metric = row_metric("unit_slip", slip_holds)
    statement = "no value stands a power of ten off the neighbouring years or the other cities"
    remedy = (
        "Look for 万, 千 or a yearly amount in the quote and in the neighbouring years' quotes, "
        "and correct the one that is wrong in seeds/reference/corrections.csv."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the value, the witnesses and the other cities' median."""
        witnesses = _pairs((row["witness_values"], row["witness_gaps"]))
        told = [f"the neighbouring years ({', '.join(number(value) for value, _ in witnesses)})"]
        if row["n_peers"] >= MIN_PEERS:
            told.append(f"the median of {number(row['n_peers'])} cities "
                        f"({number(row['peer_median'])})")  # fmt: skip
        return number(row["value"]), f"near {' and '.join(told if witnesses else told[1:])}"

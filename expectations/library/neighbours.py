"""Rules about a value beside the same city's other years and the other cities.

Belongs here: year-on-year bands and unit slips (a factor of 10 or 10,000: 万 lost or doubled).
Does not belong here: how the neighbours are found (frames.py).
See RULES.md, suites named after domains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import pandas as pd

from expectations.library.base import RowExpectation, number, row_metric
from expectations.results import Action

# Orders of magnitude of a slip and how far off one may be: real change comes on top of the slip.
# 万 lost or doubled is four orders; 千 three; a yearly standard told as a monthly one is 1.08.
SLIP_ORDERS = (1.0, 2.0, 3.0, 4.0)
SLIP_TOLERANCE = 0.2
# One witness suffices for a slip of this many orders: no indicator changes by it within years.
BIG_SLIP_ORDERS = 3.0
# Witnesses needed for a smaller slip of a count or an amount; a standard needs one.
SMALL_SLIP_WITNESSES = 2
# Other cities needed before they can witness.
MIN_PEERS = 8
# How far, in orders of magnitude, a value may lie from the median of the other cities.
PEER_ORDERS = {"standard": 0.75, "ratio": 1.5, "stock": 3.5, "flow": 3.5}


def _pairs(row: tuple[Any, ...]) -> list[tuple[float, int]]:
    values, gaps = row
    if not isinstance(values, Sequence) and not hasattr(values, "__len__"):
        return []
    return [(float(value), abs(int(gap))) for value, gap in zip(values, gaps, strict=True)]


def is_in_band(value: float, witnesses: list[tuple[float, int]], factor: float) -> bool:
    """Whether the nearest year's value, and one further witness if any, allow this value."""
    if not witnesses or value <= 0:
        return True
    nearest, gap = witnesses[0]
    return abs(math.log(value / nearest)) <= gap * math.log(factor)


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


def band_holds(frame: pd.DataFrame, factors: dict[str, float]) -> pd.Series:
    """Whether each value is within its indicator's band around the nearest other year."""
    result = [
        is_in_band(value, _pairs((values, gaps)), factors[indicator])
        for indicator, value, values, gaps in frame.itertuples(index=False, name=None)
    ]
    return pd.Series(result, index=frame.index, dtype=bool)


def slip_holds(frame: pd.DataFrame, factors: dict[str, float]) -> pd.Series:
    """Whether no value stands a unit away from its witnesses."""
    result = [
        not is_slipped(value, kind, _pairs((values, gaps)), factors[indicator], (median, n_peers))
        for indicator, kind, value, values, gaps, median, n_peers in frame.itertuples(
            index=False, name=None
        )
    ]
    return pd.Series(result, index=frame.index, dtype=bool)


class ExpectYearOnYearFactorInBand(RowExpectation):
    """Expect no value to differ from its nearest year by more than its indicator's factor."""

    factors: dict[str, float]
    column_list: list[str] = [  # noqa: RUF012
        "indicator_id", "value", "witness_values", "witness_gaps",
    ]  # fmt: skip
    map_metric = row_metric("year_on_year_band", band_holds, "factors")
    success_keys = ("factors", "mostly")
    action: ClassVar[Action] = "warn"
    statement = "no value differs from its nearest year by more than its indicator's factor"
    remedy = (
        "Real jumps happen: compare both sentences. Misread: correct it. True for the indicator in "
        "general: raise yoy_factor_max in seeds/reference/indicators.csv."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the factor and the neighbour it is measured from."""
        nearest, gap = row["witness_values"][0], int(row["witness_gaps"][0])
        factor = max(row["value"] / nearest, nearest / row["value"])
        allowed = self.factors[row["indicator_id"]] ** abs(gap)
        return (
            f"{number(row['value'])}, a factor of {factor:.1f} from {number(nearest)} "
            f"{abs(gap)} year(s) {'later' if gap > 0 else 'earlier'}",
            f"a factor of at most {allowed:.1f}",
        )


class ExpectNoUnitSlip(RowExpectation):
    """Expect no value to stand 10, 100, 1,000 or 10,000 times off its years and other cities."""

    factors: dict[str, float]
    column_list: list[str] = [  # noqa: RUF012
        "indicator_id", "kind", "value", "witness_values", "witness_gaps", "peer_median", "n_peers",
    ]  # fmt: skip
    map_metric = row_metric("unit_slip", slip_holds, "factors")
    success_keys = ("factors", "mostly")
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

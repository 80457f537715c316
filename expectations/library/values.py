"""Rules about one value on its own: unit, range, whole numbers, percentages.

Belongs here: expectations that need the row and the catalogue only.
Does not belong here: comparisons with other rows (neighbours.py, relations.py).
See RULES.md, suites named after domains.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from expectations.library.base import RowExpectation, number, row_metric

# A change may exceed 100 %, but a fall cannot; above this growth the number is no percentage.
CHANGE_PCT_BOUNDS = (-100.0, 100_000.0)
SHARE_BOUNDS = (0.0, 100.0)
_PERCENT_UNITS = ("percent", "percentage_point")
# Rounding of DECIMAL(24,6) to binary, seen from a count.
_WHOLE_TOLERANCE = 1e-6


def unit_holds(frame: pd.DataFrame, units: dict[str, str]) -> pd.Series:
    """Whether each unit is the one that the indicator and the measure ask for."""
    indicator, measure, unit = (frame.iloc[:, i] for i in range(3))
    own = indicator.map(units)
    of_change = measure.isin(["change_pct", "share"]) & unit.isin(_PERCENT_UNITS)
    points = (measure == "change_abs") & own.isin(_PERCENT_UNITS) & unit.isin(_PERCENT_UNITS)
    level_like = ~measure.isin(["change_pct", "share"]) & (unit == own)
    return of_change | points | level_like


def range_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether each value lies in the range of its indicator and place, as far as it is bounded."""
    measure, value, low, high = (frame.iloc[:, i] for i in range(4))
    level = (measure == "level") & value.between(low, high)
    increment = (measure == "increment") & value.between(0, high)
    change = (measure == "change_abs") & (value.abs() <= high)
    return level | increment | change | measure.isin(["change_pct", "share"])


def whole_holds(frame: pd.DataFrame, counted: list[str]) -> pd.Series:
    """Whether values of counted indicators are whole numbers, where they count at all."""
    indicator, measure, value = (frame.iloc[:, i] for i in range(3))
    must_be_whole = indicator.isin(counted) & measure.isin(["level", "increment", "change_abs"])
    return ~must_be_whole | ((value - value.round()).abs() <= _WHOLE_TOLERANCE)


def percentage_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether shares lie in 0-100 and relative changes do not fall by more than everything."""
    measure, value = frame.iloc[:, 0], frame.iloc[:, 1]
    bad_share = (measure == "share") & ~value.between(*SHARE_BOUNDS)
    bad_change = (measure == "change_pct") & ~value.between(*CHANGE_PCT_BOUNDS)
    return ~(bad_share | bad_change)


def ascending_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the upper bound of a range lies above the lower one; no upper bound is fine."""
    low, high = frame.iloc[:, 0], frame.iloc[:, 1]
    return high.isna() | (high > low)


class ExpectUnitsOfTheCatalogue(RowExpectation):
    """Expect every fact to be in its indicator's unit, changes and shares in percent."""

    units: dict[str, str]
    column_list: list[str] = ["indicator_id", "measure", "unit"]  # noqa: RUF012 - pydantic field
    map_metric = row_metric("catalogue_unit", unit_holds, "units")
    success_keys = ("units", "mostly")
    statement = "every fact is in its indicator's unit; changes and shares are in percent"
    remedy = (
        "Read the sentence: if the fact belongs to another indicator, relabel it in "
        "seeds/reference/corrections.csv; if the unit word is new, add it to "
        "seeds/reference/units.csv and extract again."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the unit found and the unit of the catalogue."""
        is_relative = row["measure"] in ("change_pct", "share")
        return str(row["unit"]), "percent" if is_relative else self.units[row["indicator_id"]]


class ExpectValuesInCatalogueRange(RowExpectation):
    """Expect every value, per year of its period, to be plausible for its indicator and place.

    `bounds` are the catalogue's own; what holds for a row stands in the row (ranges.py).
    """

    bounds: dict[str, list[float]]
    column_list: list[str] = ["measure", "value_per_year", "range_low", "range_high"]  # noqa: RUF012
    map_metric = row_metric("catalogue_range", range_holds)
    success_keys = ("bounds", "mostly")
    statement = "every value lies in the range of its indicator for a place of that many people"
    remedy = (
        "Compare the quote with the source. Misread: correct it in seeds/reference/corrections.csv "
        "or mend the extraction. True: widen value_min or value_max of the indicator in "
        "seeds/reference/indicators.csv, or what 1,000 people can have of it in "
        "indicator_per_head.csv, and give the reason there."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the value and the range, and whether a shift by 万 would bring it inside."""
        low, high = row["range_low"], row["range_high"]
        if row["measure"] != "level":
            low = -high if row["measure"] == "change_abs" else 0
        value = row["value_per_year"]
        hint = ""
        if low <= value / 10_000 <= high:
            hint = " (a 10,000th of it would fit: 万 doubled?)"
        elif value and low <= value * 10_000 <= high:
            hint = " (10,000 times it would fit: 万 lost?)"
        return number(value), f"{number(low)} to {number(high)}{hint}"


class ExpectWholeNumbersWhereCounted(RowExpectation):
    """Expect whole numbers of people, households and things."""

    counted: list[str]
    column_list: list[str] = ["indicator_id", "measure", "value"]  # noqa: RUF012
    map_metric = row_metric("whole_where_counted", whole_holds, "counted")
    success_keys = ("counted", "mostly")
    statement = "people, households and things are counted in whole numbers"
    remedy = (
        "A fraction of a person is an average, a rate or a lost multiplier: correct or drop the "
        "fact in seeds/reference/corrections.csv."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the fraction."""
        return number(row["value"]), "a whole number"


class ExpectPossiblePercentages(RowExpectation):
    """Expect shares between 0 and 100 and no fall by more than 100 per cent."""

    column_list: list[str] = ["measure", "value"]  # noqa: RUF012
    map_metric = row_metric("possible_percentage", percentage_holds)
    statement = "shares lie between 0 and 100, nothing falls by more than 100 per cent"
    remedy = (
        "A share above 100 is a growth, a ratio or a misprint: set measure or value in "
        "seeds/reference/corrections.csv."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the percentage and its bounds."""
        low, high = SHARE_BOUNDS if row["measure"] == "share" else CHANGE_PCT_BOUNDS
        return f"{row['measure']} {number(row['value'])}", f"{number(low)} to {number(high)}"


class ExpectRangesToAscend(RowExpectation):
    """Expect the upper end of a printed range to lie above its lower end."""

    column_list: list[str] = ["value", "value_high"]  # noqa: RUF012
    map_metric = row_metric("ascending_range", ascending_holds)
    statement = "the upper end of a range lies above the lower end"
    remedy = "Two numbers that are no range were joined: correct it or mend the quantity grammar."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says both ends."""
        return (
            f"{number(row['value'])} to {number(row['value_high'])}",
            "a second end above the first",
        )

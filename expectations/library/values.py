"""Rules about one value on its own: unit, range, whole numbers, percentages.

Belongs here: rules that need the row and the catalogue only, all said by built-in expectations.
Does not belong here: comparisons with other rows (neighbours.py, relations.py), the SQL that lays
a row beside what it should be (frames.py).
See RULES.md, suites named after domains.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe

from expectations.library.base import number
from expectations.library.rule import Rule, built_in

# A change may exceed 100 %, but a fall cannot; above this growth the number is no percentage.
CHANGE_PCT_BOUNDS = (-100.0, 100_000.0)
SHARE_BOUNDS = (0.0, 100.0)


def units() -> Rule:
    """Every fact is in its indicator's unit."""
    return built_in(
        "expect_units_of_the_catalogue",
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="unit", column_B="expected_unit", ignore_row_if="neither"
        ),
        "every fact is in its indicator's unit; changes and shares are in percent",
        "Read the sentence: if the fact belongs to another indicator, relabel it in "
        "seeds/reference/corrections.csv; if the unit word is new, add it to "
        "seeds/reference/units.csv and extract again.",
        lambda row: (str(row["unit"]), str(row["expected_unit"])),
    )


def _shifted_by_wan(value: float, low: float, high: float) -> str:
    if low <= value / 10_000 <= high:
        return " (a 10,000th of it would fit: 万 doubled?)"
    if value and low <= value * 10_000 <= high:
        return " (10,000 times it would fit: 万 lost?)"
    return ""


def explain_range(row: dict[str, Any]) -> tuple[str, str]:
    """Says the value and the range, and whether a shift by 万 would bring it inside."""
    value, low, high = row["value_per_year"], row["lowest"], row["highest"]
    hint = _shifted_by_wan(value, low, high)
    return number(value), f"{number(low)} to {number(high)}{hint}"


def plausible_values() -> Rule:
    """Every value, per year of its period, lies in its indicator's range."""
    return built_in(
        "expect_values_in_catalogue_range",
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="value_per_year", column_B="nearest_plausible", ignore_row_if="neither"
        ),
        "every value lies in the range of its indicator for a place of that many people",
        "Compare the quote with the source. Misread: correct it in seeds/reference/corrections.csv "
        "or mend the extraction. True: widen value_min or value_max of the indicator in "
        "seeds/reference/indicators.csv, or what 1,000 people can have of it in "
        "indicator_per_head.csv, and give the reason there.",
        explain_range,
    )


def whole_counts() -> Rule:
    """People, households and things are whole."""
    return built_in(
        "expect_whole_numbers_where_counted",
        gxe.ExpectColumnPairValuesToBeEqual(column_A="count", column_B="whole_count"),
        "people, households and things are counted in whole numbers",
        "A fraction of a person is an average, a rate or a lost multiplier: correct or drop the "
        "fact in seeds/reference/corrections.csv.",
        lambda row: (number(row["count"]), "a whole number"),
    )


def _explain_percentage(row: dict[str, Any]) -> tuple[str, str]:
    low, high = SHARE_BOUNDS if row["measure"] == "share" else CHANGE_PCT_BOUNDS
    return f"{row['measure']} {number(row['value'])}", f"{number(low)} to {number(high)}"


_PERCENTAGE_REMEDY = (
    "A share above 100 is a growth, a ratio or a misprint, and nothing falls by more than "
    "everything: set measure or value in seeds/reference/corrections.csv."
)


def possible_shares() -> Rule:
    """Shares lie between 0 and 100."""
    low, high = SHARE_BOUNDS
    return built_in(
        "expect_possible_shares",
        gxe.ExpectColumnValuesToBeBetween(
            column="value", min_value=low, max_value=high,
            row_condition="is_bounded_share==True", condition_parser="pandas",
        ),
        "shares lie between 0 and 100, those of a task apart",
        _PERCENTAGE_REMEDY,
        _explain_percentage,
    )  # fmt: skip


def possible_changes() -> Rule:
    """Nothing falls by more than 100 per cent."""
    low, high = CHANGE_PCT_BOUNDS
    return built_in(
        "expect_possible_changes",
        gxe.ExpectColumnValuesToBeBetween(
            column="value", min_value=low, max_value=high,
            row_condition='measure=="change_pct"', condition_parser="pandas",
        ),
        "nothing falls by more than 100 per cent",
        _PERCENTAGE_REMEDY,
        _explain_percentage,
    )  # fmt: skip


def ascending_ranges() -> Rule:
    """The upper end of a printed range lies above its lower end."""
    return built_in(
        "expect_ranges_to_ascend",
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="value_high", column_B="value", ignore_row_if="either_value_is_missing"
        ),
        "the upper end of a range lies above the lower end",
        "Two numbers that are no range were joined: correct it or mend the quantity grammar.",
        lambda row: (
            f"{number(row['value'])} to {number(row['value_high'])}",
            "a second end above the first",
        ),
    )

"""Rules about the panel that is about to be published, as a whole and in every run.

Belongs here: what every cell that readers get has to keep, said by built-in expectations alone.
Does not belong here: single facts (the gate's suites), laying cells beside the catalogue
(panel_check.py).
See RULES.md, suite `panel`.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe

from expectations.library.base import number
from expectations.library.rule import Rule, built_in
from expectations.library.values import explain_range
from expectations.results import Action

KEY = ["city_code", "year", "indicator_id", "residence", "category"]
RESIDENCES = ["total", "urban", "rural"]
FIRST_YEAR = 1949
LAST_YEAR = 2100

_REBUILD = "Build the panel anew from judged facts: minzheng run --full-refresh."


def _rule(
    name: str,
    expectation: Any,
    statement: str,
    *columns: str,
    remedy: str = _REBUILD,
    action: Action = "block",
) -> Rule:
    def explain(row: dict[str, Any]) -> tuple[str, str]:
        told = ", ".join(f"{column} {row[column]}" for column in columns)
        where = " ".join(str(row[column]) for column in ("city_code", "year", "indicator_id"))
        return f"{where}: {told}", statement

    return built_in(name, expectation, statement, remedy, explain, action)


def rules() -> list[Rule]:
    """Keys, accepted values, units, ranges and sums of the panel."""
    return [*_keys(), *_values(), _parts()]


def _keys() -> list[Rule]:
    return [
        _rule(
            "expect_cells_to_be_unique",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=KEY),
            "a city, year, indicator, residence and category has one cell",
            "residence",
        ),
        _rule(
            "expect_cells_to_have_a_value",
            gxe.ExpectColumnValuesToNotBeNull(column="value"),
            "every cell has a value",
            "value",
        ),
        _rule(
            "expect_cells_to_name_their_fact",
            gxe.ExpectColumnValuesToNotBeNull(column="observation_id"),
            "every cell names the fact that it was chosen from",
            "observation_id",
        ),
        _rule(
            "expect_codes_of_places",
            gxe.ExpectColumnValuesToMatchRegex(column="city_code", regex=r"^[1-9]\d{5}$"),
            "a place is a code of six digits",
            "city_code",
        ),
        _rule(
            "expect_known_residences",
            gxe.ExpectColumnValuesToBeInSet(column="residence", value_set=RESIDENCES),
            "residence is total, urban or rural",
            "residence",
        ),
        _rule(
            "expect_years_of_the_calendar",
            gxe.ExpectColumnValuesToBeBetween(
                column="year", min_value=FIRST_YEAR, max_value=LAST_YEAR
            ),
            f"years lie between {FIRST_YEAR} and {LAST_YEAR}",
            "year",
        ),
    ]


def _values() -> list[Rule]:
    return [
        _rule(
            "expect_cells_in_catalogue_units",
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="unit", column_B="own_unit", ignore_row_if="neither"
            ),
            "a cell is in its indicator's unit",
            "unit",
            "own_unit",
        ),
        built_in(
            "expect_cells_in_catalogue_range",
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="value_per_year", column_B="nearest_plausible", ignore_row_if="neither"
            ),
            "a cell lies in the range of its indicator for a place of its level and so many people",
            "The catalogue was narrowed or the fact was never judged: run the whole job, in which "
            "the gate sets it aside (make run).",
            explain_range,
            action="block",
        ),
        _rule(
            "expect_periods_to_begin_before_they_end",
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="period_end", column_B="period_start", or_equal=True,
                ignore_row_if="either_value_is_missing",
            ),
            "a period begins before it ends",
            "period_start",
            "period_end",
        ),
        _rule(
            "expect_confidence_to_be_a_probability",
            gxe.ExpectColumnValuesToBeBetween(column="confidence", min_value=0, max_value=1),
            "confidence lies between 0 and 1",
            "confidence",
        ),
    ]  # fmt: skip


def _parts() -> Rule:
    return built_in(
        "expect_urban_and_rural_to_make_the_total",
        gxe.ExpectColumnPairValuesToBeEqual(column_A="value_of_parts", column_B="nearest_sum"),
        "urban and rural add up to the total of the same day, as far as they are printed",
        "One of the three is misread or of another day: compare the three sentences "
        "(minzheng explain) and correct the wrong one in seeds/reference/corrections.csv.",
        lambda row: (
            f"{row['city_code']} {row['year']} {row['indicator_id']}: urban and rural "
            f"{number(row['value_of_parts'])}",
            f"total {number(row['value'])}",
        ),
        action="warn",
    )

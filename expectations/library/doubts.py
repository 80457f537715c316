"""Rules that mark a fact which its report, the year before or its own text speaks against.

Belongs here: each doubt's name, statement and remedy; the frame has a column per doubt, which holds
the reason. Does not belong here: what is doubtful (doubts.py, document_doubts.py).
None of them holds a fact back: what is wrong, and which of several, takes a person to say.
See RULES.md, suite `doubts`, and docs/gate.md.
"""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.doubt_frame import RULES
from expectations.library.rule import Rule, built_in

_COMPARE = (
    "Read the sentences side by side (minzheng explain): misread, correct it in "
    "seeds/reference/corrections.csv; misprinted, drop it there."
)
_DELIVER = "Correct the sidecar of the document and deliver it again."

# Doubt -> rule, statement, remedy.
_WORDS = {
    "contradicted_total": (
        "expect_totals_to_be_made_of_their_parts",
        "urban and rural, forms of care and kinds of organisation add up to their total", _COMPARE,
    ),
    "part_above_whole": (
        "expect_parts_within_their_whole",
        "no part, no residence and no district is larger than its whole", _COMPARE,
    ),
    "contradicted_average": (
        "expect_averages_to_fit_heads_and_spending",
        "heads, average and spending fit each other", _COMPARE,
    ),
    "standard_below_floor": (
        "expect_standards_above_the_least_of_their_time",
        "a standard reaches what the poorest county paid in its year", _COMPARE,
    ),
    "fraction_as_percent": (
        "expect_rates_not_to_be_fractions", "a rate in percent is above one", _COMPARE,
    ),
    "lone_past_date": (
        "expect_stocks_of_the_reported_year",
        "a stock of years ago stands beside that of the reported year", _COMPARE,
    ),
    "unlikely_zero": (
        "expect_zeros_to_be_likely",
        "nothing is zero where there were hundreds, or where money and buildings are", _COMPARE,
    ),
    "repeated_report": (
        "expect_reports_not_to_repeat_the_year_before",
        "a report has values of its own", _DELIVER,
    ),
    "contradicted_change": (
        "expect_changes_to_start_from_the_year_before",
        "the level of the year before and the stated change make the level", _COMPARE,
    ),
    "fallen_standard": (
        "expect_standards_not_to_fall", "no standard is a tenth below the year before", _COMPARE,
    ),
    "swapped_residences": (
        "expect_residences_to_keep_their_places",
        "urban and rural do not change places from one year to the next", _COMPARE,
    ),
    "great_jump": (
        "expect_no_jump_from_the_year_before",
        "a value stays within one and a half times the yearly band, in orders", _COMPARE,
    ),
    "smaller_reporter": (
        "expect_the_reporter_to_be_of_its_level",
        "a report that is filed under a city does not speak as a county", _DELIVER,
    ),
    "other_place": (
        "expect_the_reporter_to_be_named",
        "a text that opens with another place names its own somewhere", _DELIVER,
    ),
    "year_against": (
        "expect_the_text_to_be_of_the_reported_year",
        "heading and text are about the year that the report is filed under", _DELIVER,
    ),
}  # fmt: skip


def rules() -> list[Rule]:
    """One rule per doubt."""
    return [_rule(doubt) for doubt in RULES]


def _rule(doubt: str) -> Rule:
    name, statement, remedy = _WORDS[doubt]
    return built_in(
        name,
        gxe.ExpectColumnValuesToBeNull(column=doubt),
        statement,
        remedy,
        lambda row: (str(row[doubt]), statement),
        action="mark",
    )

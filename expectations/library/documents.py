"""Rules about a document as a whole: one report, of the place and time that was read off it.

Belongs here: rules on the frame of documents, and which facts a doubt about a document touches.
Does not belong here: reading years and places off a title (document_frame.py).
See RULES.md, suite `documents`.
"""

from __future__ import annotations

from dataclasses import replace

import great_expectations.expectations as gxe

from expectations.document_frame import MAX_CONFLICT_SHARE, MAX_SHARED_SHARE, MIN_CONFLICTS
from expectations.library.rule import Rule, built_in

# The facts that took their year from the document: those whose sentence, or the heads of whose
# cell, do not say it.
TAKES_ITS_YEAR = (
    "year(facts.period_end) = year(contexts.report_end) "
    "and not contains(concat_ws(' ', facts.sentence, facts.cell), year(facts.period_end)::varchar)"
)
TAKES_ITS_PLACE = "facts.city_code = contexts.city_code"


def one_report() -> Rule:
    """A document does not state two different values for many of its cells.

    The only doubt that costs a document whole: whose numbers these are cannot be told apart.
    """
    return built_in(
        "expect_one_report_per_document",
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="n_tolerable", column_B="n_conflicting", or_equal=True
        ),
        "a document states one value per city, year and indicator",
        "Two reports stand in one file: split the file in the landing zone, retract this one.",
        lambda row: (
            f"{row['n_conflicting']} of {row['n_cells']} cells with two values",
            f"fewer than {MIN_CONFLICTS}, or at most {MAX_CONFLICT_SHARE:.0%} of the cells",
        ),
        action="quarantine_document",
    )


def report_year_told() -> Rule:
    """The year a document is read as is named by its title or its text."""
    rule = built_in(
        "expect_report_year_to_be_told",
        gxe.ExpectColumnValuesToBeNull(column="untold_year"),
        "the reported year is named by the title, or else by the text",
        "Correct report_year in the document's sidecar and deliver it again.",
        lambda row: (
            f"read as a report on {row['untold_year']:.0f}",
            f"one of the years named: {row['years_named']}",
        ),
        action="quarantine_touched",
    )
    return replace(rule, touches=TAKES_ITS_YEAR)


def reporting_area() -> Rule:
    """No office of another area, a county's above all, signs a city's report."""
    rule = built_in(
        "expect_reporting_area_to_agree_with_title",
        gxe.ExpectColumnValuesToBeNull(column="other_reporter"),
        "the office named by title and publisher is the reporting area's",
        "Correct city_code in the document's sidecar and deliver it again.",
        lambda row: (
            f"signed by an office of {row['other_reporter']}",
            f"the area {row['city_code']}",
        ),
        action="quarantine_touched",
    )
    return replace(rule, touches=TAKES_ITS_PLACE)


def published_before_landing() -> Rule:
    """A document was published before it landed; its facts are judged by the day it landed."""
    return built_in(
        "expect_publication_to_precede_landing",
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="landed_by", column_B="published_at", or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        "a document was published before it landed",
        "Correct published_at in the document's sidecar and deliver it again.",
        lambda row: (
            f"published {row['published_at']:%Y-%m-%d}",
            f"a day by {row['landed_by']:%Y-%m-%d}",
        ),
        action="warn",
    )  # fmt: skip


def distinct_documents() -> Rule:
    """A document is not another one's report with other bytes."""
    return built_in(
        "expect_documents_not_to_repeat_each_other",
        gxe.ExpectColumnValuesToBeNull(column="repeated_document"),
        "a document does not repeat the facts of another one",
        "The same report came twice: retract one, so that it does not witness for itself.",
        lambda row: (
            f"shares {row['n_shared']} of {row['n_cells']} cells with {row['repeated_document']}",
            f"less than {MAX_SHARED_SHARE:.0%}",
        ),
        action="warn",
    )


def facts_stated() -> Rule:
    """The extraction finds facts in a document of some length."""
    return built_in(
        "expect_documents_to_state_facts",
        gxe.ExpectColumnValuesToBeNull(column="unread_because"),
        "a document of some length states facts, and reading it raises no error",
        "Open the document: a table pasted as prose has lost its units, a scan its text. Deliver "
        "a better copy, or report the error of the extraction.",
        lambda row: (str(row["unread_because"]), "at least one fact"),
        action="warn",
    )

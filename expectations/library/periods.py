"""Rules that tie a fact to its document: its span and its period.

Belongs here: rules that compare a fact with the text it quotes and the time it was told.
Does not belong here: the document's horizon (frames.py), the document as a whole (documents.py).
See RULES.md, suite `observations`.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from expectations.library.rule import Rule, built_in


def spans() -> Rule:
    """The document's text between a fact's offsets is the fact's quote."""
    return built_in(
        "expect_spans_to_slice_back_to_quotes",
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="sliced", column_B="quote", ignore_row_if="neither"
        ),
        "the text between the offsets is the quote",
        "Offsets no longer fit the text, so no number of this document can be traced: extract it "
        "again (full_refresh); if it stays, the offset map of orchestration/extraction/text is "
        "wrong.",
        lambda row: (repr(row["sliced"]), repr(row["quote"])),
        action="block",
    )


def _day(value: Any) -> str:
    return "unknown" if pd.isna(value) else f"{value:%Y-%m-%d}"


def _explain(row: dict[str, Any]) -> tuple[str, str]:
    return (
        f"{row['status']} {_day(row['period_start'])} to {_day(row['period_end'])}",
        f"an end between {_day(row['earliest_end'])} and {_day(row['latest_end'])}, for a report "
        f"known at {_day(row['known_at'])}",
    )


def periods_in_horizon() -> Rule:
    """Actual facts end in a year that had begun when the document was known."""
    return built_in(
        "expect_periods_in_document_horizon",
        gxe.ExpectColumnPairValuesToBeEqual(column_A="period_end", column_B="nearest_end"),
        "actual facts end by the year in which the document was known, plans within twenty years",
        "A fact about the future is a plan, or its year is wrong: set status or period in "
        "seeds/reference/corrections.csv, or the report's year in the document's sidecar.",
        _explain,
    )


def periods_over() -> Rule:
    """Actual facts end by the month in which the document was known."""
    return built_in(
        "expect_periods_to_be_over",
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="over_by", column_B="period_end", or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        "actual facts end by the month in which the document was known",
        "A summary written before the year was over, with data of some earlier day: set "
        "period_end in seeds/reference/corrections.csv where that day is known.",
        lambda row: (
            f"until {_day(row['period_end'])}",
            f"a day by {_day(row['over_by'])}, for a report known at {_day(row['known_at'])}",
        ),
        action="mark",
    )  # fmt: skip

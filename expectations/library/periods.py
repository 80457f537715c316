"""Rules that tie a fact to its document: its span and its period.

Belongs here: expectations that compare a fact with the text it quotes and the time it was told.
Does not belong here: rules about the document as a whole (documents.py).
See RULES.md, suite `observations`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd

from expectations.library.base import RowExpectation, row_metric
from expectations.results import Action

# Civil-affairs figures of the People's Republic begin with the ministry's restoration.
EARLIEST = pd.Timestamp("1978-01-01")
# Reports look back over decades at most, plans ahead over two of them.
LOOK_BACK = pd.DateOffset(years=30)
LOOK_AHEAD = pd.DateOffset(years=20)
# A year-end report may be published in December and tell the year's end as reached.
EARLY_PUBLICATION = pd.Timedelta(days=45)


def span_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the text between the offsets is the quote."""
    return frame.iloc[:, 0] == frame.iloc[:, 1]


def horizon_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether each period lies where its document can know it (actual) or plan it (target)."""
    status, start, end, report_start, report_end, known_at = (frame.iloc[:, i] for i in range(6))
    start, end, report_start, report_end, known_at = (
        pd.to_datetime(column) for column in (start, end, report_start, report_end, known_at)
    )
    has_period = start.notna() & end.notna()
    is_target = status == "target"
    in_order = start <= end
    first = (report_start - LOOK_BACK).where(report_start.notna(), EARLIEST)
    not_too_early = (end >= EARLIEST) & (end >= first)
    early_end = report_end.where(report_end <= known_at + EARLY_PUBLICATION)
    latest_known = pd.concat([known_at, early_end], axis=1).max(axis=1)
    known = latest_known.isna() | (end <= latest_known)
    told = report_end.where(report_end.notna(), known_at)
    planned = told.isna() | (end <= told + LOOK_AHEAD)
    return ~has_period | (in_order & not_too_early & planned & (is_target | known))


class ExpectSpansToSliceBackToQuotes(RowExpectation):
    """Expect the document's text between a fact's offsets to be the fact's quote."""

    column_list: list[str] = ["sliced", "quote"]  # noqa: RUF012
    map_metric = row_metric("span_slices_back", span_holds)
    action: ClassVar[Action] = "block"
    statement = "the text between the offsets is the quote"
    remedy = (
        "Offsets no longer fit the text, so no number of this document can be traced: extract it "
        "again (full_refresh); if it stays, the offset map of orchestration/extraction/text.py is "
        "wrong."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says what stands at the offsets."""
        return repr(row["sliced"]), repr(row["quote"])


class ExpectPeriodsInDocumentHorizon(RowExpectation):
    """Expect actual facts to end before the document was published, plans within twenty years."""

    column_list: list[str] = [  # noqa: RUF012
        "status", "period_start", "period_end", "report_start", "report_end", "known_at",
    ]  # fmt: skip
    map_metric = row_metric("period_in_horizon", horizon_holds)
    statement = "actual facts end before the document was published, plans within twenty years"
    remedy = (
        "A fact about the future is a plan, or its year is wrong: set status or period in "
        "seeds/reference/corrections.csv, or the report's year in the document's sidecar."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the period and what is known of the document's time."""
        days = {
            name: "unknown" if pd.isna(row[name]) else f"{row[name]:%Y-%m-%d}"
            for name in self.column_list[1:]
        }
        return (
            f"{row['status']} {days['period_start']} to {days['period_end']}",
            f"within a report on {days['report_start']} to {days['report_end']}, known at "
            f"{days['known_at']}",
        )

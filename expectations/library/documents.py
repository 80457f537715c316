"""Rules about a document as a whole: one report, of the place and time that was read off it.

Belongs here: expectations on the frame of documents. Does not belong here: reading years and
places off a title (document_frame.py).
See RULES.md, suite `documents`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pandas as pd

from expectations.library.base import RowExpectation, row_metric
from expectations.library.periods import EARLY_PUBLICATION
from expectations.results import Action

# A report contradicts itself now and then; two reports in one file contradict each other often.
MIN_CONFLICTS = 3
MAX_CONFLICT_SHARE = 0.2
# A text that names other years this often and never the reported one is about another year.
MIN_YEAR_MENTIONS = 3
# Facts that two documents must share, and the share of a document's cells, to be the same report.
MIN_SHARED = 5
MAX_SHARED_SHARE = 0.8
# Shorter texts may state nothing; the sample reports hold 15 facts per 1,000 characters.
MIN_CHARS_WITH_FACTS = 500


def single_report_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether a document states one value per cell, but for a few."""
    conflicting, cells = frame.iloc[:, 0], frame.iloc[:, 1]
    return (conflicting < MIN_CONFLICTS) | (conflicting <= MAX_CONFLICT_SHARE * cells)


def _year_is_told(year: float, title_years: list[int], text_years: list[int]) -> bool:
    if year != year:
        return True
    # A report is published in the year after the one it reports, and may be titled by either.
    told = {int(year), int(year) + 1}
    if title_years:
        return bool(told & set(title_years))
    return len(text_years) < MIN_YEAR_MENTIONS or bool(told & set(text_years))


def report_year_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the report's year, or the next, is named by the title or else by the text."""
    result = [
        _year_is_told(year, list(title_years), list(text_years))
        for year, title_years, text_years in frame.itertuples(index=False, name=None)
    ]
    return pd.Series(result, index=frame.index, dtype=bool)


def reporter_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether no office of another area signs the document."""
    return frame.iloc[:, 0].isna() | frame.iloc[:, 1].isna()


def publication_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the reported period was over, or nearly, when the document was known."""
    end, published, landed = (pd.to_datetime(frame.iloc[:, i]) for i in range(3))
    known = published.where(published.notna(), landed)
    in_order = published.isna() | (published <= landed + pd.Timedelta(days=1))
    return in_order & (end.isna() | (end <= known + EARLY_PUBLICATION))


def distinct_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether a document does not repeat most of another one's facts."""
    shared, cells = frame.iloc[:, 0], frame.iloc[:, 1]
    return (shared < MIN_SHARED) | (shared < MAX_SHARED_SHARE * cells)


def readable_holds(frame: pd.DataFrame) -> pd.Series:
    """Whether the extraction ran on a document and found facts in it, unless it is short."""
    error, facts, chars = (frame.iloc[:, i] for i in range(3))
    return error.isna() & ((chars < MIN_CHARS_WITH_FACTS) | (facts > 0))


class DocumentExpectation(RowExpectation):
    """A rule about one document; its failure holds back every fact of it."""

    action: ClassVar[Action] = "quarantine_document"
    id_column: ClassVar[str] = "document_id"


class ExpectOneReportPerDocument(DocumentExpectation):
    """Expect a document not to state two different values for many of its cells."""

    column_list: list[str] = ["n_conflicting", "n_cells"]  # noqa: RUF012
    map_metric = row_metric("single_report", single_report_holds)
    statement = "a document states one value per city, year and indicator"
    remedy = "Two reports stand in one file: split the file in the landing zone, retract this one."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says how many cells contradict each other."""
        return (
            f"{row['n_conflicting']} of {row['n_cells']} cells with two values",
            f"fewer than {MIN_CONFLICTS}, or at most {MAX_CONFLICT_SHARE:.0%} of the cells",
        )


class ExpectReportYearToBeTold(DocumentExpectation):
    """Expect the year a document is read as to be named by its title or its text."""

    column_list: list[str] = ["report_year", "title_years", "text_years"]  # noqa: RUF012
    map_metric = row_metric("report_year_told", report_year_holds)
    statement = "the reported year is named by the title, or else by the text"
    remedy = "Correct report_year in the document's sidecar and deliver it again."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the year read and the years named."""
        named = sorted(set(row["title_years"]) or set(row["text_years"]))
        return f"read as a report on {row['report_year']:.0f}", f"one of the years named: {named}"


class ExpectReportingAreaToAgreeWithTitle(DocumentExpectation):
    """Expect no office of another area, a county's above all, to sign a city's report."""

    column_list: list[str] = ["other_reporter", "city_code"]  # noqa: RUF012
    map_metric = row_metric("reporter_agrees", reporter_holds)
    statement = "the office named by title and publisher is the reporting area's"
    remedy = "Correct city_code in the document's sidecar and deliver it again."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says whose office is named."""
        return f"signed by an office of {row['other_reporter']}", f"the area {row['city_code']}"


class ExpectReportsToPrecedePublication(DocumentExpectation):
    """Expect a report to cover time that had passed when it was published."""

    column_list: list[str] = ["report_end", "published_at", "landed_on"]  # noqa: RUF012
    map_metric = row_metric("report_before_publication", publication_holds)
    statement = "a report covers time that had passed when it was published"
    remedy = "Correct report_year or published_at in the document's sidecar and deliver it again."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the end of the report and when it was known."""
        known = row["landed_on"] if pd.isna(row["published_at"]) else row["published_at"]
        return (
            f"reports until {row['report_end']:%Y-%m-%d}, published {known:%Y-%m-%d}",
            "a report that ends before it is published, published before it landed",
        )


class ExpectDocumentsNotToRepeatEachOther(DocumentExpectation):
    """Expect a document not to be another one's report with other bytes."""

    column_list: list[str] = ["n_shared", "n_cells"]  # noqa: RUF012
    map_metric = row_metric("distinct_document", distinct_holds)
    action: ClassVar[Action] = "warn"
    statement = "a document does not repeat the facts of another one"
    remedy = "The same report came twice: retract one, so that it does not witness for itself."

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says which document it repeats."""
        return (
            f"shares {row['n_shared']} of {row['n_cells']} cells with {row['twin_id']}",
            f"less than {MAX_SHARED_SHARE:.0%}",
        )


class ExpectDocumentsToStateFacts(DocumentExpectation):
    """Expect the extraction to find facts in a document of some length."""

    column_list: list[str] = ["error", "n_facts", "n_chars"]  # noqa: RUF012
    map_metric = row_metric("readable_document", readable_holds)
    action: ClassVar[Action] = "warn"
    statement = "a document of some length states facts, and reading it raises no error"
    remedy = (
        "Open the document: a table pasted as prose has lost its units, a scan its text. Deliver "
        "a better copy, or report the error of the extraction."
    )

    def explain(self, row: dict[str, Any]) -> tuple[str, str]:
        """Says the error, or how little was found."""
        found = f"{row['n_facts']} facts in {row['n_chars']} characters"
        return (found if pd.isna(row["error"]) else str(row["error"])), "at least one fact"

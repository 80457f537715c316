"""Links from the Dagster UI to the place of a fact in the page of its document."""

from __future__ import annotations

import pytest

from orchestration.check_metadata import told_places
from orchestration.publication.pages_address import PAGES_URL_VARIABLE, link_to, page_of

DOCUMENT = "3b866cd06188cfeebfa261711f23fd6f8b0306c6378ee6cad9600a52b58f472f"
FACT = "809fb9c79a93806b257007d352105333"


def test_a_fact_stands_in_the_page_of_its_document() -> None:
    assert page_of(DOCUMENT, FACT) == f"zh/documents/{DOCUMENT}.html#{FACT}"
    assert page_of(DOCUMENT) == f"zh/documents/{DOCUMENT}.html"


def test_links_lead_to_where_the_pages_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PAGES_URL_VARIABLE, "https://example.org/minzheng/")
    assert link_to(page_of(DOCUMENT)) == (
        f"https://example.org/minzheng/zh/documents/{DOCUMENT}.html"
    )


def test_a_failing_row_links_to_its_place_and_one_without_a_fact_does_not() -> None:
    row = {"document": "a.txt", "document_id": DOCUMENT, "observation_id": FACT, "quote": "614元"}
    lines = told_places([row, {"document": "b.txt", "document_id": DOCUMENT}])
    (line,) = [line for line in lines if line.startswith("- ")]
    assert line.startswith("- [614元](")
    assert line.endswith(f"{page_of(DOCUMENT, FACT)}) in a\\.txt")
    assert told_places([{"document": "b.txt"}]) == []


def test_what_a_document_is_called_and_says_stays_text() -> None:
    row = {
        "document": "[x](javascript:alert(1)) <b>.txt",
        "document_id": DOCUMENT,
        "observation_id": FACT,
        "quote": "](http://evil)\n# 1",
    }
    (line,) = [line for line in told_places([row]) if line.startswith("- ")]
    assert line.startswith(r"- [\]\(http\:\/\/evil\) \# 1](http://")
    assert line.endswith(r"in \[x\]\(javascript\:alert\(1\)\) \<b\>\.txt")

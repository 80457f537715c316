"""Links from the Dagster UI to the pages lead to where pages are."""

from __future__ import annotations

import pytest

from orchestration.publication.pages import document
from orchestration.publication.pages_address import PAGES_URL_VARIABLE, link_to, page_of

DOCUMENT = "3b866cd06188cfeebfa261711f23fd6f8b0306c6378ee6cad9600a52b58f472f"


def test_a_link_names_the_page_that_is_built_and_the_fact_on_it() -> None:
    assert page_of(DOCUMENT) == f"zh/{document.KIND.path.format(DOCUMENT)}"
    assert page_of(DOCUMENT, "abc").endswith(".html#abc")


def test_the_place_of_the_pages_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PAGES_URL_VARIABLE, "https://mz.test/pages/")
    assert link_to("index.html") == "https://mz.test/pages/index.html"

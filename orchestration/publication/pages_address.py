"""Where a fact stands among the published pages, for those who link to it.

Belongs here: addresses alone, so that they are said in one place. Does not belong here: the pages
(see `pages/`), what is shown beside a link (see `check_metadata.py`).
"""

from __future__ import annotations

import os
from urllib.parse import quote

# `make ui` serves the pages there; MINZHENG_PAGES_URL says where else they are.
PAGES_URL_VARIABLE = "MINZHENG_PAGES_URL"
DEFAULT_PAGES_URL = "http://127.0.0.1:3001/pages"

FIRST_PAGE = "index.html"


def page_of(document_id: str, observation_id: str = "") -> str:
    """The place of a fact in the page of its document, below the folder `pages`.

    Args:
        document_id: SHA-256 of the document, in hexadecimal.
        observation_id: The fact; without it the page as a whole.
    """
    page = f"zh/documents/{quote(document_id, safe='')}.html"
    return f"{page}#{quote(observation_id, safe='')}" if observation_id else page


def link_to(address: str) -> str:
    """The full address of a page, for a browser in front of the Dagster UI."""
    base = os.environ.get(PAGES_URL_VARIABLE) or DEFAULT_PAGES_URL
    return f"{base.rstrip('/')}/{address}"

"""Pictures and scanned pages: told as such, and read where the extra `ocr` is installed.

Belongs here: what is said of a page that is a picture. Does not belong here: recognising
characters (see `ocr`), PDF with text (see `pdf`).
"""

from __future__ import annotations

SCANNED = (
    "It is a picture of a page and holds no characters. Deliver the file it was printed from, or "
    "install the extra that recognises characters (uv sync --extra ocr, or pip install "
    "'minzheng-warehouse[ocr]'); the next run takes it."
)
SCAN_REASONS = frozenset({"scanned", "image"})

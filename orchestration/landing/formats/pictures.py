"""Pictures and scanned pages: recognised as such.

Belongs here: what is said of a page that is a picture. Does not belong here: PDF with text.
"""

from __future__ import annotations

SCANNED = (
    "It is a picture of a page and holds no characters. Deliver the file it was printed from, or "
    "a PDF with a layer of text."
)

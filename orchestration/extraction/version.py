"""The version of the rules and of the lexicon, derived from their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from orchestration.extraction.reference import REFERENCE

_TABLES = (
    "confidence_weights",
    "measure_words",
    "multipliers",
    "counted_nouns",
    "traditional_characters",
    "mode_cues",
    "settlement_weights",
    "page_lines",
    "word_sets",
    "indicator_terms",
    "indicator_dimensions",
    "indicators",
    "categories",
    "cities",
    "city_changes",
    "city_everyday_names",
    "place_cues",
    "place_weights",
)


def _content_version() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    for name in _TABLES:
        path = REFERENCE / f"{name}.csv"
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


EXTRACTOR_VERSION = _content_version()

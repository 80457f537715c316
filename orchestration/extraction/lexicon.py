"""The knowledge of the extraction, read once from `seeds/reference`.

Belongs here: loading CSV tables into the shapes the stages need. Does not belong here: rules.
"""

from __future__ import annotations

import csv
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "seeds" / "reference"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `seeds/reference/<name>.csv`."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


MEASURE_WORDS: dict[str, tuple[str, ...]] = {r["word_zh"]: tuple(r["units"].split()) for r in read_table("measure_words")}

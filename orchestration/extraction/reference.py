"""The reference tables as rows of text.

Belongs here: where the tables are and how one is read. Does not belong here: what any of them
means.
"""

from __future__ import annotations

import csv
from pathlib import Path

REFERENCE = Path(__file__).resolve().parents[2] / "seeds" / "reference"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `seeds/reference/<name>.csv`."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))

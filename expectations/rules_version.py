"""The version of the rules, derived from what they say.

Belongs here: which sources decide a verdict. A changed comment is no new version.
Does not belong here: what a version is compared with (verdicts.py).
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

from expectations.catalogue import INDICATORS_CSV, PER_HEAD_CSV, PLACES_CSV, RELATIONS_CSV
from expectations.doubt_frame import CUES_CSV, PLACE_CUES_CSV
from expectations.ranges import LEVELS_CSV, POPULATION_CSV
from orchestration import meaning

PACKAGE = Path(__file__).parent
TABLES = (
    INDICATORS_CSV,
    RELATIONS_CSV,
    PLACES_CSV,
    PER_HEAD_CSV,
    LEVELS_CSV,
    POPULATION_CSV,
    CUES_CSV,
    PLACE_CUES_CSV,
)


@cache
def rules_version() -> str:
    """Sixteen digits that change with the meaning of a rule or of a table that rules read."""
    return content_version(PACKAGE, TABLES)


def content_version(package: Path, tables: tuple[Path, ...]) -> str:
    """The version of a folder of rules and of their tables."""
    sources = [*sorted(package.rglob("*.py")), *(path for path in tables if path.exists())]
    parts = [f"{path.name}:{meaning.of_file(path)}" for path in sources]
    return meaning.digest([*parts, f"great-expectations {version('great-expectations')}"])[:16]

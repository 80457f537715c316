"""What was told beside a document of its place and year, and whether its text says otherwise.

Belongs here: reading the statements, their strength, and the comparison with what the text says in
full view. Does not belong here: where statements come from (`landing/statements.py`), how the text
is read (`reported_period`, `reporter`).
See the README, section "Running it on other documents".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.dates import Period
from orchestration.extraction.model import Disagreement, Place

STATED_BY = "stated_by"
"""Key of a sidecar: which of its fields come from elsewhere than the sidecar itself."""
PATH = "path"
"""The weakest source: folders are named by the day of delivery too, and files are moved."""
SIDECAR = "sidecar"
CLEAR = 0.9
"""From this confidence on a text says plainly what it is about: in its title or page lines."""
DECIDES = 0.75
"""From this confidence on a text is believed against its path."""
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Stated:
    """The place and year that were told beside a document; None where nothing usable was."""

    year: int | None
    place: Place | None
    year_by: str = SIDECAR
    place_by: str = SIDECAR

    @classmethod
    def of(cls, sidecar: Mapping[str, object]) -> Stated:
        """Read the statements of a sidecar; a place is named as in the year."""
        given = str(sidecar.get("report_year") or "")
        year = int(given) if _YEAR.fullmatch(given) else None
        place = places.by_code(str(sidecar.get("city_code") or ""), year)
        sources = sidecar.get(STATED_BY)
        by = sources if isinstance(sources, dict) else {}
        return cls(
            year,
            place,
            str(by.get("report_year") or SIDECAR),
            str(by.get("city_code") or SIDECAR),
        )

    @property
    def is_year_weak(self) -> bool:
        """Whether the year decides only where the text does not say otherwise."""
        return self.year_by == PATH

    @property
    def is_place_weak(self) -> bool:
        """Whether the place decides only where the text does not say otherwise."""
        return self.place_by == PATH


def find_disagreements(
    stated: Stated, period: Period | None, place: Place | None
) -> Iterator[Disagreement]:
    """Compare the statements with what a text says clearly.

    Args:
        stated: what was told beside the document.
        period: the period that the text itself states in full view; None where it does not.
        place: the division it names so.
    """
    year = stated.year
    if year and period and not period.start.year <= year <= period.end.year:
        first, last = period.start.year, period.end.year
        found = str(last) if first == last else f"{first}-{last}"
        yield Disagreement(
            "report_year", str(year), stated.year_by, found, is_text_taken=stated.is_year_weak
        )
    if stated.place and place and place.code != stated.place.code:
        yield Disagreement(
            "city_code",
            f"{stated.place.code} {stated.place.name}",
            stated.place_by,
            f"{place.code} {place.name}",
            is_text_taken=stated.is_place_weak,
        )

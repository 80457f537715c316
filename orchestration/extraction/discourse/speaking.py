"""Stage 5a, third part: what a text says of the year in which it speaks.

Belongs here: evidence for the year that 今年 means, other than the dates of the page: meetings of a
year, what this year is compared with, what 去年 is said to be. Does not belong here: what an
expression then means (`senses`), the choice (`settle.period`, by learned weights).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from orchestration.extraction.discourse.expressions import is_dateline
from orchestration.extraction.discourse.time import TimeCue

_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_HEAD = 120
"""Characters of a text in which its dateline stands."""
_SAYS_THIS_YEAR = frozenset({"this_year", "last_year"})
_SAYS_YEAR = frozenset({"year", "ym"})


def years_of_speaking(cues: list[list[TimeCue]]) -> dict[str, frozenset[int]]:
    """The years that a text may speak in, by what says so.

    Args:
        cues: the expressions of each sentence.

    Returns:
        `met`: the years of meetings (2021年全省民政工作会议); `compared`: those after the year
        that 今年 is compared with; `after_last`: those after what 去年 is said to be, here or in the
        next sentence.
    """
    met, compared, after_last = set[int](), set[int](), set[int]()
    for i, own in enumerate(cues):
        said = [c for c in own if c.senses[0].origin == "said" and c.kind in _SAYS_YEAR]
        met |= {c.senses[0].end.year for c in said if c.convened}
        kinds = {c.kind for c in own}
        if kinds & _SAYS_THIS_YEAR or not i:
            compared |= {c.senses[0].end.year + 1 for c in said if c.compared}
        if "last_year" in kinds:
            here = [c for c in said if not c.compared and not c.convened]
            following = cues[i + 1] if i + 1 < len(cues) else []
            here += [c for c in following[:1] if c.senses[0].origin == "said" and not c.compared]
            after_last |= {c.senses[0].end.year + 1 for c in here}
    return {
        "met": frozenset(met),
        "compared": frozenset(compared),
        "after_last": frozenset(after_last),
    }


def dateline(text: str, spoken: Mapping[str, frozenset[int]]) -> date | None:
    """The day of publication that a dateline without year names, where a meeting names the year."""
    found = next((m for m in _DAY.finditer(text, 0, _HEAD) if is_dateline(text, m.end())), None)
    years = spoken["met"]
    if found is None or len(years) != 1:
        return None
    try:
        return date(next(iter(years)), int(found["month"]), int(found["day"]))
    except ValueError:
        return None

"""Stage 5a, third part: the day on which a text without one of its own speaks.

Belongs here: a dateline without year, which a meeting of the year or the title completes.
Does not belong here: the day of publication that the page tells (`reported_period`).
"""

from __future__ import annotations

import re
from datetime import date

from orchestration.extraction.discourse.expressions import is_dateline
from orchestration.extraction.discourse.time import TimeCue

_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_HEAD = 120
"""Characters of a text in which its dateline stands."""


def dateline(text: str, cues: list[list[TimeCue]], titled: int | None = None) -> date | None:
    """The day a dateline names (2月28日消息), if the text names the year of one meeting.

    `titled` is the year that a title of news tells, which its day lies in where no meeting does.
    """
    found = next((m for m in _DAY.finditer(text, 0, _HEAD) if is_dateline(text, m.end())), None)
    years = {cue.senses[0].end.year for own in cues for cue in own if cue.convened}
    if not years and titled:
        years = {titled}
    if found is None or len(years) != 1:
        return None
    try:
        return date(years.pop(), int(found["month"]), int(found["day"]))
    except ValueError:
        return None

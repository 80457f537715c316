"""Lines of a web page that are not the report: furniture, and the line of facts under a title.

Belongs here: telling such lines by the patterns of seeds/reference/page_lines.csv. Does not belong
here: reading dates and publishers from them (`context`).
"""

from __future__ import annotations

import re

from orchestration.extraction.lexicon import read_table


def _patterns(kind: str) -> re.Pattern[str]:
    rows = (row["pattern"] for row in read_table("page_lines") if row["kind"] == kind)
    return re.compile("|".join(f"(?:{pattern})" for pattern in rows), re.IGNORECASE)


_META_LABEL = _patterns("label")
_FURNITURE_START = _patterns("furniture_start")
_FURNITURE_ANYWHERE = _patterns("furniture")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_SIGNATURE = re.compile(
    r"[^,。;:]{0,24}?(?:[12二一][\d○零九][\d○零一二三四五六七八九]{2}年[\d一二三四五六七八九十]{1,2}月"
    r"(?:[\d一二三四五六七八九十]{1,3}日)?|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})\s?(?:\d{1,2}:\d{2}(?::\d{2})?)?(?:星期.)?[)\]】]?"
)
_PROSE = re.compile(r"[,。].{0,60}。")
_FULL_SENTENCE = re.compile(r"[^:]{8}.*。$")
_LEAD = re.compile(r"^[·•●◆■★>»\s]+")
_MAX_FURNITURE, _MAX_META, _MAX_SIGNATURE = 160, 240, 40


def page_role(line: str) -> str | None:
    """Return meta for a line of publication facts, furniture for the page around a report."""
    if len(line) > _MAX_META:
        return None
    line = _LEAD.sub("", line) or line
    is_meta = _is_meta(line)
    if is_meta and _DATE.search(line):
        return "meta"
    if len(line) <= _MAX_SIGNATURE and _SIGNATURE.fullmatch(line):
        return "meta"
    if _FURNITURE_START.match(line) and not _FULL_SENTENCE.match(line):
        return "furniture"
    if len(line) <= _MAX_FURNITURE and _FURNITURE_ANYWHERE.search(line):
        return "furniture"
    return "meta" if is_meta else None


def _is_meta(line: str) -> bool:
    if _PROSE.search(line):
        return False
    labels = list(_META_LABEL.finditer(line))
    if len({match.group().lower() for match in labels}) >= 2:
        return True
    if not labels:
        return False
    if _DATE.search(line):
        return labels[0].start() < 12 or len(line) < 80
    return len(line) < 40 and labels[0].start() == 0

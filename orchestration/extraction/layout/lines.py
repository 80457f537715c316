"""Lines of a web page that are not the report: furniture, and the line of facts under a title.

Belongs here: telling such lines by the patterns of seeds/reference/page_lines.csv, and finding the
lines of a page that was copied as one. Does not belong here: reading dates and publishers from them
(`context`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.subjects.lexicon import read_table


def _patterns(kind: str) -> re.Pattern[str]:
    rows = (row["pattern"] for row in read_table("page_lines") if row["kind"] == kind)
    return re.compile("|".join(f"(?:{pattern})" for pattern in rows), re.IGNORECASE)


_META_LABEL = _patterns("label")
_FURNITURE_START = _patterns("furniture_start")
_FURNITURE_ANYWHERE = _patterns("furniture")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_SIGNATURE = re.compile(
    r"[^,。;:]{0,24}?(?:[12二一][\d○零九][\d○零一二三四五六七八九]{2}年[\d一二三四五六七八九十]{1,2}月"
    r"(?:[\d一二三四五六七八九十]{1,3}日)?|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})\s?(?:\d{1,2}:\d{2}(?::\d{2})?)?(?:星期.)?[)\]】]?(?:,?正文:)?"
)
_PROSE = re.compile(r"[,。].{0,60}。")
_FULL_SENTENCE = re.compile(r"[^:]{8}.*。$")
_LEAD = re.compile(r"^[·•●◆■★>»\s]+")
_MAX_FURNITURE, _MAX_META, _MAX_SIGNATURE = 160, 240, 40
_MIN_RUN_ON = 160
"""A line longer than this may be several: what was a line break shows as a wide blank."""
_CN = "[一二三四五六七八九十]{1,3}"
_RUN_ON_BREAK = re.compile(
    rf"[。!?;”)](?: +(?=\S)|(?={_CN}、[^,。;]{{2,30}}(?:[。 ]|\({_CN}\)|1[.、])))|正文:"
)
_RUN_ON_HEAD = re.compile(
    rf"(?:{_CN}、|\({_CN}\))[^,。;:!? \d]{{2,30}}(?: |(?=\(一\)|1[.、]))"
    r"|[^,。;:!? ]{4,40}(?:总结|报告|汇报|公报|情况|综述|要点|计划)(?:\([^()]{2,12}\))? "
)


def split_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line of a cleaned text with its offset, blanks at its ends left out.

    A long line is split where a sentence ends before a wide blank or a numbered heading, and
    after such a heading: pages are often copied without their line breaks.
    """
    position = 0
    for line in text.split("\n"):
        if len(line) > _MIN_RUN_ON or "正文:" in line:
            for start, piece in _pieces(line):
                yield from _stripped(piece, position + start)
        else:
            yield from _stripped(line, position)
        position += len(line) + 1


def _stripped(line: str, start: int) -> Iterator[tuple[int, str]]:
    if words := line.strip():
        yield start + len(line) - len(line.lstrip()), words


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    ends = [match.end() for match in _RUN_ON_BREAK.finditer(line)]
    start = 0
    for end in [*ends, len(line)]:
        head = _RUN_ON_HEAD.match(line, start, end)
        if head is not None and head.end() < end:
            yield start, line[start : head.end()]
            start = head.end()
        yield start, line[start:end]
        start = end


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

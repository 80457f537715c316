"""Stage 6c: the part of the reporting area, or the single institution, that a fact is about.

Belongs here: which of the names in a sentence governs a number. Does not belong here: how names
are found (`area_names`), the reporting area itself (`reporter`). See the README, section
"How a document becomes a number".
"""

from __future__ import annotations

import re
from bisect import bisect_left

from orchestration.extraction.discourse.area_names import Area, AreaNames
from orchestration.extraction.discourse.area_reporter import part_that_reports
from orchestration.extraction.model import DocumentContext
from orchestration.extraction.structure.mention import Mention

_RESET = re.compile(
    r"(?<![占居列])(?:全[市县区省州]|我[市县区省州])|[;。]|各县|各区|全系统|市级民政"
)
_LEAD = re.compile(
    r"(?:(?<=[。;:\n])|^)(?:[一二三四五六七八九十]是(?:重点|着力)?[对在为](?P<told>[^。;\n]+)"
    r"|[一二三四五六七八九十]是[^。;\n]+|在(?P<place>[^,。;\n]{2,8}),[^。;\n]*)",
    re.MULTILINE,
)
_ALONE = re.compile(r"[ \u3000]*[:,|\d]|[ \u3000]+\S")
_LONGEST_OPENING = 24
_ABROAD = re.compile("[在对向为给]$")
"""Before 全县: an institution that reports on itself acts there, the county does not report."""
_WHOLE = re.compile("全[市县区省州旗盟]|我[市县区省州旗盟]|各县|各区|各乡镇|[市县区]本级")


class AreaFinder:
    """Finds areas in one document's sentences."""

    def __init__(self, text: str, context: DocumentContext) -> None:
        self.text = text
        self.names = AreaNames(text, context)
        self._known: dict[tuple[int, int], list[Area]] = {}
        self._spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._paragraphs: dict[int, list[re.Match[str]]] = {}
        self._openings: dict[int, str] = {}
        self.kind = (context.city_name or "?")[-1]
        self.reporter = part_that_reports(text, context, self.names)

    def area(self, m: Mention, *, own_clause: bool = False) -> str:
        """The sub-area or institution of a mention, '' for the whole reporting area.

        Args:
            m: the mention.
            own_clause: only a name in its own clause counts (每户补助… is the rule everywhere).
        """
        if m.conjunct is not None and (inside := self._in(*m.conjunct)):
            return inside[-1].name
        found, start = "", m.quantity.start
        for area in self._in(m.sentence.start, m.sentence.end):
            if area.end > start:
                break
            if area.reach < start or (own_clause and area.start < m.left[0]):
                continue
            if area.is_whole or not self.is_left_again(area.end, start, area.name):
                found = area.name
        return found or self._governing(m)

    def _governing(self, m: Mention) -> str:
        """The area that a heading opens, or the part of the division that reports itself."""
        start, reporter = m.sentence.start, self.reporter
        whole = _WHOLE.search(self.text, start, m.quantity.start)
        if whole and not (reporter and _ABROAD.search(self.text, start, whole.start())):
            return ""
        for heading in reversed(m.sentence.headings):
            start = self.text.find(heading.text, heading.start)  # behind its numbering
            named = self._in(start, start + len(heading.text)) if start >= 0 else []
            if named and named[0].start == start:
                return named[0].name
        return self._lead(m.sentence.start) or self._item(m.sentence.start) or reporter

    def _item(self, start: int) -> str:
        """The area that a paragraph is an item on, where its neighbour is one on another."""
        begin = self.text.rfind("\n", 0, start) + 1
        name = self._opening(begin)
        if not name:
            return ""
        end = self.text.find("\n", begin)
        before = self.text.rfind("\n", 0, max(begin - 1, 0)) + 1
        beside = self._opening(end + 1) if end >= 0 else ""
        beside = beside or (self._opening(before) if before < begin else "")
        return name if beside and beside != name else ""

    def _opening(self, begin: int) -> str:
        """The area with which a paragraph begins, by itself (某镇 2011年末低保…, 某县:…)."""
        known = self._openings.get(begin)
        if known is None:
            first = self.text[begin : begin + _LONGEST_OPENING]
            at = begin + len(first) - len(first.lstrip())
            named = self._in(at, at + len(first.strip().partition("\n")[0]))
            known = ""
            if named and named[0].start == at and _ALONE.match(self.text, named[0].end):
                known = named[0].name
            self._openings[begin] = known
        return known

    def _lead(self, start: int) -> str:
        """The one area that the last lead of the paragraph names (三是重点对某农场…)."""
        leads = self._leads(self.text.rfind("\n", 0, start) + 1)
        at = bisect_left(leads, start, key=lambda lead: lead.start()) - 1
        if at < 0 or re.search(r"\d", leads[at].group()):
            return ""
        lead = leads[at]
        group = "told" if lead["told"] else "place"
        named = self._in(*lead.span(group)) if lead[group] else []
        is_of_one = len(named) == 1 and named[0].start == lead.start(group)
        return named[0].name if is_of_one and (lead["told"] or named[0].name == lead[group]) else ""

    def _leads(self, begin: int) -> list[re.Match[str]]:
        """The leads of the paragraph that begins here, looked for once."""
        known = self._paragraphs.get(begin)
        if known is None:
            end = self.text.find("\n", begin)
            known = list(_LEAD.finditer(self.text, begin, end if end >= 0 else len(self.text)))
            self._paragraphs[begin] = known
        return known

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where areas are named in text[start:end]: their words say where, not what."""
        known = self._spans.get((start, end))
        if known is None:
            known = self._spans[start, end] = [(a.start, a.end) for a in self._in(start, end)]
        return known

    def is_left_again(self, start: int, end: int, area: str = "") -> bool:
        """Does 全市, a semicolon or the end of its bracket close an area before the number?"""
        for reset in _RESET.finditer(self.text, start, end):
            is_its_own = reset.group()[0] == "全" and area.endswith(reset.group()[1])
            if not is_its_own or area.endswith(self.kind):  # 某县…,全县 in a city's report
                return True
        closing = self.text.find(")", start, end)
        return closing >= 0 and self.text.find("(", start, closing) < 0

    def _in(self, start: int, end: int) -> list[Area]:
        known = self._known.get((start, end))
        if known is None:
            known = self._known[start, end] = self.names.find(start, end)
        return known

"""The visible structure of a cleaned text: title, headings, paragraphs, sentences and their roles.

Belongs here: where sentences start and end, what stands above them, which sections hold plans.
Does not belong here: what a sentence says; what a furniture line looks like (`lines`), a numbering
(`headings`) or a plan section (`sections`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.extraction.layout.headings import (
    BARE,
    TOPIC,
    HeadingStack,
    Marker,
    is_heading_text,
    read_marker,
    starts_inline_item,
)
from orchestration.extraction.layout.lines import page_role, split_lines
from orchestration.extraction.layout.sections import (
    announces_list,
    answer_role,
    follows_problems,
    names_both,
    names_problems,
    opening_role,
    section_role,
    title_role,
)
from orchestration.extraction.model import Sentence

_LONGEST = 1500
"""A longer run without a full stop is a table or a list: cut, so that its cost stays linear."""
_SENTENCE = re.compile(
    rf"[^。!?\n]{{0,{_LONGEST}}}(?:[。!?]+[”’』」)\]》]*|$)"
    rf"|[^。!?\n]{{1,{_LONGEST}}}[,;、](?!\d)|[^。!?\n]{{1,{_LONGEST}}}(?!\d)|[^。!?\n]{{1,{_LONGEST}}}"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|—|-|\D{0,4}(?:年|度))")
_CHINESE_YEAR = re.compile(r"[二一][○零九][○零一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("○零一二三四五六七八九", "00123456789")
_NOTE = re.compile(r"注(?:释|解)?\s*[::]|说明\s*:|备注\s*:|\[?注\d?\]?\s*[::]")
_GOVERNMENT_REPORT = re.compile("政府工作报告|人民代表大会")
_GIVES_REPORT = re.compile("代表[^,。]{0,12}政府,?向[^,。]{0,4}大会[^,。]{0,6}报告")
_FIRST_ITEM = re.compile(r"一是|\(?[一1]\)|[一1][、.]|第一[,、]|首先|①|——|[●■◆▲★◇□○※·]")
_HEADED_YEAR = re.compile(
    r"^[^\S\n]*[一二三四五1-5(（第]{1,3}[部分)）、.．\s]{1,4}(?P<year>20\d\d)年[^\n。;,]{0,20}$",
    re.MULTILINE,
)
_ENDINGS = ("。", ";", "!", "?", ",", ":", "、")
_NOT_BARE = re.compile(r"[。;!?,:()|]|\d(?!\d{0,3}年)|^[A-Za-z]|、$")
_REPORT = re.compile("总结|报告|公报|情况|简报|通报|汇报|计划|要点|综述|\\d|年")
_TOPIC = re.compile(
    r"(?P<words>[^,。:;(《“\d]{2,16})(?<![为是说示出调括有])(?<!标题|介绍|认为|如下|记者):(?=.)"
)
_REPORT_TITLE = re.compile("(?:总结|报告|公报|汇报|要点|情况|综述)$")
_MAX_MENU_ITEM = 5
_MAX_HEAD = 6000
_MIN_REPEATED = 8
_MAX_TITLE = 64
_MAX_HEADING_LINE = 60
_MAX_LEAD_HEADING = 40
_MAX_BARE_HEADING = 22
_MAX_TITLE_LINES = 8
_TOP_RANK = 2
_MAX_GREETINGS = 8
"""Paragraphs ahead of which a speaker says in whose name the report is given."""


def read_layout(text: str) -> list[Sentence]:
    """Split a cleaned text into sentences, each with the headings above it and its role.

    Sentences end at 。！？ and at line ends, never at ；. A line's numbering is part of its first
    sentence. Every non-blank character of the text lies in exactly one sentence.
    """
    return list(_Reader(text).read())


def _repeated_title(text: str) -> int:
    """Return where a page's own title starts, if its first line (<title>) repeats it; else 0.

    What stands between them are menus. The search ends at the first line of prose.
    """
    lines = text[:_MAX_HEAD].split("\n")
    page_titles: list[str] = []
    position = 0
    for line in lines:
        words = line.strip()
        if "。" in words:
            break
        repeats = len(words) >= _MIN_REPEATED and any(
            t.startswith(words) or (f"《{words}》" in t) for t in page_titles
        )
        if repeats:
            return position + line.index(words)
        if words and (not page_titles or words.startswith("ArticleTitle:")):
            page_titles.append(words.removeprefix("ArticleTitle:"))
        position += len(line) + 1
    return 0


def _first_headed_year(text: str) -> int | None:
    """Return the first year where a text heads one part with it and a later one with the next."""
    years = [int(match["year"]) for match in _HEADED_YEAR.finditer(text)]
    first = years[0] if years else None
    return first if first is not None and first + 1 in years[1:] else None


def _is_menu_item(line: str) -> bool:
    return len(line) <= _MAX_MENU_ITEM and not _REPORT.search(line) and not read_marker(line)


class _Reader:
    """Reads line by line; what it keeps is what later lines inherit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack = HeadingStack()
        self.paragraph = -1
        self.title = ""
        self.n_title_lines = 0
        self.in_head = True
        self.in_note = False
        self.base_year: int | None = None
        self.is_government_report = False
        self.plans_began = False
        self.problems_named = False
        self.expects_plan_items = False
        self.answer_role = "body"
        self.default_role = "body"
        self.carried_role = "body"
        self.title_start = _repeated_title(text)
        self.headed_year = _first_headed_year(text)

    def read(self) -> Iterator[Sentence]:
        for start, line in split_lines(self.text):
            self.paragraph += 1
            yield from self._read_line(line, start)

    def _whole(self, line: str, start: int, role: str) -> Sentence:
        return Sentence(start, start + len(line), self.paragraph, self.stack.headings, role)

    def _read_line(self, line: str, start: int) -> Iterator[Sentence]:
        if role := page_role(line):
            yield self._whole(line, start, role)
        elif start < self.title_start:
            yield self._whole(line, start, "furniture" if self.paragraph else "meta")
        elif self.in_head and _is_menu_item(line):
            yield self._whole(line, start, "furniture")
        elif self.in_head and self._is_title(line):
            self._take_title(line)
            yield self._whole(line, start, "title")
        elif _NOTE.match(line):
            self.in_note, self.in_head = True, False
            yield from self._sentences(line, start, "note")
        else:
            self.in_head = False
            yield from self._read_body(line, start)

    def _is_title(self, line: str) -> bool:
        if len(line) > _MAX_TITLE or line[-1] in "。;:,!?—":
            return False
        marker = read_marker(line)
        is_subtitle = marker is None or (marker.kind == "dash" and line[0] in "—-")
        return self.n_title_lines < _MAX_TITLE_LINES and is_subtitle

    def _take_title(self, line: str) -> None:
        self.title = f"{self.title} {line}".strip()
        if match := _YEAR.search(self.title):
            self.base_year = int(match.group())
        elif match := _CHINESE_YEAR.search(self.title):
            self.base_year = int(match.group().translate(_CHINESE_DIGITS))
        if not self.n_title_lines or self.default_role == "body":
            self.default_role = self.carried_role = title_role(line)
        self.n_title_lines += 1
        self.is_government_report = bool(_GOVERNMENT_REPORT.search(self.title))

    def _read_body(self, line: str, start: int) -> Iterator[Sentence]:
        marker = read_marker(line)
        if self.in_note and (marker is None or marker.rank > 2):
            yield from self._sentences(line, start, "note")
            return
        self.in_note = False
        if marker is None:
            marker, words = BARE, line.rstrip(":| ")
            is_heading = len(line) <= _MAX_BARE_HEADING and not _NOT_BARE.search(words)
            self.stack.close_inline(ends_leads=not self.is_government_report)
        else:
            self._expect_items(line)
            words = line[marker.length :].strip().rstrip(":| ")
            is_heading = words[-1:] not in _ENDINGS
            self.stack.close(marker)
        self.expects_plan_items = False
        if is_heading and line[-1] == ":":
            is_heading = self._role_of(words) in {"plan", "review"}
        if marker is BARE and is_heading and not self.title and _REPORT_TITLE.search(words):
            self._take_title(words)
            yield self._whole(line, start, "title")
        elif marker.kind == "bracket":
            yield from self._bracketed(marker, line, start)
        elif is_heading and is_heading_text(words, _MAX_HEADING_LINE):
            self._open(marker, words, start)
            yield self._whole(line, start, "heading")
        else:
            yield from self._paragraph(line, start)

    def _bracketed(self, marker: Marker, line: str, start: int) -> Iterator[Sentence]:
        closing = line.index("】") + 1
        rest = line[closing:]
        self._open(marker, line[1 : closing - 1], start, is_inline=bool(rest.strip()))
        yield self._whole(line[:closing], start, "heading")
        if rest.strip():
            yield from self._paragraph(rest, start + closing)

    def _expect_items(self, line: str) -> None:
        """After a paragraph on plans, a numbering that starts anew lists them."""
        if self.expects_plan_items and _FIRST_ITEM.match(line):
            self.stack.push_lead("plan")

    def _role_of(self, words: str) -> str | None:
        first = _YEAR.search(words)
        if self.base_year is None and first and names_both(self.title):
            self.base_year = int(first.group())  # 小结及来年打算: the first year is reported on
        if self.base_year is None and self.headed_year:
            self.base_year = self.headed_year
        return section_role(words, self.base_year, plans_base_year=self.is_government_report)

    def _opening_role(self, text: str) -> str | None:
        reported = self.base_year
        if reported is not None and self.is_government_report:
            reported -= 1
        return opening_role(text, reported)

    def _open(self, marker: Marker, words: str, start: int, *, is_inline: bool = False) -> None:
        role = self._role_of(words)
        self.stack.close(marker)
        above = role or self.stack.role
        is_top = marker.rank <= _TOP_RANK
        if (
            role is None
            and is_top
            and (self.plans_began or (self.problems_named and follows_problems(words)))
        ):
            role = "plan"
        elif role == "plan" and self.is_government_report:
            self.plans_began = True
        self.problems_named = self.problems_named or (is_top and names_problems(words))
        if role is not None or is_top:
            self.carried_role = above if above in {"review", "body"} else self.default_role
        self.stack.push(marker, words, start, role, is_inline=is_inline)

    def _paragraph(self, line: str, start: int) -> Iterator[Sentence]:
        marker = read_marker(line)
        if self.paragraph < _MAX_GREETINGS and _GIVES_REPORT.search(line):
            self.is_government_report = True
        opening = self._opening_role(line[marker.length :] if marker else line)
        if opening == "body" and marker is None:
            self.stack.end_leads()
        self.answer_role = answer_role(line) or self.answer_role
        if "plan" in (opening, self.stack.role, self.answer_role):
            role = "plan"
        else:
            self.carried_role = role = opening or self.carried_role
        for sentence in self._sentences(line, start, role, marker):
            role = sentence.role
            yield sentence
        if role == "plan" and self.stack.role != "plan":
            if announces_list(line):
                self.stack.push_lead("plan")
            else:
                self.expects_plan_items = True

    def _sentences(
        self, line: str, start: int, role: str, marker: Marker | None = None
    ) -> Iterator[Sentence]:
        """Yield the sentences of a paragraph; a short first one of an item heads the rest."""
        for match in _SENTENCE.finditer(line):
            matched = match.group()
            sentence = matched.strip()
            if not sentence:
                continue
            begin = start + match.start() + len(matched) - len(matched.lstrip())
            if match.start():
                marker = starts_inline_item(sentence)
                if role == "body" and self._opening_role(sentence) == "plan":
                    role = "plan"
            if marker is not None:
                self.stack.close(marker)
            own_role = "plan" if role == "body" and self.stack.role == "plan" else role
            yield Sentence(
                begin, begin + len(sentence), self.paragraph, self.stack.headings, own_role
            )
            self._open_lead(marker, sentence, begin, is_inline=match.end() < len(line))

    def _open_lead(
        self, marker: Marker | None, sentence: str, start: int, *, is_inline: bool
    ) -> None:
        """Open the heading that a sentence is, or begins with before a colon."""
        if marker is not None:
            words = sentence[marker.length :].strip().rstrip("。!?:;")
            if is_heading_text(words, _MAX_LEAD_HEADING):
                self._open(marker, words, start, is_inline=is_inline)
                return
        begin = marker.length if marker is not None else 0
        topic = _TOPIC.match(sentence, begin)
        if topic and is_inline and is_heading_text(topic["words"], _MAX_BARE_HEADING):
            self._open(marker or TOPIC, topic["words"], start, is_inline=True)

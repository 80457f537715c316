"""Stage 6a, second part: how periods reach a fact by inheritance.

Belongs here: nearest cue in the sentence, then the paragraph, the section, the document; what
stock, flow and plan make of it. Does not belong here: parsing a date (`time`). See the README,
section "How a document becomes a number".
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestration.extraction.discourse.time import Clock, Period, TimeCue, month_end, whole_year
from orchestration.extraction.model import DocumentContext, Sentence
from orchestration.extraction.subjects.lexicon import load

if TYPE_CHECKING:
    from orchestration.extraction.settle.reading import Reading

_EFFECTIVE = re.compile(r"(?:自|从)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?起")
_RELEASES = frozenset({"news", "briefing", "interview"})
_NEXT_ITEM = re.compile(r"[;。,][二三四五六七八九十]是|[;。]\d{1,2}[.、]")
_YEARS = re.compile(r"[三四五六七八\d]年")
_OPEN = frozenset(["全年", "今年", "年内", "年末", "年底", "当年", "本年", "本年度"])
_MAY_CARRY = re.compile("[年五]")
_CROWN = frozenset({"level", "increment"})
_FLOW_UNITS = frozenset(["CNY", "person_time", "case", "couple", "record", "household", "item"])
_OPENING = 16
"""Characters at the start of a sentence in which a year holds for its paragraph."""
_SURE = 0.8
_WHOLE_YEAR_DAYS, _MONTH_DAYS = 330, 35


class PeriodReader:
    """Gives each reading of one document its period."""

    def __init__(self, text: str, context: DocumentContext, sentences: list[Sentence]) -> None:
        self.text, self.context, self.clock = text, context, Clock(context)
        self._report = self._of_report()
        known = [d for d in (context.report_end, context.published_at) if d]
        is_sure = context.context_confidence >= _SURE
        self._ahead_of = max(known) if known else None
        self._last_known = self._ahead_of if is_sure else None
        self._paragraphs: dict[int, list[Sentence]] = defaultdict(list)
        for sentence in sentences:
            self._paragraphs[sentence.paragraph].append(sentence)
        self._carried: dict[int, dict[int, Period]] = {}
        self._defaults: dict[int, Period | None] = {}
        self._cues: dict[int, list[TimeCue]] = {}
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._items: dict[int, list[tuple[int, int]]] = {}
        self._used: set[int] = set()
        self._before: dict[int, date] = {}
        self._act, self._state = load().mask("act"), load().mask("state")
        self.effective = self._effective()

    def period(self, r: Reading) -> Period | None:
        """The period of a reading; None where the document's own period is unknown."""
        sentence = r.mention.sentence
        default = self._default(sentence)
        cue = self._nearest(r, self._sentence_cues(sentence, default))
        if r.from_value:
            return self._old_value(r, cue)
        period = cue.period if cue else self._without_cue(r, default)
        if period is None:
            return None
        if cue:
            r.cues["period"] = cue.period.cue
            if cue.until and self._ahead_of and period.end > self._ahead_of:
                r.status = "target"
        if r.status == "target" and (period.cue in _OPEN or self._says_whole_year(r)):
            period = whole_year(period.end.year, period.cue)
        return self._shape(r, period, is_cued=cue is not None)

    def is_future(self, period: Period | None) -> bool:
        """Does a period end after the report could know it?"""
        if period is None or self._last_known is None or period.end <= self._last_known:
            return False
        return period.cue not in _OPEN and period.cue != "report"

    def cue_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where text[start:end] speaks of time."""
        known = self._spans.get(start)
        if known is None:
            cues = self._cues.get(start) or self.clock.cues(self.text, start, end)
            known = self._spans[start] = [(c.at, c.end) for c in cues]
        return known

    # -- what a sentence offers ----------------------------------------------------------------

    def _of_report(self) -> Period | None:
        clock = self.clock
        if clock.end is None or clock.start is None:
            return None
        return Period(clock.start, clock.end, False, "report")

    def _default(self, sentence: Sentence) -> Period | None:
        """The period of a section: what it plans for, else what the document reports on."""
        if sentence.role != "plan":
            return self._report
        if sentence.start not in self._defaults:
            self._defaults[sentence.start] = self._planned(sentence)
        return self._defaults[sentence.start]

    def _planned(self, sentence: Sentence) -> Period | None:
        """A year in the heading of a plan section, else what follows the reported period."""
        clock, context = self.clock, self.context
        if not clock.end or not clock.start:
            return None
        for heading in reversed(sentence.headings):
            cues = clock.cues(heading.text, 0, len(heading.text))
            future = [c for c in cues if not c.period.point and c.period.end > clock.end]
            if future:
                return future[-1].period
        days = (clock.end - clock.start).days
        first = month_end(clock.end.year, clock.end.month) + timedelta(days=1)
        is_yearly = context.genre == "government_work_report" or days > _WHOLE_YEAR_DAYS
        if is_yearly or first.month == 1:
            return whole_year(clock.end.year + 1, "plan")
        if days < _MONTH_DAYS and context.genre == "monthly":
            return Period(first, month_end(first.year, first.month), False, "plan")
        return Period(first, date(first.year, 12, 31), False, "plan")

    def _sentence_cues(self, sentence: Sentence, default: Period | None) -> list[TimeCue]:
        known = self._cues.get(sentence.start)
        if known is None:
            year = default.end.year if default and sentence.role == "plan" else None
            known = self.clock.cues(self.text, sentence.start, sentence.end, year)
            self._cues[sentence.start] = known
        return known

    def _carried_into(self, sentence: Sentence) -> Period | None:
        """A year or span that opens a sentence holds for the rest of its paragraph."""
        known = self._carried.get(sentence.paragraph)
        if known is None:
            known, carried = {}, None
            for s in self._paragraphs[sentence.paragraph]:
                end = min(s.end, s.start + _OPENING)
                if _MAY_CARRY.search(self.text, s.start, end):
                    for cue in self.clock.cues(self.text, s.start, end):
                        if cue.period.carries and not cue.compared and not cue.until:
                            carried = cue.period
                if carried is not None:
                    known[s.start] = carried
            self._carried[sentence.paragraph] = known
        return known.get(sentence.start)

    def _items_of(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Where 二是 or 2. starts the next item inside a sentence: a period does not reach it."""
        known = self._items.get(sentence.start)
        if known is None:
            found = _NEXT_ITEM.finditer(self.text, sentence.start, sentence.end)
            known = self._items[sentence.start] = [m.span() for m in found]
        return known

    # -- what a reading takes ------------------------------------------------------------------

    def _nearest(self, r: Reading, cues: list[TimeCue]) -> TimeCue | None:
        """The last cue before the number, the compared side of a change and other items out."""
        best, start = None, r.mention.quantity.start
        for cue in cues:
            if cue.at >= start:
                break
            is_own = r.from_value and cue.at >= r.mention.left[0]
            if cue.compared and not is_own:
                continue
            if cue.at in self._used and not r.from_value:
                continue
            items = self._items_of(r.mention.sentence)
            if items and any(cue.end <= a and b <= start for a, b in items):
                continue
            if best and best.period.end > cue.period.end and _YEARS.match(cue.period.cue):
                continue  # “十四五”时期…五年新增: the five years of the plan
            best = cue
        if best and r.from_value and best.at >= r.mention.left[0]:
            self._used.add(best.at)
        return best

    def _old_value(self, r: Reading, cue: TimeCue | None) -> Period | None:
        """The day before the new value holds."""
        paragraph = r.mention.sentence.paragraph
        if cue and cue.at >= r.mention.left[0] and cue.end <= r.mention.quantity.start:
            day = cue.period.end
        elif cue and self.text.startswith("起", cue.end):
            day = cue.period.end - timedelta(days=1)
        elif self.effective and _is_standard(r):
            day = self.effective - timedelta(days=1)
        elif paragraph in self._before:
            day = self._before[paragraph]
        elif self._report is None:
            return None
        elif r.mention.sentence.role == "plan":
            day = self._report.end
        else:
            day = date(self._report.start.year - 1, 12, 31)
        self._before[paragraph] = day
        if r.indicator is not None and r.indicator.kind == "flow":
            return Period(date(day.year, 1, 1), day, False, "from")
        return Period(day, day, True, "from")

    def _without_cue(self, r: Reading, default: Period | None) -> Period | None:
        sentence = r.mention.sentence
        if sentence.role == "plan":
            return default
        carried = self._carried_into(sentence)
        if carried is not None:
            return carried
        if sentence.role == "review" or default is None:
            return default
        if r.status == "target":
            return whole_year(default.end.year, "target")
        if self.effective and r.status == "actual" and _is_standard(r):
            return Period(self.effective, self.effective, True, "effective")
        return default

    def _says_whole_year(self, r: Reading) -> bool:
        return self.text.find("全年", r.mention.left[0], r.mention.right[1]) >= 0

    def _shape(self, r: Reading, period: Period, *, is_cued: bool) -> Period:
        """Stocks, standards, ratios and shares carry a day, flows the span."""
        kind = r.indicator.kind if r.indicator else _kind_of_unit(r, self._act, self._state)
        is_flow = kind == "flow" or r.measure == "increment"
        start, end, clock = period.start, period.end, self.clock
        is_told = r.status == "actual" and r.mention.sentence.role != "plan"
        if not is_cued and not is_flow and is_told and clock.end:
            end = min(end, clock.end)
        has_span = is_flow if r.measure in _CROWN else kind == "flow"
        return Period(start if has_span else end, end, period.point, period.cue, period.carries)

    def _effective(self) -> date | None:
        """The day from which a news release says that new standards hold."""
        if self.context.genre not in _RELEASES or self.clock.end is None:
            return None
        m = _EFFECTIVE.search(self.text)
        if not m:
            return None
        try:
            return date(int(m[1] or self.clock.end.year), int(m[2]), int(m[3] or 1))
        except ValueError:
            return None


def _is_standard(r: Reading) -> bool:
    if r.indicator is not None:
        kind = r.indicator.kind
        return kind == "standard" or (kind == "ratio" and "标准" in r.frame.text)
    return r.unit_raw.startswith("CNY_per")


def _kind_of_unit(r: Reading, act: int, state: int) -> str:
    """Flow or stock for an uncatalogued fact: by its verb (走访, 现有), else by its unit."""
    unit = r.unit_raw
    if unit.startswith("CNY_per") or unit in {"percent", "percentage_point"}:
        return "stock"
    if r.frame.said & state:
        return "stock"
    return "flow" if r.frame.said & act or unit in _FLOW_UNITS else "stock"

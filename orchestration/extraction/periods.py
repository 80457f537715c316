"""Stage 6a, second part: how periods reach a fact by inheritance.

Belongs here: nearest cue in the sentence, then the paragraph, the section, the document; what stock, flow and plan
make of it. Does not belong here: parsing a date (time).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from orchestration.extraction.lexicon import load
from orchestration.extraction.model import DocumentContext, Sentence
from orchestration.extraction.time import Clock, Period, TimeCue, plan_span

if TYPE_CHECKING:
    from orchestration.extraction.resolve import Reading

_EFFECTIVE = re.compile(r"(?:自|从)(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?起")
_NEXT_ITEM = re.compile(r"(?:[;。,][二三四五六七八九十]是|[;。]\d{1,2}[.、])")
_YEARS = re.compile(r"[三四五六七八\d]年")
_OPEN = frozenset(("全年", "今年", "年内", "年末", "年底", "当年", "本年", "本年度"))
_MAY_CARRY = re.compile("[年五]")
_CROWN = ("level", "increment")
OPENING = 16
SURE = 0.8


class PeriodReader:
    """Gives each reading of one document its period."""

    def __init__(self, text: str, context: DocumentContext, sentences: list[Sentence]) -> None:
        self.text, self.context, self.clock = text, context, Clock(context)
        self._cues: dict[tuple[int, int], list[TimeCue]] = {}
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._used: set[int] = set()
        self._before: dict[int, date] = {}
        self._act, self._state = load().mask("act"), load().mask("state")
        self._carried = self._carry(sentences)
        self.effective = self._effective()

    def period(self, r: Reading) -> Period | None:
        """The period of a reading; None where the document's own period is unknown."""
        sentence = r.mention.sentence
        default = self._default(sentence, r.status)
        cues = self._sentence_cues(sentence, default)
        cue = self._nearest(r, cues)
        if r.from_value:
            return self._old_value(r, cue)
        period = cue.period if cue else self._without_cue(r, default)
        if period is None:
            return None
        if cue:
            r.cues["period"] = cue.period.cue
        words = self.text[r.mention.left[0] : r.mention.right[1]]
        if r.status == "target" and (period.cue in _OPEN or "全年" in words):
            period = replace(period, start=date(period.end.year, 1, 1), end=date(period.end.year, 12, 31))
        return self._shape(r, period, bool(cue))

    def is_future(self, period: Period | None) -> bool:
        """Does a period end after the report could know it?"""
        known = [d for d in (self.context.report_end, self.context.published_at) if d]
        sure = self.context.context_confidence >= SURE
        return bool(period and known and sure and period.cue not in _OPEN and period.cue != "report" and period.end > max(known))

    def _default(self, sentence: Sentence, status: str) -> Period | None:
        clock = self.clock
        if sentence.role == "plan":
            return plan_span(self.context, sentence, clock, self.text)
        if clock.end is None or clock.start is None:
            return None
        return Period(clock.start, clock.end, False, "report")

    def cue_spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where text[start:end] speaks of time."""
        known = self._spans.get(start)
        if known is None:
            cues = self._cues.get((start, end)) or self.clock.cues(self.text, start, end)
            known = self._spans[start] = [(c.at, c.end) for c in cues]
        return known

    def _sentence_cues(self, sentence: Sentence, default: Period | None) -> list[TimeCue]:
        key = (sentence.start, sentence.end)
        known = self._cues.get(key)
        if known is None:
            year = default.end.year if default and sentence.role == "plan" else None
            known = self._cues[key] = self.clock.cues(self.text, sentence.start, sentence.end, year)
        return known

    def _carry(self, sentences: list[Sentence]) -> dict[int, Period]:
        """A year or span that opens a sentence holds for the rest of its paragraph: sentence start -> period."""
        out: dict[int, Period] = {}
        paragraph, carried = -1, None
        for s in sentences:
            if s.paragraph != paragraph:
                paragraph, carried = s.paragraph, None
            end = min(s.end, s.start + OPENING)
            opening = self.clock.cues(self.text, s.start, end) if _MAY_CARRY.search(self.text, s.start, end) else ()
            for cue in opening:
                if cue.period.carries and not cue.compared and not cue.until:
                    carried = cue.period
            if carried is not None:
                out[s.start] = carried
        return out

    def _nearest(self, r: Reading, cues: list[TimeCue]) -> TimeCue | None:
        q = r.mention.quantity
        best = None
        for cue in cues:
            if cue.at >= q.start:
                break
            if cue.compared and not (r.from_value and cue.at >= r.mention.left[0]):
                continue
            if cue.at in self._used and not r.from_value:
                continue
            if _NEXT_ITEM.search(self.text, cue.end, q.start):
                continue
            if best and _YEARS.match(cue.period.cue) and best.period.end > cue.period.end:
                continue  # “十四五”时期…五年新增: the five years of the plan
            best = cue
        if best and r.from_value and best.at >= r.mention.left[0]:
            self._used.add(best.at)
        return best

    def _old_value(self, r: Reading, cue: TimeCue | None) -> Period | None:
        if cue and cue.at >= r.mention.left[0] and cue.end <= r.mention.quantity.start:
            day = cue.period.end
        elif cue and self.text.startswith("起", cue.end):
            day = cue.period.end - timedelta(days=1)
        elif self.effective and _is_standard(r):
            day = self.effective - timedelta(days=1)
        elif self._before.get(r.mention.sentence.paragraph):
            day = self._before[r.mention.sentence.paragraph]
        elif self.clock.end is None or self.clock.start is None:
            return None
        else:
            day = date(self.clock.start.year - 1, 12, 31)
        self._before[r.mention.sentence.paragraph] = day
        if r.indicator is not None and r.indicator.kind == "flow":
            return Period(date(day.year, 1, 1), day, False, "from")
        return Period(day, day, True, "from")

    def _without_cue(self, r: Reading, default: Period | None) -> Period | None:
        carried = self._carried.get(r.mention.sentence.start)
        if carried is not None and r.mention.sentence.role != "plan":
            return carried
        if r.mention.sentence.role == "review" or default is None:
            return default
        if r.status == "target" and r.mention.sentence.role != "plan":
            return Period(date(default.end.year, 1, 1), date(default.end.year, 12, 31), False, "target")
        if self.effective and _is_standard(r) and r.status == "actual":
            return Period(self.effective, self.effective, True, "effective")
        return default

    def _shape(self, r: Reading, period: Period, cued: bool) -> Period:
        """Stocks, standards, ratios and shares carry a day, flows the span."""
        kind = r.indicator.kind if r.indicator else _kind_of_unit(r, self._act, self._state)
        is_flow = kind == "flow" or r.measure == "increment"
        end = period.end
        if not cued and not is_flow and self.clock.end and r.status == "actual" and r.mention.sentence.role != "plan":
            end = min(end, self.clock.end)
        if r.measure not in _CROWN:
            return replace(period, end=end, start=end if kind != "flow" else period.start)
        return replace(period, start=period.start if is_flow else end, end=end)

    def _effective(self) -> date | None:
        """The day from which a news release says that new standards hold."""
        if self.context.genre not in {"news", "briefing", "interview"} or self.clock.end is None:
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
        return r.indicator.kind == "standard" or (r.indicator.kind == "ratio" and "标准" in r.frame.text)
    return r.unit_raw.startswith("CNY_per")


def _kind_of_unit(r: Reading, act: int, state: int) -> str:
    """Flow or stock for an uncatalogued fact: by its verb (走访, 现有), else by its unit."""
    unit, said = r.unit_raw, 0
    if unit.startswith("CNY_per") or unit in {"percent", "percentage_point"}:
        return "stock"
    for zone in r.frame.zones:
        if zone.origin in {"near", "far"}:
            said |= zone.mask
    if said & state:
        return "stock"
    if said & act or unit in {"CNY", "person_time", "case", "couple", "record", "household", "item"}:
        return "flow"
    return "stock"

"""Stages 6 and 7 brought together: from a mention and its frame to a fact.

Belongs here: the order of decisions for one quantity (measure, indicator, residence, category,
status, unit, area, period). Does not belong here: the decisions themselves (`measures`,
`inheritance`, `abstain`, `breakdowns`, `status`). See the README, section "How a document becomes
a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.discourse.measures import (
    decide_increment,
    decide_measure,
    settle_ratio,
)
from orchestration.extraction.quantities.standards import is_yearly
from orchestration.extraction.quantities.units import STANDARD, YEARLY, admissible, raw_unit
from orchestration.extraction.settle.kind import fact_kind
from orchestration.extraction.settle.mode import decide_status
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.abstain import is_bare_part, is_for_several, is_of_another
from orchestration.extraction.subjects.acceptance import choose
from orchestration.extraction.subjects.breakdowns import (
    decide_category,
    decide_residence,
    own_level_above,
)
from orchestration.extraction.subjects.inheritance import continues, inherit, take_whole
from orchestration.extraction.subjects.lexicon import Indicator
from orchestration.extraction.subjects.linking import Units, accept, rank
from orchestration.extraction.subjects.outlays import with_outlay
from orchestration.extraction.subjects.ratios import take_ratio

_OF_WHOLE = re.compile(r"占(?!比)|其中|有$")
_OF_TASK = re.compile("(?:目标|任务|计划)(?:数|任务)?的$")
_OF_RATE = re.compile("率|比例|占比|完成")
_PERCENT: Units = (("percent", 0.0),)
_METRICS: tuple[tuple[re.Pattern[str], Units], ...] = (
    (re.compile("人数|人次"), (("person", 0.0), ("person_time", 0.0))),
    (re.compile("户数"), (("household", 0.0),)),
    (re.compile("金额|支出|资金|总额"), (("CNY", 0.0),)),
)

__all__ = ["Reading", "Resolver"]


class Resolver(Discourse):
    """Reads the mentions of one document in order."""

    def read(self, m: Mention) -> Reading:
        """The reading of the next mention."""
        r = self._open(m)
        decide_measure(r, self)
        self._link(r)
        decide_residence(r, self)
        decide_category(r, self)
        decide_status(r, self)
        decide_increment(r, self)
        r.unit_raw = self._raw_unit(r)
        settle_ratio(r)
        take_ratio(r)
        r.area = self._area(r)
        r.periods = self.periods.settle(m, fact_kind(r, self))
        r.period = r.periods.best
        if r.status == "actual" and self.periods.is_to_come(r.period):
            r.status, r.cues["status"] = "target", "period"
            r.periods = self.periods.settle(m, fact_kind(r, self))
            r.period = r.periods.best
        return r

    def _open(self, m: Mention) -> Reading:
        frame = self.builder.build(m)
        own_left = left = self.text[m.left[0] : m.quantity.start]
        if m.distributive and m.run[0] != m.index:
            head = self.mentions[m.run[0]]
            left = self.text[head.left[0] : head.quantity.start]
        q = m.quantity
        r = Reading(m, frame, left, own_left, q.number, q.units[0])
        self.readings.append(r)
        return r

    def _link(self, r: Reading) -> None:
        """Find the indicator: a ratio's own, one taken over, or the one its words name."""
        if r.unit == "percent" and not r.is_change and self._link_ratio(r):
            return
        is_of_whole = r.measure != "share" or self._is_share_of_whole(r)
        if r.is_change_or_share:
            p = self.antecedent(r.mention)
            if r.mention.mapped and p is not None and p.indicator is None:
                return
            goes_on = r.mention.follows and not r.mention.distributive
            is_of_before = goes_on or not self.has_own_topic(r)
            if is_of_whole and is_of_before and inherit(r, self):
                return
            is_told_of = r.source is not None and not r.mention.attached
            if is_told_of and not self.has_near_topic(r):
                return  # of what the catalogue does not have
        if not continues(r, self):
            self._link_by_words(r, is_of_whole=is_of_whole)

    def _link_ratio(self, r: Reading) -> bool:
        ratios = rank(r.frame.zones, _PERCENT)
        chosen = accept(ratios)
        if _OF_TASK.search(r.left):  # 新增护理型床位320张,完成目标的64%
            told = self.lexicon.explained[chosen.indicator.indicator_id] if chosen else 0
            if not told & self.completion:
                r.measure = "share"
                return True
        if chosen:
            r.indicator, r.candidates, r.measure = chosen.indicator, ratios, "level"
        return chosen is not None

    def _link_by_words(self, r: Reading, *, is_of_whole: bool) -> None:
        candidates = rank(r.frame.zones, self._units(r))
        if r.unit == "person":
            whole, persons = self.whole(r.mention), self.lexicon.counted_in_persons
            candidates = tuple(
                c
                for c in candidates
                if c.indicator.unit != "person_time"
                or (whole is not None and whole.indicator is c.indicator)
                or (whole is None and c.indicator.indicator_id not in persons)
            )
        if r.unit == "person_time":
            candidates = tuple(c for c in candidates if c.indicator.kind == "flow")
        if r.unit == "CNY" and r.frame.near & self.per_case:
            candidates = tuple(c for c in candidates if c.indicator.kind == "standard")
        r.candidates = with_outlay(candidates, r, self)
        chosen = choose(r, self) if is_of_whole else None
        if chosen is not None:
            r.indicator = chosen.indicator
            r.candidates = (chosen, *(c for c in candidates if c is not chosen))
        take_whole(r, self)
        if is_bare_part(r, self) or is_of_another(r, self) or is_for_several(r, self):
            r.indicator = None
        if r.measure == "level" and r.unit == "percent" and r.indicator is None:
            r.measure = "share"
        if r.measure == "share" and r.indicator and r.indicator.unit == "percent":
            r.measure = "level"

    def _is_share_of_whole(self, r: Reading) -> bool:
        """占, 其中 or a plain 三成, 三分之一 of what was just counted; not 完成了九成."""
        if _OF_WHOLE.search(r.left):
            return True
        unit = r.mention.quantity.unit_zh
        return (unit == "成" or "分之" in unit) and not _OF_RATE.search(r.left)

    def _units(self, r: Reading) -> Units:
        """Canonical units of the indicator; a rate of change leaves it to words like 人数, 支出."""
        if r.measure not in {"change_pct", "share"}:
            word, near = r.frame.period_word, r.frame.near
            return admissible(r.mention.quantity, word, near, self.lexicon)
        if r.unit == "percentage_point":
            return _PERCENT
        if r.measure == "change_pct":
            for pattern, units in _METRICS:
                if pattern.search(r.left):
                    return units
        return ()

    def _raw_unit(self, r: Reading) -> str:
        m, frame = r.mention, r.frame
        words = frame.text + r.own_left + self.text[m.quantity.end : m.right[1]]
        word, near = frame.period_word, frame.near
        unit = raw_unit(m.quantity, word, r.indicator, r.measure, words, near, self.lexicon)
        if r.indicator is None or unit not in {"", STANDARD}:
            return unit
        if unit and (frame.is_period_own or not self._is_yearly([m], r.indicator)):
            return unit
        if unit:
            return YEARLY  # 城乡标准为每人每月530元和3800元
        return self._unit_of_alike(r, r.indicator)

    def _unit_of_alike(self, r: Reading, indicator: Indicator) -> str:
        """Per month or year of a standard told without it, alike with its neighbours."""
        run = [self.mentions[i] for i in r.mention.run]
        if r.measure == "level" and self._is_yearly(run, indicator):
            return YEARLY
        for before in self.readings[-2:-1]:
            is_beside = before.mention.sentence is r.mention.sentence
            if is_beside and before.indicator is indicator and before.unit_raw == YEARLY:
                return YEARLY
        return STANDARD

    def _is_yearly(self, told: list[Mention], indicator: Indicator) -> bool:
        """Is one of several numbers told alike more than a month's standard can be?"""
        context = self.periods.finder.context
        day = context.report_end or context.published_at
        year = day.year if day else None
        return any(is_yearly(m.quantity.number, indicator, year) for m in told)

    def _area(self, r: Reading) -> str:
        is_per_case = r.unit == "CNY" and bool(r.frame.near & self.per_case)
        area = self.areas.area(r.mention, own_clause=is_per_case) or own_level_above(r, self)
        p = self.antecedent(r.mention)
        if p is None or r.measure != "share" or area:
            return area
        is_left = self.areas.is_left_again(p.mention.quantity.end, r.mention.quantity.start)
        return "" if is_left else p.area

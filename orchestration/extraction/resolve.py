"""Stages 6 and 7 brought together: from a mention and its frame to a fact.

Belongs here: the order of decisions for one quantity (change or level, indicator, residence, category, unit, status,
period, area) and what a quantity takes over from the one before it. Does not belong here: the cues themselves.
See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.extraction import reading
from orchestration.extraction.areas import AreaFinder
from orchestration.extraction.frames import Frame, FrameBuilder
from orchestration.extraction.lexicon import Category, Indicator, Lexicon
from orchestration.extraction.linking import Candidate, accept, rank
from orchestration.extraction.periods import PeriodReader
from orchestration.extraction.structure import Mention, list_head
from orchestration.extraction.time import Period
from orchestration.extraction.units import admissible, raw_unit

_BY_DEFINITION = re.compile(r"农村|城市|城镇|村民|敬老院|留守儿童")
_NEWLY = re.compile(r"准予登记|增加(?=[一-鿿]{0,4}床位)|新[增建纳办设创评批开添发](?!型)|新登记|新认定|新成立|新培育|增设|新注册")
_ALWAYS_CHANGE = frozenset(("提高", "上调", "净增", "净减", "增支", "减支", "少了", "多了", "涨了", "略增", "略降"))
_OF_WHOLE = re.compile(r"占(?!比)|其中|有$")
_METRICS = (
    (re.compile("人数|人次"), (("person", 0.0), ("person_time", 0.0))),
    (re.compile("户数"), (("household", 0.0),)),
    (re.compile("金额|支出|资金|总额"), (("CNY", 0.0),)),
)
_OTHER_TIME = re.compile(r"\d年|\d月|期间|以来|季度|当年|今年|当月|半年")
_TO = re.compile(r"(?:提高|增加|扩大|上升|发展|壮大|降|减少|下降|调整|升|增|提标|上调|扩展|拓展|增长|攀升|跃升|缩减|压减|提)(?:到|至|为)")
RESTRICTED, BARE = 2, 4
_BUILDS = re.compile(r"建设|新建|建成|打造|改建|扩建|增设")


@dataclass(slots=True)
class Reading:
    """Everything decided about one mention."""

    mention: Mention
    frame: Frame
    measure: str = "level"
    indicator: Indicator | None = None
    candidates: tuple[Candidate, ...] = ()
    residence: str = "total"
    category: Category | None = None
    unit_raw: str = "item"
    number: Decimal = Decimal(0)
    status: str = "actual"
    area: str = ""
    period: Period | None = None
    inherited: bool = False
    from_value: bool = False
    label: str = ""
    subject: str = ""
    cues: dict[str, str] = field(default_factory=dict)


class Resolver:
    """Reads the mentions of one document in order."""

    def __init__(self, text: str, builder: FrameBuilder, areas: AreaFinder, periods: PeriodReader, lexicon: Lexicon) -> None:
        self.text, self.builder, self.areas, self.periods, self.lexicon = text, builder, areas, periods, lexicon
        self.readings: list[Reading] = []
        self._sentence: tuple[int, int] = (0, 0)
        self._source: Reading | None = None
        self._urban, self._rural, self._both = (lexicon.mask(n) for n in ("urban", "rural", "both"))
        self._new, self._subset = lexicon.mask("new"), lexicon.mask("subset")
        self._per_head = lexicon.mask("@per1000", "@per10000", "@per100hh")
        self._generic = lexicon.mask("generic", "opened", "person_total", "funds_word", "expend", "assist_fund", "service_word", "=发放", "=支出")
        self._benefit, self._per_case = lexicon.mask("benefit"), lexicon.mask("per_case")

    def read(self, m: Mention) -> Reading:
        """The reading of the next mention."""
        r = Reading(m, self.builder.build(m), number=m.quantity.number)
        self.readings.append(r)
        self._sentence, self._source = (m.sentence.start, m.sentence.end), None
        self._measure(r)
        self._link(r)
        self._residence(r)
        self._category(r)
        self._increment(r)
        r.unit_raw = raw_unit(m.quantity, r.frame.period_word, r.indicator, r.measure, self._context_words(r), r.frame.near, self.lexicon)
        self._times(r)
        r.area = self.areas.area(m, own_clause=bool(r.frame.near & self._per_case) and m.quantity.units[0] == "CNY")
        if r.measure == "share" and not r.area and m.antecedent is not None:
            r.area = self.readings[m.antecedent].area
        r.period = self.periods.period(r)
        if r.inherited and "period" not in r.cues and r.measure.startswith("change") and self._source is not None:
            r.period = self._source.period
        if self.periods.is_future(r.period):
            r.status = "target"
        return r

    # -- measure -------------------------------------------------------------------------------------------------

    def _measure(self, r: Reading) -> None:
        m, text = r.mention, self.text
        own_word = reading.has_change(text, m.left[0], m.quantity.start)
        head = self.builder.mentions[m.run[0]] if m.distributive and not own_word else m
        q = head.quantity
        r.from_value = reading.is_from(text, head.left[0], q.start) and self._changes_to(m)
        change = None if r.from_value else reading.change_before(text, head.left[0], q.start, head.before[0])
        percent = m.quantity.units[0] in {"percent", "permille"}
        if change is None and percent:
            change = reading.change_after(text, m.quantity.end, m.quantity.end + 12)
        compared = reading.compared(text, head.before[0], q.start)
        if m.quantity.units[0] == "percentage_point":
            r.measure = "change_abs"
        elif change and (percent or m.quantity.units[0] == "times"):
            r.measure = "change_pct"
        elif change and (compared or change[0] in _ALWAYS_CHANGE or self._has_level_before(m) or r.frame.near_own & self.lexicon.topic):
            r.measure = "change_abs"
        elif change and change[0] in {"减少", "下降", "压减", "缩减"} and not self.text[q.end : q.end + 1].startswith("到"):
            r.measure = "change_abs"
        if r.measure.startswith("change"):
            r.cues["measure"] = change[0] if change else "百分点"
            down = change[1] if change else bool(re.search("下降|减少|降低|回落|下滑", text[head.left[0] : q.start]))
            if down:
                r.number = -r.number
        elif percent and ("分之" in m.quantity.unit_zh or m.quantity.unit_zh == "成"):
            r.measure = "share"
        elif percent and reading.is_share(text, head.before[0] if not r.frame.near & self.lexicon.topic else head.left[0], q.start):
            r.measure = "share"
            r.cues["measure"] = "占"

    def _changes_to(self, m: Mention) -> bool:
        after = self.text[m.quantity.end : m.quantity.end + 26]
        return bool(re.match(r"[^,;。]{0,20}?(?:到|至|为|升|降|增|减)", after))

    def _has_level_before(self, m: Mention) -> bool:
        if m.antecedent is None:
            return False
        previous = self.readings[m.antecedent]
        return previous.mention.quantity.units[0] == m.quantity.units[0] and previous.measure == "level"

    # -- linking -------------------------------------------------------------------------------------------------

    def _link(self, r: Reading) -> None:
        m = r.mention
        change = r.measure.startswith("change") or r.measure == "share"
        zones = r.frame.zones
        if m.quantity.units[0] == "percent" and not r.measure.startswith("change"):
            ratios = rank(zones, (("percent", 0.0),))
            chosen = accept(ratios)
            if chosen:
                r.indicator, r.candidates, r.measure = chosen.indicator, ratios, "level"
                return
        of_whole = r.measure != "share" or _OF_WHOLE.search(self._left(r)) or self._is_plain_fraction(r)
        if change and m.mapped and m.antecedent is not None and self.readings[m.antecedent].indicator is None:
            return
        if change and of_whole and not r.frame.near_own & self.lexicon.topic and self._inherit(r):
            return
        if self._repeats(r) or self._completes(r):
            return
        r.candidates = rank(zones, self._units(r))
        if m.quantity.units[0] == "person_time":
            r.candidates = tuple(c for c in r.candidates if c.indicator.kind == "flow")
        if r.frame.near & self._per_case and m.quantity.units[0] == "CNY":
            r.candidates = tuple(c for c in r.candidates if c.indicator.kind == "standard")
        chosen = accept(r.candidates) if of_whole else None
        if chosen and chosen.indicator.kind == "stock" and not change and self._is_subset(r):
            chosen = None
        if chosen and (self._is_unknown_part(r) or self._is_restricted(r, chosen.indicator) or self._contradicts(r, chosen.indicator)):
            chosen = None
        r.indicator = chosen.indicator if chosen else None
        self._take_whole(r)
        if self._is_bare_part(r):
            r.indicator = None
        if r.measure == "level" and m.quantity.units[0] == "percent" and r.indicator is None:
            r.measure = "share"
        if r.indicator and r.indicator.unit == "percent" and r.measure == "share":
            r.measure = "level"

    def _is_plain_fraction(self, r: Reading) -> bool:
        """三成, 三分之一 of what was just counted, but not 完成了九成, 劝和率三成."""
        unit = r.mention.quantity.unit_zh
        return ("分之" in unit or unit == "成") and not re.search("率|比例|占比|完成", self._left(r))

    def _left(self, r: Reading) -> str:
        head = self.builder.mentions[r.mention.run[0]] if r.mention.distributive else r.mention
        return self.text[head.left[0] : head.quantity.start]

    def _units(self, r: Reading) -> tuple[tuple[str, float], ...]:
        """Canonical units that the indicator may have; a rate of change leaves it to words like 人数, 支出."""
        if r.measure not in {"change_pct", "share"} and r.unit_raw != "percentage_point":
            return admissible(r.mention.quantity, r.frame.period_word, r.frame.near, self.lexicon)
        if r.mention.quantity.units[0] == "percentage_point":
            return (("percent", 0.0),)
        for pattern, units in _METRICS:
            if r.measure == "change_pct" and pattern.search(self._left(r)):
                return units
        return ()

    def _contradicts(self, r: Reading, indicator: Indicator) -> bool:
        """农村社区服务设施 is not the indicator that is urban by definition."""
        name, said = indicator.name_zh, r.frame.near & (self._urban | self._rural | self._both)
        if name.startswith(("城市", "城镇")):
            return said == self._rural
        return name.startswith("农村") and said == self._urban

    def _is_restricted(self, r: Reading, indicator: Indicator) -> bool:
        """Unknown words between the topic and its number (留守儿童返校复学62人), before it (考入大学的孤儿43名), or
        instead of it (召开民主听证会512场) make it something else."""
        m = r.mention
        if m.conjunct is not None or m.follows or m.distributive or r.from_value or r.measure.startswith("change"):
            return False
        topics = [h for h in self.builder.hits_in(*m.left) if h[3] & (self.lexicon.topic | self.lexicon.metric)]
        if not r.frame.near_own & self.lexicon.topic:
            relative = self.text[m.left[1] - 1 : m.left[1]] == "的"
            if m.quantity.units[0] == "facility" and self.residue((m.right[0], self.builder.right_near(m))) >= RESTRICTED:
                return True
            return self.residue(m.left) >= (RESTRICTED if relative else BARE)
        if indicator.kind != "stock":
            return False
        if topics and not any(h[3] & self.lexicon.topic for h in self.builder.hits_in(*m.right)):
            return self.residue((max(h[1] for h in topics), m.left[1])) >= RESTRICTED
        return False

    def _is_subset(self, r: Reading) -> bool:
        """600家社会组织参与…: an event of some, not how many there are."""
        said = 0
        for zone in r.frame.zones:
            if zone.origin in {"near", "far"}:
                said |= zone.mask
        if not r.frame.near_own & self.lexicon.topic:
            return False
        return bool(said & self._subset) or (r.mention.quantity.units[0] == "facility" and bool(said & self._benefit))

    def _repeats(self, r: Reading) -> bool:
        """金安区入住41人,裕安区入住35人: the same words of another area measure the same."""
        m = r.mention
        if m.antecedent is None or m.distributive or m.follows:
            return False
        p = self.readings[m.antecedent]
        same = p.indicator and p.frame.near == r.frame.near and p.mention.quantity.units == m.quantity.units
        if not same or not r.frame.near_own & self.lexicon.topic or not self.areas.area(m):
            return False
        r.indicator, r.candidates = p.indicator, p.candidates
        return True

    def _completes(self, r: Reading) -> bool:
        """…由A提高到B: the new value is of what the old one was."""
        m = r.mention
        if m.antecedent is None or r.measure.startswith("change") or not self.readings[m.antecedent].from_value:
            return False
        p = self.readings[m.antecedent]
        if not _TO.search(self._left(r)) or r.frame.near_own & self.lexicon.topic:
            return False
        r.indicator, r.residence, r.category, r.candidates = p.indicator, p.residence, p.category, p.candidates
        r.measure, r.inherited = p.measure, True
        return True

    def _inherit(self, r: Reading) -> bool:
        """A change or share without a subject of its own is of what was counted just before it."""
        m = r.mention
        i = m.antecedent
        if i is None and m.index and self.readings[m.index - 1].mention.sentence.paragraph == m.sentence.paragraph:
            i = m.index - 1
        wanted = {u for u in m.quantity.units} if r.measure == "change_abs" else None
        hops = 0
        while i is not None and hops < 4:
            p = self.readings[i]
            if self._is_ratio_between(r, p):
                i = self.builder.mentions[i].antecedent
                continue
            fits = wanted is None or p.mention.quantity.units[0] in wanted or "percentage_point" in wanted
            passing = r.measure != "share" and p.mention.quantity.units[0] in {"times", "percent"} and p.indicator is None
            if not p.measure.startswith("change") and not passing and (p.indicator or hops == 0) and fits and self._metric_fits(r, p):
                r.indicator, r.residence, r.category = p.indicator, p.residence, p.category
                if p.indicator is not None:
                    dims = self.lexicon.dimensions.get(p.indicator.indicator_id, ())
                    r.category = self._find_category(r, dims) or p.category
                r.candidates, r.inherited, self._source = p.candidates, True, p
                r.cues["indicator"] = f"← {p.mention.quantity.start}"
                return p.indicator is not None
            i = self.builder.mentions[i].antecedent
            hops += 1
        return False

    def _is_ratio_between(self, r: Reading, p: Reading) -> bool:
        """销售4.48亿元,完成任务135.8%,同比增长25.4%: the growth is of the amount, not of the ratio."""
        before = p.mention.antecedent
        return (
            r.measure == "change_pct"
            and p.mention.quantity.units[0] == "percent"
            and before is not None
            and self.readings[before].mention.quantity.units[0] != "percent"
            and self.readings[before].indicator is not None
        )

    def _metric_fits(self, r: Reading, p: Reading) -> bool:
        left = self.text[r.mention.left[0] : r.mention.quantity.start]
        unit = p.mention.quantity.units[0]
        if "人数" in left:
            return unit in {"person", "person_time"}
        if "户数" in left:
            return unit == "household"
        if "金额" in left or "支出" in left or "资金" in left:
            return unit == "CNY"
        return True

    def _take_whole(self, r: Reading) -> None:
        """A part by programme (农村低保7128人 of those covered) stays a part of its whole."""
        m = r.mention
        if m.whole is None or r.measure != "level":
            return
        whole = self.readings[m.whole]
        if whole.indicator is None or whole.mention.quantity.units[0] != m.quantity.units[0]:
            return
        dims = self.lexicon.dimensions.get(whole.indicator.indicator_id, ())
        if "programme" in dims and self._find_category(r, ("programme",)):
            r.indicator = whole.indicator
        elif r.indicator is None and not r.frame.near & self.lexicon.topic:
            named = self._find_category(r, dims) or r.frame.near & (self._urban | self._rural) or self.areas.area(m)
            if named:
                r.indicator = whole.indicator

    def _is_unknown_part(self, r: Reading) -> bool:
        """其中 with words the lexicon does not know, and nothing that it does."""
        m = r.mention
        if m.whole is None or r.frame.near & (self.lexicon.topic | self.lexicon.verb | self._urban | self._rural):
            return False
        if self._find_category(r, tuple({c.dimension for c in self.lexicon.categories})) or self.areas.area(m):
            return False
        return self.residue(m.left) + self.residue(m.right) >= 2

    def _is_bare_part(self, r: Reading) -> bool:
        """A part of its whole that no residence, category or area tells from it is none of the catalogue's cells."""
        m = r.mention
        if r.indicator is None or r.measure.startswith("change"):
            return False
        if self.text[m.left[0] - 2 : m.left[0]] == "中,":
            same = not r.frame.near_own & self.lexicon.topic
        elif m.whole is not None:
            same = self.readings[m.whole].indicator is r.indicator
        else:
            return False
        if not same or m.quantity.units[0] == "percent":
            return False
        dims = self.lexicon.dimensions.get(r.indicator.indicator_id, ())
        told = _OTHER_TIME.search(self._left(r)) or r.frame.near & (self._urban | self._rural | self._new) or self._find_category(r, dims) or self.areas.area(m)
        return not told and not m.follows

    def residue(self, span: tuple[int, int]) -> int:
        """How many Chinese characters of a span are no known word, no area and no time."""
        start, end = span
        cuts = [*self.areas.spans(*self._sentence), *self.periods.cue_spans(*self._sentence)]
        text = list(self.text[start:end])
        for a, b in cuts:
            for i in range(max(a, start), min(b, end)):
                text[i - start] = " "
        return self.lexicon.unknown("".join(text))

    # -- breakdowns ----------------------------------------------------------------------------------------------

    def _residence(self, r: Reading) -> None:
        if r.inherited:
            return
        if r.indicator and _BY_DEFINITION.search(r.indicator.name_zh):
            return
        m = r.mention
        if m.mapped and m.antecedent is not None and not r.frame.near & (self._urban | self._rural):
            r.residence = self.readings[m.antecedent].residence
            return
        if m.distributive and m.conjunct is None and len(m.run) == 2:
            shared = self.builder.mask(*m.shared) if m.shared else 0
            before = self.builder.mask(*self.builder.mentions[m.run[0]].before)
            mine = self._urban | self._rural | self._both
            said = shared if shared & mine else before
            if said & self._both or self._is_pair(said):
                r.residence = "urban" if m.index == m.run[0] else "rural"
                return
        if m.whole is not None and not r.frame.near & (self._urban | self._rural | self._both):
            whole = self.readings[m.whole]
            r.residence = whole.residence if whole.indicator is None or not _BY_DEFINITION.search(whole.indicator.name_zh) else "total"
            return
        if r.frame.near & self._per_head and not r.frame.near & (self._urban | self._rural):
            return
        if re.search("合计|共计|总计|全[市县区省州]共", self._left(r)) and not r.frame.near & (self._urban | self._rural):
            return
        for zone in r.frame.zones:
            if zone.origin == "carried" and self._parted(m):
                continue
            own = zone.mask & (self._urban | self._rural | self._both)
            if own:
                r.residence = self._one(own)
                return
            if zone.own & self.lexicon.topic and zone.origin == "heading":
                continue
            if zone.own & self.lexicon.topic:
                r.residence = self._only_residence(r, zone.mask)
                return
            if zone.weight < 0.45:
                continue

    def _parted(self, m: Mention) -> bool:
        """Does a ； with words of its own stand between this quantity and the one before?"""
        m = self.builder.mentions[m.run[0]]
        if m.antecedent is None:
            return False
        start = self.readings[m.antecedent].mention.quantity.end
        at = self.text.rfind(";", start, m.quantity.start)
        return at >= 0 and bool(self.builder.mask(at, m.quantity.start) & ~self._generic)

    def _only_residence(self, r: Reading, mask: int) -> str:
        """农村五保对象…人,集中供养…人: a topic that the sentence so far splits one way only keeps its residence."""
        said: set[str] = set()
        for p in reversed(self.readings[:-1]):
            if p.mention.sentence is not r.mention.sentence:
                break
            if p.frame.near & mask & self.lexicon.topic:
                said.add(p.residence)
        left = self.text[r.mention.left[0] : r.mention.left[1]]
        return said.pop() if len(said) == 1 and not re.search("全[市县区省]|城乡", left) else "total"

    def _is_pair(self, mask: int) -> bool:
        return bool(mask & self._urban and mask & self._rural)

    def _one(self, mask: int) -> str:
        if mask & self._both or self._is_pair(mask):
            return "total"
        return "urban" if mask & self._urban else "rural"

    def _category(self, r: Reading) -> None:
        if r.inherited or r.indicator is None:
            return
        dims = self.lexicon.dimensions.get(r.indicator.indicator_id, ())
        r.category = self._find_category(r, dims) if dims else None
        m = r.mention
        if r.category is None and dims and m.antecedent is not None and not r.frame.near_own & self.lexicon.topic:
            previous = self.readings[m.antecedent]
            whole = self.readings[m.whole] if m.whole is not None else None
            if whole is not None and whole.indicator is r.indicator and whole.category:
                r.category = whole.category
            elif m.distributive and previous.category and previous.category.dimension in dims:
                r.category = previous.category
            elif previous.category and previous.category.dimension in dims and self._shares_category(r, m):
                r.category = previous.category
            elif previous.indicator is r.indicator and (m.follows or reading.is_from(self.text, previous.mention.left[0], previous.mention.quantity.start)):
                r.category = previous.category

    def _shares_category(self, r: Reading, m: Mention) -> bool:
        """分散供养8806人、支出3698万元; 乡镇避灾场所106个,覆盖率100%: the second is of the same part."""
        ratio = r.indicator is not None and r.indicator.kind == "ratio"
        return (m.attached or ratio) and not self._parted(m)

    def _find_category(self, r: Reading, dims: tuple[str, ...]) -> Category | None:
        return self._category_in(r.frame.text, r, dims) or (self._category_in(r.frame.wide, r, dims) if r.mention.conjunct else None)

    def _category_in(self, text: str, r: Reading, dims: tuple[str, ...]) -> Category | None:
        for a, b in self.areas.spans(*self._sentence):
            text = text.replace(self.text[a:b], "")
        found: list[tuple[int, Category]] = []
        if "level" in dims and "中央" in text:
            return None
        for c in self.lexicon.categories:
            if c.dimension in dims:
                lengths = [len(cue) for cue in c.cues if cue in text and self._splits(r, c, cue)]
                if lengths:
                    found.append((max(lengths), c))
        if not found:
            return None
        best = max(found, key=lambda f: f[0])[1]
        longest = max((cue for cue in best.cues if cue in text), key=len)
        rest = text.replace(longest, "")
        if any(c.dimension == best.dimension and c is not best and any(cue in rest for cue in c.cues) for _, c in found):
            return None
        return best

    def _splits(self, r: Reading, category: Category, cue: str) -> bool:
        """城市社区 is a level only beside other levels; elsewhere it is the residence."""
        if not re.match("城市|城镇|农村", cue):
            return True
        i = r.mention.antecedent
        while i is not None:
            before = self.readings[i].category
            if before is not None and before.dimension == category.dimension:
                return True
            i = self.builder.mentions[i].antecedent
        return False

    def _increment(self, r: Reading) -> None:
        self._status(r)
        if r.measure != "level" or r.indicator is None or r.indicator.kind != "stock":
            return
        m = r.mention
        head = list_head(self.text, self.builder.mentions[m.run[0]], self.builder.mentions)
        planned = r.status == "target" and r.indicator.unit == "facility" and _BUILDS.search(self.text[head.left[0] : head.quantity.start]) and not _TO.search(self._left(r))
        if planned or _NEWLY.search(self.text[head.left[0] : head.quantity.start] + self.text[m.quantity.end : m.right[1]]):
            r.measure = "increment"
            r.cues["measure"] = "新增"

    # -- value, status -------------------------------------------------------------------------------------------

    def _times(self, r: Reading) -> None:
        """增长1.3倍 is a change of 130 percent."""
        if r.mention.quantity.units[0] == "times" and r.measure == "change_pct":
            r.number *= 100
            r.unit_raw = "percent"
        elif r.measure == "share" and r.unit_raw != "percent":
            r.measure = "level"

    def _context_words(self, r: Reading) -> str:
        m = r.mention
        return r.frame.text + self.text[m.left[0] : m.quantity.start] + self.text[m.quantity.end : m.right[1]]

    def _status(self, r: Reading) -> None:
        m = r.mention
        if r.from_value:
            return
        if m.sentence.role == "plan":
            r.status, r.cues["status"] = "target", "section"
            return
        start = max(m.sentence.start, self.text.rfind(";", m.sentence.start, m.quantity.start) + 1)
        if "了" in self.text[m.quantity.end : m.right[1]]:
            return
        if m.antecedent is not None:
            start = max(start, self.readings[m.antecedent].mention.quantity.end if not m.follows else m.before[0])
        head = self.builder.mentions[m.run[0]]
        cue = reading.target_cue(self.text, min(start, head.before[0]) if m.follows else start, m.quantity.start, m.right[1], m.quantity.end)
        if cue:
            r.status, r.cues["status"] = "target", cue
        elif self._still_planned(r):
            r.status, r.cues["status"] = "target", "carried"

    def _still_planned(self, r: Reading) -> bool:
        """A plan goes on to the end of its sentence unless words like 已, 截至, 实际 take it back."""
        m = r.mention
        if m.antecedent is None or self.readings[m.antecedent].status != "target":
            return False
        return not reading.taken_back(self.text, self.readings[m.antecedent].mention.quantity.end, m.right[1])

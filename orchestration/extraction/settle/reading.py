"""What is decided about one quantity, and what the decisions of a document share.

Belongs here: the record of one reading, and the discourse it stands in: the text, the finders of
words, areas and periods, the readings so far. Does not belong here: any decision (`measures`,
`resolve`, `breakdowns`, `status`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.extraction.discourse.areas import AreaFinder
from orchestration.extraction.discourse.status import ModeReader
from orchestration.extraction.model import Period
from orchestration.extraction.settle.choice import Settled
from orchestration.extraction.settle.period import PeriodSettler
from orchestration.extraction.structure.mention import Mention, Span
from orchestration.extraction.subjects.frames import Frame, FrameBuilder
from orchestration.extraction.subjects.lexicon import Category, Indicator, Lexicon
from orchestration.extraction.subjects.linking import Candidate


@dataclass(slots=True)
class Reading:
    """Everything decided about one mention.

    `unit` is the most usual raw unit of its measure word. `own_left` is the phrase before the
    number, `left` the one that speaks for it: of a 分别 list, the phrase before its first value.
    An `inherited` indicator is the one of an earlier reading, of `source` for changes and shares.
    `from_value` is the old value of 由…到….
    """

    mention: Mention
    frame: Frame
    left: str
    own_left: str
    number: Decimal
    unit: str
    measure: str = "level"
    indicator: Indicator | None = None
    candidates: tuple[Candidate, ...] = ()
    residence: str = "total"
    category: Category | None = None
    unit_raw: str = "item"
    status: str = "actual"
    status_probability: float = 1.0
    area: str = ""
    period: Period | None = None
    periods: Settled[Period] = field(default_factory=lambda: Settled(()))
    inherited: bool = False
    source: Reading | None = None
    from_value: bool = False
    label: str = ""
    subject: str = ""
    cues: dict[str, str] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Is it a change (同比增长, 比上年增加) and no level, share or increment?"""
        return self.measure.startswith("change")

    @property
    def is_change_or_share(self) -> bool:
        """Is it told of another number?"""
        return self.measure == "share" or self.measure.startswith("change")


class Discourse:
    """One document as its mentions are read in order."""

    def __init__(
        self,
        text: str,
        builder: FrameBuilder,
        areas: AreaFinder,
        periods: PeriodSettler,
        modes: ModeReader,
        lexicon: Lexicon,
    ) -> None:
        self.text, self.builder, self.mentions = text, builder, builder.mentions
        self.areas, self.periods, self.modes, self.lexicon = areas, periods, modes, lexicon
        self.readings: list[Reading] = []
        self.residues: dict[Span, int] = {}
        self.urban, self.rural = lexicon.mask("urban"), lexicon.mask("rural")
        self.both, self.sided = lexicon.mask("both"), self.urban | self.rural
        self.kinds_of_people = lexicon.mask("elderly", "children", "disabled")
        self.completion = lexicon.mask("completion")
        self.standard = lexicon.mask("standard")
        self.new, self.subset = lexicon.mask("new"), lexicon.mask("subset")
        self.benefit, self.per_case = lexicon.mask("benefit"), lexicon.mask("per_case")
        self.per_head = lexicon.mask("@per1000", "@per10000", "@per100hh")
        self.empty_words = lexicon.mask(*_EMPTY_WORDS)
        self.tells_shape = lexicon.verb | lexicon.mask("act", "state", "new")

    def antecedent(self, m: Mention) -> Reading | None:
        """The reading whose subject is carried on to `m`."""
        return None if m.antecedent is None else self.readings[m.antecedent]

    def whole(self, m: Mention) -> Reading | None:
        """The reading that `m` is a part of."""
        return None if m.whole is None else self.readings[m.whole]

    def has_own_topic(self, r: Reading) -> bool:
        """Do the words next to the number name a topic of their own?"""
        return bool(r.frame.near_own & self.lexicon.topic)

    def has_near_topic(self, r: Reading) -> bool:
        """Do the words next to the number name a topic, be it inside a longer word?"""
        return bool(r.frame.near & self.lexicon.topic)

    def dimensions(self, indicator: Indicator | None) -> tuple[str, ...]:
        """The breakdowns that an indicator has."""
        return self.lexicon.dimensions.get(indicator.indicator_id, ()) if indicator else ()

    def is_parted(self, m: Mention) -> bool:
        """Does a ; with words of its own stand between this quantity and the one before?"""
        m = self.mentions[m.run[0]]
        if m.antecedent is None:
            return False
        start = self.mentions[m.antecedent].quantity.end
        at = self.text.rfind(";", start, m.quantity.start)
        return at >= 0 and bool(self.builder.mask(at, m.quantity.start) & ~self.empty_words)


_EMPTY_WORDS = (
    "generic",
    "opened",
    "person_total",
    "funds_word",
    "expend",
    "assist_fund",
    "service_word",
    "=发放",
    "=支出",
)
"""Word sets that name no subject: a ; before nothing but them does not start a new one."""

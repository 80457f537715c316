"""Stage 6d: residence (城市, 农村) and category (集中供养, 省级) of a number.

Belongs here: how the words of a breakdown reach a number, through its clause, the number before
and the whole it is a part of. Does not belong here: areas (`areas`), the words themselves
(`seeds/reference/categories.csv`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

import re

from orchestration.extraction.discourse.measures import is_from
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.structure.mention import Mention
from orchestration.extraction.subjects.lexicon import Category, Indicator

_BY_DEFINITION = re.compile(r"农村|城市|城镇|村民|敬老院|留守儿童")
"""Names of indicators that are urban or rural by definition: they are not broken down."""
_SUM = re.compile("合计|共计|总计|全[市县区省州]共")
_WHOLE_AREA = re.compile("全[市县区省]|城乡")
_OTHER_SIDE = {"urban": "rural", "rural": "urban"}
_LEVEL, _OWN_LEVEL = "level", re.compile("(?P<whose>[省市州县区]?)本级")
_LEVEL_OF = {"省": "province", "市": "city", "州": "city", "县": "county", "区": "county"}
_REPORTER_LEVEL = {"province": "province", "county": "county"}
_TOLD_BY_PLACE = frozenset({"standard", "ratio"})
_SIDED_CUE = re.compile("城市|城镇|农村")


def decide_residence(r: Reading, d: Discourse) -> None:
    """Set the residence unless it was taken over with the indicator."""
    if r.inherited or _is_sided_by_definition(r.indicator):
        return
    m, is_sided = r.mention, r.frame.near & d.sided
    p = d.antecedent(m)
    if p is not None and ((m.mapped and not is_sided) or _only_counts_on(m, p)):
        r.residence = p.residence
    elif m.distributive and m.conjunct is None and len(m.run) == 2 and _is_pair_of_sides(m, d):
        r.residence = "urban" if m.index == m.run[0] else "rural"
    elif m.whole is not None and not is_sided and not r.frame.near & d.both:
        part = part_before(r, d)
        whole = part if part and part.residence != "total" else d.readings[m.whole]
        r.residence = "total" if _is_sided_by_definition(whole.indicator) else whole.residence
    elif not is_sided and (before := _goes_on_from(r, d)) is not None:
        r.residence = before.residence
    elif is_sided or not (r.frame.near & d.per_head or _sums_up(r, d)):
        r.residence = _residence_of_zones(r, d)


def _goes_on_from(r: Reading, d: Discourse) -> Reading | None:
    """农村低保300人,占6%,补差由93元提高到108元,发放90万元: of the same subject as before."""
    p = d.antecedent(r.mention)
    if p is None or p.indicator is None or r.indicator is None or r.mention.distributive:
        return None
    if d.has_own_topic(r) or r.frame.near & (d.both | d.per_head) or d.is_parted(r.mention):
        return None
    is_same = p.mention.sentence is r.mention.sentence
    is_same = is_same and p.indicator.domain == r.indicator.domain
    if not is_same or _sums_up(r, d) or _ends_sides(r, p.residence, d):
        return None
    return p


def _only_counts_on(m: Mention, p: Reading) -> bool:
    """80户130人: the second number is of the same as the first."""
    has_words = m.left[1] > m.left[0]
    return m.follows and p.indicator is not None and not m.distributive and not has_words


def part_before(r: Reading, d: Discourse) -> Reading | None:
    """其中城市低保829人,保障标准744元: the part a number without another topic goes on with."""
    p = d.antecedent(r.mention)
    if p is None or p.mention.whole is None or d.is_parted(r.mention):
        return None
    named = r.frame.near_own & d.lexicon.topic
    is_other = named if p.unit == r.unit else named & ~p.frame.near
    return None if is_other or _ends_sides(r, p.residence, d) else p


def _ends_sides(r: Reading, side: str, d: Discourse) -> bool:
    """城市低保3万人、农村低保7万人,支出2亿元: what the first side had not is of both.

    Where the first side was told with money too, the second keeps its own.
    """
    m = r.mention
    if side not in _OTHER_SIDE or m.attached or m.follows or m.distributive:
        return False
    others = [p for p in _earlier_in_sentence(m, d) if p.residence == _OTHER_SIDE[side]]
    part = find_category(r, d, d.dimensions(r.indicator))
    verb = d.lexicon.verb
    return bool(others) and all(
        p.unit != r.unit or p.category is not part or (p.frame.near ^ r.frame.near) & verb
        for p in others
    )


def _is_side_of_definition(r: Reading, d: Discourse) -> bool:
    """农村敬老院8所,集中供养600人: what is rural by definition hands no residence on."""
    for p in _earlier_in_sentence(r.mention, d):
        if p.frame.near & d.sided:
            return _is_sided_by_definition(p.indicator) and p.indicator is not r.indicator
    return False


def _earlier_in_sentence(m: Mention, d: Discourse) -> list[Reading]:
    """The readings before `m` in its sentence, the nearest first."""
    found: list[Reading] = []
    for p in reversed(d.readings[: m.index]):
        if p.mention.sentence is not m.sentence:
            break
        found.append(p)
    return found


def _sums_up(r: Reading, d: Discourse) -> bool:
    """合计 is of both sides where the sentence has told both."""
    if _SUM.search(r.left) is None:
        return False
    told: set[str] = set()
    for p in reversed(d.readings[:-1]):
        if p.mention.sentence is not r.mention.sentence:
            break
        told.add(p.residence)
    return len(told & {"urban", "rural"}) != 1


def _is_sided_by_definition(indicator: Indicator | None) -> bool:
    return indicator is not None and _BY_DEFINITION.search(indicator.name_zh) is not None


def _is_pair_of_sides(m: Mention, d: Discourse) -> bool:
    """城乡低保标准分别达到A、B: the first value is urban, the second rural."""
    shared = d.builder.mask(*m.shared) if m.shared else 0
    if not shared & (d.sided | d.both):
        shared = d.builder.mask(*d.mentions[m.run[0]].before)
    return bool(shared & d.both or (shared & d.urban and shared & d.rural))


def _residence_of_zones(r: Reading, d: Discourse) -> str:
    """The nearest zone that says a residence, unless a topic without one stands nearer."""
    for zone in r.frame.zones:
        if zone.origin == "carried" and d.is_parted(r.mention):
            continue
        said = zone.mask & (d.sided | d.both)
        if zone.origin == "near" and (last := _last_side(r, d)):
            return last
        if said & d.both or said & d.sided == d.sided:
            return "total"
        if said:
            side = "urban" if said & d.urban else "rural"
            is_over = _ends_sides(r, side, d) or _is_side_of_definition(r, d)
            return "total" if zone.origin == "carried" and is_over else side
        if zone.own & d.lexicon.topic and zone.origin != "heading":
            return _only_residence(r, d, zone.mask)
    return _only_side(r, d)


def _only_side(r: Reading, d: Discourse) -> str:
    """农村五保3万人;年供养标准集中1680元: what a sentence tells of one side only stays with it."""
    if r.indicator is None or _WHOLE_AREA.search(d.text, *r.mention.left):
        return "total"
    family = r.indicator.indicator_id.split("_")[0]
    said = {
        p.residence
        for p in _earlier_in_sentence(r.mention, d)
        if p.indicator is not None and p.indicator.indicator_id.split("_")[0] == family
    }
    return said.pop() if len(said) == 1 else "total"


def _last_side(r: Reading, d: Discourse) -> str:
    """城乡低保城镇900户: the side that stands right before the number, behind the word for both."""
    if r.mention.conjunct is not None or r.frame.near & d.sided == d.sided:
        return ""
    told = [h[2] for h in d.builder.hits_in(*r.mention.left) if h[2] & (d.sided | d.both)]
    if len(told) < 2 or not told[0] & d.both or told[-1] & d.both:
        return ""
    return "urban" if told[-1] & d.urban else "rural"


def _only_residence(r: Reading, d: Discourse, mask: int) -> str:
    """农村五保对象…人,集中供养…人: a topic that the sentence splits one way only keeps it."""
    said: set[str] = set()
    m, topic = r.mention, mask & d.lexicon.topic
    for i in range(m.index - 1, -1, -1):
        p = d.readings[i]
        if p.mention.sentence is not m.sentence:
            break
        if said and ";" in d.text[p.mention.quantity.end : d.mentions[i + 1].left[0]]:
            break  # what this part of the sentence says goes before the others
        if p.frame.near & topic:
            said.add(p.residence)
    return said.pop() if len(said) == 1 and not _WHOLE_AREA.search(d.text, *m.left) else "total"


def decide_category(r: Reading, d: Discourse) -> None:
    """Set the category by the number's own words, else by the whole or the number before."""
    if r.inherited or r.indicator is None:
        return
    dims = d.dimensions(r.indicator)
    found = find_category(r, d, dims)
    if not dims and found is None:
        return
    r.category = None if found and _is_by_definition(found, r.indicator) else found
    m = r.mention
    if r.category is not None or d.has_own_topic(r):
        return
    if m.antecedent is None:
        if r.indicator.kind in _TOLD_BY_PLACE and d.areas.area(m):
            r.category = _category_of_list(r, d, dims)
        return
    whole, p = d.whole(m), d.readings[m.antecedent]
    is_split_alike = p.category is not None and p.category.dimension in dims
    if whole is not None and whole.indicator is r.indicator and whole.category:
        r.category = whole.category
    elif (is_split_alike and (m.distributive or _shares_part(r, d))) or (
        p.indicator is r.indicator and (m.follows or _was_old_value(p, d))
    ):
        r.category = p.category
    elif r.indicator.kind in _TOLD_BY_PLACE and d.areas.area(m):
        r.category = _category_of_list(r, d, dims)


def _category_of_list(r: Reading, d: Discourse, dims: tuple[str, ...]) -> Category | None:
    """分散供养标准:甲县4200元、乙县4000元: what leads a list of places tells the part."""
    sentence = r.mention.sentence
    colon = d.text.find(":", sentence.start, r.mention.quantity.start)
    leads = [d.text[sentence.start : colon]] if colon >= 0 else []
    leads += [heading.text for heading in sentence.headings[-1:]]
    return next((c for lead in leads if (c := _category_in(lead, r, d, dims))), None)


def _is_by_definition(category: Category, indicator: Indicator) -> bool:
    """Temporary assistance is no part of temporary assistance."""
    return any(cue in indicator.name_zh for cue in category.cues)


def _was_old_value(p: Reading, d: Discourse) -> bool:
    return is_from(d.text, p.mention.left[0], p.mention.quantity.start)


def _shares_part(r: Reading, d: Discourse) -> bool:
    """分散供养8806人、支出3698万元; 避灾场所106个,覆盖率100%: the second is of the same part."""
    is_rate = r.indicator is not None and r.indicator.kind in {"ratio", "standard"}
    return (r.mention.attached or is_rate) and not d.is_parted(r.mention)


def find_category(r: Reading, d: Discourse, dims: tuple[str, ...]) -> Category | None:
    """The one part of some breakdown that the number's own words name.

    What a government counts of its own (市本级) is a part of whatever it counts.
    """
    found = _category_in(r.frame.text, r, d, dims) or _own_level(r, d)
    if found is None and r.mention.conjunct:
        found = _category_in(r.frame.wide, r, d, dims)
    return found


def _own_level(r: Reading, d: Discourse) -> Category | None:
    """市本级, or 本级 of the level that reports."""
    said = _OWN_LEVEL.search(r.frame.text)
    if said is None:
        return None
    level = _REPORTER_LEVEL.get(d.periods.finder.context.city_level or "", "city")
    code = _LEVEL_OF.get(said["whose"], level)
    return next((c for c in d.lexicon.categories if c.code == code), None)


def own_level_above(r: Reading, d: Discourse) -> str:
    """本级五保户131人,其中集中供养53人: where the whole is of one level, its part is within it."""
    whole = d.whole(r.mention)
    if whole is None or whole.category is None or whole.category is r.category:
        return ""
    said = _OWN_LEVEL.search(whole.frame.text)
    return said[0] if said else ""


def _category_in(text: str, r: Reading, d: Discourse, dims: tuple[str, ...]) -> Category | None:
    sentence = r.mention.sentence
    for a, b in d.areas.spans(sentence.start, sentence.end):
        text = text.replace(d.text[a:b], "")
    breakdown = d.lexicon.breakdown(dims)
    if not breakdown.cues.search(text):
        return None
    if _LEVEL in dims and "中央" in text:
        return None
    found: list[tuple[int, Category]] = []
    for c in breakdown.categories:
        lengths = [len(cue) for cue in c.cues if cue in text and _splits(r, d, c, cue)]
        if lengths:
            found.append((max(lengths), c))
    if not found:
        return None
    best = max(found, key=lambda f: f[0])[1]
    rest = text.replace(max((cue for cue in best.cues if cue in text), key=len), "")
    rivals = (c for _, c in found if c.dimension == best.dimension and c is not best)
    return None if any(cue in rest for c in rivals for cue in c.cues) else best


def _splits(r: Reading, d: Discourse, category: Category, cue: str) -> bool:
    """城市社区 is a level only beside other levels; elsewhere it is the residence."""
    if not _SIDED_CUE.match(cue):
        return True
    i = r.mention.antecedent
    while i is not None:
        before = d.readings[i].category
        if before is not None and before.dimension == category.dimension:
            return True
        i = d.mentions[i].antecedent
    return False

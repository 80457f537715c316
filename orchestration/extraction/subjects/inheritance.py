"""Stage 7a: what a quantity takes over from an earlier one.

Belongs here: changes and shares of what was just counted, the new value of 由A到B, the same words
told of another area, parts of a whole. Does not belong here: linking by a quantity's own words
(`linking`, `resolve`). See the README, section "How a document becomes a number".
"""

from __future__ import annotations

from orchestration.extraction.discourse.measures import rises_to
from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.breakdowns import find_category, part_before

_MAX_HOPS = 4
"""Quantities back that a change may be of."""


def continues(r: Reading, d: Discourse) -> bool:
    """Take the indicator from the quantity before where the words say that it goes on."""
    return _repeats(r, d) or _completes(r, d)


def _repeats(r: Reading, d: Discourse) -> bool:
    """甲区入住41人,乙区入住35人: the same words of another area measure the same."""
    m, p = r.mention, d.antecedent(r.mention)
    if p is None or p.indicator is None or m.distributive or m.follows:
        return False
    is_same = p.frame.near == r.frame.near and p.mention.quantity.units == m.quantity.units
    if not is_same or not d.has_own_topic(r) or not d.areas.area(m):
        return False
    r.indicator, r.candidates = p.indicator, p.candidates
    return True


def _completes(r: Reading, d: Discourse) -> bool:
    """由A提高到B: the new value is of what the old one was."""
    p = d.antecedent(r.mention)
    if p is None or not p.from_value or r.is_change:
        return False
    if not rises_to(r.left) or d.has_own_topic(r):
        return False
    r.indicator, r.residence, r.category = p.indicator, p.residence, p.category
    r.measure, r.candidates, r.inherited = p.measure, p.candidates, True
    return True


def inherit(r: Reading, d: Discourse) -> bool:
    """A change or share without a subject of its own is of what was counted just before it.

    Returns:
        Whether an indicator was found; the nearest quantity without one ends the search, too.
    """
    i, hops = _nearest_earlier(r, d), 0
    while i is not None and hops < _MAX_HOPS:
        p = d.readings[i]
        i = d.mentions[i].antecedent
        if _is_ratio_between(r, p, d):
            continue
        if _may_be_of(r, p) and (p.indicator or hops == 0):
            _take_over(r, p, d)
            return p.indicator is not None
        hops += 1
    return False


def _nearest_earlier(r: Reading, d: Discourse) -> int | None:
    m = r.mention
    if m.antecedent is None and m.index:
        is_same = d.mentions[m.index - 1].sentence.paragraph == m.sentence.paragraph
        return m.index - 1 if is_same else None
    return m.antecedent


def _take_over(r: Reading, p: Reading, d: Discourse) -> None:
    r.indicator, r.residence, r.category = p.indicator, p.residence, p.category
    if p.indicator is not None:
        r.category = find_category(r, d, d.dimensions(p.indicator)) or p.category
    r.candidates, r.inherited, r.source = p.candidates, True, p
    r.cues["indicator"] = f"← {p.mention.quantity.start}"


def _may_be_of(r: Reading, p: Reading) -> bool:
    """Can `r` be a change or share of `p`, by their units and the words before `r`?"""
    if p.is_change:
        return False
    if r.measure != "share" and p.indicator is None and p.unit in {"times", "percent"}:
        return False
    units = r.mention.quantity.units
    if r.measure == "change_abs":
        base = "percent" if units[0] == "percentage_point" else p.unit
        if p.unit != base or (base == p.unit and base != "percent" and base not in units):
            return False
    return _fits_metric(r, p)


def _fits_metric(r: Reading, p: Reading) -> bool:
    """人数 is a change of persons, 支出 one of money."""
    left = r.own_left
    if "人数" in left:
        return p.unit in {"person", "person_time"}
    if "户数" in left:
        return p.unit == "household"
    if "金额" in left or "支出" in left or "资金" in left:
        return p.unit == "CNY"
    return True


def _is_ratio_between(r: Reading, p: Reading, d: Discourse) -> bool:
    """销售4.48亿元,完成任务135.8%,同比增长25.4%: the growth is of the amount, not of the ratio."""
    before = d.antecedent(p.mention)
    return (
        r.measure == "change_pct"
        and p.unit == "percent"
        and before is not None
        and before.unit != "percent"
        and before.indicator is not None
    )


def take_whole(r: Reading, d: Discourse) -> None:
    """A part by programme (农村低保7128人 of those covered) stays a part of its whole."""
    whole = d.whole(r.mention)
    if whole is None or whole.indicator is None or r.measure != "level" or whole.unit != r.unit:
        return
    dims = d.dimensions(whole.indicator)
    if "programme" in dims and find_category(r, d, ("programme",)):
        r.indicator = whole.indicator  # 农村低保 of those covered
        return
    if r.indicator is None and not d.has_near_topic(r) and _is_told_apart(r, d, dims):
        r.indicator = whole.indicator


def _differ(part: Reading, whole: Reading) -> bool:
    return part.category is not whole.category or part.residence != whole.residence


def _is_told_apart(r: Reading, d: Discourse, dims: tuple[str, ...]) -> bool:
    """Does a category, a residence or an area tell a part from its whole?"""
    part, whole = part_before(r, d), d.whole(r.mention)
    if part is not None and whole is not None and _differ(part, whole):
        return True  # 其中公办86家、床位1.2万张
    is_sided = bool(r.frame.near & d.sided)
    return bool(is_sided or find_category(r, d, dims) or d.areas.area(r.mention))

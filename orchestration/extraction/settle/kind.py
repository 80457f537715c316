"""Stage 7b, first part: what kind of fact a reading is, as its period depends on it.

Belongs here: flow, stock, standard or change, and what speaks for a stretch of time or a day. Does
not belong here: which period it takes (`period`).
"""

from __future__ import annotations

from orchestration.extraction.settle.period import FactKind
from orchestration.extraction.settle.reading import Discourse, Reading

_SO_FAR = "累计"


def fact_kind(r: Reading, d: Discourse) -> FactKind:
    """What kind of fact a reading is."""
    kind = r.indicator.kind if r.indicator else ""
    is_target = r.status == "target"
    is_new = not r.from_value and _follows_old(r, d)
    is_total = _SO_FAR in d.text[r.mention.before[0] : r.mention.quantity.start]
    told = (is_target, r.from_value, is_new, is_total)
    if r.is_change_or_share or r.unit == "percent" or kind == "ratio":
        shape = "span" if kind == "flow" and not r.is_change_or_share else "point"
        return FactKind("C", shape, *told)
    if kind == "standard" or (not kind and r.unit_raw.startswith("CNY_per")):
        return FactKind("D", "point", *told)
    if kind == "flow":
        return FactKind("F", "span", *told)
    if kind:
        is_added = r.measure == "increment"
        letter, shape = ("F", "span") if is_added else ("S", "point")
        return FactKind(letter, shape, *told)
    whole = d.whole(r.mention)
    if whole is not None and whole.unit == r.unit and whole.indicator and r.measure == "level":
        return fact_kind(whole, d)._replace(is_target=is_target)  # a part is as its whole
    return FactKind("U", "open", *told, tuple(_signs(r, d)))


def _follows_old(r: Reading, d: Discourse) -> bool:
    """Did the sentence tell an old value before, whose date is its own?"""
    for p in reversed(d.readings[: r.mention.index]):
        if p.mention.sentence is not r.mention.sentence:
            return False
        if p.from_value:
            return True
    return False


def _signs(r: Reading, d: Discourse) -> list[str]:
    """What tells a happening from a state: the measure, the unit, the words beside the number."""
    m, text = r.mention, d.text
    start, end = m.left
    signs = [
        f"measure:{r.measure}",
        f"unit:{r.unit_raw}",
        f"genre:{d.periods.finder.context.genre}",
        "target" if r.status == "target" else "actual",
        f"ends:{text[end - 1 : end]}",
    ]
    words = {text[h[0] : h[1]] for h in d.builder.hits_in(start, end) if h[2] & d.tells_shape}
    signs += [f"word:{word}" for word in sorted(words)] or ["no_word"]
    if not words:
        signs.append("state" if r.frame.said & d.tells_shape else "silent")
    return signs

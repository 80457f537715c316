"""Stage 7b, first part: what kind of fact a reading is, as its period depends on it.

Belongs here: flow, stock, standard or change, and what speaks for a stretch of time or a day. Does
not belong here: which period it takes (`period`).
"""

from __future__ import annotations

from orchestration.extraction.settle.period import FactKind
from orchestration.extraction.settle.reading import Discourse, Reading


def fact_kind(r: Reading, d: Discourse) -> FactKind:
    """What kind of fact a reading is."""
    kind = r.indicator.kind if r.indicator else ""
    is_target = r.status == "target"
    if r.is_change_or_share or r.unit == "percent" or kind == "ratio":
        shape = "span" if kind == "flow" and not r.is_change_or_share else "point"
        return FactKind("C", shape, is_target, r.from_value)
    if kind == "standard" or (not kind and r.unit_raw.startswith("CNY_per")):
        return FactKind("D", "point", is_target, r.from_value)
    if kind == "flow":
        return FactKind("F", "span", is_target, r.from_value)
    letter = "F" if r.measure == "increment" else "S" if kind else "U"
    return FactKind(letter, "open", is_target, r.from_value, tuple(_signs(r, d, kind)))


def _signs(r: Reading, d: Discourse, kind: str) -> list[str]:
    """What tells a happening from a state: the measure, the unit, the words beside the number."""
    said = r.frame.said
    signs = [
        f"{kind or 'none'}:{r.measure}",
        f"unit:{kind}:{r.unit_raw}",
        "target" if r.status == "target" else "actual",
    ]
    near = said & d.tells_shape
    while near:
        low = near & -near
        near ^= low
        signs.append(f"word:{d.lexicon.names[low.bit_length() - 1]}")
    if not said & d.tells_shape:
        signs.append("no_word")
    return signs

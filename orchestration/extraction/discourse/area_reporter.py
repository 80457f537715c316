"""The town or the single institution whose own report a document is.

Belongs here: telling it by the title, by how the text speaks (全镇, 我站) and by who acts in it
(市慈善总会). Does not belong here: the division that reports (`reporter`), names in a sentence
(`area_names`), which name governs a number (`areas`).
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter

from orchestration.extraction.discourse.area_names import WITH_BUREAU, AreaNames, may_report
from orchestration.extraction.discourse.place_evidence import pattern
from orchestration.extraction.model import DocumentContext

_HEAD = 12
"""Characters of a title in which the one who reports is named, behind the divisions above it."""
_OPENING = 400
_ENOUGH = 20_000
"""Characters that tell whom a report speaks as."""
_SPEAKS_AS = re.compile("[全我](镇|乡(?!镇|村)|街道|站|院|中心|[省市县区州旗盟])")
_WHOLES = frozenset("省市县区州旗盟")
_TOWNS = frozenset({"镇", "乡", "街道"})
_ACTOR = re.compile(rf"[省市县区州旗](?:{pattern('actor').pattern})")
_OTHERS = re.compile(r"[全我](?P<whole>[省市县区州旗盟])|[省市县区州旗]民政局|各级慈善")
_ENOUGH_ACTS = 2


def part_that_reports(text: str, context: DocumentContext, names: AreaNames) -> str:
    """Return the town or institution whose report this is, '' if it is a division's."""
    title, told = context.title or "", text[:_ENOUGH]
    named = AreaNames(title, context).find(0, len(title)) if may_report(title) else []
    if named and named[0].is_own_reporter and named[0].start <= _HEAD:
        return named[0].name
    kind = (context.city_name or "")[-1:]
    return _actor(told, names, kind) or _as_it_speaks(told, context, names)


def _actor(text: str, names: AreaNames, kind: str) -> str:
    """The institution that is named more often than the division (全县) or its bureau."""
    acts = [m for m in _ACTOR.finditer(text) if not WITH_BUREAU.match(text, m.end())]
    others = (m["whole"] for m in _OTHERS.finditer(text))
    n_others = sum(whole is None or whole == kind or not kind for whole in others)
    if len(acts) < _ENOUGH_ACTS or len(acts) <= n_others:
        return ""
    spans = (names.find(max(0, m.start() - _HEAD), m.end()) for m in acts)
    named = [area.name for found in spans for area in found if area.is_own_reporter]
    return Counter(named).most_common(1)[0][0] if named else acts[0].group()


def _as_it_speaks(text: str, context: DocumentContext, names: AreaNames) -> str:
    spoken = Counter(_SPEAKS_AS.findall(text))
    kind, _ = max(spoken.items(), key=itemgetter(1), default=("", 0))
    n_whole = sum(n for name, n in spoken.items() if name in _WHOLES)
    if not kind or kind in _WHOLES or spoken[kind] <= n_whole:
        return ""
    publisher = context.publisher or ""
    kinds = _TOWNS if kind in _TOWNS else {kind}
    for found in (
        AreaNames(publisher, context).find(0, len(publisher)),
        names.find(0, _OPENING),
    ):
        for area in found:
            if area.name.endswith(tuple(kinds)) and not area.name.startswith("全"):
                return area.name
    towns = Counter(names.towns(0, len(text)) if kind in _TOWNS else ())
    return max(towns, key=lambda name: towns[name], default=f"全{kind}")

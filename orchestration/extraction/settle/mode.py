"""Stage 7a: result or plan.

Belongs here: the features of a reading that tell its status, and the decision. Does not belong
here: the words (`discourse.status`).
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.extraction.settle.choice import probability, weights
from orchestration.extraction.settle.reading import Discourse, Reading

_EVEN, _CERTAIN = 0.5, 0.95
_NOT_YET = frozenset({"time:until_future", "time:said_later"})
_SAID_DONE = frozenset({"nearest:done", "nearest:so_far", "finished"})


def decide_status(r: Reading, d: Discourse) -> None:
    """Set the status and how probable it is."""
    features = list(status_features(r, d))
    likely = probability(features, weights("status"))
    if _NOT_YET & {*features} and not _SAID_DONE & {*features}:
        likely = max(likely, _CERTAIN)  # 到2025年: what is not yet can be no result
    if r.from_value:
        likely = min(likely, 1 - _CERTAIN)  # 由342元提高到365元: what a plan starts from is so
    r.status = "target" if likely > _EVEN else "actual"
    r.status_probability = max(likely, 1 - likely)
    if r.status == "target":
        r.cues["status"] = next((f for f in features if f.startswith("nearest")), "")


def status_features(r: Reading, d: Discourse) -> Iterator[str]:
    """What speaks for a plan."""
    m = r.mention
    yield from d.modes.features(m)
    p = _goes_on_from(d.antecedent(m), r, d)
    if p is not None and p.mention.sentence is m.sentence:
        gap = d.text[p.mention.quantity.end : m.quantity.start]
        ended = ";" in gap or any(
            cue.says in {"done", "so_far"} and cue.at >= p.mention.quantity.end
            for cue in d.modes.cues(m.sentence)
            if cue.end <= m.quantity.start
        )
        yield f"after:{p.status}" + (":ended" if ended else "")
    elif (p := _last_told(r, d)) is not None:
        is_near = p.mention.sentence.paragraph == m.sentence.paragraph
        yield f"sentence_after:{p.status}:{'paragraph' if is_near else 'apart'}"
    yield from _of_time(r, d)
    yield f"measure:{r.measure}"
    yield f"qualifier:{m.quantity.qualifier or 'none'}"
    if r.from_value:
        yield "old_value"


def _goes_on_from(p: Reading | None, r: Reading, d: Discourse) -> Reading | None:
    """The number before; old values and a closed bracket (改造9处(任务20处)) are passed over."""
    while p is not None and (p.from_value or (p.mention.in_bracket and not r.mention.in_bracket)):
        p = d.antecedent(p.mention)
    return p


def _last_told(r: Reading, d: Discourse) -> Reading | None:
    """The number told last that is no old value."""
    return next((p for p in reversed(d.readings[: r.mention.index]) if not p.from_value), None)


def _of_time(r: Reading, d: Discourse) -> Iterator[str]:
    """How the nearest expression of time lies to what the document can know."""
    finder = d.periods.finder
    known = max((day for day in finder.anchors[1:3] if day), default=None)
    if known is None:
        yield "time:unknown"
        return
    for proposal in finder.own(r.mention):
        if "own:compared" in proposal.crossed or "own:former" in proposal.crossed:
            continue
        place = proposal.crossed[0].split(":")[1]
        until = ":until" if "own:until" in proposal.crossed else ""
        name = "future" if proposal.end > known else "known"
        if name == "future":
            name += ":year" if proposal.end.year == known.year else ":later"
        yield f"time:{name}{until}"
        yield f"time:{place}:{name}"
        if until and name != "known":
            yield "time:until_future"
        if name == "future:later" and proposal.is_said and finder.is_sure:
            yield "time:said_later"
        break
    else:
        yield "time:untold"

"""Stage 8: how sure a fact is, 0 to 1.

Belongs here: the evidence a reading leaves and the probability that follows from it.
Does not belong here: changing the reading.
The weights (`seeds/reference/confidence_weights.csv`) are a logistic regression on documents that
were read by weights which had not seen them; docs/extraction.md shows how often facts of each
confidence were right.
"""

from __future__ import annotations

import math
from functools import lru_cache

from orchestration.extraction.settle.reading import Discourse, Reading
from orchestration.extraction.subjects.lexicon import read_table

MARGIN_CAP = 0.5
LEAST, MOST = 0.02, 0.98
_SUREST = 4.0
"""Log-odds beyond which a settled field is no surer."""


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    return {row["evidence"]: float(row["weight"]) for row in read_table("confidence_weights")}


def confidence(r: Reading, d: Discourse) -> float:
    """The share of facts with such evidence that were right in every field, three decimals."""
    weights = _weights()
    found = evidence(r, d).items()
    score = sum([weights.get(name, 0.0) * value for name, value in found if value])
    return round(min(max(1 / (1 + math.exp(-score)), LEAST), MOST), 3)


def evidence(r: Reading, d: Discourse) -> dict[str, float]:
    """What speaks for or against a reading; log-odds are divided by four, the rest is 0 to 1."""
    m, context = r.mention, d.periods.finder.context
    own = r.frame.near_own & d.lexicon.topic
    found = {
        "base": 1.0,
        "period_settled": _log_odds(r.periods.probability),
        "period_unsure": 1.0 - r.periods.probability,
        "status_settled": _log_odds(r.status_probability),
        "status_unsure": 1.0 - r.status_probability,
        "context_unsure": 1.0 - context.context_confidence,
        "no_period": float(r.period is None),
        "no_city": float(context.city_code is None),
        "target": float(r.status == "target"),
        "change": float(r.measure.startswith("change")),
        "share": float(r.measure == "share"),
        "increment": float(r.measure == "increment"),
        "old_value": float(r.from_value),
        "area": float(bool(r.area)),
        "part": float(m.whole is not None),
        "distributed": float(m.distributive),
        "in_review": float(m.sentence.role == "review"),
        "untitled": float(context.title is None),
        f"genre:{context.genre}": 1.0,
        "places_named": float(not r.area and bool(d.areas.spans(m.sentence.start, m.sentence.end))),
        "own_topic": float(bool(own)),
        "several_topics": float(own.bit_count() > 1),
        "in_bracket": float(m.in_bracket),
        "carried_on": float(m.attached or m.follows),
        "unended": float(d.text[m.sentence.end - 1 : m.sentence.end] not in "。;!?"),
        f"unit:{r.unit_raw}": 1.0,
        f"level:{context.city_level}": 1.0,
    }
    if r.indicator is None:
        found["uncatalogued"] = 1.0
        found["uncatalogued_near_miss"] = _near_miss(r)
        return found
    best = r.candidates[0] if r.candidates else None
    second = r.candidates[1].score if len(r.candidates) > 1 else 0.0
    found[f"domain:{r.indicator.domain}"] = 1.0
    found[f"kind:{r.indicator.kind}"] = 1.0
    found["inherited"] = float(r.inherited)
    found["far"] = 1.0 - (best.nearness if best else 0.5)
    found["margin"] = min(max((best.score if best else 0.5) - second, 0.0), MARGIN_CAP) / MARGIN_CAP
    found["weak_score"] = max(0.0, 1.0 - (best.score if best else 0.5))
    return found


def _log_odds(likely: float) -> float:
    odds = math.log(max(likely, 1e-6) / max(1 - likely, 1e-6))
    return max(min(odds, _SUREST), -_SUREST) / _SUREST


def _near_miss(r: Reading) -> float:
    """How close the best indicator came although linking abstained."""
    return min(max(r.candidates[0].score, 0.0), 1.0) if r.candidates else 0.0

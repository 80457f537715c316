"""Which division a report is about: the hypothesis with the most evidence, or none.

Belongs here: the weights and the choice. Does not belong here: where evidence is looked for
(`place_evidence`), the gazetteer (`places`), or the sub-area of a single fact (`areas`).
The weights (`seeds/reference/place_weights.csv`) are a log-linear model over the divisions that a
text names and the possibility that it is none of them, fitted by `tests/gold/fit_places.py`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.place_evidence import Evidence, Features, Sources
from orchestration.extraction.discourse.stated import CLEAR
from orchestration.extraction.model import Place
from orchestration.extraction.reference import read_table

_UNKNOWN_CONFIDENCE, _MOST = 0.1, 0.98
_IN_FULL_VIEW = frozenset({"title", "publisher", "meta", "signature", "site"})


class Located(NamedTuple):
    """The reporting area with how sure it is, 0 to 1."""

    place: Place | None
    confidence: float


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    return {row["evidence"]: float(row["weight"]) for row in read_table("place_weights")}


def locate(sources: Sources, year: int | None, publisher: str = "", url: str = "") -> Located:
    """Return the division that the evidence favours, with its probability; none if it is in doubt.

    Args:
        sources: the document.
        year: the year whose divisions are meant.
        publisher: who published it, as told beside it.
        url: where it was published, as told beside it. Both are asked only where the document
            itself leaves its place open, so that they cannot make it worse.
    """
    evidence = Evidence(sources, year)
    code, share = _choose(evidence.hypotheses())
    if code is None and (publisher or url):
        evidence.add_source(publisher, url)
        code, share = _choose(evidence.hypotheses())
    if code is None:
        return Located(None, _UNKNOWN_CONFIDENCE)
    return Located(places.by_code(code, year), round(min(_MOST, share), 3))


def locate_clearly(sources: Sources, year: int | None) -> Place | None:
    """Return the division that title, publisher or page lines name, if hardly any other can be."""
    hypotheses = Evidence(sources, year).hypotheses()
    code, share = _choose(hypotheses)
    if code is None or share < CLEAR:
        return None
    zones = {name.split("_")[0] for name in hypotheses[code]}
    return places.by_code(code, year) if zones & _IN_FULL_VIEW else None


def _choose(hypotheses: dict[str, Features]) -> tuple[str | None, float]:
    """Return the most probable hypothesis, if it is probable enough, and its probability."""
    scores = {code: score(features, _weights()) for code, features in hypotheses.items()}
    if not scores:
        return None, 0.0
    best = min(scores, key=lambda code: (-scores[code], code))
    top = max(scores[best], 0.0)
    total = math.exp(-top) + sum(math.exp(value - top) for value in scores.values())
    share = math.exp(scores[best] - top) / total
    return (best if share >= _weights()["threshold"] else None), share


def score(features: Features, weights: dict[str, float]) -> float:
    """Return the weight of a hypothesis' evidence; that of no hypothesis at all is 0."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())

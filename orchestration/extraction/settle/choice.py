"""Stage 7a: one of several proposals, by the evidence for each.

Belongs here: the log-linear model that every field is settled with, and its weights. Does not
belong here: which proposals there are (`discourse`, `subjects`), how the weights are learned
(`tests/gold/fit_settlement.py`, `benchmarks.settlement_subject`).

A proposal's score is the sum of the weights of its features; its probability is the softmax over
all proposals. The weights are `seeds/reference/settlement_weights.csv`: learned on annotated
documents, with the date, the documents and the command in `docs/extraction.md`.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from orchestration.extraction.reference import read_table

Key = TypeVar("Key", bound=Hashable)
_REMEMBERED = 20_000
"""Sums of weights that are kept."""


class _Summed(dict[str, float]):
    """Weights by feature that add up; the same features come again and again."""

    def __init__(self, learned: Mapping[str, float]) -> None:
        super().__init__(learned)
        self.total = lru_cache(maxsize=_REMEMBERED)(self._total)

    def _total(self, features: tuple[str, ...]) -> float:
        """The sum of the weights of some features."""
        return sum([self[name] for name in features])


class GroupWeights(_Summed):
    """What a feature weighs for one group of facts: its own weight and that of `group|feature`."""

    def __init__(self, group: str, learned: Mapping[str, float]) -> None:
        super().__init__({})
        self.group, self.learned = group, learned

    def __missing__(self, name: str) -> float:
        learned = self.learned
        value = learned.get(name, 0.0) + learned.get(f"{self.group}|{name}", 0.0)
        self[name] = value
        return value


class Weights(_Summed):
    """The weights of one field by feature, and those of each group of facts."""

    def __init__(self, learned: Mapping[str, float]) -> None:
        super().__init__(learned)
        self._groups: dict[str, GroupWeights] = {}

    def __missing__(self, name: str) -> float:
        return 0.0

    def of_group(self, group: str) -> GroupWeights:
        """The weights of one group of facts."""
        found = self._groups.get(group)
        if found is None:
            found = self._groups[group] = GroupWeights(group, self)
        return found


@lru_cache(maxsize=8)
def weights(field: str) -> Weights:
    """The learned weights of one field by feature."""
    rows = read_table("settlement_weights")
    return Weights({row["feature"]: float(row["weight"]) for row in rows if row["field"] == field})


class Settled(NamedTuple, Generic[Key]):
    """The proposals of one field, the most probable first, each with its probability."""

    ranked: tuple[tuple[Key, float], ...]

    @property
    def best(self) -> Key | None:
        """The most probable one, None where nothing was proposed."""
        return self.ranked[0][0] if self.ranked else None

    @property
    def probability(self) -> float:
        """How probable the best one is, 0 where nothing was proposed."""
        return self.ranked[0][1] if self.ranked else 0.0


def settle(scores: Mapping[Key, float]) -> Settled[Key]:
    """Rank proposals by their scores; equal scores keep the order in which they were proposed."""
    if not scores:
        return Settled(())
    top = max(scores.values())
    mass = {key: math.exp(score - top) for key, score in scores.items()}
    total = sum(mass.values())
    ranked = sorted(mass.items(), key=lambda item: -item[1])
    return Settled(tuple((key, value / total) for key, value in ranked))


def score(features: Iterable[str], learned: Mapping[str, float]) -> float:
    """The sum of the weights of a proposal's features; a feature never seen weighs nothing."""
    return sum(filter(None, map(learned.get, features)))


def probability(features: Iterable[str], learned: Mapping[str, float]) -> float:
    """The probability that something holds (a plan, a span) by its features."""
    return 1 / (1 + math.exp(-max(min(score(features, learned), 30.0), -30.0)))

"""The two log-linear models that weights are learned with.

Belongs here: the likelihood of a choice among proposals and of a yes or no, and its maximum.
Does not belong here: features, documents (`fit_settlement`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

MAX_STEPS = 200


class Choice(NamedTuple):
    """The features of each proposal, which of them are right, and how much the choice counts."""

    proposals: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    weight: float


class Example(NamedTuple):
    """The features of a case, whether it holds, and how much it counts."""

    features: tuple[str, ...]
    holds: bool
    weight: float


def _vocabulary(cases: Iterable[Iterable[str]], least: int) -> dict[str, int]:
    """A column for each feature that enough cases have."""
    found = Counter(feature for case in cases for feature in set(case))
    kept = sorted(feature for feature, n in found.items() if n >= least)
    return {feature: i for i, feature in enumerate(kept)}


def _matrix(rows: Sequence[Iterable[str]], columns: Mapping[str, int]) -> Any:
    where, which, values = [], [], []
    for i, row in enumerate(rows):
        for feature, n in Counter(row).items():
            if feature in columns:
                where.append(i)
                which.append(columns[feature])
                values.append(float(n))
    return csr_matrix((values, (where, which)), shape=(len(rows), len(columns)))


def _maximum(start: Any, loss: Any) -> Any:
    options = {"maxiter": MAX_STEPS}
    return minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x


def fit_choice(
    choices: Sequence[Choice],
    ridge: float,
    least: int,
    before: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights under which the right proposals are most probable.

    Args:
        choices: with at least one right proposal each; a group of choices shares its features.
        ridge: the penalty on the square of a weight, for each choice.
        least: in how many choices a feature must occur.
        before: weights learned on texts that are not at hand: the new ones stay near them.
    """
    before = before or {}
    columns = _vocabulary((set().union(*c.proposals) for c in choices), least)
    columns |= {name: len(columns) + i for i, name in enumerate(sorted(before.keys() - columns))}
    was = np.array([before.get(name, 0.0) for name in columns])
    rows = [features for c in choices for features in c.proposals]
    group = np.repeat(np.arange(len(choices)), [len(c.proposals) for c in choices])
    right = np.array([r for c in choices for r in c.right], dtype=float)
    weight = np.array([c.weight for c in choices])
    x = _matrix(rows, columns)
    xt, n = x.T.tocsr(), len(choices)

    def loss(t: Any) -> tuple[float, Any]:
        s = x @ t
        top = np.full(n, -1e9)
        np.maximum.at(top, group, s)
        mass = np.exp(s - top[group])
        total, good = np.bincount(group, mass, n), np.bincount(group, mass * right, n)
        value = -(weight * (np.log(good + 1e-30) - np.log(total))).sum()
        pull = mass / total[group] - mass * right / np.maximum(good[group], 1e-30)
        slope, moved = xt @ (pull * weight[group]), t - was
        return value + ridge * n * (moved @ moved) / 2, slope + ridge * n * moved

    found = _maximum(was, loss)
    return {feature: float(found[i]) for feature, i in columns.items()}


def fit_binary(
    examples: Sequence[Example],
    ridge: float,
    least: int,
    before: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights under which what holds is most probable; near `before` where that is given."""
    before = before or {}
    columns = _vocabulary((e.features for e in examples), least)
    columns |= {name: len(columns) + i for i, name in enumerate(sorted(before.keys() - columns))}
    was = np.array([before.get(name, 0.0) for name in columns])
    x = _matrix([set(e.features) for e in examples], columns)
    y = np.array([e.holds for e in examples], dtype=float)
    w = np.array([e.weight for e in examples])
    found = _logistic(x, y, w, ridge, was)
    return {feature: float(found[i]) for feature, i in columns.items()}


def probability_of(
    rows: Sequence[tuple[Mapping[str, float], bool, float]],
    ridge: float,
    before: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights of numeric evidence: (evidence, whether it was right, weight).

    `before` are weights learned on texts that are not at hand: the new ones stay near them.
    """
    before = before or {}
    names = sorted({name for found, _, _ in rows for name in found} | before.keys())
    was = np.array([before.get(name, 0.0) for name in names])
    x = np.array([[found.get(name, 0.0) for name in names] for found, _, _ in rows])
    y = np.array([holds for _, holds, _ in rows], dtype=float)
    w = np.array([weight for _, _, weight in rows])
    return dict(zip(names, map(float, _logistic(x, y, w, ridge, was)), strict=True))


def _logistic(x: Any, y: Any, w: Any, ridge: float, was: Any) -> Any:
    n = len(y)

    def loss(t: Any) -> tuple[float, Any]:
        s, moved = x @ t, t - was
        value = (w * (np.logaddexp(0, s) - y * s)).sum() + ridge * n * (moved @ moved) / 2
        return value, x.T @ (w * (1 / (1 + np.exp(-s)) - y)) + ridge * n * moved

    return _maximum(was, loss)


def scores_of(found: Mapping[str, float], learned: Mapping[str, float]) -> float:
    """The probability that evidence gives."""
    s = sum(learned.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(min(s, 30.0), -30.0)))

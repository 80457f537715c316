"""Fits seeds/reference/place_weights.csv: which place a report is about, or that none is told.

Belongs here: the samples, the fit and what it reaches on documents left out. Does not belong here:
the evidence (`place_evidence`) or the choice (`reporter`).

    PYTHONPATH=.:tests python tests/gold/fit_places.py [folder of annotated texts ...]

The short texts of tests/extraction/contexts.jsonl are shown as they are. Each annotated document
is shown whole, without its title, cut to its body, to the middle of it and to its title: what a
page as people save it may lack; cut to its body with what a sidecar tells of its source; and some
with all names of their province taken out and another place mentioned, which leaves them unknown.
A log-linear model over the divisions named
and "none of them" is fitted by gradient ascent; a weight whose sign is known keeps it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from gold.corpus import Document, all_documents
from gold.score import Annotation

from orchestration.extraction.discourse import places
from orchestration.extraction.discourse.context import read_sources
from orchestration.extraction.discourse.place_evidence import Evidence, Features
from orchestration.extraction.layout.sentences import read_layout
from orchestration.extraction.reference import REFERENCE
from orchestration.extraction.text.cleaning import clean

CASES = Path(__file__).parents[1] / "extraction" / "contexts.jsonl"
PROVINCES = ("130000", "210000", "330000", "360000", "410000", "430000", "510000", "620000")
STRANGERS = ("借鉴{}的做法,有所改进。", "{}的代表介绍了经验。", "会议由{}承办。")
PAGE_NUMBERS = re.compile(r"公网安备|标识码|siteidcode|gov\.cn", re.IGNORECASE)
"""Page lines that tell the place without naming it."""
N_CASE = 3
"""A case stands for a construction, not for a document: it counts as often as this."""
N_STRANGERS = 5
"""Of how many documents one is shown among strangers: such pages are rare."""
N_FOLDS, N_STEPS, RATE, RIDGE = 8, 1500, 0.5, 0.0003
THRESHOLD = 0.4
"""Where documents left out gave the most right answers for a wrong one."""
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
AGAINST = ("once_", "_other", "_above", "ambiguous", "unnamed", "prefix", "base", "is_")
FREE = ("above_named",)


class Sample(NamedTuple):
    """One way of showing a document: the hypotheses with their features, and the right code."""

    document: str
    view: str
    hypotheses: dict[str, Features]
    city: str


class Shown(NamedTuple):
    """A text by its name and view, with the year it reports on and the place it is about."""

    document: str
    view: str
    text: str
    year: int | None
    city: str
    title: str = ""
    publisher: str = ""
    url: str = ""


def _annotated(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.jsonl")):
        text, sidecar = path.with_suffix(".txt"), path.with_suffix(".txt.meta.json")
        if text.exists():
            rows = [Annotation.of(json.loads(line)) for line in path.open(encoding="utf-8")]
            given = json.loads(sidecar.read_text("utf-8")) if sidecar.exists() else {}
            yield Document(path.stem, text.read_bytes().decode(), given, rows)


def _cases() -> Iterator[Shown]:
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        sidecar = case.get("sidecar") or {}
        if "city_code" not in sidecar:
            year = int(case["end"][:4]) if case["end"] else None
            text = clean("\n".join(case["lines"])).text
            for _ in range(N_CASE):
                yield Shown(
                    case["name"], "case", text, year, case["city"], sidecar.get("title", "")
                )


def _views(text: str) -> Iterator[tuple[str, str]]:
    text = clean(text).text
    sentences = read_layout(text)

    def join(kept: list[str]) -> str:
        return "\n".join(line.strip() for line in kept)

    lines = [(s.role, text[s.start : s.end]) for s in sentences]
    body = [line for role, line in lines if role in ("body", "plan", "review", "heading")]
    quarter = len(body) // 4
    yield "whole", text
    yield "untitled", join([line for role, line in lines if role != "title"])
    yield "body", join(body)
    yield "middle", join(body[quarter : 3 * quarter + 1])
    yield "title", join([line for role, line in lines if role == "title"] + ["", "救助300人。"])


def _shown(folders: list[Path]) -> Iterator[Shown]:
    yield from _cases()
    documents = [*all_documents(), *(d for folder in folders for d in _annotated(folder))]
    for at, (name, text, sidecar, told) in enumerate(documents):
        city = Counter(a.city for a in told if a.city).most_common(1)[0][0]
        year = Counter(a.period_end.year for a in told).most_common(1)[0][0]
        views = dict(_views(text))
        for view, shown in views.items():
            yield Shown(name, view, shown, year, city)
        publisher, url = (str(sidecar.get(key) or "") for key in ("publisher", "source_url"))
        if publisher or url:
            yield Shown(name, "told", views["body"], year, city, "", publisher, url)
        if at % N_STRANGERS == 0:
            yield Shown(name, "stranger", _among_strangers(text, city, at), year, "")


def _among_strangers(text: str, city: str, seed: int) -> str:
    """Take all names of the province out of a text, and let it mention another place once."""
    text = clean(text).text
    kept, at = [], 0
    for mention in places.find_places(text):
        if any(place.code[:2] == city[:2] for place in mention.candidates):
            kept.append(text[at : mention.start])
            at = mention.end
    lines = [s for s in "".join([*kept, text[at:]]).split("\n") if not PAGE_NUMBERS.search(s)]
    province = PROVINCES[(int(city) + seed) % len(PROVINCES)]
    others = places.children(province) or places.children("340000")
    name = others[int(city) % len(others)].name
    lines.append(STRANGERS[seed % len(STRANGERS)].format(name))
    return "\n".join(lines)


def samples(folders: list[Path]) -> list[Sample]:
    """Return every view of every document."""
    found = []
    for s in _shown(folders):
        evidence = Evidence(read_sources(s.text, read_layout(s.text), s.title), s.year)
        if s.publisher or s.url:
            evidence.add_source(s.publisher, s.url)
        found.append(Sample(s.document, s.view, evidence.hypotheses(), s.city))
    return found


def _sign(name: str) -> int:
    if name.startswith(FREE):
        return 0
    return -1 if any(part in name for part in AGAINST) else 1


def fit(training: list[Sample], names: list[str]) -> dict[str, float]:
    """Return the weights that make the right answers of the samples most probable."""
    at = {name: i for i, name in enumerate(names)}
    signs = np.array([_sign(name) for name in names])
    rows = []
    for s in training:
        if not s.hypotheses:
            continue
        codes = sorted(s.hypotheses)
        x = np.zeros((len(codes) + 1, len(names)))
        for i, code in enumerate(codes):
            for name, value in s.hypotheses[code].items():
                x[i, at[name]] = value
        rows.append((x, codes.index(s.city) if s.city in codes else len(codes)))
    x = np.concatenate([x for x, _ in rows])
    sizes = np.array([len(x) for x, _ in rows])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    right = starts + np.array([y for _, y in rows])
    owner = np.repeat(np.arange(len(rows)), sizes)
    weights = np.zeros(len(names))
    memory = np.zeros(len(names))
    target = x[right].sum(axis=0)
    for _ in range(N_STEPS):
        score = x @ weights
        score = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        share = score / np.add.reduceat(score, starts)[owner]
        gradient = (target - share @ x) / len(rows) - RIDGE * weights
        memory += gradient**2
        weights += RATE * gradient / (np.sqrt(memory) + 1e-9)
        weights = np.where(weights * signs < 0, 0.0, weights)
    return dict(zip(names, weights.round(3).tolist(), strict=True))


def judge(s: Sample, weights: dict[str, float]) -> tuple[float, str | None]:
    """Return the probability and the code of the best hypothesis."""
    codes = sorted(s.hypotheses)
    scores = [sum(weights.get(n, 0.0) * v for n, v in s.hypotheses[c].items()) for c in codes]
    if not scores:
        return 0.0, None
    share = np.exp(np.array([*scores, 0.0]) - max(*scores, 0.0))
    best = int(np.argmax(scores))
    return float(share[best] / share.sum()), codes[best]


def left_out(found: list[Sample], names: list[str]) -> list[tuple[Sample, float, str | None]]:
    """Judge every sample by weights that never saw its document."""
    documents = sorted({s.document for s in found})
    fold = {name: i % N_FOLDS for i, name in enumerate(documents)}
    judged = []
    for k in range(N_FOLDS):
        weights = fit([s for s in found if fold[s.document] != k], names)
        judged += [(s, *judge(s, weights)) for s in found if fold[s.document] == k]
    return judged


def main(folders: list[str]) -> None:
    """Fit, tell what documents left out reach at each threshold, and write the table."""
    found = samples([Path(folder) for folder in folders])
    names = sorted({name for s in found for f in s.hypotheses.values() for name in f})
    judged = left_out(found, names)
    for threshold in THRESHOLDS:
        counts: Counter[tuple[str, str]] = Counter()
        for s, share, code in judged:
            said = code if share >= threshold else None
            outcome = "right" if (said or "") == s.city else "unknown" if said is None else "wrong"
            counts[s.view, outcome] += 1
            counts["all", outcome] += 1
        views = ("case", "whole", "untitled", "body", "middle", "title", "told", "stranger", "all")
        told = [[counts[view, o] for o in ("right", "unknown", "wrong")] for view in views]
        sys.stdout.write(f"{threshold} {dict(zip(views, told, strict=True))}\n")
    weights = fit(found, names)
    with (REFERENCE / "place_weights.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("evidence", "weight"))
        writer.writerows((name, weight) for name, weight in weights.items() if weight)
        writer.writerow(("threshold", THRESHOLD))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Learns the weights by which a number's indicator is chosen, or none, on annotated documents.

Run it with `python -m benchmarks.settlement_subject FOLDER...`; `--write` puts the weights into
`seeds/reference/settlement_weights.csv`, other fields untouched. A folder holds texts with an
annotation file of the same stem (`tests/gold/GUIDELINES.md`); a name like `1:FOLDER` says how much
its facts count. Needs scipy, which the running system does not.

The readings that a choice depends on are those of a plain chooser, so the result depends on the
documents alone. Each folder's share of right indicators is printed with whole documents left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from gold.score import Annotation, Observation, match  # noqa: E402

from orchestration.extraction import document, extract  # noqa: E402
from orchestration.extraction.settle.reading import Discourse, Reading  # noqa: E402
from orchestration.extraction.subjects import acceptance  # noqa: E402
from orchestration.extraction.subjects.linking import THRESHOLD, Candidate  # noqa: E402

TABLE = ROOT / "seeds" / "reference" / "settlement_weights.csv"
FOLDS, SEED = 8, 0
SEEN_IN = 3
"""Documents in which a feature must occur."""
L2, LEAST = 2.0, 0.02
OPTIONAL, WRONG_FACT = 0.5, 1.3


class Document(NamedTuple):
    name: str
    folder: str
    weight: float
    text: str
    sidecar: dict[str, object]
    annotations: list[Annotation]


class Choice(NamedTuple):
    """One number: the features of its candidates, and which is right (None: none of them)."""

    document: Document
    weight: float
    proposals: list[list[str]]
    right: int | None


def read_folder(named: str) -> Iterator[Document]:
    weight, _, folder = named.rpartition(":")
    index = {}
    for line in _lines(Path(folder) / "index.jsonl") + _lines(Path(folder).parent / "index.jsonl"):
        index[line["doc"]] = line
    for path in sorted(Path(folder).glob("*.jsonl")):
        rows = _lines(path)
        if rows and isinstance(rows[0].get("facts"), list):
            yield from _cases(folder, float(weight or 1), rows)
        if not rows or "start" not in rows[0]:
            continue
        text_file = path.with_name(rows[0].get("doc") or path.stem)
        if not text_file.exists():
            text_file = path.with_suffix(".txt")
        meta = text_file.with_name(text_file.name + ".meta.json")
        sidecar = json.loads(meta.read_text("utf-8")) if meta.exists() else {}
        text = text_file.read_bytes().decode("utf-8")
        anns = [Annotation.of({**row, "doc": path.stem}) for row in rows]
        yield Document(path.stem, folder, float(weight or 1), text, sidecar, anns)


def _cases(folder: str, weight: float, rows: list[dict[str, Any]]) -> Iterator[Document]:
    """The sentences of one construction, each a document."""
    for row in rows:
        annotations = []
        for fact in row["facts"]:
            at = -1
            for _ in range(fact.get("occurrence", 1)):
                at = row["text"].find(fact["quote"], at + 1)
            place = {"doc": row["id"], "start": at, "end": at + len(fact["quote"])}
            keys = fact.get("label_keys", [])
            if at >= 0 and fact.get("period_start"):
                read = {**fact, **place, "text": fact["quote"], "keys": keys, "city": ""}
                annotations.append(Annotation.of(read))
        if annotations:
            sidecar = row.get("sidecar") or {}
            yield Document(row["id"], folder, weight, row["text"], sidecar, annotations)


def _lines(path: Path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def plain_choice(r: Reading, d: Discourse) -> Candidate | None:
    """The best candidate if it is good enough and nothing speaks against it."""
    best = r.candidates[0] if r.candidates else None
    if best is None or best.score < THRESHOLD or any(acceptance.objections(r, best.indicator, d)):
        return None
    return best


def choices(doc: Document) -> Iterator[Choice]:
    """The choices of one document with what its annotations say."""
    found: dict[int, tuple[Reading, list[list[str]], tuple[Candidate, ...]]] = {}

    def record(r: Reading, d: Discourse) -> Candidate | None:
        found[r.mention.index] = r, acceptance.propose(r, d), r.candidates
        return plain_choice(r, d)

    with patch("orchestration.extraction.settle.resolve.choose", record):
        cleaned, resolver, mentions = document.read_mentions(doc.text, doc.sidecar)
        found.clear()
        source = document._Source(doc.text, cleaned)
        readings = [resolver.read(m) for m in mentions]
        context = resolver.periods.finder.context
        facts = [document._fact(r, resolver, source, context) for r in readings]
    matches, _ = match(doc.annotations, [Observation(doc.name, fact) for fact in facts])
    gold = {id(m.seen.fact): m for m in matches if m.seen is not None}
    for r, fact in zip(readings, facts, strict=True):
        m = gold.get(id(fact))
        if r.mention.index not in found or m is None or "value" in m.wrong and "unit" not in m.wrong:
            continue
        _, proposals, candidates = found[r.mention.index]
        if not proposals:
            continue
        ids = [c.indicator.indicator_id for c in candidates[: len(proposals)]]
        right = [i for i, name in enumerate(ids) if name == m.annotation.indicator]
        weight = doc.weight * (OPTIONAL if m.annotation.is_optional else 1)
        yield Choice(doc, weight, proposals, right[0] if right else None)


def fit(data: list[Choice], vocabulary: Mapping[str, int]) -> np.ndarray:
    rows, columns, weights, group, right = [], [], [], [], []
    n_of = Counter(c.document for c in [c._replace(document=(c.document.folder, c.document.name)) for c in data])
    row = 0
    for k, c in enumerate(data):
        for i, features in enumerate(c.proposals):
            for f in set(features):
                if f in vocabulary:
                    rows.append(row)
                    columns.append(vocabulary[f])
            group.append(k)
            right.append(c.right == i)
            row += 1
        weights.append(c.weight * min(1.0, (20 / n_of[c.document.folder, c.document.name]) ** 0.5))
    X = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(vocabulary)))
    XT = X.T.tocsr()
    g, y, w = np.array(group), np.array(right, float), np.array(weights)
    n = len(data)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        s = np.clip(X @ theta, -30, 30)
        e = np.exp(s)
        total = 1 + np.bincount(g, e, n)
        value = (w * np.log(total)).sum() - (w[g] * y * s).sum() + L2 / 2 * theta @ theta
        grad = XT @ (w[g] * (e / total[g] - y)) + L2 * theta
        return value, grad

    return minimize(loss, np.zeros(len(vocabulary)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def vocabulary_of(data: Iterable[Choice]) -> dict[str, int]:
    seen = defaultdict(set)
    for c in data:
        for features in c.proposals:
            for f in features:
                seen[f].add((c.document.folder, c.document.name))
    return {f: i for i, f in enumerate(sorted(f for f, docs in seen.items() if len(docs) >= SEEN_IN))}


def learn(data: list[Choice]) -> dict[str, float]:
    vocabulary = vocabulary_of(data)
    theta = fit(data, vocabulary)
    return {f: round(float(theta[i]), 2) for f, i in vocabulary.items() if abs(theta[i]) >= LEAST}


def judge(docs: list[Document], learned: Mapping[str, float] | None) -> Counter:
    """Reads documents and counts facts, right indicators, catalogued facts and right ones."""
    found: Counter = Counter()
    chooser = plain_choice if learned is None else acceptance.choose
    with patch("orchestration.extraction.settle.resolve.choose", chooser), patch.object(
        acceptance, "weights", lambda field: learned or {}
    ):
        for doc in docs:
            facts = extract(doc.text, doc.sidecar).facts
            matches, _ = match(doc.annotations, [Observation(doc.name, f) for f in facts])
            for m in matches:
                if m.annotation.is_optional or m.seen is None:
                    continue
                f, a = m.seen.fact, m.annotation
                found[doc.folder, "n"] += 1
                found[doc.folder, "right"] += "indicator" not in m.wrong
                found[doc.folder, "id"] += (f.indicator_id or "") == a.indicator
                found[doc.folder, "said"] += f.indicator_id is not None
                found[doc.folder, "said_right"] += f.indicator_id is not None and f.indicator_id == a.indicator
                found[doc.folder, "strict"] += not m.wrong
    return found


def report(title: str, found: Counter) -> None:
    for folder in sorted({k[0] for k in found}):
        c = {k[1]: v for k, v in found.items() if k[0] == folder}
        print(f"{title:8s} {folder[-30:]:30s} n {c['n']:5d} indicator {c['right']/c['n']:.4f} id {c['id']/c['n']:.4f} "
              f"precision {c['said_right']/max(c['said'],1):.4f} ({c['said']}) strict {c['strict']/c['n']:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    a = parser.parse_args()
    docs = [d for folder in a.folders for d in read_folder(folder)]
    of = {id(d): list(choices(d)) for d in docs}
    data = [c for d in docs for c in of[id(d)]]
    print(len(docs), "documents", len(data), "choices")
    if a.left_out:
        order = np.random.RandomState(SEED).permutation(len(docs))
        total: Counter = Counter()
        for k in range(FOLDS):
            out = {int(i) for i in order[k::FOLDS]}
            learned = learn([c for i, d in enumerate(docs) if i not in out for c in of[id(d)]])
            total += judge([docs[i] for i in sorted(out)], learned)
        report("plain", judge(docs, None))
        report("learned", total)
    if a.write:
        learned = learn(data)
        with TABLE.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        rows = [r for r in rows if r[0] != acceptance.FIELD]
        rows += [[acceptance.FIELD, f, f"{v:.2f}"] for f, v in sorted(learned.items())]
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        print("wrote", len(learned))


if __name__ == "__main__":
    main()

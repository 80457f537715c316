"""Learns the weights by which a number's indicator is chosen, or none, on annotated documents.

Run it with `python -m benchmarks.settlement_subject FOLDER...`; `--write` puts the weights into
`seeds/reference/settlement_weights.csv`, other fields untouched. With `--again` they stay near what
they were, because most of the pages they were learned on are not at hand any more. A folder holds
texts with an annotation file of the same stem (`tests/gold/GUIDELINES.md`); a name like `1:FOLDER`
says how much its facts count. Needs scipy, which the running system does not.

The readings that a choice depends on are those of a plain chooser (of today's with `--again`), so
that the result depends on the documents alone. The words beside a number that weigh are those that
jieba finds there in several documents. Each folder's share of right indicators is printed with
whole documents left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from orchestration.extraction.settle.choice import weights  # noqa: E402
from orchestration.extraction.settle.reading import Discourse, Reading  # noqa: E402
from orchestration.extraction.subjects import acceptance, said_words  # noqa: E402
from orchestration.extraction.subjects.linking import THRESHOLD, Candidate  # noqa: E402
from orchestration.extraction.subjects.segmenter import tagged  # noqa: E402

TABLE = ROOT / "seeds" / "reference" / "settlement_weights.csv"
FOLDS, SEED = 8, 0
SEEN_IN = 3
"""Documents in which a feature must occur."""
L2, L2_AGAIN, LEAST = 2.0, 1.0, 0.02
_HAN = re.compile("[一-鿿]{2,}")
OPTIONAL, USUAL_LENGTH = 0.5, 20
"""How much an optional fact counts; numbers from which each of a document counts less."""

Tally = tuple[str, str]
Chooser = Callable[[Reading, Discourse], Candidate | None]


class Document(NamedTuple):
    """An annotated text; `weight` is how much each of its facts counts."""

    name: str
    folder: str
    weight: float
    text: str
    sidecar: dict[str, object]
    annotations: list[Annotation]

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.folder, self.name


class Choice(NamedTuple):
    """One number: the features of its candidates, and which is right (None: none of them)."""

    document: Document
    weight: float
    proposals: list[list[str]]
    right: int | None


def read_folder(named: str) -> Iterator[Document]:
    """The annotated documents and cases of a folder, `named` with or without a weight."""
    weight, _, folder = named.rpartition(":")
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


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def plain_choice(r: Reading, d: Discourse) -> Candidate | None:
    """The best candidate if it is good enough and nothing speaks against it."""
    best = r.candidates[0] if r.candidates else None
    if best is None or best.score < THRESHOLD or any(acceptance.objections(r, best.indicator, d)):
        return None
    return best


def words_beside(docs: Iterable[Document]) -> list[str]:
    """The words that stand beside numbers in several documents, as jieba parts them."""
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for doc in docs:
        _, resolver, mentions = document.read_mentions(doc.text, doc.sidecar)
        for m in mentions:
            for start, end in (m.conjunct or m.left, m.right):
                for word in tagged(resolver.text[start:end]):
                    if _HAN.fullmatch(word.text):
                        seen[word.text].add(doc.key)
    return sorted(word for word, documents in seen.items() if len(documents) >= SEEN_IN)


def choices(doc: Document, chooser: Chooser) -> Iterator[Choice]:
    """The choices of one document with what its annotations say; `chooser` reads the others."""
    found: dict[int, tuple[list[list[str]], list[str]]] = {}

    def record(r: Reading, d: Discourse) -> Candidate | None:
        ids = [c.indicator.indicator_id for c in r.candidates]
        found[r.mention.index] = acceptance.propose(r, d), ids
        return chooser(r, d)

    with patch("orchestration.extraction.settle.resolve.choose", record):
        cleaned, resolver, mentions = document.read_mentions(doc.text, doc.sidecar)
        source, context = document._Source(doc.text, cleaned), resolver.periods.finder.context
        facts = [document._fact(resolver.read(m), resolver, source, context) for m in mentions]
    matches, _ = match(doc.annotations, [Observation(doc.name, fact) for fact in facts])
    read = {id(m.seen.fact): m for m in matches if m.seen is not None}
    for mention, fact in zip(mentions, facts, strict=True):
        m = read.get(id(fact))
        proposals, ids = found.get(mention.index, ([], []))
        if m is None or not proposals or ("value" in m.wrong and "unit" not in m.wrong):
            continue
        named = ids[: len(proposals)]
        right = named.index(m.annotation.indicator) if m.annotation.indicator in named else None
        yield Choice(
            doc, doc.weight * (OPTIONAL if m.annotation.is_optional else 1), proposals, right
        )


def fit(data: list[Choice], vocabulary: Mapping[str, int], was: np.ndarray) -> np.ndarray:
    """The weights under which the right choices are most probable, those near `was` preferred.

    A document counts no more than the square root of its numbers, so that long ones do not rule.
    """
    per_document = Counter(c.document.key for c in data)
    rows: list[int] = []
    columns: list[int] = []
    group: list[int] = []
    right: list[float] = []
    counts: list[float] = []
    for k, c in enumerate(data):
        for i, features in enumerate(c.proposals):
            known = {vocabulary[f] for f in features if f in vocabulary}
            columns += sorted(known)
            rows += [len(group)] * len(known)
            group.append(k)
            right.append(float(c.right == i))
        counts.append(c.weight * min(1.0, (USUAL_LENGTH / per_document[c.document.key]) ** 0.5))
    shape = (len(group), len(vocabulary))
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    of, y, w, n = np.array(group), np.array(right), np.array(counts), len(data)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.clip(x @ theta, -30, 30)
        mass = np.exp(scores)
        total = 1 + np.bincount(of, mass, n)
        moved = theta - was
        value = (w * np.log(total)).sum() - (w[of] * y * scores).sum() + l2 / 2 * moved @ moved
        return value, x.T @ (w[of] * (mass / total[of] - y)) + l2 * moved

    l2 = L2_AGAIN if was.any() else L2
    return minimize(loss, was, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def learn(data: list[Choice], before: Mapping[str, float]) -> dict[str, float]:
    """The weights by feature, near those of before; those that hardly weigh are left out."""
    seen = defaultdict(set)
    for c in data:
        for name in {f for features in c.proposals for f in features}:
            seen[name].add(c.document.key)
    frequent = sorted(name for name, docs in seen.items() if len(docs) >= SEEN_IN)
    names = [*frequent, *sorted(before.keys() - set(frequent))]
    vocabulary = {name: i for i, name in enumerate(names)}
    theta = fit(data, vocabulary, np.array([before.get(name, 0.0) for name in names]))
    return {f: round(float(theta[i]), 2) for f, i in vocabulary.items() if abs(theta[i]) >= LEAST}


def judge(docs: Iterable[Document], learned: Mapping[str, float] | None) -> Counter[Tally]:
    """Reads documents and counts facts by folder; without weights, with the plain chooser."""
    found: Counter[Tally] = Counter()
    chooser = plain_choice if learned is None else acceptance.choose
    acceptance._weight.cache_clear()
    with (
        patch("orchestration.extraction.settle.resolve.choose", chooser),
        patch.object(acceptance, "weights", lambda _: learned or {}),
    ):
        for doc in docs:
            facts = extract(doc.text, doc.sidecar).facts
            matches, _ = match(doc.annotations, [Observation(doc.name, f) for f in facts])
            for m in matches:
                if m.annotation.is_optional or m.seen is None:
                    continue
                said = m.seen.fact.indicator_id
                found[doc.folder, "facts"] += 1
                found[doc.folder, "right"] += "indicator" not in m.wrong
                found[doc.folder, "said"] += said is not None
                found[doc.folder, "said right"] += said == m.annotation.indicator
                found[doc.folder, "strict"] += not m.wrong
    acceptance._weight.cache_clear()
    return found


def report(title: str, found: Counter[Tally]) -> None:
    """Prints a line per folder."""
    for folder in sorted({key[0] for key in found}):
        n, said = found[folder, "facts"], max(found[folder, "said"], 1)
        print(
            f"{title:8s} {folder[-30:]:30s} facts {n:5d} indicator {found[folder, 'right'] / n:.4f}"
            f" precision {found[folder, 'said right'] / said:.4f}"
            f" strict {found[folder, 'strict'] / n:.4f}"
        )


def report_left_out(
    docs: list[Document], of: Mapping[int, list[Choice]], before: Mapping[str, float]
) -> None:
    """Prints how documents are read that the weights were not learned on."""
    order = np.random.RandomState(SEED).permutation(len(docs))
    total: Counter[Tally] = Counter()
    for k in range(FOLDS):
        out = {int(i) for i in order[k::FOLDS]}
        learned = learn([c for i in of if i not in out for c in of[i]], before)
        total += judge([docs[i] for i in sorted(out)], learned)
    report("plain", judge(docs, None))
    report("learned", total)


def write(learned: Mapping[str, float]) -> None:
    """Puts the weights into the table, other fields untouched."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    rows = [row for row in rows if row[0] != acceptance.FIELD]
    rows += [[acceptance.FIELD, name, f"{value:.2f}"] for name, value in sorted(learned.items())]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    """Learns, reports and writes as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", help="FOLDER or WEIGHT:FOLDER")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    parser.add_argument("--again", action="store_true")
    asked = parser.parse_args()
    docs = [doc for folder in asked.folders for doc in read_folder(folder)]
    before = dict(weights(acceptance.FIELD)) if asked.again else {}
    chooser = acceptance.choose if asked.again else plain_choice
    words = said_words.automaton_of(words_beside(docs))
    with patch.object(said_words, "learned_words", lambda: words):
        of = {i: list(choices(doc, chooser)) for i, doc in enumerate(docs)}
        print(len(docs), "documents,", sum(map(len, of.values())), "choices")
        if asked.left_out:
            report_left_out(docs, of, before)
    if asked.write:
        write(learn([c for found in of.values() for c in found], before))


if __name__ == "__main__":
    main()

"""Fits the weights that settle period and status, and the confidence of a fact.

Belongs here: the samples, the fits and what they reach on documents left out. Does not belong here:
the features (`settle.period`, `settle.mode`, `settle.confidence`).

    PYTHONPATH=.:tests python tests/gold/fit_settlement.py [--write] [folder of annotated texts ...]
    PYTHONPATH=.:tests python tests/gold/fit_settlement.py --again [--write] folder ...
    PYTHONPATH=.:tests python tests/gold/fit_settlement.py --confidence [--write] folder ...

A folder holds texts and beside each a .jsonl of annotations (and a .meta.json where there is a
sidecar), as `reanchored` pages do. The annotated documents of tests/gold and the sentences of
tests/extraction/cases always take part; those of folders count more, because they are real pages.
Whole documents are left out: the confidence is fitted on how the documents of each fold were read
by weights that had not seen them. With --write the tables of seeds/reference are replaced.
With --again all is fitted near what it was, because most of the pages it was learned on are not at
hand any more. With --confidence only the confidence is fitted, on folders that no weights have
seen, near what it was: that is how a new round of pages mends it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from gold.corpus import GROUPS, Document, documents
from gold.fit_models import Choice, Example, fit_binary, fit_choice, probability_of, scores_of
from gold.score import Annotation, Match, Observation, is_same_period, match

from orchestration.extraction.document import extract, read_mentions
from orchestration.extraction.model import Period
from orchestration.extraction.reference import REFERENCE, read_table
from orchestration.extraction.settle import mode, period
from orchestration.extraction.settle.choice import Weights
from orchestration.extraction.settle.confidence import evidence
from orchestration.extraction.settle.kind import fact_kind
from orchestration.extraction.settle.resolve import Reading, Resolver

SIDECAR = {"city_code": "330800", "report_year": 2021, "published_at": "2022-01-15"}
"""What the examples of the cues are read with."""
RESULTS = frozenset({"done", "so_far"})
CASES = Path(__file__).parents[1] / "extraction" / "cases"
N_FOLDS = 8
REAL = 2.0
"""Weight of a fact of a real page, against one of a composed report."""
OPTIONAL = 0.5
COMPOSED = 0.1
"""Weight of a fact of a composed report in the confidence, against one of a real page."""
FACTS_OF_A_DOCUMENT = 10
"""A document with more facts than these counts less than in proportion."""
MIN_DOCUMENTS = 3
"""In how many documents a feature must occur to have a weight."""
RIDGE_PERIOD, RIDGE_STATUS, RIDGE_CONFIDENCE = 0.0003, 0.0001, 0.002
RIDGE_AGAIN, RIDGE_NEAR = 0.05, 0.002
"""How firmly the confidence, and the other weights, are held to what they were."""
Before = Mapping[str, Mapping[str, float]]
LEAST_WEIGHT = 0.02


class Read(NamedTuple):
    """One mention of a document with its annotation."""

    annotation: Annotation
    reading: Reading
    resolver: Resolver
    observation: Observation


def _folder(folder: Path) -> Iterator[Document]:
    """The annotated texts of a folder."""
    for path in sorted(folder.glob("*.jsonl")):
        source = path.with_suffix(".txt")
        if source.exists():
            rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
            sidecar = Path(f"{source}.meta.json")
            given = json.loads(sidecar.read_text("utf-8")) if sidecar.exists() else {}
            text = source.read_bytes().decode("utf-8")
            yield Document(source.name, text, given, [Annotation.of(row) for row in rows])


def _cases() -> Iterator[Document]:
    """The sentences of the tests, each a document."""
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            found = []
            for fact in case["facts"]:
                at = -1
                for _ in range(fact.get("occurrence", 1)):
                    at = case["text"].find(fact["quote"], at + 1)
                if at >= 0 and fact.get("period_start"):
                    span = {"start": at, "end": at + len(fact["quote"]), "text": fact["quote"]}
                    row = {**fact, **span, "doc": case["id"], "keys": fact.get("label_keys", [])}
                    found.append(Annotation.of({**row, "city": ""}))
            if found:
                yield Document(case["id"], case["text"], case.get("sidecar") or {}, found)


def read(document: Document) -> list[Read]:
    """The mentions of a document that an annotation reads, in order, as they are read today."""
    cleaned, resolver, mentions = read_mentions(document.text, document.sidecar)
    readings = {}
    for m in mentions:
        reading = resolver.read(m)
        readings[cleaned.span(m.quantity.start, m.quantity.end)] = reading
    facts = extract(document.text, document.sidecar).facts
    seen = [Observation(document.name, fact) for fact in facts]
    matches, _ = match(document.annotations, seen)
    out = []
    for found in matches:
        if found.seen is not None and "value" not in found.wrong:
            fact = found.seen.fact
            reading = readings.get((fact.char_start, fact.char_end))
            if reading is not None:
                out.append(Read(found.annotation, reading, resolver, found.seen))
    return out


def _weight(annotation: Annotation, n: int, *, is_real: bool) -> float:
    weight = REAL if is_real else 1.0
    return weight * (OPTIONAL if annotation.is_optional else 1.0) * (FACTS_OF_A_DOCUMENT / n) ** 0.5


def _is_right(r: Read, chosen: Period) -> bool:
    """Is it the annotated period? A stock must be a day; what is uncatalogued may be a span."""
    fact = replace(r.observation.fact, period_start=chosen.start, period_end=chosen.end)
    if r.annotation.period_start == r.annotation.period_end and chosen.start != chosen.end:
        is_open = fact_kind(r.reading, r.resolver).letter == "U"
        says_state = r.reading.frame.said & r.resolver.lexicon.mask("state")
        if not is_open or says_state:
            return False
    return is_same_period(r.annotation, fact)


def period_choices(reads: list[Read], *, is_real: bool) -> Iterator[Choice]:
    """What the period model chooses from for each mention, with the annotated status."""
    for r in reads:
        is_target = r.annotation.status == "target"
        kind = fact_kind(r.reading, r.resolver)._replace(is_target=is_target)
        found = r.resolver.periods.features(r.reading.mention, kind)
        right = [_is_right(r, proposed) for proposed in found]
        if any(right):
            weight = _weight(r.annotation, len(reads), is_real=is_real)
            yield Choice(tuple(found.values()), tuple(right), weight)


def status_examples(reads: list[Read], *, is_real: bool) -> Iterator[Example]:
    """What tells plans from results for each mention, the annotated status of others known."""
    by_mention = {r.reading.mention.index: r.annotation.status for r in reads}
    if reads:
        for reading in reads[0].resolver.readings:
            reading.status = by_mention.get(reading.mention.index, reading.status)
    for r in reads:
        features = tuple(mode.status_features(r.reading, r.resolver))
        weight = _weight(r.annotation, len(reads), is_real=is_real)
        yield Example(features, r.annotation.status == "target", weight)


@lru_cache(maxsize=1)
def cue_examples() -> tuple[Example, ...]:
    """The example and counter-example of each row of the words of plan and result."""
    found = []
    for row in read_table("mode_cues"):
        is_plan = row["says"] not in RESULTS
        for text, holds in ((row["example"], is_plan), (row["counter_example"], not is_plan)):
            _, resolver, mentions = read_mentions(text, SIDECAR)
            readings = [resolver.read(m) for m in mentions]
            for reading in readings[:-1]:
                reading.status = "actual" if row["says"] == "of_task" else "target"
            if readings:
                told = readings[0 if row["says"] == "of_task" else -1]
                found.append(Example(tuple(mode.status_features(told, resolver)), holds, 1.0))
    return tuple(found)


class Fold(NamedTuple):
    """What a group of documents offers to learn from."""

    documents: list[tuple[Document, bool]]
    choices: list[Choice]
    examples: list[Example]


def folds(given: list[tuple[Document, bool]]) -> list[Fold]:
    """Deal whole documents out, real pages and composed ones alike."""
    dealt: list[Fold] = [Fold([], [], []) for _ in range(N_FOLDS)]
    for i, (document, is_real) in enumerate(given):
        fold, reads = dealt[i % N_FOLDS], read(document)
        fold.documents.append((document, is_real))
        fold.choices.extend(period_choices(reads, is_real=is_real))
        fold.examples.extend(status_examples(reads, is_real=is_real))
    return dealt


def fit(dealt: list[Fold], before: Before | None = None) -> dict[str, dict[str, float]]:
    """The weights of period and status, near `before` where that is given."""
    choices = [choice for fold in dealt for choice in fold.choices]
    examples = [*cue_examples(), *(example for fold in dealt for example in fold.examples)]
    if before is None:
        return {
            "period": fit_choice(choices, RIDGE_PERIOD, MIN_DOCUMENTS),
            "status": fit_binary(examples, RIDGE_STATUS, MIN_DOCUMENTS),
        }
    return {
        "period": fit_choice(choices, RIDGE_NEAR, MIN_DOCUMENTS, before["period"]),
        "status": fit_binary(examples, RIDGE_NEAR, MIN_DOCUMENTS, before["status"]),
    }


def weights_of_today() -> dict[str, dict[str, float]]:
    """The weights of period and status as the table has them."""
    rows = read_table("settlement_weights")
    return {
        field: {row["feature"]: float(row["weight"]) for row in rows if row["field"] == field}
        for field in ("period", "status")
    }


def use(weights: Mapping[str, Mapping[str, float]]) -> None:
    """Read with these weights instead of those of the tables."""
    used = {field: Weights(learned) for field, learned in weights.items()}
    for module in (period, mode):
        module.weights = lambda field: used[field]  # type: ignore[attr-defined]


class Judged(NamedTuple):
    """One fact of a document left out: its evidence, whether it is right, and where it is from."""

    evidence: dict[str, float]
    is_right: bool
    is_real: bool
    document: str
    observation: Observation


def judge(document: Document, *, is_real: bool) -> Iterator[Judged]:
    """How the core facts of a document are read by the weights in use."""
    reads = {id(r.observation.fact): r for r in read(document)}
    seen = [r.observation for r in reads.values()]
    matches, _ = match(document.annotations, seen)
    for found in matches:
        if found.seen is not None and not found.annotation.is_optional:
            r = reads[id(found.seen.fact)]
            found_evidence = evidence(r.reading, r.resolver)
            is_right = _is_right_for_the_panel(found)
            yield Judged(found_evidence, is_right, is_real, document.name, found.seen)


def _is_right_for_the_panel(found: Match) -> bool:
    """Is every field right, the period to its year as a cell of the panel needs it?"""
    wrong = set(found.wrong)
    if found.seen is not None and found.seen.cell is not None:
        end = found.seen.fact.period_end
        if end is not None and end.year == found.annotation.period_end.year:
            wrong.discard("period")
    return not wrong


def left_out(dealt: list[Fold], before: Before | None = None) -> list[Judged]:
    """How each document is read by weights that have not seen it."""
    judged: list[Judged] = []
    for i, fold in enumerate(dealt):
        use(fit([other for j, other in enumerate(dealt) if j != i], before))
        for document, is_real in fold.documents:
            judged += judge(document, is_real=is_real)
    return judged


def fit_confidence(
    judged: list[Judged], before: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The weights of the confidence; composed reports flatter, so they count little."""
    n = Counter(j.document for j in judged)
    rows = [
        (
            j.evidence,
            j.is_right,
            (1.0 if j.is_real else COMPOSED) * (FACTS_OF_A_DOCUMENT / n[j.document]) ** 0.5,
        )
        for j in judged
    ]
    return probability_of(rows, RIDGE_CONFIDENCE if before is None else RIDGE_AGAIN, before)


def show_calibration(judged: list[Judged], before: Mapping[str, float] | None = None) -> None:
    """Print how often facts of each confidence were right, documents left out of this fit too."""
    names = sorted({j.document for j in judged})
    fold_of = {name: i % N_FOLDS for i, name in enumerate(names)}
    bands: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for i in range(N_FOLDS):
        learned = fit_confidence([j for j in judged if fold_of[j.document] != i], before)
        for j in judged:
            if fold_of[j.document] == i:
                likely = scores_of(j.evidence, learned)
                band = max(b for b in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95) if likely >= b)
                kind = "real pages" if j.is_real else "composed"
                kinds = (kind, f"{kind}, cells") if j.observation.cell else (kind,)
                for name in kinds:
                    bands[name, band].append(j.is_right)
    for (name, band), right in sorted(bands.items()):
        print(f"{name:17} {band:.2f} and more  {len(right):5} facts  {sum(right) / len(right):.3f}")


def mend_confidence(folders: list[Path], *, to_table: bool) -> None:
    """Fit the confidence on texts that no weights have seen, near what it was."""
    before = confidence_of_today()
    pages = [document for folder in folders for document in _folder(folder)]
    judged = [j for document in pages for j in judge(document, is_real=True)]
    show_calibration(judged, before)
    if to_table:
        _write_confidence(fit_confidence(judged, before))


def confidence_of_today() -> dict[str, float]:
    """The weights of the confidence as the table has them."""
    return {row["evidence"]: float(row["weight"]) for row in read_table("confidence_weights")}


def _write_confidence(confidence: Mapping[str, float]) -> None:
    found = sorted((name, f"{w:.3f}") for name, w in confidence.items())
    _table("confidence_weights", ("evidence", "weight"), found)


def _write(weights: Mapping[str, Mapping[str, float]], confidence: Mapping[str, float]) -> None:
    kept = []
    with (REFERENCE / "settlement_weights.csv").open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.DictReader(file) if row["field"] not in weights]
    rows = [(row["field"], row["feature"], row["weight"]) for row in kept]
    for field, learned in weights.items():
        rows += [(field, f, f"{w:.2f}") for f, w in learned.items() if abs(w) >= LEAST_WEIGHT]
    _table("settlement_weights", ("field", "feature", "weight"), sorted(rows))
    _write_confidence(confidence)


def _table(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main(arguments: list[str]) -> None:
    """Fit, print what is reached on documents left out, and write the tables if asked to."""
    folders = [Path(a) for a in arguments if not a.startswith("--")]
    if "--confidence" in arguments:
        mend_confidence(folders, to_table="--write" in arguments)
        return
    pages = (document for folder in folders for document in _folder(folder))
    reports = (*documents("real"), *documents("real_later"))
    real = [(document, True) for document in (*reports, *pages)]
    others = [group for group in GROUPS if not group.startswith("real")]
    written = (document for group in others for document in documents(group))
    composed = [(document, False) for document in (*written, *_cases())]
    is_again = "--again" in arguments
    before = weights_of_today() if is_again else None
    sure = confidence_of_today() if is_again else None
    dealt = folds([*real, *composed])
    judged = left_out(dealt, before)
    for is_real in (True, False):
        right = [j.is_right for j in judged if j.is_real is is_real]
        if right:
            print(f"{'real pages' if is_real else 'composed'}: {sum(right) / len(right):.3f} right")
    show_calibration(judged, sure)
    if "--write" in arguments:
        _write(fit(dealt, before), fit_confidence(judged, sure))


if __name__ == "__main__":
    main(sys.argv[1:])

"""The annotated documents, and the scores that were reached on them.

Belongs here: which files make which group, and the record. Does not belong here: what a score is
(`score`). The real reports are those of `seeds/documents`: three, and two that were annotated
later by people who had not seen how they are read; the composed ones were written for
this project in other genres, years and provinces, and so were those that were set aside while the
rules were written, scored once, then opened (docs/extraction.md): their figures are invented.
The retold ones keep how real pages of all genres are built, furniture and faults of print included,
in other words, with other numbers and places; they were annotated before they were read.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import NamedTuple

from gold.score import Annotation, Observation, Score, observe, score

from orchestration.extraction import extract

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.csv"
GROUPS = ("real", "real_later", "composed", "set_aside")
RETOLD = "retold"
"""Scored by itself: pages as they are found, no reports."""


class Document(NamedTuple):
    """An annotated document as it is delivered."""

    name: str
    text: str
    sidecar: dict[str, object]
    annotations: list[Annotation]


def _read(annotation_file: Path) -> Document:
    lines = annotation_file.read_text("utf-8").splitlines()
    annotations = [Annotation.of(json.loads(line)) for line in lines if line.strip()]
    path = annotation_file.parent / annotations[0].document
    sidecar_file = path.with_name(f"{path.name}.meta.json")
    sidecar = json.loads(sidecar_file.read_text("utf-8")) if sidecar_file.exists() else {}
    # Offsets are those of the file as delivered: its line ends are kept.
    return Document(path.name, path.read_bytes().decode("utf-8"), sidecar, annotations)


def documents(group: str) -> list[Document]:
    """Return the annotated documents of a group, in the order of their names."""
    return [_read(path) for path in sorted((HERE / group).glob("*.jsonl"))]


def all_documents() -> list[Document]:
    """Return the annotated reports of all groups, without the retold pages."""
    return [document for group in GROUPS for document in documents(group)]


def score_documents(chosen: list[Document]) -> Score:
    """Extract documents and score them together."""
    seen: list[Observation] = []
    for document in chosen:
        seen += observe(document.name, extract(document.text, document.sidecar))
    return score([a for document in chosen for a in document.annotations], seen)


def score_groups() -> dict[str, Score]:
    """Return the score of each group, and of all reports together under `all`."""
    scores = {group: score_documents(documents(group)) for group in (*GROUPS, RETOLD)}
    return {**scores, "all": score_documents(all_documents())}


def recorded() -> dict[tuple[str, str], float]:
    """Return the recorded scores by group and measure."""
    with RECORDED.open(encoding="utf-8", newline="") as file:
        return {(r["group"], r["measure"]): float(r["score"]) for r in csv.DictReader(file)}


def record(scores: dict[str, Score]) -> None:
    """Write the scores as the ones that must be kept."""
    with RECORDED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("group", "measure", "score"))
        for group, reached in scores.items():
            for measure, value in reached.measures().items():
                writer.writerow((group, measure, f"{value:.4f}"))

"""How well the gate holds back: the measurement on both test sets, its targets and its record.

Belongs here: targets, the record, what is printed. Does not belong here: the cases (`cases.py`),
the run (`ingest.py`), the counting (`figures.py`).
Run it with `python -m benchmarks.gate_quality`; `--record` keeps the figures as those below which
the test of this folder fails.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cases import CLEAN, HERE, POISONED, load_cases
from figures import CaseResult, Figures, figures, judge
from ingest import ingest

RECORDED = HERE / "recorded.csv"
TARGETS = {"recall": 0.95, "precision": 0.90, "held_share": 0.005, "queue_lift": 3.0}
# Figures that are better when they are small.
FALLING = frozenset({"held_share"})


@dataclass(frozen=True, slots=True)
class Measurement:
    """Both sets judged, and the figures over them."""

    poisoned: list[CaseResult]
    clean: list[CaseResult]
    blocking: list[str]
    figures: Figures

    def rows(self) -> dict[str, float]:
        """The figures under the names that the record keeps them by."""
        it = self.figures
        return {
            "recall": it.recall,
            "recall_of_facts": it.recall_of_facts,
            "precision": it.precision,
            "held_share": it.held_share,
            "queue_lift": it.queue_lift,
            **{f"recall of {kind}": share for kind, share in it.recall_by_kind.items()},
        }


def measure(directory: Path | None = None) -> Measurement:
    """Takes both sets through the pipeline, in a folder that goes away unless one is given."""
    poisoned_cases, clean_cases = load_cases(POISONED), load_cases(CLEAN)
    with tempfile.TemporaryDirectory() as temporary:
        base = directory or Path(temporary)
        poisoned = ingest(poisoned_cases, base / "poisoned")
        clean = ingest(clean_cases, base / "clean")
    judged_poisoned = judge(poisoned_cases, poisoned.readings)
    judged_clean = judge(clean_cases, clean.readings)
    return Measurement(
        judged_poisoned, judged_clean, clean.blocking, figures(judged_poisoned, judged_clean)
    )


def read_record(path: Path = RECORDED) -> dict[str, float]:
    """The figures that a measurement must not fall behind."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["figure"]: float(row["value"]) for row in csv.DictReader(file)}


def write_record(measurement: Measurement, path: Path = RECORDED) -> None:
    """Keeps the figures of a measurement as the record."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["figure", "value"])
        writer.writerows((name, f"{value:.4f}") for name, value in measurement.rows().items())


def fallen_behind(measured: dict[str, float], recorded: dict[str, float]) -> list[str]:
    """Says of each figure that is worse than its record what it was and what it is."""
    # Half of the last digit of the record.
    tolerance = 0.00005
    worse = []
    for name, before in recorded.items():
        now = measured.get(name)
        if now is None:
            worse.append(f"{name} is no longer measured, it was {before:.4f}")
        elif (before - now) * (-1 if name in FALLING else 1) > tolerance:
            worse.append(f"{name} was {before:.4f}, is {now:.4f}")
    return worse


def report(measurement: Measurement) -> str:
    """The figures against their targets, the kinds, and what goes wrong."""
    return "\n".join([
        *_summary(measurement), "",
        "kinds of poison (held or marked, of cases; by what; warned of in the log alone)",
        *_kinds(measurement.poisoned), "",
        "true facts that are held or marked",
        *_false_alarms([*measurement.poisoned, *measurement.clean]),
    ])  # fmt: skip


def _summary(measurement: Measurement) -> list[str]:
    it = measurement.figures
    held = sum((result.held for result in (*measurement.poisoned, *measurement.clean)), Counter())
    seen = sum((result.seen for result in measurement.clean), Counter())
    n_unread = sum(result.n_unread for result in measurement.poisoned)
    n_tried = sum(result.is_tried for result in measurement.poisoned)
    return [
        f"recall           {it.recall:7.1%}  of {n_tried} cases, target {TARGETS['recall']:.0%}; "
        f"by fact {it.recall_of_facts:.1%}; {n_unread} wrong facts were never read",
        f"precision        {it.precision:7.1%}  of {held['wrong'] + held['true']} facts held, "
        f"target {TARGETS['precision']:.0%}; besides {held['doubtful']} doubtful and "
        f"{held['misread']} misread ones",
        f"true facts held  {it.held_share:7.2%}  of {seen['true']} true facts in "
        f"{len(measurement.clean)} clean cases, target at most {TARGETS['held_share']:.1%}",
        f"true facts marked {it.marked_share:6.2%}  of them, with a doubt that readers see",
        f"misread          {it.misread_share:7.1%}  of {seen.total()} facts of clean cases, an "
        "error of the extraction",
        f"review queue     {it.queue_lift:6.1f}x  as often a wrong cell in its first tenth as "
        f"overall, target {TARGETS['queue_lift']:.0f}",
        f"clean set would block on: {', '.join(measurement.blocking) or 'nothing'}",
    ]


def _kinds(poisoned: Sequence[CaseResult]) -> list[str]:
    by_kind: dict[str, list[CaseResult]] = {}
    for result in poisoned:
        by_kind.setdefault(result.case.kind, []).append(result)
    lines = []
    for kind, results in sorted(by_kind.items()):
        tried = [result for result in results if result.is_tried]
        caught = sum(result.caught for result in tried)
        rules = sorted({rule for result in tried for rule in result.rules})
        missed = [result for result in tried if result.caught < 1]
        warnings = sorted({rule for result in missed for rule in result.warnings})
        lines.append(
            f"  {kind:<28} {caught:4.1f} of {len(tried)}  {', '.join(rules) or '-'}"
            + (f"; warned: {', '.join(warnings)}" if warnings else "")
            + (f"; {len(results) - len(tried)} not read" if len(tried) < len(results) else "")
        )
    return lines


def _false_alarms(results: Sequence[CaseResult]) -> list[str]:
    lines = [
        f"  {result.case.id}: {reading.quote} {reading.indicator_id}: "
        f"{', '.join([*reading.held, *reading.marks])}"
        for result in results
        for reading in result.false_alarms
    ]
    return lines or ["  none"]

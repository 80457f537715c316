"""Recall, precision and the share of true facts held, from the fates of the facts of both sets.

Belongs here: which fact counts as wrong, true, doubtful or misread, and the counting.
Does not belong here: running the pipeline (see `ingest.py`), targets and output (`measure.py`).
docs/gate.md says in words what is counted here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cases import Case, CaseDocument, TrueFact, Wrong
from ingest import Reading

Standing = Literal["wrong", "doubtful", "true", "misread"]

# Reports round: 3.5万 stands beside 34,962, and a yearly standard is divided by twelve.
SAME_VALUE = 0.005


@dataclass(slots=True)
class CaseResult:
    """What became of the facts of one case; `n_unread` wrong facts never reached the gate."""

    case: Case
    wrong: list[Reading] = field(default_factory=list)
    n_unread: int = 0
    held: Counter[Standing] = field(default_factory=Counter)
    seen: Counter[Standing] = field(default_factory=Counter)
    marked: Counter[Standing] = field(default_factory=Counter)
    false_alarms: list[Reading] = field(default_factory=list)
    cells: list[tuple[Standing, Reading]] = field(default_factory=list)

    @property
    def is_tried(self) -> bool:
        """Whether anything wrong was read, so that the gate had something to catch."""
        return bool(self.wrong)

    @property
    def caught(self) -> float:
        """The share of the wrong facts that are held or marked."""
        return sum(reading.is_caught for reading in self.wrong) / len(self.wrong)

    @property
    def rules(self) -> list[str]:
        """By which rules and marks the wrong facts were caught."""
        named: set[str] = set()
        for reading in self.wrong:
            named.update(reading.held, reading.marks)
            if reading.is_caught and not reading.held and not reading.marks:
                named.add(f"no cell: {reading.exclusion}")
        return sorted(named)

    @property
    def warnings(self) -> list[str]:
        """Rules that spoke of wrong facts in the log of checks alone."""
        return sorted({rule for reading in self.wrong for rule in reading.warned})


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a measurement over both sets."""

    recall: float
    recall_of_facts: float
    recall_by_kind: dict[str, float]
    precision: float
    held_share: float
    marked_share: float
    misread_share: float
    queue_lift: float


def judge_case(case: Case, readings: Sequence[Reading]) -> CaseResult:
    """Lays the readings of a case's documents beside what is wrong and what is true in them."""
    result = CaseResult(case)
    for document in case.documents:
        of_document = [it for it in readings if it.source_file == document.name]
        wrong = case.wrong if document is case.tried else None
        for reading in of_document:
            standing = _standing(case, document, wrong, reading)
            result.seen[standing] += 1
            result.marked[standing] += bool(reading.marks)
            if reading.is_cell:
                result.cells.append((standing, reading))
            if reading.held:
                result.held[standing] += 1
            if standing == "true" and (reading.held or reading.marks):
                result.false_alarms.append(reading)
            if _is_to_catch(standing, wrong, reading):
                result.wrong.append(reading)
    if case.wrong:
        result.n_unread = sum(
            not any(place.overlaps(it.start, it.end) for it in result.wrong)
            for place in case.wrong.facts
        )
    return result


def _is_to_catch(standing: Standing, wrong: Wrong | None, reading: Reading) -> bool:
    is_in_doubt = wrong is not None and wrong.scope == "statement" and reading.exclusion is None
    return standing == "wrong" or is_in_doubt


def _standing(
    case: Case, document: CaseDocument, wrong: Wrong | None, reading: Reading
) -> Standing:
    if wrong and wrong.scope == "facts":
        if any(place.overlaps(reading.start, reading.end) for place in wrong.facts):
            return "wrong"
        if any(place.overlaps(reading.start, reading.end) for place in wrong.doubtful):
            return "doubtful"
    elif wrong and wrong.scope == "statement":
        return "doubtful"
    elif wrong:
        is_displaced = {
            "document": True,
            "year": reading.year != case.year,
            "city": reading.city_code != case.city_code,
        }[wrong.scope]
        if is_displaced:
            return "wrong" if reading.exclusion in (None, *_HELD_FOR_TIME) else "doubtful"
    fact = next((it for it in document.facts if it.start == reading.start), None)
    return "true" if fact and _is_read_right(fact, case, reading) else "misread"


# A fact of a year to come counts as a plan, which is how it is kept out of the panel.
_HELD_FOR_TIME = ("planned",)


def _is_read_right(fact: TrueFact, case: Case, reading: Reading) -> bool:
    fields = ("indicator_id", "residence", "category", "measure", "status")
    is_flow_over_years = fact.first_year is not None
    return (
        all(getattr(fact, name) == getattr(reading, name) for name in fields)
        and bool(fact.area) == bool(reading.area)
        and fact.year == reading.year
        and (not is_flow_over_years or fact.first_year == reading.first_year)
        and (not fact.indicator_id or reading.city_code == case.city_code)
        and abs(abs(fact.value) - abs(reading.value)) <= SAME_VALUE * abs(fact.value)
    )


def judge(cases: Iterable[Case], readings: Iterable[Reading]) -> list[CaseResult]:
    """Judges every case of a set."""
    by_file: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_file[reading.source_file].append(reading)
    return [
        judge_case(case, [it for document in case.documents for it in by_file[document.name]])
        for case in cases
    ]


def figures(poisoned: Sequence[CaseResult], clean: Sequence[CaseResult]) -> Figures:
    """Counts over both sets; a set without any case of a sort counts as without fault."""
    tried = [result for result in poisoned if result.is_tried]
    by_kind: dict[str, list[float]] = defaultdict(list)
    for result in tried:
        by_kind[result.case.kind].append(result.caught)
    wrong = [reading for result in tried for reading in result.wrong]
    held: Counter[Standing] = sum((it.held for it in (*poisoned, *clean)), Counter())
    clean_seen: Counter[Standing] = sum((it.seen for it in clean), Counter())
    clean_held: Counter[Standing] = sum((it.held for it in clean), Counter())
    return Figures(
        recall=_mean([result.caught for result in tried]),
        recall_of_facts=_mean([float(reading.is_caught) for reading in wrong]),
        recall_by_kind={kind: _mean(shares) for kind, shares in sorted(by_kind.items())},
        precision=_ratio(held["wrong"], held["wrong"] + held["true"], empty=1.0),
        held_share=_ratio(clean_held["true"], clean_seen["true"], empty=0.0),
        marked_share=_ratio(sum(it.marked["true"] for it in clean), clean_seen["true"], empty=0.0),
        misread_share=_ratio(clean_seen["misread"], clean_seen.total(), empty=0.0),
        queue_lift=queue_lift([cell for it in (*poisoned, *clean) for cell in it.cells]),
    )


def queue_lift(cells: Sequence[tuple[Standing, Reading]]) -> float:
    """How many times as often a wrong cell stands in the first tenth of the review queue.

    That is the share of cells known to be wrong, poisoned or misread, among the tenth of all cells
    that the queue shows first, over their share among all cells. Without a wrong cell it is 1.
    """
    ranked = sorted(cells, key=lambda cell: -1 if cell[1].priority is None else cell[1].priority)
    is_wrong = [standing in ("wrong", "misread") for standing, _ in reversed(ranked)]
    first = is_wrong[: max(1, len(is_wrong) // 10)]
    overall = _ratio(sum(is_wrong), len(is_wrong), empty=0.0)
    return _ratio(sum(first), len(first), empty=0.0) / overall if overall else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _ratio(part: int, whole: int, *, empty: float) -> float:
    return part / whole if whole else empty

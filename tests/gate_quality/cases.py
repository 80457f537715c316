"""The two test sets of the gate: what is wrong in each poisoned case, what is true in every other.

Belongs here: the cases as data and the reading of their files. Does not belong here: running them
(see `ingest.py`) or counting (see `figures.py`).
A case is one line of `poisoned/cases.jsonl` or `clean/cases.jsonl`; docs/gate.md explains its
fields. The last document of a case is the one that is tried, those before it are its history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
POISONED = HERE / "poisoned" / "cases.jsonl"
CLEAN = HERE / "clean" / "cases.jsonl"

Scope = Literal["facts", "document", "year", "city", "statement"]


@dataclass(frozen=True, slots=True)
class TrueFact:
    """A quantity as a careful reader understands it.

    `value` is in the canonical unit, `year` that of the end of its period, `first_year` that of
    its beginning where a flow runs over several years.
    """

    start: int
    quote: str
    indicator_id: str
    value: float
    year: int
    residence: str = "total"
    category: str = ""
    measure: str = "level"
    status: str = "actual"
    area: str = ""
    first_year: int | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A place in a text; `why` says what is wrong with it, empty for one that is only doubtful."""

    start: int
    quote: str
    why: str = ""

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a span shares a character with this place."""
        return start < self.start + len(self.quote) and self.start < end


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in the last document of a poisoned case.

    `scope` says how far it reaches: the quoted facts; every cell of the document; the cells that
    get another year, or another city, than the case's; or a statement beside the document, which
    leaves every fact of it in doubt and none proved wrong. `doubtful` are facts that nobody can
    acquit, such as the parts that contradict a wrong total.
    """

    scope: Scope
    why: str = ""
    facts: tuple[Quoted, ...] = ()
    doubtful: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A file of the landing zone, its sidecar, and what is true in it."""

    name: str
    text: str
    sidecar: dict[str, Any]
    facts: tuple[TrueFact, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One trial of the gate: documents of one place, and where something is wrong, what.

    `city_code` and `year` are those that the last document really is about.
    """

    id: str
    level: str
    genre: str
    city_code: str
    year: int
    documents: tuple[CaseDocument, ...]
    kind: str = ""
    wrong: Wrong | None = None

    @property
    def tried(self) -> CaseDocument:
        """The document that is tried."""
        return self.documents[-1]

    @property
    def history(self) -> tuple[CaseDocument, ...]:
        """The documents that were accepted before."""
        return self.documents[:-1]


def load_cases(path: Path) -> list[Case]:
    """Reads the cases of a file, one a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines if line.strip()]


def _case(row: dict[str, Any]) -> Case:
    wrong = row.pop("wrong", None)
    documents = tuple(_document(document) for document in row.pop("documents"))
    return Case(**row, documents=documents, wrong=_wrong(wrong) if wrong else None)


def _document(row: dict[str, Any]) -> CaseDocument:
    facts = tuple(TrueFact(**fact) for fact in row.pop("facts"))
    return CaseDocument(**row, facts=facts)


def _wrong(row: dict[str, Any]) -> Wrong:
    return Wrong(
        scope=row["scope"],
        why=row.get("why", ""),
        facts=tuple(Quoted(**fact) for fact in row.get("facts", ())),
        doubtful=tuple(Quoted(**fact) for fact in row.get("doubtful", ())),
    )

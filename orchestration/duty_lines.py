"""The report of the person on duty in words: the same lines on the terminal and on the run page.

Belongs here: which line says what, and the remedy beside it. Does not belong here: the numbers
(see `duty.py`), colours and pages (see `cli_reports.py`, `asset_metadata.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from orchestration.duty import N_FILES, DutyReport, SetAsideFact, StandingCheck
from orchestration.publication.as_of import counted

MAX_CHECKS = 10
LONGEST_TEXT = 100
WORST_FIRST = ("broke", "failed", "warning")

REMEDY_REJECTED = "Save the file as its reason says and deliver it again; the next run takes it."
REMEDY_UNREADABLE = (
    "The rest of the document was read, and the next version of the rules tries again; report the "
    'sentence: minzheng query "from audit_unreadable"'
)
REMEDY_STATED = (
    "Correct the sidecar, the row of deliveries.csv or the path that it names; a sidecar wins over "
    "all others where the text is wrong."
)
REMEDY_HELD_FACT = (
    "Misread or wrong: a row in seeds/reference/corrections.csv; true: widen the rule that it "
    "names. It comes back by itself when it passes."
)
REMEDY_HELD = (
    f"minzheng held lists them, minzheng explain shows how one was read. {REMEDY_HELD_FACT}"
)
CONFLICTS = 'minzheng query "from fct_source_agreement where is_conflict"'
REMEDY_MARKED = "They stand in the panel with their doubt: minzheng held --marked"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One subject: what it is called, the count, and what there is to say below."""

    name: str
    text: str
    details: list[str] = field(default_factory=list)
    is_alarm: bool = False


def duty_lines(report: DutyReport) -> list[DutyLine]:
    """Return the report as lines, in the order in which a document goes through the pipeline."""
    return [
        DutyLine("documents", f"{report.n_documents:,} ({report.n_new:,} new)"),
        _rejected(report),
        _unreadable(report),
        *_disagreements(report),
        _held(report),
        _marked(report),
        DutyLine("facts", f"{report.n_facts:,}, {report.share_catalogued:.0%} catalogued"),
        DutyLine("panel cells", f"{report.n_cells:,}"),
        _stated_twice(report),
        _checks(report),
        *_publication(report),
        _published(report),
    ]


def duty_markdown(report: DutyReport) -> str:
    """Return the same lines as a list in Markdown, for the run page."""
    lines = []
    for line in duty_lines(report):
        text = f"**{line.text}**" if line.is_alarm else line.text
        lines.append(f"- {line.name}: {text}")
        lines += [f"    - {detail.strip()}" for detail in line.details]
    return "\n".join(lines)


def sort_failing(checks: Sequence[StandingCheck]) -> list[StandingCheck]:
    """Return the checks that have not passed, those that block first."""
    found = [check for check in checks if check.verdict in WORST_FIRST]
    return sorted(found, key=lambda check: WORST_FIRST.index(check.verdict))


def told_check(check: StandingCheck, suites: Sequence[str] = ()) -> list[str]:
    """Return what one check that has not passed says: name, since when, what it saw, remedy."""
    name = f"{', '.join(suites or [check.suite])}: {check.expectation}"
    lines = [f"{check.verdict}  {name} on {check.subject}, since {moment(check.since)}"]
    if check.error is not None:
        broke = check.error.strip().splitlines() or [""]
        lines.append(f"  the check itself broke: {broke[0]}")
    else:
        lines.append(f"  observed {check.observed}, expected: {check.expected}")
    if check.remedy:
        lines.append(f"  what to do: {check.remedy}")
    return lines


def told_fact(fact: SetAsideFact) -> list[str]:
    """Return what is said of a fact that is held or marked: rule, reason, place and sentence."""
    return [
        f"{fact.observation_id[:12]}  {', '.join(fact.rules)}: {fact.reason}",
        f"  {fact.source_file}: {shortened(fact.sentence)}",
    ]


def told_row(row: Mapping[str, object]) -> str:
    """Return what there is to say of one failing row, whichever columns it has."""
    told = {name: value for name, value in row.items() if name != "document_id"}
    return ", ".join(f"{name} {shortened(value)}" for name, value in told.items() if value)


def shortened(value: object) -> str:
    """Return a text on one line, its end cut where it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _rejected(report: DutyReport) -> DutyLine:
    total = sum(report.rejected.values())
    reasons = ", ".join(f"{n:,} {reason}" for reason, n in report.rejected.items())
    details = [
        detail if detail.startswith(file) else f"{file}: {detail}"
        for file, _, detail in report.rejected_files
    ]
    details += _more(total - len(details), "minzheng status")
    return _line("rejected", _plural(total, "file"), reasons, details, REMEDY_REJECTED)


def _unreadable(report: DutyReport) -> DutyLine:
    details = [
        f"{file}, {'the whole document' if stage == 'document' else stage}: {_last_line(error)}"
        for file, stage, error in report.unreadable
    ]
    details += _more(report.n_unreadable - len(details), 'minzheng query "from audit_unreadable"')
    count = _plural(report.n_unreadable, "place")
    return _line("could not be read", count, "", details, REMEDY_UNREADABLE)


def _disagreements(report: DutyReport) -> list[DutyLine]:
    """What is stated beside documents and their text speaks against; no line where nothing is."""
    if not report.disagreements:
        return []
    found = report.disagreements
    details = [told_disagreement(*row) for row in found[:N_FILES]]
    details += _more(len(found) - N_FILES, 'minzheng query "from audit_statement_disagreements"')
    count = _plural(len(found), "statement")
    return [_line("stated otherwise", count, "", details, REMEDY_STATED)]


def told_disagreement(
    source_file: str, field: str, stated: str, stated_by: str, found: str, is_text_taken: bool
) -> str:
    """Return what one statement says, what the text says, and which of them is followed."""
    followed = "the text" if is_text_taken else "the statement"
    told = f"{field} {stated} by {stated_by}, the text says {found}; {followed} is followed"
    return f"{source_file}: {told}"


def _held(report: DutyReport) -> DutyLine:
    details = [line for fact in report.worst_held for line in told_fact(fact)]
    details += _more(report.n_held - len(report.worst_held), "minzheng held")
    return _line("set aside", _plural(report.n_held, "fact"), "", details, REMEDY_HELD)


def _marked(report: DutyReport) -> DutyLine:
    rules = ", ".join(f"{n:,} {rule}" for rule, n in report.marked.items())
    return _line("marked", _plural(report.n_marked, "fact"), rules, [], REMEDY_MARKED)


def _stated_twice(report: DutyReport) -> DutyLine:
    """14 cells, 86% agree; 2 differ, 1 for a known reason."""
    share = report.share_agreeing
    if share is None:
        return DutyLine("stated twice", "0")
    text = f"{_plural(report.n_stated_twice, 'cell')}, {share:.0%} agree"
    n_differing = report.n_stated_twice - report.n_agreeing
    if not n_differing:
        return DutyLine("stated twice", text)
    text += f"; {n_differing:,} differ, {report.n_explained:,} for a known reason"
    return DutyLine("stated twice", text, [CONFLICTS])


def _checks(report: DutyReport) -> DutyLine:
    counts = [f"{report.count('passed')} passed", f"{report.count('failed')} failed"]
    if report.count("warning"):
        counts.append(_plural(report.count("warning"), "warning"))
    if report.count("broke"):
        counts.append(f"{report.count('broke')} broke")
    failing = sort_failing(report.checks)
    together = _grouped(failing)
    details = [
        line for suites, check in together[:MAX_CHECKS] for line in told_check(check, suites)
    ]
    others = [
        f"{', '.join(suites)}: {check.expectation}" for suites, check in together[MAX_CHECKS:]
    ]
    details += _more(len(others), f"minzheng check; {'; '.join(others)}")
    return DutyLine("checks", ", ".join(counts), details, is_alarm=bool(failing))


def _publication(report: DutyReport) -> list[DutyLine]:
    """3: 1 new, 4 changed (2 in value), 0 withdrawn; or that nothing differs from what was out."""
    last = report.publication
    if not last:
        return []
    if last["run_id"] == report.run_id:
        return [DutyLine("publication", f"{last['number']}: {counted(last)}")]
    told = "as before: no cell changed" if report.is_published else "stands"
    return [DutyLine("publication", f"{last['number']}, {told}")]


def _published(report: DutyReport) -> DutyLine:
    if report.is_published:
        return DutyLine("published", f"{moment(report.published_at)}, run {report.run_id[:8]}")
    stands = (
        f"that of {moment(report.published_at)} stands" if report.published_at else "nothing is"
    )
    return DutyLine("published", f"not by run {report.run_id[:8]}; {stands}", is_alarm=True)


def _line(name: str, count: str, what: str, details: list[str], remedy: str) -> DutyLine:
    if count.startswith("0 "):
        return DutyLine(name, "0")
    text = f"{count}: {what}" if what else count
    return DutyLine(name, text, [*details, f"what to do: {remedy}"], is_alarm=True)


def _grouped(checks: Sequence[StandingCheck]) -> list[tuple[list[str], StandingCheck]]:
    """What breaks alike in many suites is told once, with their names."""

    def alike(check: StandingCheck) -> tuple[str, ...]:
        fields = (check.verdict, check.expectation, check.subject, check.observed, check.error)
        return tuple(str(field) for field in fields)

    order = {alike(check): place for place, check in reversed(list(enumerate(checks)))}
    groups = groupby(sorted(checks, key=lambda check: order[alike(check)]), key=alike)
    found = [list(group) for _, group in groups]
    return [(list(dict.fromkeys(check.suite for check in group)), group[0]) for group in found]


def _more(n_more: int, command: str) -> list[str]:
    return [f"and {n_more:,} more: {command}"] if n_more > 0 else []


def _last_line(error: str) -> str:
    return (error.strip().splitlines() or [""])[-1]


def moment(when: datetime | None) -> str:
    """A moment of the warehouse, which keeps all in UTC, to the minute."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "this run"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"

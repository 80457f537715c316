"""What a check says: one row of audit.check_results.

Belongs here: the result types that the gate hands to the orchestrator, without Great Expectations.
Does not belong here: how a result comes about (gate.py) or where it is stored (audit.py).
See RULES.md beside this file for what each severity and action means.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
Action = Literal["block", "quarantine", "quarantine_touched", "quarantine_document", "mark", "warn"]

MAX_SAMPLES = 10
ERROR_REMEDY = (
    "The check itself broke, so nothing is known about the data: read the exception, mend the "
    "check, run again. Nothing is published until then."
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one expectation on one subject in one run.

    Attributes:
        suite: name of the suite, one of `expectations.registry.SUITES`.
        expectation: snake-case name of the expectation.
        subject: what was looked at, e.g. `int_observations` or the name of a drift metric.
        severity: critical blocks publication when it fails; warning and info annotate.
        success: False for bad data and for a check that broke; `error` tells them apart.
        observed: what was found, for people.
        expected: what should have been found, for people.
        n_unexpected: rows that failed.
        sample: up to ten failing rows with document, sentence and value.
        error: the exception of a check that broke, None when the check ran.
        remedy: what to do about a failure.
        action: what the gate did with the failing rows.
        n_checked: rows that were looked at.
        observed_value: the number behind `observed` where it is one, for the history of drift.
    """

    suite: str
    expectation: str
    subject: str
    severity: Severity
    success: bool
    observed: str
    expected: str
    n_unexpected: int = 0
    sample: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    remedy: str = ""
    action: Action = "warn"
    n_checked: int = 0
    observed_value: float | None = None

    @property
    def blocks(self) -> bool:
        """Whether this result alone keeps the run from being published."""
        return self.error is not None or (self.severity == "critical" and not self.success)


def broken_check(suite: str, subject: str, error: Exception) -> CheckResult:
    """The result of a suite whose rows could not even be laid out: an error of the check."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return CheckResult(
        suite=suite,
        expectation="prepare",
        subject=subject,
        severity="critical",
        success=False,
        observed="not known",
        expected="the check runs",
        error=f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})",
        remedy=ERROR_REMEDY,
        action="block",
    )

"""A rule of the gate: an expectation of Great Expectations, and the words around it.

Belongs here: what every rule has, whether its expectation is built in or our own.
Does not belong here: any rule. A built-in expectation is used wherever one can say it: SQL lays a
fact beside what it should be (frames.py), and `expect_column_pair_values_to_be_equal` compares.
See RULES.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from great_expectations.expectations.expectation import Expectation

from expectations.library.base import RowExpectation
from expectations.results import Action, Severity

RULE = "rule"

# A failing row, as (observed, expected).
Explain = Callable[[dict[str, Any]], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, by the name under which its results and its quarantine are kept.

    Attributes:
        name: unique within its suite; kept in audit.check_results and audit.quarantine.
        expectation: what Great Expectations evaluates.
        statement: the rule in words.
        remedy: what to do about a failure.
        explain: puts a failing row into words.
        action: what the gate does with a failing row.
        touches: which facts of a failing document are in doubt, as SQL on `facts` (gate_rows) and
            `contexts` (raw.document_contexts).
    """

    name: str
    expectation: Expectation
    statement: str
    remedy: str
    explain: Explain
    action: Action = "quarantine"
    touches: str = "true"

    @property
    def severity(self) -> Severity:
        """A failure blocks where the rule says so; a held row or an oddity is a warning."""
        return "critical" if self.action == "block" else "warning"

    @property
    def is_built_in(self) -> bool:
        """Whether Great Expectations itself has the expectation."""
        return not isinstance(self.expectation, RowExpectation)

    @property
    def type_name(self) -> str:
        """The name that Great Expectations has for the expectation."""
        return str(self.expectation.expectation_type)


def built_in(
    name: str,
    expectation: Expectation,
    statement: str,
    remedy: str,
    explain: Explain,
    action: Action = "quarantine",
) -> Rule:
    """A rule that one of Great Expectations' own expectations can say."""
    expectation.description = statement
    return Rule(name, expectation, statement, remedy, explain, action)


def own(expectation: RowExpectation) -> Rule:
    """A rule that no built-in expectation can say; the class says why."""
    return Rule(
        expectation.expectation_type,
        expectation,
        expectation.statement,
        expectation.remedy,
        expectation.explain,
        expectation.action,
        expectation.touches,
    )

"""The names of all suites: a table of contents that imports no Great Expectations.

Belongs here: suite names, what each looks at, whether it can block.
Does not belong here: the expectations inside them (suites.py).
See RULES.md for who owns which rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from expectations.catalogue import domains

CHECKED_MODEL = "int_observations"

OBSERVATIONS = "observations"
RELATIONS = "relations"
DOCUMENTS = "documents"
DOUBTS = "doubts"
BATCH = "batch"
COVERAGE = "coverage"
DRIFT = "drift"
PANEL = "panel"
PANEL_MODEL = "fct_city_year_indicator"

# Checks that are no suites of Great Expectations, by the names under which their results are kept.
LANDING = "landing"
EXTRACTION = "extraction"
DBT = "dbt"


@dataclass(frozen=True, slots=True)
class SuiteSpec:
    """One suite, shown as one asset check.

    Attributes:
        name: name of the suite, also of the asset check.
        asset: dbt model that the check hangs on.
        description: one sentence for the person on duty.
        blocking: whether any failure of data in it can block; an error of a check always blocks.
    """

    name: str
    asset: str
    description: str
    blocking: bool


def _domain_spec(domain: str) -> SuiteSpec:
    return SuiteSpec(
        name=domain,
        asset=CHECKED_MODEL,
        description=(
            f"Every {domain.replace('_', ' ')} fact has its indicator's unit, lies in its range, "
            "is whole where people or things are counted, and fits its neighbouring years."
        ),
        blocking=False,
    )


GATE_SUITES: list[SuiteSpec] = [
    SuiteSpec(
        OBSERVATIONS,
        CHECKED_MODEL,
        "Spans slice back to their quotes, periods lie inside the document's horizon, shares and "
        "changes are possible percentages, ranges ascend.",
        blocking=True,
    ),
    *(_domain_spec(domain) for domain in domains()),
    SuiteSpec(
        RELATIONS,
        CHECKED_MODEL,
        "Indicators of one report agree with each other: urban standards are not below rural ones, "
        "spending per head is plausible.",
        blocking=False,
    ),
    SuiteSpec(
        DOCUMENTS,
        CHECKED_MODEL,
        "Each document is one report of one place and year, and the context read for it agrees "
        "with its title.",
        blocking=False,
    ),
    SuiteSpec(
        DOUBTS,
        CHECKED_MODEL,
        "What a report's other numbers, the year before and its own text say against a fact: it "
        "stays, marked.",
        blocking=False,
    ),
    SuiteSpec(
        BATCH,
        CHECKED_MODEL,
        "No systematic failure: the quarantined share of what the run changed stays small.",
        blocking=True,
    ),
    SuiteSpec(
        COVERAGE,
        CHECKED_MODEL,
        "No city and year that was published before has vanished.",
        blocking=True,
    ),
    SuiteSpec(
        DRIFT,
        CHECKED_MODEL,
        "Reject rate, catalogued share, density of facts and confidence stay near the history of "
        "runs.",
        blocking=False,
    ),
]

PANEL_SUITE = SuiteSpec(
    PANEL,
    PANEL_MODEL,
    "Every cell that is about to be published has a unique key, its indicator's unit, a value in "
    "its range; urban and rural make the total.",
    blocking=True,
)

SUITES = [*GATE_SUITES, PANEL_SUITE]

"""Every suite as a list of rules.

Belongs here: which rule stands in which suite.
Does not belong here: the rules themselves (library/), the rows they look at (frames.py), in which
the catalogue's numbers stand beside each fact.
See RULES.md, which a test keeps equal to what this module says.
"""

from __future__ import annotations

from expectations.catalogue import domains
from expectations.library import (
    batches,
    documents,
    doubts,
    neighbours,
    panel,
    periods,
    relations,
    values,
)
from expectations.library.rule import Rule, own
from expectations.registry import (
    BATCH,
    COVERAGE,
    DOCUMENTS,
    DOUBTS,
    DRIFT,
    OBSERVATIONS,
    PANEL,
    RELATIONS,
)


def domain_suite() -> list[Rule]:
    """Rules for the facts of one domain of the catalogue."""
    return [
        values.units(),
        values.plausible_values(),
        values.whole_counts(),
        own(neighbours.ExpectNoUnitSlip()),
        neighbours.year_on_year(),
    ]


def observation_suite() -> list[Rule]:
    """Rules for every fact, catalogued or not."""
    return [
        periods.spans(),
        periods.periods_in_horizon(),
        periods.periods_over(),
        values.possible_shares(),
        values.possible_changes(),
        values.ascending_ranges(),
    ]


def document_suite() -> list[Rule]:
    """Rules for documents as a whole."""
    return [
        documents.one_report(),
        documents.report_year_told(),
        documents.reporting_area(),
        documents.published_before_landing(),
        documents.distinct_documents(),
        documents.facts_stated(),
    ]


def gate_suites() -> dict[str, list[Rule]]:
    """Every suite of the gate by name, in the order in which it runs them."""
    return {
        OBSERVATIONS: observation_suite(),
        **{domain: domain_suite() for domain in domains()},
        RELATIONS: [relations.related_indicators()],
        DOCUMENTS: document_suite(),
        DOUBTS: doubts.rules(),
        BATCH: [batches.failing_share()],
        COVERAGE: [batches.remaining_city_years()],
        DRIFT: [batches.metrics_near_history()],
    }


def all_suites() -> dict[str, list[Rule]]:
    """The suites of the gate, and that of what is about to be published."""
    return {**gate_suites(), PANEL: panel.rules()}

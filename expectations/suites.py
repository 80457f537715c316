"""Every suite as expectations with the catalogue's numbers in them.

Belongs here: which expectation stands in which suite, with which arguments and severity.
Does not belong here: the rules themselves (library/) or the frames they read (frames.py).
See RULES.md, which a test keeps equal to what this module generates.
"""

from __future__ import annotations

from expectations.catalogue import Indicator, load_indicators, load_relations
from expectations.library.base import RowExpectation
from expectations.library.batches import (
    ExpectCityYearsToRemain,
    ExpectFailingShareAtMost,
    ExpectMetricsNearHistory,
)
from expectations.library.documents import (
    ExpectDocumentsNotToRepeatEachOther,
    ExpectDocumentsToStateFacts,
    ExpectOneReportPerDocument,
    ExpectReportingAreaToAgreeWithTitle,
    ExpectReportsToPrecedePublication,
    ExpectReportYearToBeTold,
)
from expectations.library.neighbours import ExpectNoUnitSlip, ExpectYearOnYearFactorInBand
from expectations.library.periods import (
    ExpectPeriodsInDocumentHorizon,
    ExpectSpansToSliceBackToQuotes,
)
from expectations.library.relations import ExpectRelatedIndicatorsToAgree
from expectations.library.values import (
    ExpectPossiblePercentages,
    ExpectRangesToAscend,
    ExpectUnitsOfTheCatalogue,
    ExpectValuesInCatalogueRange,
    ExpectWholeNumbersWhereCounted,
)
from expectations.registry import BATCH, COVERAGE, DOCUMENTS, DRIFT, OBSERVATIONS, RELATIONS
from expectations.results import Severity


def severity_of(expectation: type[RowExpectation]) -> Severity:
    """A failure blocks where the rule says so; a quarantined row or an oddity is a warning."""
    return "critical" if expectation.action == "block" else "warning"


def _domain_suite(indicators: list[Indicator]) -> list[RowExpectation]:
    factors = {i.indicator_id: i.yoy_factor_max for i in indicators}
    return [
        ExpectUnitsOfTheCatalogue(units={i.indicator_id: i.unit for i in indicators}),
        ExpectValuesInCatalogueRange(
            bounds={i.indicator_id: [i.value_min, i.value_max] for i in indicators}
        ),
        ExpectWholeNumbersWhereCounted(
            counted=[i.indicator_id for i in indicators if i.is_integer]
        ),
        ExpectNoUnitSlip(factors=factors),
        ExpectYearOnYearFactorInBand(factors=factors),
    ]


def domain_suites() -> dict[str, list[RowExpectation]]:
    """One suite per domain of the catalogue, generated from its rows."""
    by_domain: dict[str, list[Indicator]] = {}
    for indicator in load_indicators().values():
        by_domain.setdefault(indicator.domain, []).append(indicator)
    return {domain: _domain_suite(members) for domain, members in by_domain.items()}


def observation_suite() -> list[RowExpectation]:
    """Rules for every fact, catalogued or not."""
    return [
        ExpectSpansToSliceBackToQuotes(),
        ExpectPeriodsInDocumentHorizon(),
        ExpectPossiblePercentages(),
        ExpectRangesToAscend(),
    ]


def relation_suite() -> list[RowExpectation]:
    """Rules for pairs of facts, generated from indicator_relations.csv."""
    relations = load_relations()
    return [
        ExpectRelatedIndicatorsToAgree(
            bounds={key: [row.ratio_min, row.ratio_max] for key, row in relations.items()},
            reasons={key: row.reason for key, row in relations.items()},
        )
    ]


def document_suite() -> list[RowExpectation]:
    """Rules for documents as a whole."""
    return [
        ExpectReportsToPrecedePublication(),
        ExpectReportYearToBeTold(),
        ExpectReportingAreaToAgreeWithTitle(),
        ExpectOneReportPerDocument(),
        ExpectDocumentsNotToRepeatEachOther(),
        ExpectDocumentsToStateFacts(),
    ]


def all_suites() -> dict[str, list[RowExpectation]]:
    """Every suite by name, in the order in which the gate runs them."""
    return {
        OBSERVATIONS: observation_suite(),
        **domain_suites(),
        RELATIONS: relation_suite(),
        DOCUMENTS: document_suite(),
        BATCH: [ExpectFailingShareAtMost()],
        COVERAGE: [ExpectCityYearsToRemain()],
        DRIFT: [ExpectMetricsNearHistory()],
    }

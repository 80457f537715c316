"""Whole poisoned files, landed and run like any others: each is caught where it must be."""

from __future__ import annotations

from typing import Any

import pytest
from poisoned_documents import POISONED_DOCUMENTS, PoisonedDocument
from whole_way import Pipeline

pytestmark = pytest.mark.faults

CAUGHT = [
    document for document in POISONED_DOCUMENTS if document.rule or document.caught_by != "gate"
]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The five sample reports and all poisoned documents, in one run."""
    made = Pipeline(tmp_path_factory.mktemp("poisoned"))
    made.deliver_samples("0")
    for document in POISONED_DOCUMENTS:
        made.deliver(document.name, document.content, document.sidecar)
    made.result = made.run()
    return made


def test_the_run_publishes_without_what_is_poisoned(pipeline: Any) -> None:
    assert pipeline.result.success
    n_samples = pipeline.query(
        "select count(distinct source_file) from marts.fct_observation "
        "where source_file similar to '00.*'"
    )
    assert n_samples == [(7,)], "five reports and two official tables"
    held = pipeline.raw(
        "select source_file from audit.quarantine inner join raw.documents using (document_id) "
        "where source_file similar to '00.*'"
    )
    assert held == [], "no fact of a sample is held back"


@pytest.mark.parametrize("document", CAUGHT, ids=lambda document: document.fault)
def test_the_document_is_caught(pipeline: Any, document: PoisonedDocument) -> None:
    if document.caught_by == "rejected":
        reasons = pipeline.query(
            "select reason from marts.audit_rejected_documents "
            f"where source_file = '{document.name}'"
        )
        assert len(reasons) == 1
        return
    facts = pipeline.query(
        "select status, area, indicator_id, value, doubt from marts.fct_observation "
        f"where source_file = '{document.name}' and quote like '%{document.quote}%'"
    )
    if document.caught_by == "gate":
        assert document.rule in _rules(pipeline, document)
        if document.quote:
            assert facts == []
    elif document.caught_by == "mark":
        assert document.rule in _rules(pipeline, document)
        assert facts
        assert all(doubt for *_, doubt in facts), "published, with what speaks against it"
    elif document.caught_by == "not read":
        assert facts == []
    elif document.caught_by == "not catalogued":
        assert {indicator for _, _, indicator, *_ in facts} == {None}
    elif document.caught_by == "target":
        assert [status for status, *_ in facts] == ["target"]
    else:
        assert len(facts) == 1
        assert facts[0][1] != ""


def _rules(pipeline: Any, document: PoisonedDocument) -> set[str]:
    held = pipeline.raw(
        "select distinct expectation from audit.quarantine "
        "inner join raw.documents using (document_id) "
        f"where released_at is null and source_file = '{document.name}'"
    )
    warned = pipeline.raw(
        "select expectation from audit.check_results where not success "
        f"and sample like '%\"{document.name}\"%'"
    )
    return {rule for (rule,) in held + warned}

"""Every poisoned input of the gallery is caught by the check that is named for it."""

from __future__ import annotations

import duckdb
import pytest
from gallery import GATE_FAULTS, Fault
from hand_warehouse import Report, held_back, new_warehouse, put

from expectations.gate import accept, run_suites
from expectations.results import CheckResult

pytestmark = pytest.mark.faults


def _load(con: duckdb.DuckDBPyConnection, fault: Fault) -> list[CheckResult]:
    before = fault.before()
    if before:
        earlier = _deliver(con, "earlier", before)
        assert not [result for result in earlier if result.blocks]
        accept(con, "earlier")
    planted = fault.plant()
    if not planted:
        con.execute("delete from intermediate.int_observations where year = 2020")
    return _deliver(con, "run", planted)


def _deliver(
    con: duckdb.DuckDBPyConnection, run_id: str, reports: list[Report]
) -> list[CheckResult]:
    put(con, *reports)
    return run_suites(con, run_id)


@pytest.mark.parametrize("fault", GATE_FAULTS, ids=lambda fault: fault.name)
def test_the_named_check_catches_the_fault(fault: Fault) -> None:
    con = new_warehouse()
    results = _load(con, fault)
    assert [result.error for result in results if result.error] == []
    failed = {result.expectation: result for result in results if not result.success}
    assert fault.caught_by in failed, f"caught by {sorted(failed)} instead"
    result = failed[fault.caught_by]
    assert result.remedy
    assert result.sample
    assert result.blocks == (fault.outcome == "blocked")
    held = held_back(con)
    if fault.outcome == "quarantined":
        assert {(quote, fault.caught_by) for quote in fault.quotes} <= set(held)
        assert not any(each.blocks for each in results)
        assert len({quote for quote, _ in held}) == len(fault.quotes), "only the faulty rows leave"
    if fault.outcome == "document held back":
        n_facts = len(fault.plant()[0].facts)
        assert len([rule for _, rule in held if rule == fault.caught_by]) == n_facts

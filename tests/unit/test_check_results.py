"""How the verdicts of the gate look in the UI."""

from __future__ import annotations

from dagster import AssetCheckResult, AssetCheckSeverity

from expectations.registry import BATCH, OBSERVATIONS, SUITES
from expectations.results import CheckResult
from orchestration.check_metadata import check_results


def result(**fields: object) -> CheckResult:
    given: dict[str, object] = {
        "suite": OBSERVATIONS,
        "expectation": "expect_something",
        "subject": "int_observations",
        "severity": "critical",
        "success": True,
        "observed": "2 of 2 pass",
        "expected": "all pass",
    }
    return CheckResult(**(given | fields))  # type: ignore[arg-type]


def verdict(*results: CheckResult, suite: str = OBSERVATIONS) -> AssetCheckResult:
    return {check.check_name: check for check in check_results(SUITES, results)}[suite]


def test_every_suite_has_a_result_also_one_with_nothing_to_look_at() -> None:
    checks = check_results(SUITES, [])
    assert [check.check_name for check in checks] == [suite.name for suite in SUITES]
    assert verdict().passed


def test_a_critical_failure_blocks() -> None:
    check = verdict(result(), result(success=False))
    assert not check.passed
    assert check.severity == AssetCheckSeverity.ERROR


def test_a_warning_annotates() -> None:
    check = verdict(result(success=False, severity="warning"))
    assert not check.passed
    assert check.severity == AssetCheckSeverity.WARN


def test_a_broken_check_blocks_whatever_its_severity_and_says_that_it_broke() -> None:
    check = verdict(result(success=False, severity="info", error="Traceback ..."))
    assert not check.passed
    assert check.severity == AssetCheckSeverity.ERROR
    assert "error of the check" in (check.description or "")


def test_a_failure_shows_its_rows_and_what_to_do() -> None:
    sample = [{"sentence": "全市城市低保标准为每人每月9876543元"}]
    check = verdict(
        result(suite=BATCH, success=False, sample=sample, remedy="Mend the unit."), suite=BATCH
    )
    shown = str(check.metadata["expect_something: int_observations"].value)
    assert "9876543" in shown
    assert "Mend the unit." in shown

"""What the gate decides reaches the published file, run after run, and nothing else does."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from poisoned_documents import report
from whole_way import Pipeline

pytestmark = pytest.mark.faults

PANEL = (
    "select year, value::bigint from marts.fct_city_year_indicator "
    "where indicator_id = 'dibao_persons' order by year"
)
HELD_BACK = "select year, expectation from marts.audit_quarantine"
SINCE_WHEN = (
    "select min(checked_at) is not null from marts.audit_check_results "
    "where expectation = 'expect_failing_share_at_most' and not success"
)


def year_of(year: int, persons: str) -> str:
    return report("阜阳市", year, f"全市农村低保对象{persons}人。")


@pytest.fixture
def pipeline(tmp_path: Path) -> Any:
    return Pipeline(tmp_path)


def test_an_old_fact_leaves_when_new_reports_show_it_wrong_and_returns_when_mended(
    pipeline: Any,
) -> None:
    pipeline.deliver("2018.txt", year_of(2018, "15"))
    assert pipeline.run().success
    assert pipeline.query(PANEL) == [(2018, 15)], "nothing speaks against it yet"

    pipeline.deliver("2019.txt", year_of(2019, "152340"))
    pipeline.deliver("2020.txt", year_of(2020, "150340"))
    assert pipeline.run().success
    assert pipeline.query(PANEL) == [(2019, 152340), (2020, 150340)]
    assert pipeline.query(HELD_BACK) == [(2018, "expect_no_unit_slip")]

    pipeline.deliver("2018.txt", year_of(2018, "155000"))
    assert pipeline.run().success
    assert pipeline.query(PANEL) == [(2018, 155000), (2019, 152340), (2020, 150340)]
    assert pipeline.query(HELD_BACK) == []


def test_a_blocked_run_changes_no_byte_and_the_next_good_one_publishes(pipeline: Any) -> None:
    pipeline.deliver("2020.txt", year_of(2020, "150340"))
    assert pipeline.run().success
    before = hashlib.sha256(pipeline.published.read_bytes()).hexdigest()

    title = "亳州市民政局2020年工作总结\n"
    pipeline.deliver("new.txt", title + "2020年底,全市城市低保标准为每人每月9876543元。\n")
    assert not pipeline.run().success
    assert not pipeline.run().success, "it stays blocked until somebody mends it"
    assert hashlib.sha256(pipeline.published.read_bytes()).hexdigest() == before

    pipeline.deliver("new.txt", title + "2020年底,全市城市低保标准为每人每月654元。\n")
    assert pipeline.run().success
    assert pipeline.query(
        "select value::int from marts.fct_city_year_indicator where indicator_id = 'dibao_standard'"
    ) == [(654,)]
    assert pipeline.query(SINCE_WHEN) == [(True,)]

"""However a publication is started, it publishes only what a check has let through."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import duckdb
import pytest
from dagster import ExecuteInProcessResult
from whole_way import Pipeline

from orchestration.cli_run import failure_text

TITLE = "芜湖市民政局2022年工作总结\n"
GOOD = TITLE + "2022年底,全市城市低保标准为每人每月680元。\n"
ABSURD = "马鞍山市民政局2022年工作总结\n2022年底,全市城市低保标准为每人每月8765432元。\n"

BEFORE_THE_GATE = ("raw_documents", "candidate_facts", "staging_and_intermediate")
AROUND_THE_GATE = ("marts", "published_marts")


def why(run: ExecuteInProcessResult) -> str:
    assert not run.success
    return "".join(failure_text(event) for event in run.all_events if event.is_step_failure)


@pytest.fixture(scope="module")
def published(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """One good report, published; each test leaves a warehouse in which nothing is blocked."""
    pipeline = new_pipeline("judged")
    pipeline.deliver("good.txt", GOOD)
    pipeline.build()
    return pipeline


def test_a_blocked_run_stays_blocked_and_no_selection_of_assets_leads_around_it(
    published: Pipeline,
) -> None:
    before = hashlib.sha256(published.published.read_bytes()).hexdigest()
    absurd = published.deliver("absurd.txt", ABSURD)
    assert "batch" in why(published.run())
    assert "batch" in why(published.run()), "run again unchanged"

    for selection in (AROUND_THE_GATE, ("published_marts",)):
        refused = why(published.run(only=selection))
        assert "absurd.txt" in refused
        assert "expect_failing_share_at_most" in refused
        assert "make run" in refused, "it says what to do"
    assert hashlib.sha256(published.published.read_bytes()).hexdigest() == before

    absurd.write_text(ABSURD.replace("8765432", "654"), encoding="utf-8")
    published.build()
    assert published.run(only=AROUND_THE_GATE).success, "what was accepted may be published again"


def test_facts_of_a_run_that_died_before_the_gate_are_judged_by_the_next(
    published: Pipeline,
) -> None:
    absurd = published.deliver("died.txt", ABSURD.replace("马鞍山", "滁州"))
    assert published.run(only=BEFORE_THE_GATE).success, "and then the machine went down"
    assert "No check has looked at died.txt" in why(published.run(only=AROUND_THE_GATE))
    assert "batch" in why(published.run())
    absurd.write_text("滁州市民政局2022年工作总结\n一切顺利。\n", encoding="utf-8")


def test_a_new_sidecar_is_judged_before_it_is_published(published: Pipeline) -> None:
    judged = (
        "select count(distinct verdicts.sidecar_hash), count(accepted_at) from audit.verdicts "
        "inner join raw.documents using (document_id) where source_file = 'good.txt'"
    )
    assert published.raw(judged) == [(1, 1)]
    published.deliver("good.txt", GOOD, {"report_year": 2022, "title": "工作总结"})
    assert published.run(only=BEFORE_THE_GATE).success
    assert "good.txt as they are now" in why(published.run(only=AROUND_THE_GATE))
    published.build()
    assert published.raw(judged) == [(2, 2)]


def test_marts_that_were_built_before_the_verdict_are_not_published(published: Pipeline) -> None:
    names = ("孤儿", "农村低保对象", "农村特困人员", "事实无人抚养儿童")
    wrong = GOOD.replace("芜湖市", "铜陵市").replace("680元", "9680元") + "".join(
        f"全市共有{name}{n}人。" for n, name in enumerate(names, start=2603)
    )
    published.deliver("wrong.txt", wrong)
    assert published.run(only=BEFORE_THE_GATE).success
    assert "No check" in why(published.run(only=AROUND_THE_GATE))
    assert published.run(only=("quarantine",)).success
    assert "older than the verdict" in why(published.run(only=("published_marts",)))
    assert published.run(only=AROUND_THE_GATE).success
    assert published.query(
        "select count(*) from marts.fct_city_year_indicator where value > 9000"
    ) == [(0,)]


def test_a_failed_test_of_dbt_is_not_passed_by_publishing_alone(published: Pipeline) -> None:
    with duckdb.connect(str(published.settings.warehouse_path)) as connection:
        connection.execute("update raw.candidate_facts set measure = 'guess'")
        connection.execute("update raw.document_contexts set extracted_at = now()::timestamp")
    assert "int_observations_measure_is_a_known_code" in why(published.run())
    refused = why(published.run(only=("published_marts",)))
    assert "int_observations_measure_is_a_known_code" in refused
    published.build(full_refresh=True)

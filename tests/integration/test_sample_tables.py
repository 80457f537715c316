"""The sample corpus states cells in prose and in tables; a table that is wrong is told as such."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from whole_way import SAMPLE_CORPUS, Pipeline

from orchestration.duckdb_files import read_warehouse
from orchestration.duty import read_report
from orchestration.duty_lines import duty_lines

REPORT, TABLE = "002_19880934625fb3c8.txt", "006_wuhu_2022_composed.html"
DIBAO = "indicator_id = 'dibao_persons' and city_code = '340200' and year = 2022"


@pytest.fixture(scope="module")
def samples(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """The whole sample corpus, built once."""
    pipeline = new_pipeline("samples")
    pipeline.deliver_samples("0")
    pipeline.build()
    return pipeline


@pytest.fixture(scope="module")
def swapped(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """A report, and its table in which two digits of one number changed places."""
    pipeline = new_pipeline("swapped")
    pipeline.deliver_samples(REPORT)
    table = (SAMPLE_CORPUS / TABLE).read_text(encoding="utf-8")
    assert "89,200" in table
    pipeline.deliver(TABLE, table.replace("89,200", "98,200"))
    pipeline.build()
    return pipeline


def summary(pipeline: Pipeline, name: str) -> str:
    with read_warehouse(pipeline.settings.warehouse_path) as connection:
        (line,) = [it for it in duty_lines(read_report(connection)) if it.name == name]
    return line.text


def test_facts_of_both_kinds_are_published_and_none_is_held(samples: Pipeline) -> None:
    kinds = samples.query(
        "select source_kind, count(distinct source_file), bool_and(indicator_id is not null), "
        "count(char_start) > 0, count(cell) > 0 "
        "from marts.fct_observation group by all order by 1"
    )
    assert kinds == [("prose", 5, False, True, False), ("table", 2, True, False, True)]
    assert samples.query("select * from marts.audit_quarantine") == []


def test_a_sheet_says_its_address_and_every_table_its_row(samples: Pipeline) -> None:
    ((place, path, sentence),) = samples.query(
        "select cell ->> 'address', cell ->> 'row', sentence from marts.fct_observation "
        "where source_kind = 'table' and quote = '50549'"
    )
    assert (place, path) == ("D20", "社会救助 > 农村特困人员")
    assert sentence == "(四)农村特困人员 | 人 | 50549"
    assert not samples.query(
        "select cell from marts.fct_observation where source_kind = 'table' and "
        "(contains(sentence, '<') or coalesce(cell ->> 'table', '') = '')"
    )


def test_the_tables_agree_with_the_reports_whose_values_they_have(
    samples: Pipeline,
) -> None:
    verdicts = samples.query(
        "select verdict, reason, is_conflict, count(*) from marts.fct_source_agreement "
        "group by all order by 1"
    )
    assert verdicts == [("agree", None, False, 33)]
    assert summary(samples, "stated twice") == "33 cells, 100% agree"


def test_where_a_table_agrees_its_cell_is_surer_than_either_source(samples: Pipeline) -> None:
    n_surer, n_high, n_doubted = samples.query(
        "select count(*) filter (cells.confidence > stated.surest), "
        "count(*) filter (trust = 'high'), count(doubt) "
        "from marts.fct_city_year_indicator as cells inner join ("
        "  select pairs.city_code, pairs.year, pairs.indicator_id, pairs.residence, pairs.category,"
        "    max(greatest(one.confidence, other.confidence)) as surest"
        "  from marts.fct_source_agreement as pairs"
        "  inner join marts.fct_observation as one on pairs.observation_id = one.observation_id"
        "  inner join marts.fct_observation as other"
        "    on pairs.other_observation_id = other.observation_id"
        "  where verdict = 'agree' group by all"
        ") as stated using (city_code, year, indicator_id, residence, category)"
    )[0]
    assert (n_surer, n_high, n_doubted) == (33, 33, 0)


def test_swapped_digits_of_a_table_are_told_and_never_highly_trusted(swapped: Pipeline) -> None:
    assert swapped.query(
        "select verdict, reason, is_conflict, value, other_value, source_kind "
        f"from marts.fct_source_agreement where {DIBAO}"
    ) == [("differ", None, True, 98_200, 89_200, "table")]
    ((has_conflict, trust, low, high),) = swapped.query(
        "select has_conflict, trust, value_min, value_max "
        f"from marts.fct_city_year_indicator where {DIBAO}"
    )
    assert (has_conflict, low, high) == (True, 89_200, 98_200)
    assert trust == "medium"
    assert "1 differ, 0 for a known reason" in summary(swapped, "stated twice")


def test_swapped_digits_stand_in_the_queue_of_review(swapped: Pipeline) -> None:
    ((reason,),) = swapped.query(f"select review_reason from marts.review_queue where {DIBAO}")
    assert "sources disagree beyond rounding" in reason

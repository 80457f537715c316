"""What sidecar, list and path state of place and time, through the whole way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from whole_way import Pipeline

from orchestration.duckdb_files import read_warehouse
from orchestration.duty import read_report
from orchestration.duty_lines import duty_lines

CLEAR = "衢州市民政局2018年工作总结\n2018年底,全市城市低保对象{}人。全市有养老机构112家。\n"
SILENT = "工作总结\n全市城市低保对象{}人。全市有养老机构113家。\n"


@pytest.fixture(scope="module")
def stated(new_pipeline: Callable[[str], Pipeline]) -> Pipeline:
    """Reports with true, false and missing statements beside them, built once."""
    pipeline = new_pipeline("stated")
    pipeline.deliver("2018/330800/true.txt", CLEAR.format(3210))
    pipeline.deliver("2016/340100/false_path.txt", CLEAR.format(3211))
    pipeline.deliver("silent/2019_340200.txt", SILENT.format(3212))
    pipeline.deliver("listed/silent.txt", SILENT.format(3213))
    pipeline.deliver("listed/false_row.txt", CLEAR.format(3214))
    pipeline.deliver(
        "listed/deliveries.csv",
        "file,city_code,report_year\nsilent.txt,340100,2020\nfalse_row.txt,340100,2018\n"
        "nowhere.txt,340100,2018\n",
    )
    pipeline.build()
    return pipeline


def test_a_silent_report_is_of_the_place_and_year_that_path_or_list_state(
    stated: Pipeline,
) -> None:
    told = stated.query(
        "select city_code, year(period_end), value from marts.fct_observation "
        "where indicator_id = 'dibao_persons' and value in (3212, 3213) order by value"
    )
    assert told == [("340200", 2019, 3212), ("340100", 2020, 3213)]


def test_a_clear_title_is_followed_against_a_path(stated: Pipeline) -> None:
    told = stated.query(
        "select distinct city_code, year(period_end) from marts.fct_observation "
        "where value in (3210, 3211) and indicator_id = 'dibao_persons'"
    )
    assert told == [("330800", 2018)]


def test_every_disagreement_stands_in_the_audit_table(stated: Pipeline) -> None:
    rows = stated.query(
        "select source_file, field, stated, stated_by, found, is_text_taken "
        "from marts.audit_statement_disagreements order by 1, 2"
    )
    assert rows == [
        ("2016/340100/false_path.txt", "city_code", "340100 合肥市", "path", "330800 衢州市", True),
        ("2016/340100/false_path.txt", "report_year", "2016", "path", "2018", True),
        (
            "listed/false_row.txt", "city_code", "340100 合肥市", "listed/deliveries.csv",
            "330800 衢州市", False,
        ),
    ]  # fmt: skip


def test_the_closing_summary_tells_it_by_name_and_what_to_do(stated: Pipeline) -> None:
    with read_warehouse(stated.settings.warehouse_path) as connection:
        lines = {line.name: line for line in duty_lines(read_report(connection))}
    otherwise = lines["stated otherwise"]
    assert otherwise.text == "3 statements"
    assert "listed/false_row.txt: city_code 340100 合肥市" in "\n".join(otherwise.details)
    assert "what to do: Correct the sidecar" in otherwise.details[-1]
    assert "statements_agree_with_the_text" in "\n".join(lines["checks"].details)
    assert "listed/deliveries.csv, line 4: nowhere.txt is not there" in "\n".join(
        lines["rejected"].details
    )

"""The ready answers, asked of a small publication that is full of traps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document
from publisher import Publisher
from typer.testing import CliRunner

from orchestration import cli
from orchestration.cli_tables import RowFormat
from orchestration.publication.answers.page import PAGE, page
from orchestration.publication.answers.registry import answers

BEDS = "indicator_id=elderly_care_beds"
PERSONS = "indicator_id=dibao_persons"
STANDARD = "indicator_id=dibao_standard"
NOT_THE_YEAR = "period_start=2020-06-30 period_end=2020-06-30"
FIRST_HALF = "period_start=2020-01-01 period_end=2020-06-30"
LUAN = f"""
年末低保对象[60000人 {PERSONS}]。养老床位[20000张 {BEDS}]。
金安区养老床位[5000张 {BEDS} area=金安区]。
明年养老床位[90000张 {BEDS} status=target]。公办养老床位[7000张 {BEDS} category=public]。
城市低保标准[630元/人/月 {STANDARD} residence=urban]。
农村低保标准[7200元/人/年 {STANDARD} residence=rural]。
上半年结婚登记[9000对 indicator_id=marriage_registrations {FIRST_HALF}]。
每千名老人床位[41.5张 indicator_id=elderly_care_beds_per_1000 unit_raw=bed_per_1000_elderly]。
"""
LUAN_BEFORE = f"年末低保对象[50000人 {PERSONS}]。"
LUAN_MIDYEAR = f"6月底低保对象[10000人 {PERSONS} period_start=2021-06-30 period_end=2021-06-30]。"
HEFEI = f"""
年末低保对象[40000人 {PERSONS}]。养老床位[30000张 {BEDS}]。
其中城市[18000张 {BEDS} residence=urban]。
其中农村[12000张 {BEDS} residence=rural]。
"""
HEFEI_OTHERWISE = f"年末低保对象[47000人 {PERSONS}]。"
JINAN = f"年末低保对象[9000人 {PERSONS}]。养老床位[99000张 {BEDS}]。"
ANHUI = f"年末低保对象[2000000人 {PERSONS}]。养老床位[400000张 {BEDS}]。"
WUHU = f"6月底养老床位[88000张 {BEDS} {NOT_THE_YEAR}]。"


def year(of: int) -> dict[str, date]:
    return {
        "report_start": date(of, 1, 1),
        "report_end": date(of, 12, 31),
        "published_at": date(of + 1, 1, 20),
    }


DOCUMENTS = (
    Document("luan.txt", LUAN),
    Document("luan_2019.txt", LUAN_BEFORE, **year(2019)),
    Document("luan_2021.txt", LUAN_MIDYEAR, **year(2021)),
    Document("hefei.txt", HEFEI, "340100", "合肥市"),
    Document("hefei_otherwise.txt", HEFEI_OTHERWISE, "340100", "合肥市"),
    Document("jinan.txt", JINAN, "341502", "金安区"),
    Document("anhui.txt", ANHUI, "340000", "安徽省"),
    Document("wuhu.txt", WUHU, "340200", "芜湖市"),
)


@pytest.fixture(scope="module")
def asked(new_warehouse: Callable[[], BuiltWarehouse]) -> Publisher:
    """Two publications: in the second 六安 counts more persons."""
    warehouse = new_warehouse()
    warehouse.land(*DOCUMENTS)
    warehouse.build()
    publisher = Publisher(warehouse)
    publisher.publish(datetime(2024, 1, 1))
    warehouse.forget(DOCUMENTS[0])
    warehouse.land(Document("luan.txt", LUAN.replace("60000人", "61000人")))
    warehouse.build()
    publisher.publish(datetime(2024, 2, 1))
    return publisher


def rows(asked: Publisher, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(asked.file), read_only=True) as connection:
        connection.execute("use marts")
        relation = connection.sql(sql)
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def test_every_answer_runs_as_its_example_says_and_is_described(asked: Publisher) -> None:
    described = dict(
        asked.rows(
            "select function_name, comment from duckdb_functions() where schema_name = 'marts' "
            "and function_type = 'table_macro'"
        )
    )
    assert described.keys() == answers().keys()
    for answer in answers().values():
        assert asked.rows(answer.example_sql) is not None
        assert answer.question in described[answer.name] or answer.name == "panel_as_of"
    dictionary = (asked.directory / "data_dictionary.md").read_text(encoding="utf-8")
    assert "## province_rollup(indicator, year)" in dictionary


def test_a_series_has_one_row_a_year_and_whole_years_only(asked: Publisher) -> None:
    found = rows(asked, "from series('六安市', 'dibao_persons')")
    assert [(row["year"], row["value"]) for row in found] == [(2019, 50000), (2020, 61000)]
    everything = rows(asked, "from series('Lu''an', '低保对象', all_periods := true)")
    assert [(row["year"], row["is_full_year"]) for row in everything][-1] == (2021, False)


def test_a_series_puts_urban_and_rural_beside_the_total_in_one_unit(asked: Publisher) -> None:
    (beds,) = rows(asked, "from series('340100', 'elderly_care_beds')")
    assert (beds["value"], beds["urban"], beds["rural"]) == (30000, 18000, 12000)
    (standard,) = rows(asked, "from series('341500', 'dibao_standard')")
    assert (standard["value"], standard["urban"], standard["rural"]) == (None, 630, 600)
    assert standard["unit"] == "CNY_per_person_month"


def test_a_ranking_holds_no_county_no_province_no_part_and_no_plan(asked: Publisher) -> None:
    found = rows(asked, "from ranking('elderly_care_beds', 2020)")
    assert [(row["rank"], row["city_name"], row["value"]) for row in found] == [
        (1, "合肥市", 30000),
        (2, "六安市", 20000),
    ]
    assert {row["n_ranked"] for row in found} == {2}
    assert found[0]["n_places"] > 300
    (county,) = rows(asked, "from ranking('elderly_care_beds', 2020, level := 'county')")
    assert county["city_code"] == "341502"
    assert rows(asked, "from ranking('marriage_registrations', 2020)") == [], "half a year"


def test_what_sources_dispute_is_ranked_and_says_so(asked: Publisher) -> None:
    found = rows(asked, "from ranking('dibao_persons', 2020)")
    assert {row["city_name"]: row["is_disputed"] for row in found} == {
        "合肥市": True,
        "六安市": False,
    }


def test_growth_compares_whole_years_and_never_rates_a_percentage(asked: Publisher) -> None:
    (row,) = rows(asked, "from growth('dibao_persons')")
    assert (row["city_name"], row["year"]) == ("六安市", 2020), "2021 is known in June only"
    assert (row["previous_value"], row["change_abs"], row["change_pct"]) == (50000, 11000, 22.0)
    assert not row["is_implausible"]
    assert rows(asked, "from growth('dibao_persons', city := '合肥市')") == []


def test_per_capita_divides_totals_by_residents_and_refuses_what_is_per_head(
    asked: Publisher,
) -> None:
    found = rows(asked, "from per_capita('elderly_care_beds', 2020)")
    assert [row["city_name"] for row in found] == ["六安市", "合肥市"], "not as in the ranking"
    for row in found:
        assert row["per_1000_residents"] == pytest.approx(
            1000 * float(row["value"]) / row["population"], abs=1e-4
        )
    with pytest.raises(duckdb.Error, match="is a standard or a ratio"):
        rows(asked, "from per_capita('dibao_standard', 2020)")


def test_a_province_adds_up_its_cities_once_and_says_how_many_reported(asked: Publisher) -> None:
    (row,) = rows(asked, "from province_rollup('elderly_care_beds', 2020)")
    assert row["cities_sum"] == 50000, "no county, no urban part, no category, no half year"
    assert (row["n_reported"], row["n_cities"], row["is_complete"]) == (2, 16, False)
    assert row["stated_by_province"] == 400000
    assert 0.1 < row["share_of_residents"] < 0.3
    assert "芜湖市" in row["missing"]
    assert "合肥市" not in row["missing"]
    (ratio,) = rows(asked, "from province_rollup('elderly_care_beds_per_1000', 2020)")
    assert ratio["cities_sum"] is None
    assert ratio["median"] == Decimal("41.5")


def test_counties_stand_beside_their_city_also_those_without_a_figure(asked: Publisher) -> None:
    found = rows(asked, "from counties('六安市', 'dibao_persons', 2020)")
    first, *others = found
    assert (first["county_name"], first["pct_of_city"]) == ("金安区", 14.75)
    assert (first["counties_sum"], first["city_value"]) == (9000, 61000)
    assert (first["n_reported"], first["n_counties"]) == (1, len(found))
    assert {row["value"] for row in others} == {None}


def test_the_past_is_answered_as_readers_saw_it(asked: Publisher) -> None:
    sql = "from series_as_of({}, '六安市', 'dibao_persons') where year = 2020"
    for publication, value in ((1, 60000), (2, 61000), ("'2024-01-15'", 60000)):
        (row,) = rows(asked, sql.format(publication))
        assert (row["value"], row["value_today"]) == (value, 61000)


def test_in_english_there_is_no_chinese(asked: Publisher) -> None:
    found = rows(asked, "from in_english(year := 2020)")
    assert len(found) > 5
    assert not [row for row in found if any("一" <= char <= "鿿" for char in str(row))]
    assert all(row["is_full_year"] for row in found)


def test_the_official_layout_compares_with_the_year_before(asked: Publisher) -> None:
    found = {row["指标"]: row for row in rows(asked, "from official_table('六安市', 2020)")}
    persons = found["最低生活保障人数"]
    assert (persons["单位"], persons["数量"], persons["上年"], persons["同比"]) == (
        "人", 61000, 50000, 22.0,
    )  # fmt: skip
    assert found["结婚登记对数"]["期间"] == "2020-01-01 至 2020-06-30"
    assert "养老床位数：公办" in found
    (june,) = rows(asked, "from official_table('六安市', 2021)")
    assert june["上年"] is None, "June is not compared with December"


def test_gaps_say_why(asked: Publisher) -> None:
    found = {
        row["indicator_id"]: row["gap_reason"] for row in rows(asked, "from gaps('六安', 2020)")
    }
    assert found["marriage_registrations"] == "only_part_of_the_year"
    assert found["dibao_standard"] == "only_breakdown"
    assert "dibao_persons" not in found


def test_what_is_unknown_or_ambiguous_is_an_error_and_never_an_empty_answer(
    asked: Publisher,
) -> None:
    for sql, words in (
        ("from series('朝阳区', 'dibao_persons')", "110105 朝阳区"),
        ("from series('Atlantis', 'dibao_persons')", "There is no place Atlantis"),
        ("from series('六安市', 'beds')", "There is no indicator beds"),
        ("from ranking('dibao_persons', 2020, level := 'city')", "none of province"),
        ("from ranking('dibao_persons', 2020, residence := 'all')", "none of total"),
        ("from counties('六安市', 'dibao_persons', 'x')", "x"),
        ("from series_as_of(9, '六安市', 'dibao_persons')", "no publication 9"),
    ):
        with pytest.raises(duckdb.Error, match=words):
            rows(asked, sql)


def test_names_and_codes_are_found_by_a_part_of_them(asked: Publisher) -> None:
    place, *_ = rows(asked, "from find_place('六安')")
    assert (place["city_code"], place["first_year"], place["last_year"]) == ("341500", 2019, 2021)
    found = [row["indicator_id"] for row in rows(asked, "from find_indicator('elderly-care BEDS')")]
    assert found[0] == "elderly_care_beds"


@pytest.fixture
def typed(asked: Publisher, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs `minzheng query` over the publication."""
    monkeypatch.setenv("MINZHENG_DATA_DIR", str(asked.warehouse.data_dir))
    monkeypatch.setattr(cli.console, "width", 120)
    return lambda *words: CliRunner().invoke(cli.app, ["query", *words])


def test_an_answer_is_asked_by_name_in_every_format(typed: Callable[..., Any]) -> None:
    words = ("series", "city=六安市", "indicator=dibao_persons")
    by_format = {name: typed(*words, "--format", name).stdout for name in RowFormat}
    assert [json.loads(line)["year"] for line in by_format["json"].splitlines()] == [2019, 2020]
    assert by_format["csv"].splitlines()[1].startswith("341500,六安市,2019,dibao_persons,")
    assert by_format["markdown"].startswith("| city_code | city_name | year |")
    assert "2019" in by_format["table"]


def test_the_list_tells_each_answer_with_an_example_that_runs(typed: Callable[..., Any]) -> None:
    listed = typed("--list", "--format", "json").stdout.splitlines()
    examples = {row["name"]: row["example"] for row in map(json.loads, listed)}
    assert examples.keys() == answers().keys()
    for example in examples.values():
        assert typed(*example.split()[2:]).exit_code == 0, example
    told = typed("--list").stdout
    assert all(f"{name} " in told for name in examples)


def test_what_is_typed_wrong_is_answered_with_what_can_be_typed(typed: Callable[..., Any]) -> None:
    for words, told in (
        (("serie", "city=六安市"), "Those there are: counties,"),
        (("serie",), "There is no answer 'serie'"),
        (("series", "city=六安市"), "series needs indicator"),
        (("series", "六安市"), "city=… indicator=… [all_periods=…]"),
        (("series", "town=六安市"), "does not take 'town=六安市'"),
        (("series", "city=x' or 1=1", "indicator=dibao_persons"), "no place x' or 1=1"),
        (("select 1", "select 2"), "SQL is one argument"),
    ):
        result = typed(*words)
        assert (result.exit_code, told in " ".join(result.stderr.split())) == (1, True), words
    assert typed().exit_code == 2


def test_an_empty_answer_says_what_it_leaves_out(typed: Callable[..., Any]) -> None:
    result = typed("ranking", "indicator=marriage_registrations", "year=2020", "--format", "csv")
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    assert "No rows. Left out: places that did not report" in " ".join(result.stderr.split())


def test_the_page_of_answers_is_the_one_that_is_made_of_them() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m orchestration.publication.answers"

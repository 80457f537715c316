"""The arithmetic of reports is found without a rule that names what is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

COVERED = "indicator_id=poverty_registered_covered_persons"
BREAKDOWN = (
    "我市[11543名 indicator_id=poverty_registered_persons]未脱贫人口中享受兜底政策的共[{whole} "
    + COVERED
    + "](其中农村低保[7128人 category=dibao residence=rural "
    + COVERED
    + "],特困供养[1514人 category=destitute "
    + COVERED
    + "],孤儿[146人 category=orphan "
    + COVERED
    + "],残疾两补[263人],临时救助[271人]),占[81% measure=share]。"
)
SPLIT = (
    "保障农村特困人员[5.05万人 residence=rural indicator_id=destitute_persons][2.13亿元],"
    "其中集中供养[{centralised} residence=rural category=centralised "
    "indicator_id=destitute_persons],"
    "分散供养[43510人 residence=rural category=dispersed indicator_id=destitute_persons]。"
)
RATIO = (
    "城乡低保标准分别调整到每人每月[480元 unit_raw=CNY_per_person_month residence=urban "
    "indicator_id=dibao_standard]、[{rural} unit_raw=CNY_per_person_month residence=rural "
    "indicator_id=dibao_standard],增幅分别达到[13.21% measure=change_pct]和"
    "[22.06% measure=change_pct],农村达到城镇低保标准的[69.16%]。"
)
GROWTH = (
    "全年销售福利彩票[{sales}万元 indicator_id=welfare_lottery_sales period_start={start}]{more}。"
)


def report(name: str, marked: str, year: int = 2020, city: str = "341500") -> Document:
    return Document(
        name,
        marked,
        city_code=city,
        city_name=city,
        report_start=date(year, 1, 1),
        report_end=date(year, 12, 31),
        published_at=date(year + 1, 1, 20),
    )


def sales(year: int, amount: str, more: str = "", city: str = "341500") -> Document:
    marked = GROWTH.format(sales=amount, start=f"{year}-01-01", more=more)
    return report(f"sales_{city}_{year}.txt", marked, year, city)


@pytest.fixture(scope="module")
def verdicts(new_warehouse: Callable[[], BuiltWarehouse]) -> dict[tuple[str, str], tuple]:
    warehouse = new_warehouse()
    grown = ",同比增长[25.4% measure=change_pct indicator_id=welfare_lottery_sales]"
    warehouse.land(
        report("true.txt", BREAKDOWN.format(whole="9322人") + SPLIT.format(centralised="7039人")),
        report("true_ratio.txt", RATIO.format(rural="332元")),
        report("false_whole.txt", BREAKDOWN.format(whole="9822人"), city="330800"),
        report("false_split.txt", SPLIT.format(centralised="7093人"), city="330100"),
        report("false_ratio.txt", RATIO.format(rural="323元"), city="330200"),
        report("partial.txt", "养老机构[120家],其中公办[30家]、农村敬老院[20家]。"),
        sales(2019, "1000"), sales(2020, "1254", grown),
        sales(2019, "2000", city="330300"), sales(2020, "3090", grown, city="330300"),
    )  # fmt: skip
    warehouse.build()
    rows = warehouse.rows(
        "select source_file, method, formula, verdict, confidence from marts.fct_reconciliation "
        "inner join marts.fct_observation using (observation_id, source_file)"
    )
    return {(row[0], row[1]): row[2:] for row in rows}


def test_every_sum_of_the_true_report_is_found(verdicts):
    found = {key: value for key, value in verdicts.items() if key[0].startswith("true")}
    assert {value[1] for value in found.values()} == {"holds"}
    assert verdicts["true.txt", "share"][0] == "9322 / 11543"
    assert verdicts["true_ratio.txt", "share"][0] == "332 / 480"


def test_arithmetic_that_holds_halves_the_doubt(verdicts):
    assert verdicts["true.txt", "share"][-1] == pytest.approx(0.95)


def test_a_falsified_whole_is_caught_twice(verdicts):
    assert verdicts["false_whole.txt", "sum_of_parts"][1] == "contradicts"
    assert verdicts["false_whole.txt", "share"][1] == "contradicts"
    assert verdicts["false_whole.txt", "share"][-1] < 0.9


def test_a_falsified_part_is_caught(verdicts):
    assert verdicts["false_split.txt", "sum_of_parts"][1] == "contradicts"


def test_a_falsified_standard_is_caught_by_its_ratio(verdicts):
    assert verdicts["false_ratio.txt", "share"][1] == "contradicts"


def test_parts_that_leave_a_rest_unsaid_are_no_error(verdicts):
    assert not [key for key in verdicts if key[0] == "partial.txt"]


def test_growth_is_held_against_the_report_of_the_year_before(verdicts):
    method = "growth_on_last_report"
    assert verdicts["sales_341500_2020.txt", method][1] == "holds"
    assert verdicts["sales_330300_2020.txt", method][1] == "contradicts"

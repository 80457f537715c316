"""The questions that an analyst asks: what is missing and why, what was kept out, who disagrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from built_warehouse import BuiltWarehouse
from marked_text import Document

HALF_YEAR = "period_start=2020-01-01 period_end=2020-06-30"
REPORT = f"""
年末低保对象[60611人 indicator_id=dibao_persons]。
上半年结婚登记[28601对 indicator_id=marriage_registrations {HALF_YEAR}]。
金安区养老床位[900张 indicator_id=elderly_care_beds area=金安区]。
明年新建助餐点[20个 indicator_id=elderly_meal_sites status=target]。
孤儿[2603户 indicator_id=orphans]。
福利彩票销售比上年增长[25% indicator_id=welfare_lottery_sales measure=change_pct]。
社会组织党组织中单独组建[242个 indicator_id=social_organization_party_orgs category=independent]。
志愿服务站点[99个 candidates=social_work_stations]。
农村低保标准[6000元 indicator_id=dibao_standard unit_raw=CNY_per_person_year residence=rural]。
"""
YEAR_BEFORE = "年末低保对象[40000人 indicator_id=dibao_persons]。"
OTHER_VOICE = "年末低保对象[58000人 indicator_id=dibao_persons]。"


@pytest.fixture(scope="module")
def warehouse(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    built = new_warehouse()
    before = {"report_start": date(2019, 1, 1), "report_end": date(2019, 12, 31)}
    built.land(
        Document("report.txt", REPORT),
        Document("before.txt", YEAR_BEFORE, published_at=date(2020, 1, 20), **before),
        Document("other.txt", OTHER_VOICE, published_at=date(2020, 12, 31)),
    )
    built.build()
    return built


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        ("dibao_persons", None),
        ("marriage_registrations", "only_part_of_the_year"),
        ("elderly_care_beds", "only_sub_area"),
        ("elderly_meal_sites", "only_planned"),
        ("orphans", "rejected"),
        ("welfare_lottery_sales", "only_change"),
        ("social_organization_party_orgs", "only_breakdown"),
        ("social_work_stations", "uncatalogued_nearby"),
        ("cremations", "not_reported"),
    ],
)
def test_every_gap_has_its_reason(warehouse: BuiltWarehouse, indicator: str, reason: str | None):
    rows = warehouse.rows(
        "select gap_reason from marts.fct_coverage where year = 2020 and indicator_id = ?",
        [indicator],
    )
    assert rows == [(reason,)]


def test_a_unit_that_cannot_belong_to_its_indicator_stays_out_and_says_why(warehouse):
    rows = warehouse.rows("select indicator_id, reason from marts.audit_quarantine")
    assert rows == [("orphans", "The unit household is not that of the indicator")]


def test_disagreement_shows_in_the_cell_and_the_loser_says_why(warehouse):
    cell = warehouse.rows(
        "select value, n_documents, value_min, value_max, has_conflict "
        "from marts.fct_city_year_indicator where indicator_id = 'dibao_persons' and year = 2020"
    )
    assert cell == [(60611, 2, 58000, 60611, True)]
    loser = warehouse.rows(
        "select value, lost_because from marts.fct_cell_observation "
        "where indicator_id = 'dibao_persons' and year = 2020 and not is_preferred"
    )
    assert loser == [(58000, "earlier_publication")]


def test_the_review_queue_begins_with_the_least_certain(warehouse):
    rows = warehouse.rows(
        "select indicator_id, review_reason from marts.review_queue order by review_rank limit 2"
    )
    assert ("dibao_persons", "documents disagree beyond rounding") in rows
    certainty = warehouse.rows("select certainty from marts.review_queue order by review_rank")
    assert certainty == sorted(certainty)


def test_the_wide_panel_names_the_unit_of_each_column(warehouse):
    rows = warehouse.rows(
        "select city_name, dibao_persons__person, dibao_standard_rural__CNY_per_person_month "
        "from marts.panel_wide where year = 2020"
    )
    assert rows == [("六安市", 60611.0, 500.0)]


def test_growth_from_year_to_year_is_at_hand(warehouse):
    rows = warehouse.rows(
        "select value, previous_value, change_pct, is_comparable from marts.fct_year_on_year"
    )
    assert rows == [(60611, 40000, 51.5275, True)]


def test_labels_come_in_both_languages_with_the_sentence(warehouse):
    rows = warehouse.rows(
        "select indicator_name_zh, indicator_name_en, unit_name_zh, previous_value, sentence "
        "from marts.city_fact_sheet where indicator_id = 'dibao_persons'"
    )
    assert rows == [("最低生活保障人数", "Dibao recipients", "人", 40000, "\n年末低保对象60611人")]
    assert warehouse.rows("select count(*) from marts.social_assistance") == [(3,)]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("320802", "320812", "merge"), ("320811", "320812", "merge"), ("340221", "340210", "upgrade")],
)
def test_places_that_were_merged_or_renamed_lead_to_what_they_became(warehouse, old, new, kind):
    rows = warehouse.rows(
        "select current_city_code, change_kind from marts.dim_city where city_code = ?", [old]
    )
    assert rows == [(new, kind)]


def test_one_indicator_has_several_official_codes(warehouse):
    codes = warehouse.rows(
        "select mca_codes from marts.dim_indicator where indicator_id = 'civil_affairs_expenditure'"
    )
    assert codes == [("JZH011310000;YZH011200000",)]

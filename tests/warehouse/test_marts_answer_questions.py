"""The questions that an analyst asks: what is missing and why, what was kept out, who disagrees."""

from __future__ import annotations

import pytest
from built_warehouse import BuiltWarehouse


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
def test_every_gap_has_its_reason(
    asked_warehouse: BuiltWarehouse, indicator: str, reason: str | None
):
    rows = asked_warehouse.rows(
        "select gap_reason from marts.fct_coverage where year = 2020 and indicator_id = ?",
        [indicator],
    )
    assert rows == [(reason,)]


def test_a_unit_that_cannot_belong_to_its_indicator_stays_out_and_says_why(asked_warehouse):
    rows = asked_warehouse.rows("select indicator_id, reason from marts.audit_quarantine")
    assert rows == [("orphans", "The unit household is not that of the indicator")]


def test_disagreement_shows_in_the_cell_and_the_loser_says_why(asked_warehouse):
    cell = asked_warehouse.rows(
        "select value, n_documents, value_min, value_max, has_conflict "
        "from marts.fct_city_year_indicator where indicator_id = 'dibao_persons' and year = 2020"
    )
    assert cell == [(60611, 2, 58000, 60611, True)]
    loser = asked_warehouse.rows(
        "select value, lost_because from marts.fct_cell_observation "
        "where indicator_id = 'dibao_persons' and year = 2020 and not is_preferred"
    )
    assert loser == [(58000, "earlier_publication")]


def test_the_review_queue_begins_with_disputes_then_with_the_costliest_error(asked_warehouse):
    rows = asked_warehouse.rows(
        "select indicator_id, review_reason, is_disputed, expected_error * importance "
        "from marts.review_queue order by review_rank"
    )
    assert rows[0][:3] == ("dibao_persons", "sources disagree beyond rounding", True)
    order = [(not is_disputed, -priority) for *_, is_disputed, priority in rows]
    assert order == sorted(order)


def test_what_the_catalogue_does_not_have_is_reviewed_too(asked_warehouse):
    rows = asked_warehouse.rows(
        "select quote, review_reason from marts.review_queue where indicator_id is null"
    )
    assert rows == [("99个", "no indicator of the catalogue was found for it")]


def test_the_wide_panel_names_the_unit_of_each_column(asked_warehouse):
    rows = asked_warehouse.rows(
        "select city_name, dibao_persons__person, dibao_standard_rural__CNY_per_person_month "
        "from marts.panel_wide where year = 2020"
    )
    assert rows == [("六安市", 60611.0, 500.0)]


def test_growth_from_year_to_year_is_at_hand(asked_warehouse):
    rows = asked_warehouse.rows(
        "select value, previous_value, change_pct, is_comparable from marts.fct_year_on_year"
    )
    assert rows == [(60611, 40000, 51.5275, True)]


def test_labels_come_in_both_languages_with_the_sentence(asked_warehouse):
    rows = asked_warehouse.rows(
        "select indicator_name_zh, indicator_name_en, unit_name_zh, previous_value, sentence "
        "from marts.city_fact_sheet where indicator_id = 'dibao_persons'"
    )
    assert rows == [("最低生活保障人数", "Dibao recipients", "人", 40000, "\n年末低保对象60611人")]


@pytest.mark.parametrize("table", ["fct_observation", "fct_cell_observation", "panel_labelled"])
def test_what_was_printed_stands_beside_the_canonical_value(asked_warehouse, table):
    rows = asked_warehouse.rows(
        "select value, unit, value_printed, unit_printed, city_name_en, indicator_name_en "
        f"from marts.{table} where indicator_id = 'dibao_standard'"
    )
    names = ("Lu'an", "Dibao (subsistence allowance) standard")
    assert rows == [(500, "CNY_per_person_month", 6000, "元/年", *names)]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("320802", "320812", "merge"), ("320811", "320812", "merge"), ("340221", "340210", "upgrade")],
)
def test_places_that_were_merged_or_renamed_lead_to_what_they_became(
    asked_warehouse, old, new, kind
):
    rows = asked_warehouse.rows(
        "select current_city_code, change_kind from marts.dim_city where city_code = ?", [old]
    )
    assert rows == [(new, kind)]


def test_one_indicator_has_several_official_codes(asked_warehouse):
    codes = asked_warehouse.rows(
        "select mca_codes from marts.dim_indicator where indicator_id = 'civil_affairs_expenditure'"
    )
    assert codes == [("JZH011310000;YZH011200000",)]

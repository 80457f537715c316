"""What people see of the population: who lives there, how that is known, values per head."""

from __future__ import annotations

import pytest
from built_warehouse import BuiltWarehouse


def test_the_panel_says_the_level_and_what_a_resident_has_of_it(
    asked_warehouse: BuiltWarehouse,
) -> None:
    rows = asked_warehouse.rows(
        "select level, value, round(value_per_capita * 1000, 3) "
        "from marts.fct_city_year_indicator where year = 2020 and indicator_id = 'dibao_persons'"
    )
    assert rows == [("prefecture", 60611, 13.795)]


def test_a_standard_has_no_value_per_resident(asked_warehouse: BuiltWarehouse) -> None:
    rows = asked_warehouse.rows(
        "select value_per_capita from marts.panel_labelled where indicator_id = 'dibao_standard'"
    )
    assert rows == [(None,)]


def test_the_wide_panel_brings_the_residents_along(asked_warehouse: BuiltWarehouse) -> None:
    rows = asked_warehouse.rows("select level, population from marts.panel_wide where year = 2020")
    assert rows == [("prefecture", 4_393_699)]


@pytest.mark.parametrize(
    ("city_code", "year", "population", "method"),
    [
        ("310000", 2010, 23_019_196, "census"),
        ("310000", 2019, 24_685_725, "interpolated"),
        ("500000", 2020, 32_054_159, "census"),
        ("341500", 2019, 4_515_499, "interpolated"),
        ("310115", 2020, 5_681_512, "census"),
    ],
)
def test_population_is_a_census_or_a_step_between_two(
    asked_warehouse: BuiltWarehouse, city_code: str, year: int, population: int, method: str
) -> None:
    rows = asked_warehouse.rows(
        "select population, method, is_interpolated from marts.dim_population "
        "where city_code = ? and year = ?",
        [city_code, year],
    )
    assert rows == [(population, method, method != "census")]


def test_a_league_that_became_a_city_keeps_the_people_it_had(
    asked_warehouse: BuiltWarehouse,
) -> None:
    # 乌兰察布: 152600 until 2003, 150900 since.
    rows = asked_warehouse.rows(
        "select city_code, year from intermediate.int_population "
        "where city_code in ('152600', '150900') and year in (2000, 2005) order by year"
    )
    assert rows == [("152600", 2000), ("150900", 2005)]

"""Fixtures of the warehouse tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

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


@pytest.fixture(scope="session")
def new_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], BuiltWarehouse]:
    """Makes empty warehouses, each in a folder of its own."""

    def make() -> BuiltWarehouse:
        path: Path = tmp_path_factory.mktemp("warehouse")
        return BuiltWarehouse(path)

    return make


@pytest.fixture(scope="session")
def asked_warehouse(new_warehouse: Callable[[], BuiltWarehouse]) -> BuiltWarehouse:
    """Three small reports, built once for every test that only asks."""
    built = new_warehouse()
    before = {"report_start": date(2019, 1, 1), "report_end": date(2019, 12, 31)}
    built.land(
        Document("report.txt", REPORT),
        Document("before.txt", YEAR_BEFORE, published_at=date(2020, 1, 20), **before),
        Document("other.txt", OTHER_VOICE, published_at=date(2020, 12, 31)),
    )
    built.build()
    return built

"""What someone sees who types `make bi`: the dashboards, in Superset, with the published numbers.

Screenshots of what is asserted here are left in tests/browser/screenshots, to be looked at.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from ui_page import Page, Ui

from orchestration.dbt_manifest import ensure_manifest
from orchestration.duckdb_files import read_published
from orchestration.settings import REPOSITORY

pytestmark = pytest.mark.bi

BI_PYTHON = REPOSITORY / ".venv-bi" / "bin" / "python"
START_SECONDS = 180
N_CELLS = "select count(*) from marts.fct_city_year_indicator"
PANELS = {
    "zh": ("指标面板", "最低生活保障标准"),
    "en": ("Panel by indicator", "Dibao (subsistence allowance) standard"),
}
LATER = "芜湖市民政局2023年工作总结\n2023年底,全市城乡低保标准统一为每人每月791元。\n"
HOSTILE = "<img src=x onerror=\"document.title='run'\">"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing zone with three of the sample reports, one of them hostile, and its publication."""
    if not BI_PYTHON.exists() or not (REPOSITORY / ".venv-bi" / ".synced").exists():
        pytest.skip("no BI environment here: make .venv-bi/.synced (850 MB)")
    directory = tmp_path_factory.mktemp("bi")
    landing = directory / "landing"
    landing.mkdir()
    for path in sorted((REPOSITORY / "seeds" / "documents").glob("00[0-3]_*")):
        text = path.read_bytes()
        (landing / path.name).write_bytes(text)
    (landing / "hostile.txt").write_text(
        f"淮北市民政局2021年工作总结\n2021年底,{HOSTILE}全市城乡低保标准统一为每人每月655元。\n",
        encoding="utf-8",
    )
    ensure_manifest()
    _publish(directory)
    return directory


def _environment(directory: Path) -> dict[str, str]:
    return os.environ | {
        "MINZHENG_LANDING_URI": str(directory / "landing"),
        "MINZHENG_DATA_DIR": str(directory / "data"),
        "DAGSTER_HOME": str(directory / "data" / "dagster"),
    }


def _publish(directory: Path) -> None:
    command = [Path(sys.executable).with_name("minzheng"), "run"]
    subprocess.run(command, cwd=REPOSITORY, env=_environment(directory), check=True)


@contextmanager
def _served(directory: Path, port: int) -> Iterator[str]:
    """Superset as `make bi` starts it; gives what it has said once it answers."""
    said = directory / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [BI_PYTHON, REPOSITORY / "bi" / "start.py"],
            env=_environment(directory) | {"BI_PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while "Superset is at" not in said.read_text() and process.poll() is None:
                assert time.monotonic() < deadline, said.read_text()
                time.sleep(0.5)
            yield said.read_text()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


@pytest.fixture(scope="module")
def page(browser: webdriver.Chrome, directory: Path) -> Iterator[Page]:
    """A browser that has signed in with the password that was shown."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with _served(directory, port) as said:
        shown = re.search(r"password  (\S+)", said)
        assert shown, said
        ui = Ui(f"http://127.0.0.1:{port}", directory / "landing", directory / "data")
        page = Page(browser, ui)
        page.open("/login/")
        page.wait(lambda: bool(browser.find_elements(By.ID, "username")), "the form")
        browser.find_element(By.ID, "username").send_keys("admin")
        browser.find_element(By.ID, "password").send_keys(shown[1])
        browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        page.wait(lambda: "/login" not in browser.current_url, "the page after signing in")
        yield page
    with _served(directory, port) as said:
        assert "password  " not in said
        assert "Preparing" not in said


def _open_tab(page: Page, language: str, tab: str, *words: str) -> None:
    page.browser.get(f"{page.ui.address}/lang/{language}")
    page.open(f"/superset/dashboard/minzheng-{language}/", tab)
    xpath = f"//div[contains(@class,'ant-tabs-tab')][normalize-space()='{tab}']"
    page.browser.find_elements(By.XPATH, xpath)[-1].click()
    for word in words:
        page.wait(lambda word=word: word in page.text(), f"{word!r} on {tab}")


def _open_standard(page: Page, language: str, *words: str) -> None:
    """The panel of the subsistence standard."""
    tab, indicator = PANELS[language]
    _open_tab(page, language, tab)
    _choose_indicator(page, indicator)
    for word in words:
        page.wait(lambda word=word: word in page.text(), f"{word!r} on {tab}")


def _choose_indicator(page: Page, name: str) -> None:
    """Type into the choice of the indicator, take what it offers, and apply it."""
    field = page.browser.find_element(By.ID, "NATIVE_FILTER-indicator")
    page.wait(field.is_displayed, "the choice of the indicator")
    field.send_keys(name)
    page.wait(lambda: bool(_offered(page, name)), f"{name!r} among the choices")
    field.send_keys(Keys.ENTER)
    apply = page.browser.find_element(By.CSS_SELECTOR, "[data-test='filter-bar__apply-button']")
    if apply.is_enabled():
        apply.click()


def _offered(page: Page, name: str) -> list[object]:
    return page.browser.find_elements(By.CSS_SELECTOR, f".ant-select-item-option[title='{name}']")


def _n_cells(directory: Path) -> int:
    with read_published(directory / "data" / "published" / "minzheng.duckdb") as connection:
        (number,) = connection.execute(N_CELLS).fetchone() or (0,)
    return int(number)


def _number_under(page: Page, heading: str) -> str:
    lines = page.text().splitlines()
    return lines[lines.index(heading) + 1] if heading in lines[:-1] else ""


def test_the_panel_shows_the_published_value_beside_its_sentence(page: Page) -> None:
    _open_standard(page, "zh", "合肥市", "614", "保障标准分别提高到户月人均614元、579元")
    page.picture("bi_panel_zh")
    _open_standard(page, "en", "Hefei", "614", "yuan per person per month")
    page.picture("bi_panel_en")


def test_each_tab_shows_its_charts_in_both_languages(page: Page) -> None:
    for language, tabs in {
        "zh": {"城市概况": ("领域", "社会救助"), "覆盖": ("领域 × 年份:有数据的比例",)},
        "en": {"City sheet": ("Social assistance",), "Coverage": ("City by year",)},
    }.items():
        for tab, words in tabs.items():
            _open_tab(page, language, tab, *words)
            page.picture(f"bi_{tab.replace(' ', '_')}")
            assert "error" not in page.text().lower(), tab


def test_what_a_document_says_in_html_is_shown_and_not_run(page: Page) -> None:
    _open_standard(page, "en", "Huaibei", "<img", "全市城乡低保标准统一为每人每月655元")
    assert not page.browser.find_elements(By.CSS_SELECTOR, "img[src='x']")
    assert page.browser.title != "run"


def test_a_republished_value_is_seen_after_a_refresh(page: Page, directory: Path) -> None:
    before = str(_n_cells(directory))
    _open_tab(page, "en", "Quality", "Cells of the panel")
    page.wait(lambda: _number_under(page, "Cells of the panel") == before, "the number of cells")
    page.picture("bi_quality")

    (directory / "landing" / "later.txt").write_text(LATER, encoding="utf-8")
    _publish(directory)
    after = str(_n_cells(directory))
    assert after != before

    _open_tab(page, "en", "Quality", "Cells of the panel")
    page.wait(lambda: _number_under(page, "Cells of the panel") == after, "the new number of cells")
    _open_standard(page, "en", "Wuhu", "791")
    page.picture("bi_republished")

"""What someone sees who opens the Dagster UI: launch the job, watch it, understand it.

Screenshots of what is asserted here are left in tests/browser/screenshots, to be looked at.
"""

from __future__ import annotations

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from ui_page import Page, Ui

from expectations.registry import GATE_SUITES, PANEL_SUITE, SuiteSpec

pytestmark = pytest.mark.browser

GROUPS = (
    "landing", "extraction", "staging", "intermediate", "checking", "due",
    "dimensions", "facts", "steps", "views", "audit", "publication",
)  # fmt: skip
ABSURD = "芜湖市民政局2022年工作总结\n2022年底,全市城市低保标准为每人每月9876543元。\n"


@pytest.fixture(scope="module")
def page(browser: webdriver.Chrome, ui: Ui) -> Page:
    return Page(browser, ui)


@pytest.fixture(scope="module")
def built(page: Page) -> Page:
    """The UI after the job was launched from its page and has succeeded."""
    outcome = page.launch()
    page.picture("run")
    assert outcome == "Success"
    return page


def test_the_job_is_launched_from_its_page_and_succeeds(built: Page) -> None:
    assert (built.ui.data_dir / "published" / "minzheng.duckdb").exists()


def test_the_asset_graph_shows_every_group(built: Page) -> None:
    built.open("/asset-groups", *GROUPS)
    built.picture("asset_graph")
    assert "Join the Dagster community" not in built.text()


@pytest.mark.parametrize(
    ("asset", "suites"), [("quarantine", GATE_SUITES), ("published_marts", [PANEL_SUITE])]
)
def test_every_suite_shows_as_passed(built: Page, asset: str, suites: list[SuiteSpec]) -> None:
    built.open(f"/assets/{asset}?view=checks", *(suite.name for suite in suites[:3]))
    built.picture(f"checks_of_{asset}")
    assert built.text().count("Succeeded") >= len(suites)
    assert "Failed" not in built.text()


def test_the_page_of_the_facts_shows_sentences_and_shares(built: Page) -> None:
    built.open("/assets/candidate_facts?view=overview", "share catalogued", "in_the_text")
    built.picture("candidate_facts")


def test_each_asset_of_the_way_says_what_it_holds(built: Page) -> None:
    for asset, words in {
        "raw_documents": ("files seen", "documents new"),
        "fct_city_year_indicator": ("Row count",),
        "published_marts": ("published file", "indicators by city and year", "合肥市"),
    }.items():
        built.open(f"/assets/{asset}?view=overview", *words)
        built.picture(asset)


def test_coverage_is_drawn_on_a_click(built: Page) -> None:
    built.open("/assets/published_marts?view=overview", "picture of the coverage")
    xpath = "//tr[.//*[text()='picture of the coverage']]//*[text()='[Show Markdown]']"
    built.browser.find_element(By.XPATH, xpath).click()
    drawn = (
        "const it = document.querySelector('img[alt^=Indicators]'); return it && it.naturalWidth"
    )
    built.wait(lambda: bool(built.browser.execute_script(drawn)), "the picture")
    built.picture("coverage")


@pytest.mark.parametrize(
    ("asset", "words"),
    [
        ("candidate_facts", ("mean confidence", "share catalogued", "share from 0.9")),
        ("published_marts", ("facts held", "facts marked", "files rejected", "panel cells")),
    ],
)
def test_numbers_are_drawn_over_the_runs(built: Page, asset: str, words: tuple[str, ...]) -> None:
    built.open(f"/assets/{asset}?view=overview", "Plots")
    built.browser.find_element(By.XPATH, "//*[normalize-space(text())='Plots']").click()
    for word in words:
        built.wait(lambda word=word: word in built.text(), f"the plot of {word!r}")
    assert built.browser.find_elements(By.TAG_NAME, "canvas")
    built.picture(f"plots_of_{asset}")


def test_schedule_and_sensor_are_listed(built: Page) -> None:
    built.open("/automation", "daily_build", "landing_sensor")
    built.picture("automation")


def test_a_blocked_run_shows_which_check_failed_and_on_which_sentence(built: Page) -> None:
    (built.ui.landing / "absurd.txt").write_text(ABSURD, encoding="utf-8")
    assert built.launch() == "Failure"
    run = built.browser.current_url.removeprefix(built.ui.address).partition("?")[0]
    built.open(f"{run}?logs=type%3ASTEP_FAILURE", "Not published", "Blocking: batch")
    built.picture("blocked_run")
    built.open("/assets/quarantine?view=checks&checkDetail=batch", "Failed")
    built.picture("blocked_check")
    built.open("/assets/quarantine?view=overview", "rows set aside", "9876543", "where they stand")
    place = built.browser.find_element(By.LINK_TEXT, "9876543元").get_attribute("href") or ""
    assert "/zh/documents/" in place
    assert ".html#" in place

    built.open("/assets/quarantine?view=checks&checkDetail=social_assistance", "[Show Markdown]")
    built.browser.find_element(By.XPATH, "//*[text()='[Show Markdown]']").click()
    built.wait(lambda: bool(built.browser.find_elements(By.LINK_TEXT, "9876543元")), "the place")
    assert built.browser.find_element(By.LINK_TEXT, "9876543元").get_attribute("href") == place
    built.picture("failing_row")
    built.picture("quarantine")
